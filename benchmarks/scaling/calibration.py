"""Takes the measured costs apart: what a transaction costs, and what each event in it costs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.saga.passes import SERVERS
from benchmarks.scaling.dance import heard_of_an_order
from benchmarks.scaling.pace import Pace
from benchmarks.throughput.costs import Costs, WayCost
from benchmarks.throughput.ways import KAFKA
from choreo.stack.members import SERVICES
from shared.messaging.faust_fetching import ENOUGH
from shared.settings import settings

ORDER = "order_service"


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU: for each transaction, and for each event in it."""

    transaction: float
    event: float

    def of(self, transactions: float, events: float) -> float:
        """So many of both."""
        return self.transaction * transactions + self.event * events


@dataclass(frozen=True)
class Model:
    """`own` are the services' own processes, `servers` those of PostgreSQL, Kafka and Valkey, for work of any service.
    `post`: what a POST costs order_service beside the transaction that it shares. `customers` and `spans` are what the
    measuring itself takes for an order. Waits are without CPU; `outside` is for a call, which took no time where it was
    measured. `pace` has batches of the full size, until simulation/pacing.py has fitted it. All in seconds."""

    own: Mapping[str, Cost]
    servers: Mapping[str, Cost]
    post: float
    customers: float
    spans: float
    commit: float
    acknowledge: float
    pace: Pace
    outside: float = 0.0

    @property
    def all_servers(self) -> Cost:
        """Together."""
        each = self.servers.values()
        return Cost(sum(cost.transaction for cost in each), sum(cost.event for cost in each))


def calibrate(costs: Costs, without: Iterable[str] = ()) -> Model:
    """From all ways but those that are to be foretold. Least squares over the ways, whose batches differ in size;
    neither cost below zero. What a process uses while nobody orders is taken off first."""
    ways = {name: way for name, way in costs.ways.items() if name not in without}
    by_http = {name: way for name, way in ways.items() if name != KAFKA}
    heard = heard_of_an_order()
    own = {name: _fit(costs, name, ways, name) for name in SERVICES}
    posted = _fit(costs, ORDER, by_http, ORDER)
    typed = _used(costs, costs.ways[KAFKA], ORDER) - posted.transaction * _commits(costs.ways[KAFKA], ORDER)
    event = min(max(typed, 0.0), posted.event * heard[ORDER]) / heard[ORDER]
    own[ORDER] = Cost(posted.transaction, event)
    return Model(
        own=own,
        servers={name: _fit(costs, name, ways, None) for name in SERVERS},
        post=(posted.event - event) * heard[ORDER],
        customers=_mean(way.cpu_ms["customers"] / 1000 for way in by_http.values()),
        spans=_mean(_used(costs, way, "spans") for way in ways.values()),
        commit=costs.commit_ms / 1000,
        acknowledge=costs.acknowledge_ms / 1000,
        pace=Pace(settings().batch_size, ENOUGH / _bytes_of_a_message(ways.values())),
    )


def _fit(costs: Costs, process: str, ways: Mapping[str, WayCost], service: str | None) -> Cost:
    """Of one order y = transaction * transactions + event * events. Without a service: over all of them."""
    heard = heard_of_an_order()
    events = heard[service] if service else sum(heard.values())
    transactions = [_commits(way, service) for way in ways.values()]
    return _line(transactions, [_used(costs, way, process) for way in ways.values()], events)


def _line(x: Sequence[float], y: Sequence[float], events: float) -> Cost:
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    spread = sum((one - mean_x) ** 2 for one in x)
    slope = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / spread if spread else 0.0
    if slope <= 0:
        return Cost(0.0, mean_y / events)
    if mean_y < slope * mean_x:
        return Cost(sum(a * b for a, b in zip(x, y, strict=True)) / sum(a * a for a in x), 0.0)
    return Cost(slope, (mean_y - slope * mean_x) / events)


def _used(costs: Costs, way: WayCost, process: str) -> float:
    """Seconds of CPU for an order."""
    return max(0.0, way.cpu_ms[process] - costs.idle_cpu_ms.get(process, 0.0) / way.orders_per_second) / 1000


def _commits(way: WayCost, service: str | None) -> float:
    return way.databases[service].commits if service else sum(one.commits for one in way.databases.values())


def _bytes_of_a_message(ways: Iterable[WayCost]) -> float:
    return _mean(way.stored["kafka_bytes"] / way.stored["messages"] for way in ways)


def _mean(values: Iterable[float]) -> float:
    each = list(values)
    return sum(each) / len(each)
