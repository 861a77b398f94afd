"""The application's database, as DBOS' transactions reach it."""

import asyncio

from dbos import AsyncSQLAlchemyDatasource

from benchmarks.saga.place import here
from benchmarks.twins.dbos.variant import DATABASE


async def _open() -> AsyncSQLAlchemyDatasource:
    opened = await AsyncSQLAlchemyDatasource.create(
        here().database(DATABASE), engine_kwargs={"pool_size": 20, "max_overflow": 0}
    )
    await opened.engine.dispose()  # its first connection belongs to this event loop, which ends here
    return opened


datasource = asyncio.run(_open())
"""Each transaction tells its isolation: SERIALIZABLE, the default, would repeat most of them, for the rows of stock."""
