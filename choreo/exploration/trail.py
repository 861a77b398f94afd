"""The states a search has come to, and the ways there."""

from choreo.exploration.moves import Move
from choreo.exploration.state import State


class Trail:
    """How each state was come to first, and in how many ways as far as is known."""

    def __init__(self, start: State) -> None:
        self._came_by: dict[State, tuple[State, Move] | None] = {start: None}
        self._ways = {start: 1}

    def __len__(self) -> int:
        """So many states were come to."""
        return len(self._came_by)

    def follow(self, state: State, move: Move, after: State) -> bool:
        """The move leads from a state to the one after it. Whether that is new."""
        self._ways[after] = self._ways.get(after, 0) + self._ways[state]
        if after in self._came_by:
            return False
        self._came_by[after] = (state, move)
        return True

    def leave(self, state: State) -> None:
        """Nothing more goes on from there: its ways are counted no longer."""
        del self._ways[state]

    def ways_to(self, state: State) -> int:
        """So many, until it is left."""
        return self._ways[state]

    def path_to(self, state: State) -> tuple[Move, ...]:
        """The moves by which it was come to first."""
        moves: list[Move] = []
        while (came := self._came_by[state]) is not None:
            state, move = came
            moves.append(move)
        return tuple(reversed(moves))
