"""What the twins that use SQLAlchemy have in common: what the five services store, and what a fact does to their rows.

Written as such a user would: SQLAlchemy 2's ORM with asyncpg, a session per message, rows locked by
`SELECT … FOR UPDATE` or by the upsert itself, `RETURNING` where it saves a query. What carries the facts (who is heard,
what is said, what happens once) is each twin's own.

Compensation follows `order.cancelled` alone, and what only an observer would hear (released, shipped, refunded) is not
said: fewer messages than our own services send, to the twin's favour."""
