"""From ten orders a second to ten thousand."""

from collections.abc import Callable, Sequence

from benchmarks.report.spread import table
from benchmarks.scaling import assumptions as assumed
from benchmarks.scaling.document.figures import in_bytes, number, percent, short
from benchmarks.scaling.sizing import Size
from choreo.stack.members import SERVICES
from shared.settings import settings


def told(sizes: Sequence[Size]) -> str:
    """The table, what it assumes, and when a database is split."""
    return "\n\n".join(["## From 10 to 10,000 orders a second", _assumed(), _table(sizes), _splitting(sizes)])


def _assumed() -> str:
    return (
        f"Orders enter by HTTP. A replica, broker or database server is used to {percent(assumed.UTILISATION)} at "
        f"most, also the replica that has most partitions; at least {assumed.LEAST_REPLICAS} replicas, so that one may "
        f"be restarted; {assumed.HEADROOM} partitions or more for each replica of the busiest service, a power of two; "
        f"{assumed.COPIES} copies of each topic; provider and carrier answer in {1000 * assumed.OUTSIDE_CALL:.0f} ms. "
        f"A broker has {assumed.BROKER_CORES} cores, takes {in_bytes(assumed.BROKER_BYTES)}/s "
        f"({assumed.BROKER_BYTES_SOURCE}) and holds {assumed.BROKER_PARTITIONS:,} copies of partitions "
        f"({assumed.BROKER_PARTITIONS_SOURCE}); each copy costs as much CPU as the first. A PostgreSQL server has "
        f"{assumed.DATABASE_CORES} cores. All cores are like those that were measured. Batches are as large as the "
        f"model says: what comes during one, and gathers after it, is the next."
    )


def _table(sizes: Sequence[Size]) -> str:
    def row(name: str, of: Callable[[Size], str]) -> list[str]:
        return [name, *(of(size) for size in sizes)]

    window = settings().dedup_window
    rows = [
        *(row(f"{short(name)}: replicas (cores needed), events a batch", _service(name)) for name in SERVICES),
        row("connections to the databases, at most", lambda size: f"{_connections(size):,}"),
        row("partitions a topic", lambda size: f"{size.partitions:,}"),
        row("Kafka: messages/s", lambda size: number(size.messages)),
        row("bytes/s, one copy", lambda size: in_bytes(size.kafka_bytes)),
        row("cores used, all copies", lambda size: number(assumed.COPIES * size.server_cores("kafka"))),
        row("brokers (for their copies / CPU / bytes / partitions)", _brokers),
        row(f"disk for {settings().topic_retention / 86_400:.0f} days", lambda size: in_bytes(size.kafka_disk)),
        row("PostgreSQL: cores used", lambda size: number(size.server_cores("postgres"))),
        row("transactions/s", lambda size: number(sum(size.transactions.values()))),
        row("write-ahead log, bytes/s", lambda size: in_bytes(size.wal_bytes)),
        row("rows and indexes, bytes a day", lambda size: in_bytes(sum(map(size.disk_a_day, SERVICES)))),
        row(f"Valkey: memory with a window of {window / 3600:.0f} h", lambda size: in_bytes(size.redis(window))),
        row("with a window of 10 minutes", lambda size: in_bytes(size.redis(600))),
    ]
    return table(["orders/s", *(f"{size.rate:,.0f}" for size in sizes)], rows)


def _service(name: str) -> Callable[[Size], str]:
    return lambda size: f"{size.replicas[name]} ({number(size.cores(name))}), {size.loads[name].batch:.0f}"


def _connections(size: Size) -> int:
    return sum(size.replicas.values()) * settings().database_connections


def _brokers(size: Size) -> str:
    return f"{max(size.brokers.values())} ({' / '.join(str(some) for some in size.brokers.values())})"


def _splitting(sizes: Sequence[Size]) -> str:
    most = sizes[-1]
    rows = [
        (
            short(name),
            number(most.server_cores("postgres", name)),
            number(most.transactions[name]),
            in_bytes(most.wal_of(name)),
            in_bytes(most.disk_a_day(name)),
            str(most.databases(name)),
        )
        for name in SERVICES
    ]
    head = ("at most", "cores used", "transactions/s", "log, bytes/s", "bytes a day", "servers that it takes")
    split = [short(name) for name in SERVICES if most.databases(name) > 1]
    needed = f"Here that is {' and '.join(split)}." if split else "Here none does, by its CPU."
    return (
        f"**Databases.** Each service has its own, so the first step is a server for each. At {most.rate:,.0f} "
        f"orders/s:"
        f"\n\n{table(head, rows)}\n\n"
        f"A service that needs more than one server is split by a hash of `order_id`. {needed} Often the disk asks "
        f"first: rows of orders are kept until you archive them (only inbox, outbox and idempotency keys are cleaned). "
        f"What makes a split possible: no row of one order is ever joined with another's, each service reads and "
        f"writes by `order_id` only, and an event is of one order, so its inbox row is too. Two tables are by "
        f"something else, `stock` (by SKU) and `coupon` (by code): each part gets a share of the stock and of a "
        f"coupon's limit of its own. The code has one database a service: a split is replicas in groups, each with its "
        f"`CHOREO_DATABASE` and topics of its own for its part of the orders, and `GET /orders` asks all parts."
    )
