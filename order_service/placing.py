"""What a customer sends to place an order."""

from hashlib import sha256
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from shared.events import Address, Item
from shared.web.fields import Country, CouponCode, Quantity, RequestBody, Sku, Text


class WantedItem(RequestBody):
    """So many pieces of a product; the price is ours."""

    sku: Sku
    quantity: Quantity


class Destination(RequestBody):
    """Where the order goes."""

    name: Text
    street: Text
    city: Text
    postal_code: Text
    country: Country


EXAMPLE: JsonDict = {
    "items": [{"sku": "mug", "quantity": 1}],
    "payment_method": "pm_card_visa",
    "shipping_address": {
        "name": "Ada",
        "street": "1 Main Street",
        "city": "Seoul",
        "postal_code": "04524",
        "country": "KR",
    },
}
"""What /docs proposes to send."""


class PlaceOrder(RequestBody):
    """An order, as its customer wants it."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    items: Annotated[list[WantedItem], Field(min_length=1, max_length=100)]
    coupon_code: CouponCode | None = None
    payment_method: Text
    shipping_address: Destination

    @property
    def lines(self) -> list[Item]:
        """Its items, as events name them."""
        return [Item(sku=item.sku, quantity=item.quantity) for item in self.items]

    @property
    def address(self) -> Address:
        """Its address, as events name it."""
        return Address(**self.shipping_address.model_dump())

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical body: the same for the same order, however it was spelt."""
        return sha256(self.model_dump_json().encode()).hexdigest()
