"""Proves or breaks the invariants I1 to I6, from what the services, the outsiders and Kafka have written down."""
