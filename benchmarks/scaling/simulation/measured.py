"""The measured ways, simulated: does the model say what the machine did?"""

from dataclasses import dataclass, replace

from benchmarks.scaling.calibration import Model, calibrate
from benchmarks.scaling.pace import Pace
from benchmarks.scaling.simulation.customers import post_in_flight, say_all
from benchmarks.scaling.simulation.shop import Ground, Shop
from benchmarks.throughput.costs import Costs
from benchmarks.throughput.ways import KAFKA, MANY, SOME, WAYS
from choreo.stack.members import SERVICES
from shared.migrate.topics import PARTITIONS

FORETOLD = MANY
"""It is simulated with what the other ways cost."""


@dataclass(frozen=True)
class Compared:
    """Measured and simulated; transactions are for one order."""

    way: str
    rate: float
    simulated_rate: float
    transactions: float
    simulated_transactions: float

    @property
    def error(self) -> float:
        """Of the simulated rate."""
        return self.simulated_rate / self.rate - 1


def compare(costs: Costs, pace: Pace) -> list[Compared]:
    """On as many cores as there were, less what others and idle processes took."""
    return [_compared(costs, pace, way) for way in (SOME, MANY, KAFKA)]


def run_way(model: Model, costs: Costs, way: str) -> tuple[float, float]:
    """Orders a second, and transactions for an order."""
    idle = sum(costs.idle_cpu_ms.values()) / 1000
    ground = Ground(
        replicas=dict.fromkeys(SERVICES, 1),
        partitions=PARTITIONS,
        cores=max(0.1, costs.cores * (1 - costs.ways[way].others) - idle),
    )
    shop = Shop(model, ground)
    if way == KAFKA:
        say_all(shop, costs.orders)
    else:
        post_in_flight(shop, costs.orders, WAYS[way].in_flight)
    shop.time.run(while_=lambda: len(shop.ended) < costs.orders)
    commits = sum(replica.commits for replicas in shop.replicas.values() for replica in replicas)
    return costs.orders / shop.time.now, commits / costs.orders


def transactions_of(costs: Costs, way: str) -> float:
    """Measured, of all services for an order."""
    return sum(database.commits for database in costs.ways[way].databases.values())


def _compared(costs: Costs, pace: Pace, way: str) -> Compared:
    model = replace(calibrate(costs, without=[way] if way == FORETOLD else []), pace=pace)
    rate, transactions = run_way(model, costs, way)
    measured = costs.ways[way]
    return Compared(way, measured.orders_per_second, rate, transactions_of(costs, way), transactions)
