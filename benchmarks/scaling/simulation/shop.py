"""All replicas of all services, and what is said between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from zlib import crc32

from benchmarks.scaling.calibration import ORDER, Model
from benchmarks.scaling.dance import ENDINGS, hearers, reasons
from benchmarks.scaling.simulation.cores import Cores
from benchmarks.scaling.simulation.order import Order
from benchmarks.scaling.simulation.replica import Replica, Surroundings
from benchmarks.scaling.simulation.time import Then, Time
from choreo.stack.members import SERVICES


@dataclass(frozen=True)
class Ground:
    """What it stands on. Without `server_cores` all share `cores`."""

    replicas: Mapping[str, int]
    partitions: int
    cores: float
    server_cores: float | None = None


class Shop:
    """Orders in, endings out. A partition belongs to one replica of each service; an order to one partition."""

    def __init__(self, model: Model, ground: Ground) -> None:
        self.time, self.model, self._ground = Time(), model, ground
        self.cores = Cores(self.time, ground.cores)
        servers = Cores(self.time, ground.server_cores) if ground.server_cores else self.cores
        around = Surroundings(self.time, self.cores, servers, model, self.say)
        self.replicas = {
            service: [Replica(service, around) for _ in range(ground.replicas[service])] for service in SERVICES
        }
        self.servers, self._hearers = servers, hearers()
        self.orders: list[Order] = []
        self.ended: list[Order] = []

    def new_order(self) -> Order:
        """Begun now."""
        number = len(self.orders)
        self.orders.append(Order(number, reasons()[number % len(reasons())], self.time.now))
        return self.orders[-1]

    def post(self, answered: Then) -> None:
        """By HTTP, at any replica."""
        order = self.new_order()
        replicas = self.replicas[ORDER]
        replicas[order.number % len(replicas)].post(order, answered)

    def say(self, order: Order, topic: str) -> None:
        """Everybody who hears the topic has the record."""
        if topic in ENDINGS:
            order.ended = self.time.now
            self.ended.append(order)
            self.cores.compute(self.model.spans, lambda: None)
        # Not the number itself: how orders end goes by their number too.
        partition = crc32(order.number.to_bytes(8)) % self._ground.partitions
        for service in self._hearers.get(topic, ()):
            replicas = self.replicas[service]
            replicas[partition % len(replicas)].hear(order, topic)

    @property
    def waiting(self) -> int:
        """Records that nobody has taken yet."""
        return sum(len(replica.queue) for replicas in self.replicas.values() for replica in replicas)
