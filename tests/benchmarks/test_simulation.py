"""The simulation keeps its own books: no order is lost, no work is free, and too little is too little."""

from dataclasses import replace

import pytest

from benchmarks.scaling.dance import heard_of_an_order
from benchmarks.scaling.simulation.cores import Cores, Process
from benchmarks.scaling.simulation.customers import post_in_flight, say_all
from benchmarks.scaling.simulation.foretold import simulate
from benchmarks.scaling.simulation.measured import compare
from benchmarks.scaling.simulation.shop import Ground, Shop
from benchmarks.scaling.simulation.time import Time
from benchmarks.scaling.sizing import size
from choreo.stack.members import SERVICES
from tests.benchmarks.known_costs import OWN, POST, costs, model

_ORDERS = 200


def _shop() -> Shop:
    return Shop(model(), Ground(replicas=dict.fromkeys(SERVICES, 2), partitions=4, cores=2))


@pytest.mark.parametrize(("cores", "ends"), [(1, [2.0, 3.0]), (2, [1.0, 2.0])])
def test_cores_are_shared_evenly(cores: int, ends: list[float]) -> None:
    time = Time()
    shared, ended = Cores(time, cores), []
    for seconds in (1.0, 2.0):
        shared.compute(seconds, lambda: ended.append(time.now))
    time.run()
    assert ended == pytest.approx(ends)


def test_a_process_uses_one_core_at_a_time() -> None:
    time = Time()
    process, ended = Process(Cores(time, 8)), []
    for _ in range(3):
        process.compute(1.0, lambda: ended.append(time.now))
    time.run()
    assert ended == pytest.approx([1.0, 2.0, 3.0])


@pytest.mark.parametrize("by_http", [True, False])
def test_all_orders_end_and_all_their_events_are_handled(by_http: bool) -> None:
    shop = _shop()
    if by_http:
        post_in_flight(shop, _ORDERS, 32)
    else:
        say_all(shop, _ORDERS)
    shop.time.run()
    assert len(shop.ended) == _ORDERS
    assert shop.waiting == 0
    for service, replicas in shop.replicas.items():
        assert sum(replica.events for replica in replicas) == pytest.approx(_ORDERS * heard_of_an_order()[service])


def test_nothing_is_computed_for_free() -> None:
    shop = _shop()
    post_in_flight(shop, _ORDERS, 32)
    shop.time.run()
    for service, replicas in shop.replicas.items():
        commits, events = sum(one.commits for one in replicas), sum(one.events for one in replicas)
        posts = _ORDERS * POST if service == "order_service" else 0.0
        assert sum(one.process.used for one in replicas) == pytest.approx(OWN.of(commits, events) + posts)
    assert shop.cores.used <= 2 * shop.time.now * (1 + 1e-9)


def test_enough_keeps_up_and_too_little_does_not() -> None:
    enough = size(model(), costs().ways, 200)
    assert simulate(enough, warm=1, seconds=4).keeps_up
    slower = {name: replace(cost, event=20 * cost.event) for name, cost in model().own.items()}
    assert not simulate(replace(enough, model=replace(model(), own=slower)), warm=1, seconds=4).keeps_up


def test_what_is_foretold_follows_the_cores() -> None:
    few = {one.way: one.simulated_rate for one in compare(costs().model_copy(update={"orders": 300}), model().pace)}
    more = costs().model_copy(update={"orders": 300, "cores": 4})
    for one in compare(more, model().pace):
        assert few[one.way] < one.simulated_rate
