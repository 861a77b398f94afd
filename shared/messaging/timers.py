"""What a service does because time has passed."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shared.messaging.commands import Command


@dataclass(frozen=True, slots=True)
class Timer:
    """Each `seconds`, in every replica: `due` names the orders that are due (at most as many as it is told, those that
    another replica has locked left out), `run` is the command for each. It decides again, under the row's lock."""

    seconds: float
    due: Callable[[AsyncSession, int], Awaitable[Sequence[str]]]
    run: Command[Any, Any]
