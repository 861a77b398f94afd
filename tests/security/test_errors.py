"""What a database refuses is told without what stands in the row."""

import traceback
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from choreo.embedded.servers import Servers
from shared.database import open_database
from shared.migrate.databases import make_database
from tests.surroundings import addresses, told

MARKER = "Marker McMarkface"
TABLE = "create table if not exists parcel (name text primary key check (length(name) < 40), pieces int not null)"


@pytest.fixture
async def database(servers: Servers) -> AsyncIterator[AsyncEngine]:
    """As a service opens it, with a table."""
    with told(**addresses(servers)):
        await make_database("parcel_service")
        engine = open_database("parcel_service")
    async with engine.begin() as connection:
        await connection.execute(text(TABLE))
    yield engine
    await engine.dispose()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        pytest.param({"name": MARKER * 3, "pieces": 1}, "parcel_name_check", id="a rule"),
        pytest.param({"name": MARKER, "pieces": None}, '"pieces"', id="nothing where something must be"),
        pytest.param({"name": MARKER, "pieces": 2**40}, "invalid input", id="a number that is too large"),
        pytest.param({"name": 42, "pieces": MARKER}, "invalid input", id="another type"),
    ],
)
async def test_an_error_names_the_rule_and_not_the_row(database: AsyncEngine, row: dict[str, Any], why: str) -> None:
    with pytest.raises(DBAPIError) as refused:
        async with database.begin() as connection:
            await connection.execute(text("insert into parcel values (:name, :pieces)"), row)
    shown = "".join([repr(refused.value), *traceback.format_exception(refused.value)])
    assert why in shown
    assert MARKER not in shown
    assert str(2**40) not in shown


async def test_a_twin_is_told_by_its_key_s_name(database: AsyncEngine) -> None:
    insert = text("insert into parcel values (:name, 1)")
    async with database.begin() as connection:
        await connection.execute(insert, {"name": MARKER})
    with pytest.raises(DBAPIError, match="parcel_pkey") as refused:
        async with database.begin() as connection:
            await connection.execute(insert, {"name": MARKER})
    assert MARKER not in "".join(traceback.format_exception(refused.value))
