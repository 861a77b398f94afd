"""The application's database, as DBOS' transactions reach it."""

from dbos import SQLAlchemyDatasource

from benchmarks.saga.place import here
from benchmarks.twins.dbos.variant import DATABASE

datasource = SQLAlchemyDatasource.create(
    here().database(DATABASE), engine_kwargs={"pool_size": 40, "max_overflow": 20, "pool_timeout": 30}
)
"""Each transaction tells its isolation: SERIALIZABLE, the default, would repeat most of them, for the rows of stock."""
