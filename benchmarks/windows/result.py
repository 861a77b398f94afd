"""What was measured, in seconds and bytes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Inbox:
    """`sizes`: of the table and its indexes, as time goes on. `chunks`: seconds each took. `twins`: how many chunks
    each of two replicas cleaned at once. `alone` and `beside`: batches handled in a second, without the cleaning and
    with it."""

    sizes: list[int]
    chunks: list[float]
    twins: tuple[int, int]
    plan: list[str]
    alone: float
    beside: float


@dataclass(frozen=True)
class Result:
    """`outbox`: sizes of its table and indexes, as time goes on. `redis_key`: bytes of a key in memory."""

    rows: int
    inbox: Inbox
    outbox: list[int]
    redis_key: float
