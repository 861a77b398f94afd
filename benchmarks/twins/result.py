"""The contest in words."""

from collections.abc import Mapping, Sequence

from benchmarks.report import machine
from benchmarks.report.spread import middle, spread, table
from benchmarks.saga.passes import Pass, Way

_NAMES = {
    "choreo": "Choreo, Redis on, one trace in ten recorded",
    "faststream": "FastStream: one message, one transaction, inbox and outbox",
    "dbos": "DBOS: one durable workflow",
    "faust": "plain Faust agents; loses and doubles when something crashes",
    "by_hand": "the limit, by hand: confluent-kafka batches, asyncpg `unnest`",
}
_WAYS: Mapping[Way, str] = {
    "http": "Orders entering by HTTP, 32 requests in flight",
    "kafka": "Orders entering as `order.created` on Kafka",
}
_HEAD = ("variant", "orders/s", "Choreo is so many times as fast", "app CPU ms/order", "server CPU ms/order", "others")


def told(runs: Mapping[tuple[str, Way], Sequence[Pass]]) -> str:
    """Its section. Median of the runs, and in brackets the least and the most."""
    parts = ["## Against what people would use instead", machine.told("faststream", "dbos", "confluent-kafka")]
    parts.append(
        "Providers outside answer in the process, at once. Each run ended with a check of every order's end, of money, "
        "stock and coupon. *Server*: PostgreSQL, Kafka and Valkey. *Others*: the share of the machine's CPU that "
        "other programs took."
    )
    for way, title in _WAYS.items():
        own = {name: some for (name, at), some in runs.items() if at == way}
        if own:
            parts += [f"### {title}", _table(own)]
    return "\n\n".join(parts)


def _table(runs: Mapping[str, Sequence[Pass]]) -> str:
    ours = middle(runs["choreo"], lambda one: one.rate) if "choreo" in runs else 0.0
    rows = [
        (
            _NAMES[name],
            spread(some, lambda one: one.rate),
            f"{ours / middle(some, lambda one: one.rate):.2f}",
            spread(some, lambda one: one.app_cpu, 2),
            spread(some, lambda one: one.server_cpu, 2),
            f"{100 * middle(some, lambda one: one.others):.0f} %",
        )
        for name, some in runs.items()
    ]
    return table(_HEAD, rows)
