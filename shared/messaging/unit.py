"""The unit of work, as a handler sees it: the only thing it may await."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar, TypeVarTuple, cast, overload

from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import instance_state

from shared.messaging.errors import WroteBeforeCalling
from shared.messaging.rows import Ask, InsertOrLock, Key, Rows, primary_key
from shared.messaging.store.orm import OrmStore
from shared.metrics.declared import Counter, Histogram, Measurement

T = TypeVar("T")
R = TypeVar("R")
Made = TypeVar("Made", bound=InsertOrLock)
Ts = TypeVarTuple("Ts")


_NONE: dict[str, Any] = {}


class OutsideCall:
    """A call to the outside that a handler asks for. Two are the same when function and arguments are, a row standing
    for its key."""

    def __init__(self, call: Callable[..., Awaitable[Any]], args: tuple[Any, ...]) -> None:
        self.call, self.args = call, args
        self.key = (call, tuple(_identity(arg) for arg in args))

    def make(self) -> Awaitable[Any]:
        """Makes the call."""
        return self.call(*self.args)


class Unit:
    """Rows by key, each loaded once and locked until the end of the transaction; new rows; calls to the outside.

    `Unit(session)` serves itself: a test awaits a handler with it and looks at what it returns. The runtime passes
    `rows` instead, and `serve`, and serves all handlers of a batch together (rounds.py)."""

    def __init__(
        self,
        session: AsyncSession | None = None,
        *,
        rows: Rows | None = None,
        serve: Callable[[Ask], Awaitable[None]] | None = None,
        outside: Callable[[OutsideCall], Awaitable[Any]] | None = None,
        traceparent: str | None = None,
    ) -> None:
        if rows is None:
            assert session is not None
            rows = Rows(OrmStore(session))
        self._rows = rows
        self._serve = serve or self._serve_itself
        self._outside = outside or OutsideCall.make
        self._handed: list[tuple[Any, dict[str, Any]]] = []
        self._added = False
        self.traceparent = traceparent
        self.measurements: list[Measurement] = []

    @overload
    async def get(self, entity: type[Made], key: Key) -> Made: ...
    @overload
    async def get(self, entity: type[T], key: Key) -> T | None: ...
    async def get(self, entity: type[Any], key: Key) -> Any:
        """The row with this primary key, or None. One that is marked InsertOrLock is made when it is missing."""
        found = await self._load(Ask(entity, primary_key(entity), (key,)))
        return found[key][0] if found[key] else None

    async def get_all(self, entity: type[T], keys: Iterable[Key], *, lock: bool = True) -> dict[Key, T]:
        """The rows with these primary keys that exist, by key. `lock=False` only reads them."""
        found = await self._load(Ask(entity, primary_key(entity), tuple(keys), lock))
        return {key: rows[0] for key, rows in found.items() if rows}

    async def find(self, entity: type[T], **equals: Any) -> list[T]:
        """The rows whose columns have these values."""
        columns, values = tuple(equals), tuple(equals.values())
        key = values[0] if len(values) == 1 else values
        return list((await self._load(Ask(entity, columns, (key,))))[key])

    def add(self, row: T) -> T:
        """A new row, written at the end with all others."""
        self._added = True
        self._rows.add(row)
        return row

    async def outside(self, call: Callable[[*Ts], Awaitable[R]], *args: *Ts) -> R:
        """The answer of a call to the outside, which is never made inside the transaction: the runtime ends it, makes
        the call, and runs the handler again from its start on freshly locked rows; then the same call answers at once.

        Raises WroteBeforeCalling when the handler has already changed something, and what the call raised."""
        self._refuse_if_written(call)
        return cast(R, await self._outside(OutsideCall(call, args)))

    def measure(self, metric: Counter | Histogram, value: float = 1, /, **labels: str) -> None:
        """Recorded when what the handler did is committed, and only then: at most once, however often it ran. Raises
        ValueError for labels that the metric does not have."""
        self.measurements.append(Measurement(metric, value, labels))

    @property
    def has_written(self) -> bool:
        """Whether the handler has added or changed a row so far."""
        return self._added or any(_changes(row) != before for row, before in self._handed)

    def continue_trace(self, traceparent: str | None) -> None:
        """What this handler emits belongs to that trace, when it is known."""
        self.traceparent = traceparent or self.traceparent

    async def _load(self, ask: Ask) -> dict[Key, list[Any]]:
        if self._rows.missing(ask):
            await self._serve(ask)
        found = self._rows.found(ask)
        self._handed.extend((row, _changes(row)) for rows in found.values() for row in rows)
        return found

    async def _serve_itself(self, ask: Ask) -> None:
        await self._rows.load([ask])

    def _refuse_if_written(self, call: Callable[..., Any]) -> None:
        if self.has_written:
            raise WroteBeforeCalling(
                f"a handler changed a row and then called {call.__qualname__}: it runs again after the call, so "
                "it must write only after its last call to the outside"
            )


def _changes(row: Any) -> dict[str, Any]:
    changed = instance_state(row).committed_state
    return {name: getattr(row, name) for name in changed} if changed else _NONE


def _identity(arg: Any) -> Any:
    state = inspect(arg, raiseerr=False)
    return arg if state is None else (type(arg), getattr(state, "identity", None))
