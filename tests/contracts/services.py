"""The five services of the order flow, as they are wired together."""

from shared.migrate.services import load_service

ORDER, PAYMENT, INVENTORY = "order_service", "payment_service", "inventory_service"
DISCOUNT, SHIPPING = "discount_service", "shipping_service"

SERVICES = {name: load_service(name) for name in (ORDER, PAYMENT, INVENTORY, DISCOUNT, SHIPPING)}
