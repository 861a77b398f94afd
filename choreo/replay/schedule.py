"""In which order a service was told what it was told: such that it says what was recorded of it, and nothing else."""

from dataclasses import dataclass, replace

from choreo.replay.matching import match_exactly
from choreo.replay.recorded import Said
from choreo.replay.stage import Outcome, Stage
from choreo.replay.told import Told, told_to

_MOST = 2_000
"""Steps to try, of one service."""
_CLOCKS_DIFFER = 100
"""Milliseconds by which the clocks of two machines may."""


@dataclass(frozen=True)
class Schedule:
    """`reproduces`: told so, the service says what was recorded."""

    told: tuple[Told, ...]
    reproduces: bool

    @property
    def moved(self) -> list[tuple[Told, Told]]:
        """What it was through with later than recorded, each with what came before it instead."""
        seen: list[Told] = []
        moved = []
        for told in self.told:
            if before := [one for one in seen if one.at > told.at]:
                moved.append((told, before[-1]))
            seen.append(told)
        return moved


@dataclass(frozen=True)
class _Place:
    """Where a try stands. `said`: of what was recorded, what it has said; `now`: when it was told the latest."""

    state: int
    ahead: tuple[Told, ...]
    told: tuple[Told, ...] = ()
    said: frozenset[Said] = frozenset()
    now: int = 0


async def schedule(stage: Stage, service: str, opening: int) -> Schedule:
    """The recorded order where that reproduces; else the one nearest to it that does, in which nothing is heard before
    it was said; else the recorded one, which then does not."""
    told = tuple(told_to(stage.rooms[service], stage.recording))
    found = await _search(stage, service, _Place(opening, told))
    if found is not None:
        return Schedule(found, reproduces=True)
    return Schedule(await _as_recorded(stage, service, opening, told), reproduces=False)


async def _search(stage: Stage, service: str, start: _Place) -> tuple[Told, ...] | None:
    """Tries what is nearest to the recorded order first."""
    expected = frozenset(stage.recording.by(service))
    ways, tried, seen = [(start, 0)], 0, set()
    if not expected and (told := await _through(stage, service, start)) is not None:
        return told
    while ways and tried < _MOST:
        place, at = ways.pop()
        if at == len(place.ahead):
            continue
        ways.append((place, at + 1))
        tried += 1
        after = await _tell(stage, service, place, place.ahead[at], expected)
        if after is None or (known := (after.state, after.ahead, after.said)) in seen:
            continue
        seen.add(known)
        if after.said == expected and (told := await _through(stage, service, after)) is not None:
            return told
        ways.append((after, 0))
    return None


async def _tell(stage: Stage, service: str, place: _Place, told: Told, expected: frozenset[Said]) -> _Place | None:
    """Where that leads; None when the service then says anything else than was recorded, or waits."""
    now = max(place.now, told.at)
    left = sorted(expected - place.said, key=lambda said: said.said_at)
    if left and left[0].said_at < now - _CLOCKS_DIFFER:
        return None  # what was said before this was there would never be said
    outcome = await stage.act(service, place.state, told)
    if outcome.waits or (told.wish and not outcome.said):
        return None
    said = match_exactly(outcome.said, left, now - _CLOCKS_DIFFER)
    if said is None:
        return None
    ahead = tuple(one for one in place.ahead if one is not told)
    return _Place(outcome.state, ahead, (*place.told, told), place.said | set(said), now)


async def _through(stage: Stage, service: str, place: _Place) -> tuple[Told, ...] | None:
    """All that it was told, when what is ahead still waits for an answer, or was never asked."""
    waiting = [told for told in place.ahead if not told.wish]
    for told in waiting:
        if not (await stage.act(service, place.state, told)).waits:
            return None
    return (*place.told, *waiting)


async def _as_recorded(stage: Stage, service: str, opening: int, told: tuple[Told, ...]) -> tuple[Told, ...]:
    """The order of Kafka; what waits for an answer is told again after each other step."""
    place = _Place(opening, ())
    for one in told:
        place = await _go_on(stage, service, replace(place, ahead=(*place.ahead, one)))
    return (*place.told, *place.ahead)


async def _go_on(stage: Stage, service: str, place: _Place) -> _Place:
    while concluded := await _concluded(stage, service, place):
        told, outcome = concluded
        ahead = tuple(one for one in place.ahead if one is not told)
        place = replace(place, state=outcome.state, ahead=ahead, told=(*place.told, told))
    return place


async def _concluded(stage: Stage, service: str, place: _Place) -> tuple[Told, Outcome] | None:
    for told in reversed(place.ahead):
        outcome = await stage.act(service, place.state, told)
        if not outcome.waits:
            return told, outcome
    return None
