"""What the demo sells, and the coupons it gives out."""

from typing import NamedTuple

CURRENCY = "EUR"


class Product(NamedTuple):
    """Its price is in minor units: 1400 is 14.00."""

    sku: str
    name: str
    price: int


PRODUCTS = (
    Product("teapot", "Teapot, enamelled", 3400),
    Product("mug", "Mug, 300 ml", 1400),
    Product("kettle", "Kettle with a whistle", 5900),
    Product("tea-green", "Green tea, 100 g", 900),
    Product("tea-black", "Black tea, 100 g", 800),
    Product("honey", "Honey, 250 g", 750),
)

SOLD_OUT = Product("samovar", "Samovar, brass", 24900)
"""Listed, but never in stock."""

PERCENT_OFF = "WELCOME10"
FREE = "ONTHEHOUSE"
EXPIRED = "SUMMER2020"

COUPONS: dict[str, dict[str, object]] = {
    PERCENT_OFF: {"percent": 10},
    FREE: {"percent": 100},
    EXPIRED: {"amount": 500, "currency": CURRENCY, "expires_at": "2020-09-01T00:00:00Z"},
}
