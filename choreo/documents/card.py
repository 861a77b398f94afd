"""A service's card, in its README.md: what it is asked, hears, says and owes."""

from pathlib import Path

from choreo.documents.block import fill
from choreo.documents.choreography import Choreography, Step, names
from choreo.documents.sentences import sentence_of
from shared.service import Service


def write_cards(choreography: Choreography) -> dict[Path, str]:
    """The README.md of each service that has one, with its card as the code has it."""
    return {
        path: fill(path.read_text(), "card", card_of(service, choreography))
        for service in choreography.services
        if (path := Path(service.name, "README.md")).exists()
    }


def card_of(service: Service, choreography: Choreography) -> str:
    """What stands in the block."""
    steps = choreography.steps_of(service.name)
    return "\n\n".join(
        part
        for part in (
            f"| | |\n| --- | --- |\n| hears | {_listed(service.subscriptions.topics)} |\n"
            f"| emits | {_listed(names(service.emits))} |",
            _table("it hears", [step for step in steps if step.hears]),
            _table("it is asked", [step for step in steps if not step.hears]),
            _owed(service),
        )
        if part
    )


def _table(title: str, steps: list[Step]) -> str:
    if not steps:
        return ""
    rows = "".join(_row(step) for step in steps)
    return f"| {title} | and does | and may say |\n| --- | --- | --- |\n{rows}".rstrip()


def _row(step: Step) -> str:
    what = _listed(step.hears) if step.hears else f"`{step.name}`"
    how = f"`{step.name}`: {step.does}" if step.hears else step.does
    return f"| {what} | {how} | {_listed(step.says) or 'nothing'} |\n"


def _owed(service: Service) -> str:
    """Those that only name sooner what another one names too, below the others."""
    owes = [f"- {sentence_of(stated)}" for stated in service.expectations if not stated.early]
    early = [f"- {sentence_of(stated)}" for stated in service.expectations if stated.early]
    parts = ["It owes to those who listen:", "\n".join(owes)] if owes else ["It owes nobody anything."]
    return "\n\n".join([*parts, "The same, named sooner:", "\n".join(early)] if early else parts)


def _listed(topics: tuple[str, ...]) -> str:
    return ", ".join(f"`{topic}`" for topic in topics)
