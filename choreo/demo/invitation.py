"""What a user can try while the shop runs."""

import json

from choreo.demo.catalogue import CURRENCY, PRODUCTS
from choreo.demo.shop import CUSTOMER
from choreo.stack.addresses import Stack
from choreo.stack.page import told_page
from shared.web.tokens import mint

_ADDRESS = {"name": "Ada", "street": "Saffron Lane 1", "city": "Seoul", "postal_code": "04524", "country": "KR"}


def invitation(stack: Stack) -> str:
    """The page's address first, and lines for a shell."""
    orders = stack.url_of("order_service")
    mug = next(product for product in PRODUCTS if product.sku == "mug")
    item = {"sku": mug.sku, "quantity": 1}
    order = {"items": [item], "payment_method": "pm_card_visa", "shipping_address": _ADDRESS}
    event = {
        "order_id": "my-order-1",
        "customer_id": CUSTOMER,
        "currency": CURRENCY,
        **order,
        "items": [{**item, "unit_price": mug.price}],
    }
    return f"""\
{told_page(stack)}

The orders' interface, to read and to try:  {orders}/docs

Place an order, and see how it ends:
  TOKEN={mint(CUSTOMER)}
  curl -s {orders}/orders -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -d '{json.dumps(order)}'
  curl -s {orders}/orders?limit=1 -H "Authorization: Bearer $TOKEN"

Say it by hand on Kafka, and see what was said of completed orders:
  echo '{json.dumps(event)}' | kcat -b {stack.kafka} -t order.created -P -k my-order-1
  kcat -b {stack.kafka} -C -e -t order.completed -f '%h %k %s\\n'
"""
