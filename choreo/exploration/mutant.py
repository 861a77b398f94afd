"""A service with one guard taken away."""

import importlib
import types
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.messaging.commands import Command
from shared.messaging.subscriptions import Subscriptions


@dataclass(frozen=True)
class Mutation:
    """`rule`: where PROTOCOL.md asks for what is taken away. In `module`, each `edits` pair is old text and new."""

    name: str
    rule: str
    module: str
    edits: Sequence[tuple[str, str]]

    @property
    def service(self) -> str:
        """Whose guard it is."""
        return self.module.partition(".")[0]


class MutationOutdated(Exception):
    """The code has changed: what the mutation takes away does not stand there exactly once."""


def mutate(mutation: Mutation) -> types.ModuleType:
    """The module as it would be without the guard. Raises MutationOutdated."""
    original = importlib.import_module(mutation.module)
    assert original.__file__ is not None
    source = Path(original.__file__).read_text(encoding="utf-8")
    for old, new in mutation.edits:
        if source.count(old) != 1:
            told = f"{mutation.module} has it {source.count(old)} times, not once: {old!r}"
            raise MutationOutdated(f"{mutation.name}: {told}")
        source = source.replace(old, new)
    mutant = types.ModuleType(mutation.module)
    mutant.__file__ = original.__file__
    exec(compile(source, original.__file__, "exec"), mutant.__dict__)
    return mutant


def subscriptions_of(mutant: types.ModuleType) -> Subscriptions | None:
    """Its handlers, if it has any."""
    told = getattr(mutant, "on", None)
    return told if isinstance(told, Subscriptions) else None


def command_of(mutant: types.ModuleType, name: str) -> Command[Any, Any] | None:
    """Its command of that name, if it has one."""
    told = getattr(mutant, name, None)
    return told if isinstance(told, Command) else None
