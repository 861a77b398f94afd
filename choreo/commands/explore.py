"""choreo explore"""

import asyncio
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer

from choreo.exploration.databases import databases_of_its_own
from choreo.exploration.expedition import Expedition
from choreo.exploration.house import open_rooms
from choreo.exploration.mutations import read_mutations
from choreo.exploration.scenario import DEEPER, SCENARIOS
from choreo.exploration.trial import try_mutations
from choreo.exploration.verdicts import written
from choreo.processes.signals import until_signal

MUTATIONS = Path("docs") / "MUTATIONS.md"
_BOUND = 60_000
"""States of a scenario in which a mutation must be found out."""


def explore(
    minutes: Annotated[float, typer.Option(min=0.1, help="How long to go on.")] = 3.0,
    seed: Annotated[int, typer.Option(help="Of the schedules by chance.")] = 1,
    mutations: Annotated[
        bool, typer.Option("--mutations", help=f"Take each guard away once instead, and write {MUTATIONS}.")
    ] = False,
) -> None:
    """Try every order in which things can happen, on the services' own handlers.

    Each service's handlers run on PostgreSQL for each of its states and each event; what all do together is put
    together from these, in every order, with crashes, repetitions, silence, cancels and deadlines in between. A
    schedule that breaks a rule is told as a story. Exit status 1 when one was found; with --mutations, when a guard
    was missed by nobody.
    """
    work = _mutate() if mutations else _explore(minutes, seed)
    raise typer.Exit(asyncio.run(until_signal(work)) or 0)


async def _explore(minutes: float, seed: int) -> int:
    until = monotonic() + 60 * minutes
    async with databases_of_its_own(), open_rooms() as rooms:
        expedition = Expedition(rooms, typer.echo)
        await expedition.try_all(SCENARIOS, until=until)
        await expedition.try_deeper(DEEPER, seed=seed, until=until)
    tally = expedition.tally
    typer.echo(
        f"{tally.states:,} states, {tally.steps:,} steps, {tally.walks:,} schedules by chance, from {tally.runs:,} "
        f"runs of handlers on PostgreSQL; broken: {len(tally.stories)}"
    )
    return 1 if tally.stories else 0


async def _mutate() -> int:
    verdicts = []
    async with databases_of_its_own(), open_rooms() as rooms:
        async for verdict in try_mutations(rooms, read_mutations(), [*SCENARIOS, *DEEPER], most=_BOUND):
            verdicts.append(verdict)
            typer.echo(f"{verdict.mutation.name}: {verdict.scenario or 'NOT FOUND OUT'}")
    MUTATIONS.write_text(written(verdicts), encoding="utf-8")
    return 0 if all(verdict.found for verdict in verdicts) else 1
