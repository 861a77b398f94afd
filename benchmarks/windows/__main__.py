"""What the windows cost: inbox, outbox and Redis, filled far and cleaned as the services clean them.

    .venv/bin/python -m benchmarks.windows [--rows 1000000] [--to docs/WINDOWS.md]

Starts a PostgreSQL and a Valkey of its own, and writes the document."""

import argparse
import asyncio
from pathlib import Path

from benchmarks.windows.document import told
from benchmarks.windows.inbox_window import ROUNDS, measure_inbox
from benchmarks.windows.outbox_churn import measure_outbox
from benchmarks.windows.redis_keys import bytes_of_a_key
from benchmarks.windows.result import Result
from choreo.exploration.databases import databases_of_its_own
from choreo.exploration.world import INVENTORY
from shared.database import open_database
from shared.messaging.cleaning import CHUNK

DOCUMENT = Path(__file__).parents[2] / "docs" / "WINDOWS.md"
LEAST = 2 * ROUNDS * CHUNK
"""Rows. With fewer, a round is hardly more than one chunk."""


async def measure(rows: int) -> Result:
    """All of it, one after the other."""
    async with databases_of_its_own():
        engine = open_database(INVENTORY)
        try:
            inbox = await measure_inbox(engine, rows)
            outbox = await measure_outbox(engine, rows // 10)
        finally:
            await engine.dispose()
    return Result(rows, inbox, outbox, await bytes_of_a_key(rows))


def main() -> None:
    """Measures, and writes the document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help=f"in the inbox's window; {LEAST:,} or more")
    parser.add_argument("--to", type=Path, default=DOCUMENT, metavar="FILE", help="where the document is written")
    asked = parser.parse_args()
    if asked.rows < LEAST:
        parser.error(f"--rows {asked.rows}: too few to measure anything; ask for {LEAST} or more")
    asked.to.write_text(told(asyncio.run(measure(asked.rows))), encoding="utf-8")
    print(f"written: {asked.to}")


if __name__ == "__main__":
    main()
