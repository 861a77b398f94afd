"""How a unit of work reads and writes its database: by asyncpg itself, or by SQLAlchemy's ORM."""
