"""Which stack a command speaks to."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import cast

import typer

from choreo.errors import CommandError
from choreo.stack.addresses import Stack, find_stack
from choreo.stack.compose import compose_stack


class Kind(StrEnum):
    """`local`: started by `choreo up`. `compose`: started by `docker compose up`."""

    LOCAL = "local"
    COMPOSE = "compose"


@dataclass(frozen=True)
class Where:
    """The two options in front of every command."""

    kind: Kind
    home: Path

    def find(self) -> Stack:
        """The running stack. Raises NoStackError."""
        return compose_stack() if self.kind is Kind.COMPOSE else find_stack(self.home)

    def local_home(self, command: str) -> Path:
        """The directory of a local stack. Raises CommandError for a command that has no meaning with compose."""
        if self.kind is Kind.COMPOSE:
            raise CommandError(f"`choreo {command}` starts a local stack; with compose: `docker compose up`")
        return self.home


def where(context: typer.Context) -> Where:
    """As it was said in front of the command."""
    return cast(Where, context.obj)
