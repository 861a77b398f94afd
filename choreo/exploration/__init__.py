"""Tries every order of what may happen, on the services' own handlers and tables.

What a service does with an event depends only on its own rows, the event, the time and the answers of the outside. So
each such pair is run once, for real: the runtime's transaction, the handler, PostgreSQL (rooms.py). What all services
do together is then put together from these, in every order (moves.py, search.py), and held against the rules
(rules.py)."""
