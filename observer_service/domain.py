"""What the stream of one order owes to those who listen, and what should not stand in it (PROTOCOL.md section 6)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Protocol

PENDING, PAID, COMPLETED, CANCELLED, UNKNOWN = "PENDING", "PAID", "COMPLETED", "CANCELLED", "UNKNOWN"
OPEN = (PENDING, PAID)
UNANNOUNCED, SECOND_ANSWER, ANSWER_TO_NOTHING = "unannounced", "second_answer", "answer_to_nothing"


class Promise(Protocol):
    """After all of `after`, one of `one_of`, unless one of `unless`; by names of events."""

    @property
    def after(self) -> tuple[str, ...]: ...
    @property
    def one_of(self) -> tuple[str, ...]: ...
    @property
    def unless(self) -> tuple[str, ...]: ...
    @property
    def last_resort(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Said:
    """An event of an order, once, however often it stands in Kafka. `by` is None when it was typed by hand."""

    name: str
    event_id: str
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Owed:
    """`service` owes one of `one_of` since `after` were said; it is late from `due` on."""

    service: str
    one_of: tuple[str, ...]
    after: tuple[str, ...]
    since: datetime
    due: datetime

    @property
    def key(self) -> tuple[str, str]:
        """Within its order."""
        return self.service, " or ".join(self.one_of)


@dataclass(frozen=True, slots=True)
class Oddity:
    """An event that should not be, and why."""

    kind: str
    event: Said
    sentence: str
    due: datetime
    """One that is heard until then may explain it."""

    @property
    def key(self) -> tuple[str, str]:
        """Within its order."""
        return self.event.event_id, self.kind


def owed_by(
    said: Collection[Said], promises: Mapping[str, Iterable[Promise]], in_time: timedelta, last_resort: timedelta
) -> list[Owed]:
    """What is open now; of promises of one service about the same events only the one that is due first."""
    first: dict[str, datetime] = {}
    for event in said:
        first[event.name] = min(event.at, first.get(event.name, event.at))
    found: dict[tuple[str, tuple[str, ...]], Owed] = {}
    for service, stated in promises.items():
        for promise in stated:
            if not _is_open(promise, first):
                continue
            since = max(first[name] for name in promise.after)
            due = since + (last_resort if promise.last_resort else in_time)
            known = found.get((service, promise.one_of))
            if known is None or due < known.due:
                found[service, promise.one_of] = Owed(service, promise.one_of, promise.after, since, due)
    return sorted(found.values(), key=lambda owed: (owed.due, owed.service, owed.one_of))


def oddities_of(
    said: Collection[Said],
    promises: Mapping[str, Iterable[Promise]],
    says: Mapping[str, Collection[str]],
    in_time: timedelta,
) -> Iterator[Oddity]:
    """What should not be, as far as the events of an order are known. `says`: what each service has announced to say;
    who has announced nothing at all may say anything."""
    names, told = {event.name for event in said}, set[str]()
    for event in sorted(said, key=lambda event: (event.at, event.event_id)):
        stated = list(promises.get(_speaker(event, says) or "", ()))
        answered = [promise for promise in stated if event.name in promise.one_of]
        due = event.at + in_time
        if event.name not in (says.get(event.by, [event.name]) if event.by else chain(*says.values())):
            who = f"{event.by} has not" if event.by else "nobody has"
            yield Oddity(UNANNOUNCED, event, f"{event.name}, which {who} announced to say", due)
        if answered and not any(names.issuperset(promise.after) for promise in answered):
            wanted = " or ".join(dict.fromkeys(" & ".join(promise.after) for promise in answered))
            yield Oddity(ANSWER_TO_NOTHING, event, f"{event.name} answers nothing: nobody has said {wanted}", due)
        if rival := _rival(event, told, answered, stated, names):
            sentence = f"{event.name} after {rival}: one of them was to be said, once"
            yield Oddity(SECOND_ANSWER, event, sentence, due)
        told.add(event.name)


def status_of(names: Collection[str]) -> str:
    """Of an order, by the names of its events."""
    for name, status in (
        ("order.completed", COMPLETED),
        ("order.cancelled", CANCELLED),
        ("payment.succeeded", PAID),
        ("order.created", PENDING),
    ):
        if name in names:
            return status
    return UNKNOWN


def _speaker(event: Said, says: Mapping[str, Collection[str]]) -> str | None:
    """Who said it; of one typed by hand, who would have."""
    return event.by or next((service for service in sorted(says) if event.name in says[service]), None)


def _rival(
    event: Said, told: Collection[str], answered: Iterable[Promise], stated: Iterable[Promise], names: set[str]
) -> str | None:
    """What was said already where one of the two was promised; unless one comes after the other by a promise of its
    own, as money that was taken is given back."""
    others = (name for promise in answered for name in promise.one_of if name in told)
    pairs = ((name, {name, event.name}) for name in others)
    return next((name for name, pair in pairs if not any(_joins(promise, pair, names) for promise in stated)), None)


def _joins(promise: Promise, pair: set[str], names: set[str]) -> bool:
    """Whether by this promise one of the pair comes after the other."""
    return len(pair.intersection(promise.after)) == len(pair.intersection(promise.one_of)) == 1 and names.issuperset(
        promise.after
    )


def _is_open(promise: Promise, said: Collection[str]) -> bool:
    names = set(said)
    return (
        bool(promise.after) and names.issuperset(promise.after) and names.isdisjoint((*promise.one_of, *promise.unless))
    )
