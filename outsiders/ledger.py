"""Where an outsider keeps what it did: one SQLite file, written by one process alone."""

import asyncio
import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

_LINES = """
create table if not exists line (
    number integer primary key,
    kind text not null,
    order_id text,
    line text not null
);
create index if not exists line_order on line (order_id);
"""


class Ledger:
    """Its lines are only ever added. What `durable` was awaited for survives kill -9 and a loss of power."""

    def __init__(self, path: Path, tables: str) -> None:
        """Opens the file, made when missing. Raises SystemExit when another process has it, and says so."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, timeout=1, isolation_level=None)
        self._commit: asyncio.Future[None] | None = None
        try:
            self._db.execute("pragma locking_mode = exclusive")
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = full")
            self._db.executescript(tables + _LINES)
        except sqlite3.OperationalError as error:
            log.critical("the ledger %s cannot be opened (%s); does another process use it?", path, error)
            raise SystemExit(1) from None

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing. Nothing may be awaited within."""
        if not self._db.in_transaction:
            self._db.execute("begin immediate")
        self._db.execute("savepoint change")
        try:
            yield self._db
        except BaseException:
            self._db.execute("rollback to change")
            raise
        finally:
            self._db.execute("release change")

    async def durable(self) -> None:
        """Returns when every change so far is on disk. Changes of one turn of the event loop share one fsync."""
        if not self._db.in_transaction:
            return
        if self._commit is None:
            loop = asyncio.get_running_loop()
            self._commit = loop.create_future()
            loop.call_soon(self._write)
        await asyncio.shield(self._commit)

    def enter(self, kind: str, order_id: str | None, **line: Any) -> None:
        """A new line, within a change."""
        self._db.execute(
            "insert into line (kind, order_id, line) values (?, ?, ?)",
            (kind, order_id, json.dumps({"order_id": order_id, **line})),
        )

    def page(self, kinds: tuple[str, ...], order_id: str | None, after: int, limit: int) -> dict[str, Any]:
        """Lines by kind, from the oldest on; `next` is the `after` of the next page, None on the last."""
        of_order, wanted = ("", ()) if order_id is None else ("and order_id = ?", (order_id,))
        rows = self._db.execute(
            f"select number, kind, line from line where number > ? {of_order} order by number limit ?",
            (after, *wanted, limit + 1),
        ).fetchall()
        page: dict[str, Any] = {kind: [json.loads(line) for _, k, line in rows[:limit] if k == kind] for kind in kinds}
        return page | {"next": rows[limit - 1][0] if len(rows) > limit else None}

    def _write(self) -> None:
        assert self._commit is not None
        waiting, self._commit = self._commit, None
        try:
            self._db.execute("commit")
        except sqlite3.Error as error:
            self._db.execute("rollback")
            waiting.set_exception(error)
        else:
            waiting.set_result(None)
