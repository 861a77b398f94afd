"""Costs of a shop whose transactions and events cost what we say."""

from collections.abc import Iterable

from benchmarks.saga.passes import SERVERS
from benchmarks.scaling.calibration import Cost, Model
from benchmarks.scaling.dance import heard_of_an_order
from benchmarks.scaling.pace import Pace
from benchmarks.throughput.costs import Costs, DatabaseCost, WayCost
from benchmarks.throughput.ways import KAFKA, MANY, PACED, SOME
from choreo.stack.members import SERVICES

MS = 0.001
OWN = Cost(2 * MS, 0.25 * MS)
SERVER = Cost(0.5 * MS, 0.05 * MS)
POST = 0.4 * MS
IDLE = 10.0
"""Milliseconds of CPU a second, for each process."""

_RATES = {PACED: (50.0, 1.2), SOME: (300.0, 0.4), MANY: (500.0, 0.1), KAFKA: (600.0, 0.05)}
"""Orders a second, and transactions for an order in each service."""


def model() -> Model:
    """As it is, without the measuring."""
    return Model(
        own=dict.fromkeys(SERVICES, OWN),
        servers=dict.fromkeys(SERVERS, SERVER),
        post=POST,
        customers=0.3 * MS,
        spans=0.0,
        commit=1 * MS,
        acknowledge=1 * MS,
        pace=Pace(500, 200),
    )


def costs() -> Costs:
    """As they would be measured."""
    return Costs(
        measured="nowhere.",
        cores=2,
        orders=1000,
        rounds=1,
        ways={name: _way(name, rate, transactions) for name, (rate, transactions) in _RATES.items()},
        idle_cpu_ms=dict.fromkeys((*SERVICES, *SERVERS), IDLE),
        idle_commits=dict.fromkeys(SERVICES, 2.0),
        commit_ms=1.0,
        acknowledge_ms=1.0,
    )


def _way(name: str, rate: float, transactions: float) -> WayCost:
    heard = heard_of_an_order()
    own = {service: OWN.of(transactions, heard[service]) for service in SERVICES}
    own["order_service"] += POST * (name != KAFKA)
    servers = dict.fromkeys(SERVERS, SERVER.of(transactions * len(SERVICES), sum(heard.values())))
    stored = {"messages": 7.92, "kafka_bytes": 4000.0, "wal_bytes": 20_000.0, "redis_bytes": 1500.0}
    return WayCost(
        orders_per_second=rate,
        others=0.0,
        cpu_ms=_in_ms({**own, **servers}.items(), rate) | {"customers": 0.3, "spans": 0.0},
        stored=stored,
        databases={name: DatabaseCost(rows_written=10, commits=transactions, bytes=2000) for name in SERVICES},
    )


def _in_ms(seconds: Iterable[tuple[str, float]], rate: float) -> dict[str, float]:
    return {name: 1000 * used + IDLE / rate for name, used in seconds}
