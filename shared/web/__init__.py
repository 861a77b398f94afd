"""The HTTP side that all services share: one place per concern, so that a service's api.py holds only its routes."""
