"""docs/WINDOWS.md."""

import os
from statistics import median

from benchmarks.windows.batches import BATCH
from benchmarks.windows.inbox_window import ROUNDS
from benchmarks.windows.result import Inbox, Result
from shared.messaging.cleaning import CHUNK
from shared.settings import settings

_MEBI = 2**20


def told(result: Result) -> str:
    """What was measured, and how."""
    lines = [
        "# What the windows cost",
        "",
        f"Written by `python -m benchmarks.windows --rows {result.rows}`, on {os.cpu_count()} cores; read the ratios.",
        "",
        *_of_the_inbox(result.inbox, result.rows),
        "",
        f"**Outbox.** {result.rows // 10:,} messages go through it, {BATCH} at a time, each gone when it is published; "
        "then PostgreSQL's autovacuum comes by itself, once a minute. Table and indexes in MiB, after each, twice: "
        f"{', '.join(f'{size / _MEBI:.1f}' for size in result.outbox)}.",
        "",
        f"**Redis.** An event that is done is a key of {result.redis_key:.0f} bytes in memory for "
        f"{settings().dedup_window / 3600:.0f} hours (`CHOREO_DEDUP_WINDOW`), in each of the services that hear it: a "
        f"million are {result.redis_key * 10**6 / _MEBI:.0f} MiB.",
        "",
    ]
    return "\n".join(lines)


def _of_the_inbox(inbox: Inbox, rows: int) -> list[str]:
    full = inbox.sizes[0]
    return [
        f"**Inbox.** {rows:,} rows fill its window. Then {ROUNDS} times: {rows // ROUNDS:,} more come, as many are "
        "too old and are deleted by the services' own cleaning, and PostgreSQL vacuums.",
        "",
        f"- table and indexes, of what they were when full: {', '.join(f'{size / full:.2f}' for size in inbox.sizes)} "
        f"({full / rows:.0f} bytes a row);",
        f"- a chunk of {CHUNK:,} rows takes {1000 * median(inbox.chunks):.0f} ms (median of {len(inbox.chunks)}; "
        f"the slowest {1000 * max(inbox.chunks):.0f} ms);",
        f"- what a batch of {BATCH} events writes, again and again beside it: {inbox.beside / inbox.alone:.2f} "
        "of the speed without it;",
        f"- two replicas that clean at once: {inbox.twins[0]} and {inbox.twins[1]} chunks; who does not get the "
        "advisory lock goes away;",
        "- the plan of a chunk:",
        "",
        "```",
        *inbox.plan,
        "```",
    ]
