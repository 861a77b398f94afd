"""Which tables a transaction asked for anything."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

_WORD = re.compile(r"\w+")


@contextmanager
def touched_tables(connection: AsyncConnection) -> Iterator[set[str]]:
    """All words of the statements run within it, the names of their tables among them."""
    words: set[str] = set()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        words.update(_WORD.findall(statement))

    event.listen(connection.sync_connection, "before_cursor_execute", note)
    try:
        yield words
    finally:
        event.remove(connection.sync_connection, "before_cursor_execute", note)
