"""Two processes of each service: they share the work, and never trip over each other."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from choreo.processes.server import Server
from choreo.stack.members import SERVICES
from choreo.stack.programs import url_at
from shared.migrate.services import load_service
from shared.migrate.topics import PARTITIONS
from tests.chaos.conftest import Wishes
from tests.chaos.crowd import Crowd
from tests.chaos.deaths import deaths
from tests.chaos.proof import assert_all_is_well
from tests.chaos.replicas import second_replicas
from tests.e2e.shop import Shop
from tests.metrics_page import read_metrics
from tests.patience import eventually

UNHANDLED = ("Traceback", "never retrieved")
"""A deadlock that PostgreSQL broke and we took up again would be a warning without a stack."""


@pytest.fixture(scope="module")
async def seconds(shop: Shop) -> AsyncIterator[list[Server]]:
    """A second process of each service."""
    async with second_replicas(shop) as seconds:
        yield seconds


async def test_two_replicas_of_each_service_share_300_orders(
    stocked_shop: Shop, seconds: list[Server], crowd: Crowd, wishes: Wishes
) -> None:
    before = deaths(stocked_shop)
    firsts = [stocked_shop.stack.member(name).server for name in SERVICES]
    logs = {server.log: server.log.stat().st_size for server in [*firsts, *seconds]}

    errands = await crowd.buy(wishes(300), at_a_time=32)
    await assert_all_is_well(stocked_shop, crowd, errands)

    assert all(second.running for second in seconds)
    assert deaths(stocked_shop) == before
    assert [line for log, size in logs.items() for line in unhandled(log, size)] == []


async def test_each_replica_shows_the_lag_of_its_own_partitions(shop: Shop, seconds: list[Server]) -> None:
    for service, second in zip(SERVICES, seconds, strict=True):
        first = shop.stack.member(service).server
        await eventually(partial(_share_all, shop, service, [first.port, second.port]))


async def _share_all(shop: Shop, service: str, ports: list[int]) -> bool:
    """Whether each shows some, and together they show each partition that the service hears once."""
    shown = [await _partitions_on(shop, port) for port in ports]
    heard = [
        (topic, str(number)) for topic in load_service(service).subscriptions.topics for number in range(PARTITIONS)
    ]
    return all(shown) and sorted(one for page in shown for one in page) == sorted(heard)


async def _partitions_on(shop: Shop, port: int) -> list[tuple[str, str]]:
    page = await read_metrics(shop.http, url_at(port))
    return [(lag.labels["topic"], lag.labels["partition"]) for lag in page.samples("choreo_consumer_lag")]


def unhandled(log: Path, begin: int) -> list[str]:
    """Lines after that many bytes that tell of something nobody took care of."""
    lines = log.read_bytes()[begin:].decode(errors="replace").splitlines()
    return [f"{log.name}: {line}" for line in lines if any(sign in line for sign in UNHANDLED)]
