"""A simulated payment provider: the part of Stripe's API that charging, cancelling and refunding needs."""
