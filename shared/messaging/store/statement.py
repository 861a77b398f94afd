"""A statement of the runtime: written with SQLAlchemy, compiled once, run by a session or by asyncpg itself."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ClauseElement
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.sql.compiler import SQLCompiler

_dialect = asyncpg_dialect()  # type: ignore[no-untyped-call]


class Statement:
    """Every value in it is a named parameter."""

    def __init__(self, clause: ClauseElement) -> None:
        self.clause: Any = clause
        compiled = clause.compile(dialect=_dialect)
        assert isinstance(compiled, SQLCompiler)
        self.sql = str(compiled)
        names = compiled.positiontup or []
        self.parameters = len(names)
        self._parameters = [(name, _converter(compiled.binds[name].type)) for name in names]

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """The values as asyncpg wants them, in their order. Raises KeyError for one that is not there."""
        return [values[name] if convert is None else convert(values[name]) for name, convert in self._parameters]


def _converter(kind: Any) -> Any:
    return kind.dialect_impl(_dialect).bind_processor(_dialect)


def reader_of(kind: Any) -> Any:
    """What makes a value of this column type out of what asyncpg returns; None when it is that already."""
    return kind.dialect_impl(_dialect).result_processor(_dialect, None)
