"""Who belongs to the shop, and on which port each is found unless that is taken."""

SERVICES = {
    "order_service": 8001,
    "payment_service": 8002,
    "inventory_service": 8003,
    "discount_service": 8004,
    "shipping_service": 8005,
}

OBSERVER = {
    "observer_service": 8000,
}
"""Hears all and commands nothing: the shop is whole without it."""

OUTSIDERS = {
    "payment_provider": 8010,
    "carrier": 8011,
}
