"""What an order costs, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from statistics import median

from benchmarks.report import machine
from benchmarks.report.spread import middle, spread, table
from benchmarks.saga.passes import Pass
from benchmarks.throughput.stores import Stored
from benchmarks.throughput.taken import Taken

NAMES = {
    "inserted": "rows inserted",
    "updated": "rows updated",
    "deleted": "rows deleted",
    "commits": "transactions committed",
    "fsyncs": "fsyncs of the write-ahead log",
    "wal_bytes": "bytes of the write-ahead log",
    "database_bytes": "bytes that the databases grew",
    "messages": "messages on Kafka",
    "kafka_bytes": "bytes on Kafka's disk, one copy",
    "redis_bytes": "bytes in Redis",
}


def told(runs: Mapping[str, Sequence[Taken]]) -> str:
    """Its section."""
    passes = {way: [taken.one for taken in some] for way, some in runs.items()}
    stored = {way: [taken.stored for taken in some] for way, some in runs.items()}
    ways = list(runs)
    speed = ["orders/s", *(spread(passes[way], lambda one: one.rate) for way in ways)]
    app = ["app CPU, ms/order", *(spread(passes[way], lambda one: one.app_cpu, 2) for way in ways)]
    servers = ["server CPU, ms/order", *(spread(passes[way], lambda one: one.server_cpu, 2) for way in ways)]
    others = ["CPU of others", *(f"{100 * middle(passes[way], lambda one: one.others):.0f} %" for way in ways)]
    processes = [
        [f"CPU of {name}, ms/order", *(f"{_cpu(passes[way], name):.2f}" for way in ways)]
        for name in passes[ways[0]][0].cpu
    ]
    kept = [
        [NAMES[field.name], *(f"{median(getattr(one, field.name) for one in stored[way]):.1f}" for way in ways)]
        for field in fields(Stored)
    ]
    return "\n\n".join(
        [
            "## What one order costs",
            machine.told(),
            "As fast as it goes, or at 50 orders a second, where batches are small; Redis on, one trace in ten "
            "recorded; one order in ten fails. Median of the runs, and in brackets the least and the most. The same "
            "as data: [costs.json](costs.json).",
            table(["for one order", *ways], [speed, app, servers, others, *processes, *kept]),
        ]
    )


def _cpu(passes: Sequence[Pass], name: str) -> float:
    return median(1000 * one.cpu[name] / one.orders for one in passes)
