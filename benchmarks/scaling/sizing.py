"""How much of everything so many orders a second need."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from benchmarks.scaling import assumptions as assumed
from benchmarks.scaling.batches import Load, load_of
from benchmarks.scaling.calibration import ORDER, Model
from benchmarks.scaling.dance import hearers
from benchmarks.throughput.costs import WayCost
from benchmarks.throughput.ways import KAFKA, MANY
from choreo.stack.members import SERVICES
from shared.migrate.topics import PARTITIONS
from shared.settings import settings

_DAY = 86_400


@dataclass(frozen=True)
class Size:
    """For `rate` orders a second, all by HTTP. `fullest` is the replica of a service with most partitions, `loads` the
    average one. Cores are those in use, and for services those needed."""

    rate: float
    model: Model
    cost: WayCost
    typed: WayCost
    partitions: int
    replicas: Mapping[str, int]
    loads: Mapping[str, Load]
    fullest: Mapping[str, Load]

    @property
    def transactions(self) -> Mapping[str, float]:
        """A second, by service."""
        return {name: self.replicas[name] * load.transactions for name, load in self.loads.items()}

    def cores(self, service: str) -> float:
        """That the service's own processes cannot do without."""
        return self.replicas[service] * self.loads[service].needed

    def server_cores(self, server: str, service: str | None = None) -> float:
        """Of PostgreSQL, Kafka or Valkey, for one service or all; Kafka without its further copies."""
        cost = self.model.servers[server]
        return sum(
            cost.of(self.transactions[name], self.replicas[name] * self.loads[name].events + self._posts(name))
            for name in ([service] if service else SERVICES)
        )

    def _posts(self, service: str) -> float:
        return self.rate if service == ORDER else 0.0

    @property
    def messages(self) -> float:
        """A second, sent to Kafka."""
        return self.rate * self.cost.stored["messages"]

    @property
    def kafka_bytes(self) -> float:
        """A second, one copy."""
        return self.rate * self.cost.stored["kafka_bytes"]

    @property
    def kafka_disk(self) -> float:
        """Bytes of all copies for as long as topics are kept."""
        return self.kafka_bytes * settings().topic_retention * assumed.COPIES

    @cached_property
    def brokers(self) -> Mapping[str, int]:
        """By what asks for them."""
        copies = len(hearers()) * self.partitions * assumed.COPIES
        return {
            "copies": assumed.COPIES,
            "CPU": ceil(self.server_cores("kafka") * assumed.COPIES / (assumed.BROKER_CORES * assumed.UTILISATION)),
            "bytes": ceil(self.kafka_bytes / (assumed.BROKER_BYTES * assumed.UTILISATION)),
            "partitions": ceil(copies / assumed.BROKER_PARTITIONS),
        }

    def databases(self, service: str) -> int:
        """Servers that the service's rows must be spread over."""
        return ceil(self.server_cores("postgres", service) / (assumed.DATABASE_CORES * assumed.UTILISATION))

    @property
    def wal_bytes(self) -> float:
        """A second."""
        return self.rate * self.cost.stored["wal_bytes"]

    def wal_of(self, service: str) -> float:
        """Its part, by the rows that it writes."""
        written = {name: database.rows_written for name, database in self.cost.databases.items()}
        return self.wal_bytes * written[service] / sum(written.values())

    def disk_a_day(self, service: str) -> float:
        """Bytes by which its database grows."""
        return self.rate * self.cost.databases[service].bytes * _DAY

    def redis(self, window: float) -> float:
        """Bytes, with a dedup window of so many seconds."""
        return self.rate * self.typed.stored["redis_bytes"] * window


def size(model: Model, ways: Mapping[str, WayCost], rate: float) -> Size:
    """The fewest replicas of which also the fullest is within the utilisation, and twice as many partitions as the
    busiest service has replicas, a power of two."""
    partitions = PARTITIONS
    while True:
        replicas = {name: _replicas(model, name, rate, partitions) for name in SERVICES}
        if all(some and some * assumed.HEADROOM <= partitions for some in replicas.values()):
            break
        partitions *= 2

    def load(name: str, share: float) -> Load:
        return load_of(model, name, rate * share, rate / replicas[name] * (name == ORDER))

    return Size(
        rate=rate,
        model=model,
        cost=ways[MANY],
        typed=ways[KAFKA],
        partitions=partitions,
        replicas=replicas,
        loads={name: load(name, 1 / replicas[name]) for name in SERVICES},
        fullest={name: load(name, _fullest(replicas[name], partitions)) for name in SERVICES},
    )


def _replicas(model: Model, service: str, rate: float, partitions: int) -> int:
    """0: so few partitions cannot be enough."""
    for replicas in range(assumed.LEAST_REPLICAS, partitions + 1):
        posts = rate / replicas if service == ORDER else 0.0
        load = load_of(model, service, rate * _fullest(replicas, partitions), posts)
        if load.utilisation <= assumed.UTILISATION:
            return replicas
    return 0


def _fullest(replicas: int, partitions: int) -> float:
    """The share of all events that the replica with the most partitions hears."""
    return ceil(partitions / replicas) / partitions
