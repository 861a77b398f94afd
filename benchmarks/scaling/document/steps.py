"""What to change, in order."""

from benchmarks.scaling.sizing import Size
from shared.migrate.topics import PARTITIONS
from shared.settings import settings


def told(size: Size) -> str:
    """For one size, as an example."""
    replicas = {name.replace("_", "-"): count for name, count in size.replicas.items()}
    scaled = " ".join(f"--scale {name}={count}" for name, count in replicas.items())
    last = replicas["order-service"]
    return f"""\
## Steps, in this order

1. **Look first.** `choreo_consumer_lag` grows at the service that is behind ([METRICS.md](METRICS.md)); more replicas
   of others do not help.
2. **Cores for the servers.** Kafka, PostgreSQL and Valkey on machines of their own, `CHOREO_TOPIC_REPLICATION=3` before
   the topics are made; then a PostgreSQL server for each service (`CHOREO_DATABASE`, where `{{service}}` may stand in
   the host's name too).
3. **Partitions before replicas.** A topic has {PARTITIONS} partitions when `migrate` makes it; topics that are there
   stay as they are. A replica without a partition does nothing. An administrator's client of Kafka adds some, for each
   topic of the [map](MAP.md) with an `order_id` as key. From then on a key may be in another partition than before, so
   events of one order may be in two, and be handled by two replicas in any order: nothing relies on order between
   events, and rows are locked by `order_id`. But clients that run look for new partitions only every five minutes
   (`metadata.max.age.ms`), and not all at the same time: what one says to a new partition waits until its hearers know
   of it. So stop the services before, and start them after; or accept that orders wait so long, within
   `CHOREO_ORDER_DEADLINE` ({settings().order_deadline / 60:.0f} minutes). Partitions are never taken away, so begin
   with the headroom of the table. Leave `product.listed` and `choreo.cards` alone: they are compacted, hold little, and
   one key in two partitions would be kept twice.
4. **Replicas.** They need no name and no place: each joins its group and gets its partitions. For {size.rate:,.0f}
   orders/s: `docker compose up --wait {scaled}`, with a range of host ports for each (`ORDER_PORTS=8101-{8100 + last}`,
   …) and a load balancer before the order services. Let PostgreSQL take the connections: replicas times
   `CHOREO_DATABASE_CONNECTIONS` ({settings().database_connections}).
5. **Windows.** `CHOREO_DEDUP_WINDOW` is the memory of Valkey; the inbox knows as well, so a shorter window is safe, and
   costs a transaction for a copy that comes later. `CHOREO_TOPIC_RETENTION` is Kafka's disk, `CHOREO_INBOX_WINDOW`
   (longer than it) the inbox'.
6. **Outsiders.** `CHOREO_OUTSIDE_CONCURRENCY` ({settings().outside_concurrency}) calls of one process at a time: more
   when provider or carrier are slow, less when they ask for it.
7. **Hot rows, then split databases**, as above: these need code."""
