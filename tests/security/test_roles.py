"""A service's role is for its own database."""

import asyncpg
import pytest

from choreo.embedded.servers import Servers
from shared.migrate.databases import make_database
from shared.settings import settings
from tests.surroundings import addresses, told

OWN, OTHER = "parcel_service", "letter_service"


async def test_a_service_cannot_connect_to_the_database_of_another_nor_make_roles(servers: Servers) -> None:
    with told(**addresses(servers)):
        for service in (OWN, OTHER):
            await make_database(service)
        address = settings().database_of(OWN)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied for database"):
        await asyncpg.connect(address.removesuffix(OWN) + OTHER)
    connection = await asyncpg.connect(address)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("create role letter_thief superuser login")
    await connection.close()
