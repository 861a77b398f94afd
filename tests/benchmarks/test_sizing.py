"""What so many orders need."""

from itertools import pairwise

import pytest

from benchmarks.scaling.assumptions import HEADROOM, LEAST_REPLICAS, UTILISATION
from benchmarks.scaling.batches import load_of, most_orders
from benchmarks.scaling.sizing import size
from choreo.stack.members import SERVICES
from shared.migrate.topics import PARTITIONS
from tests.benchmarks.known_costs import OWN, costs, model

RATES = (1, 10, 100, 1_000, 10_000)


@pytest.mark.parametrize("rate", RATES)
def test_the_fullest_replica_is_within_the_utilisation(rate: int) -> None:
    needed = size(model(), costs().ways, rate)
    assert all(load.utilisation <= UTILISATION for load in needed.fullest.values())
    assert needed.partitions >= max(PARTITIONS, HEADROOM * max(needed.replicas.values()))
    assert needed.partitions.bit_count() == 1
    assert min(needed.replicas.values()) >= LEAST_REPLICAS


def test_more_orders_need_no_less() -> None:
    for fewer, more in pairwise(size(model(), costs().ways, rate) for rate in RATES):
        assert all(fewer.replicas[name] <= more.replicas[name] for name in SERVICES)
        assert fewer.partitions <= more.partitions
        assert fewer.server_cores("postgres") < more.server_cores("postgres")


def test_batches_grow_with_what_comes_and_each_event_costs_less() -> None:
    few = load_of(model(), "inventory_service", 10, 0)
    many = load_of(model(), "inventory_service", most_orders(model(), "inventory_service"), 0)
    assert few.batch < many.batch <= model().pace.most
    assert OWN.event < many.busy / many.events < few.busy / few.events
