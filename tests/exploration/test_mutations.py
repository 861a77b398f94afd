"""The search finds out when a guard is gone; docs/MUTATIONS.md has the run of all of them."""

from pathlib import Path

import pytest

from choreo.exploration.house import opening
from choreo.exploration.mutant import Mutation, MutationOutdated, mutate
from choreo.exploration.mutations import read_mutations
from choreo.exploration.rooms import Rooms
from choreo.exploration.scenario import SCENARIOS
from choreo.exploration.search import Found, search
from choreo.exploration.story import tell
from choreo.exploration.trial import try_mutations
from choreo.exploration.walk import shrink
from choreo.exploration.world import World

ALL = {mutation.name: mutation for mutation in read_mutations()}
DOCUMENT = Path(__file__).parents[2] / "docs" / "MUTATIONS.md"
QUICK = (
    "stock is taken without a look",
    "a refusal that overtakes the order is forgotten",
    "the retry of a cancelled charge is skipped",
    "a late booking is not called off",
    "an order is cancelled after it was completed",
)


@pytest.mark.parametrize("name", QUICK)
async def test_a_guard_that_is_gone_is_missed(rooms: dict[str, Rooms], name: str) -> None:
    verdicts = [each async for each in try_mutations(rooms, [ALL[name]], SCENARIOS, most=20_000)]

    assert [verdict.found is not None for verdict in verdicts] == [True]


async def test_a_schedule_is_told_as_a_story_without_a_needless_line(rooms: dict[str, Rooms]) -> None:
    gone = ALL["a refusal that overtakes the order is forgotten"]
    scenario = next(each for each in SCENARIOS if each.name == "too few pieces")
    changed = {**rooms, gone.service: rooms[gone.service].changed(mutate(gone).on)}
    world = World(changed, scenario)
    start = await opening(world)
    searched = await search(world, start, most=20_000)
    assert searched.found

    shortest = await shrink(world, start, Found(searched.found.moves, searched.found.broken))

    story = await tell(world, start, shortest.moves)
    assert "inventory_service hears order.created of o1 → says inventory.rejected of o1" in story
    assert "broken: I1 o1 is PENDING for ever" in story
    assert len(shortest.moves) <= len(searched.found.moves)


def test_the_document_names_every_mutation_and_none_went_unnoticed() -> None:
    told = DOCUMENT.read_text(encoding="utf-8")

    assert [name for name in ALL if f"| {name} |" not in told] == []
    assert "**nothing**" not in told


def test_each_mutation_still_finds_its_guard() -> None:
    for mutation in ALL.values():
        assert mutate(mutation).__dict__


def test_a_mutation_of_code_that_has_changed_says_so() -> None:
    outdated = Mutation("gone", "4.1", "inventory_service.handlers", [("no such text", "")])

    with pytest.raises(MutationOutdated, match=r"inventory_service\.handlers has it 0 times, not once: 'no such text'"):
        mutate(outdated)
