"""Several statements as one, so that PostgreSQL is asked once."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from shared.messaging.store.statement import Statement

_PARAMETER = re.compile(r"\$(\d+)")


@lru_cache(1000)
def sql_of_all(statements: tuple[Statement, ...]) -> str:
    """All but the last in a WITH clause. They see the rows as they were before any of them, so no two may write the
    same row (https://www.postgresql.org/docs/current/queries-with.html#QUERIES-WITH-MODIFYING)."""
    told, before = [], 0
    for statement in statements:
        told.append(_moved(statement.sql, before))
        before += statement.parameters
    *others, last = told
    return f"WITH {', '.join(f'w{at} AS ({sql})' for at, sql in enumerate(others))} {last}" if others else last


def arguments_of_all(noted: Sequence[tuple[Statement, Mapping[str, Any]]]) -> Iterable[Any]:
    """Their values, in the order of the parameters."""
    return chain.from_iterable(statement.arguments(values) for statement, values in noted)


def _moved(sql: str, by: int) -> str:
    return _PARAMETER.sub(lambda number: f"${int(number[1]) + by}", sql) if by else sql
