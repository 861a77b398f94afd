"""What can be done to the shop, and when it is done: a schedule that its seed alone decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from choreo.stack.members import OUTSIDERS, SERVICES
from shared.settings import Settings

SERVERS = ("kafka", "postgres", "valkey")
EVERYBODY = (*SERVICES, *SERVERS, *OUTSIDERS)
SESSION_TIMEOUT: float = Settings.model_fields["session_timeout"].default
"""Seconds after which Kafka gives a silent consumer's partitions to others."""
_CALM_BEFORE, _CALM_AFTER = 0.1, 0.3
"""Shares of the load's time in which nothing is begun."""


class Kind(StrEnum):
    """What is done."""

    KILL = "kill -9"
    FREEZE = "frozen (SIGSTOP)"
    FLUSH = "emptied (FLUSHALL)"
    SLOW = "slow"
    FLAPPING = "flapping"
    SILENT = "silent"
    REPLAY = "dead letters replayed"
    REREAD = "topics read again"


@dataclass(frozen=True)
class Fault:
    """`at`: seconds after the first order. `lasts`: seconds, 0 for what is over at once."""

    at: float
    kind: Kind
    target: str
    lasts: float = 0.0


def draw_faults(seed: int, load: float, kills: int) -> list[Fault]:
    """So many kills, everybody once before anybody twice, and one or more of each other kind, within a load that takes
    so many seconds."""
    chance = Random(f"faults {seed}")
    victims: list[str] = []
    while len(victims) < kills:
        victims += chance.sample(EVERYBODY, len(EVERYBODY))
    zombies = chance.sample(list(SERVICES), 2)
    outsiders = list(OUTSIDERS)
    wanted = [
        *((Kind.KILL, victim, 0.0) for victim in victims[:kills]),
        *((Kind.FREEZE, zombie, SESSION_TIMEOUT + chance.uniform(2, 4)) for zombie in zombies),
        (Kind.FREEZE, chance.choice([*SERVERS, *OUTSIDERS]), chance.uniform(4, 10)),
        (Kind.FLUSH, "valkey", 0.0),
        (Kind.SLOW, chance.choice(outsiders), chance.uniform(4, 8)),
        (Kind.FLAPPING, chance.choice(outsiders), chance.uniform(4, 8)),
        (Kind.SILENT, chance.choice(outsiders), chance.uniform(4, 8)),
        (Kind.REPLAY, "all services", 0.0),
        (Kind.REREAD, chance.choice(list(SERVICES)), 0.0),
    ]
    return _spread(wanted, load, chance)


def spread_kills(victims: Sequence[str], load: float, seed: int) -> list[Fault]:
    """A kill of each of these and nothing else, in an order that the seed decides, evenly over the load's time."""
    chance = Random(f"kills {seed}")
    order = chance.sample(list(victims), len(victims))
    window = load * (1 - _CALM_BEFORE - _CALM_AFTER)
    step = window / len(order)
    return [
        Fault(load * _CALM_BEFORE + step * (number + chance.random() / 4), Kind.KILL, victim)
        for number, victim in enumerate(order)
    ]


def _spread(wanted: list[tuple[Kind, str, float]], load: float, chance: Random) -> list[Fault]:
    begin, end = load * _CALM_BEFORE, load * (1 - _CALM_AFTER)
    faults = [Fault(chance.uniform(begin, end), kind, target, lasts) for kind, target, lasts in wanted]
    return sorted(faults, key=lambda fault: fault.at)
