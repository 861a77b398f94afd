"""Runs an order again, from its recorded events, on the services' own handlers and empty tables.

Each service is told what was recorded, and what it says is held against what was recorded of it. So a difference stays
with the service that makes it, and does not run on through the others. Nothing is committed or published."""
