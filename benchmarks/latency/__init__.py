"""How long an order takes, from its request to its end."""
