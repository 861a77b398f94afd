"""The whole replay of an order."""

from collections.abc import Mapping
from dataclasses import dataclass

from choreo.exploration.databases import databases_of_its_own
from choreo.exploration.house import open_rooms
from choreo.exploration.rooms import Rooms
from choreo.exploration.world import NAMES, ORDER
from choreo.replay.ending import Ending, recorded_ending, replayed_ending
from choreo.replay.opening import Opening
from choreo.replay.recorded import Recording, Said
from choreo.replay.schedule import Schedule, schedule
from choreo.replay.stage import Stage
from choreo.replay.step import Step, steps_of


@dataclass(frozen=True)
class Replay:
    """`steps` of all services, in the order of time. `unsaid`: what was recorded of a service of the shop and nobody
    says here."""

    recording: Recording
    given: tuple[str, ...]
    steps: tuple[Step, ...]
    unsaid: tuple[Said, ...]
    schedules: Mapping[str, Schedule]
    recorded: Ending
    replayed: Ending

    @property
    def reproduces(self) -> bool:
        """Every service says what was recorded of it and nothing else, and the order ends as it did."""
        as_said = all(saying.holds for step in self.steps for saying in step.said)
        return as_said and not self.unsaid and self.recorded == self.replayed


async def replay(recording: Recording) -> Replay:
    """On databases of its own, of which nothing is left afterwards; no other server is needed."""
    async with databases_of_its_own(), open_rooms() as rooms:
        return await replay_in(rooms, recording)


async def replay_in(rooms: Mapping[str, Rooms], recording: Recording) -> Replay:
    """On these databases, which stay as they are."""
    opening, stage = Opening(rooms, recording), Stage(rooms, recording)
    await opening.prepare()
    schedules = {name: await schedule(stage, name, opening.states[name]) for name in NAMES}
    states, steps, unsaid = dict(opening.states), list[Step](), list[Said]()
    for name, found in schedules.items():
        done, left, states[name] = await steps_of(stage, name, opening.states[name], found)
        steps += done
        unsaid += left
    return Replay(
        recording,
        tuple(opening.given),
        tuple(sorted(steps, key=lambda step: step.at)),
        tuple(sorted(unsaid, key=lambda said: said.said_at)),
        schedules,
        recorded_ending(recording),
        replayed_ending(rooms[ORDER], states[ORDER], recording.order_id),
    )
