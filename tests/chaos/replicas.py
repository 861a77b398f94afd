"""A second process of each service, beside those of the stack."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka.admin import AIOKafkaAdminClient

from choreo.processes.ports import free_port
from choreo.processes.register import Register
from choreo.processes.server import Server
from choreo.processes.together import together
from choreo.stack.members import SERVICES
from choreo.stack.programs import Programs
from tests.e2e.shop import QUICK, Shop
from tests.patience import eventually


@asynccontextmanager
async def second_replicas(shop: Shop) -> AsyncIterator[list[Server]]:
    """Within it each service has two members in its consumer group, and both share its partitions."""
    home = shop.stack.member("order_service").server.log.parent.parent
    programs = Programs(home, Register(home / "second.json"), shop.http)
    addresses = shop.stack.addresses
    seconds = [programs.service(addresses, f"{name}-2", name, free_port(), QUICK) for name in SERVICES]
    try:
        await together(*(second.start() for second in seconds))
        await _until_shared(addresses.kafka, members=2)
        yield seconds
    finally:
        await together(*(second.stop() for second in seconds))
        await _until_shared(addresses.kafka, members=1)


async def _until_shared(kafka: str, members: int) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()

    async def all_groups_are_stable() -> bool:
        for service in SERVICES:
            [answer] = await admin.describe_consumer_groups([service])
            [(_, _, state, _, _, those_there, *_)] = answer.groups
            if state != "Stable" or len(those_there) != members:
                return False
        return True

    try:
        await eventually(all_groups_are_stable, seconds=30, every=0.2)
    finally:
        await admin.close()
