"""The table's numbers, simulated: do so many replicas keep up?"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from benchmarks.report.spread import quantile
from benchmarks.scaling.assumptions import COPIES, UTILISATION
from benchmarks.scaling.simulation.customers import post_at
from benchmarks.scaling.simulation.shop import Ground, Shop
from benchmarks.scaling.sizing import Size

_LOOKS = 20


@dataclass(frozen=True)
class Foretold:
    """`came` and `ended` are orders a second. `busy` is the share of a core that the busiest replica of each service
    used; latencies are in seconds, from POST to ending; `waiting` are records nobody had taken yet, on average, in the
    earlier and in the later half."""

    rate: float
    came: float
    ended: float
    busy: Mapping[str, float]
    batch: Mapping[str, float]
    server_cores: float
    p50: float
    p95: float
    waiting: tuple[float, float]

    @property
    def keeps_up(self) -> bool:
        """As many orders end as come, and what waits does not grow."""
        earlier, later = self.waiting
        return self.ended > 0.97 * self.came and later < 1.25 * earlier + 10


def simulate(size: Size, warm: float = 3.0, seconds: float = 12.0) -> Foretold:
    """Each replica on a core of its own, and PostgreSQL, Kafka and Valkey on cores of theirs; for so many seconds after
    those in which it warms up."""
    shop = Shop(size.model, ground_of(size))
    post_at(shop, size.rate, until=warm + seconds)
    shop.time.run(until=warm)
    used = {replica: replica.process.used for some in shop.replicas.values() for replica in some}
    batches = {name: _batches(shop, name) for name in shop.replicas}
    servers, came, ended = shop.servers.used, len(shop.orders), len(shop.ended)
    waiting = []
    for look in range(1, _LOOKS + 1):
        shop.time.run(until=warm + seconds * look / _LOOKS)
        waiting.append(shop.waiting)
    latencies = [order.ended - order.begun for order in shop.ended[ended:] if order.ended is not None]
    half = _LOOKS // 2
    return Foretold(
        rate=size.rate,
        came=(len(shop.orders) - came) / seconds,
        ended=len(latencies) / seconds,
        busy={
            name: max(replica.process.used - used[replica] for replica in some) / seconds
            for name, some in shop.replicas.items()
        },
        batch={name: _mean_batch(batches[name], _batches(shop, name)) for name in shop.replicas},
        server_cores=(shop.servers.used - servers) / seconds,
        p50=quantile(latencies, 0.5),
        p95=quantile(latencies, 0.95),
        waiting=(fmean(waiting[:half]), fmean(waiting[half:])),
    )


def ground_of(size: Size) -> Ground:
    """As the table has it."""
    kafka = size.server_cores("kafka")
    return Ground(
        replicas=size.replicas,
        partitions=size.partitions,
        cores=float(sum(size.replicas.values())) + size.rate * size.model.spans,
        server_cores=max(2.0, (sum(map(size.server_cores, size.model.servers)) + kafka * (COPIES - 1)) / UTILISATION),
    )


def _batches(shop: Shop, service: str) -> tuple[int, int]:
    some = shop.replicas[service]
    return sum(replica.events for replica in some), sum(replica.batches for replica in some)


def _mean_batch(before: tuple[int, int], after: tuple[int, int]) -> float:
    return (after[0] - before[0]) / max(1, after[1] - before[1])
