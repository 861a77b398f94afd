"""What the demo shows while orders travel: a live table on a terminal, plain lines elsewhere."""

from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from choreo.demo.traffic import Journey
from shared import clock

ROWS = 14
LINE_EVERY = 2.0
"""Seconds between two plain lines."""


class Board:
    """Told of every step of an order."""

    def __init__(self, console: Console, orders: int) -> None:
        self._console = console
        self._orders = orders
        self._ended: Counter[str] = Counter()
        self._latest: deque[Journey] = deque(maxlen=ROWS)
        self._last_line = clock.elapsed()

    def note(self, journey: Journey) -> None:
        """An order was placed, or has ended."""
        if journey.ended:
            self._ended[journey.ending] += 1
        else:
            self._latest.append(journey)
        if not self._console.is_terminal and clock.elapsed() - self._last_line > LINE_EVERY:
            self._last_line = clock.elapsed()
            self._console.print(self.summary())

    def summary(self, between: str = ", ") -> str:
        """How many have ended, and how."""
        told = f"{self._ended.total()} of {self._orders} orders have ended"
        endings = between.join(f"{count} {ending}" for ending, count in self._ended.most_common())
        return f"{told}:{between.removeprefix(',')}{endings}" if endings else told

    def __rich__(self) -> Group:
        table = Table()
        for column in ("order", "asked for", "status", "reason", "ms"):
            table.add_column(column, justify="right" if column == "ms" else "left")
        for journey in self._latest:
            milliseconds = "" if journey.seconds is None else f"{1000 * journey.seconds:.0f}"
            table.add_row(journey.order_id, journey.wish.ending, _coloured(journey), journey.reason or "", milliseconds)
        return Group(table, Text(self.summary(between="\n  "), no_wrap=True))


@contextmanager
def shown(board: Board, console: Console) -> Iterator[None]:
    """Within it the board is on the screen; what is printed meanwhile stands above it."""
    if console.is_terminal:
        with Live(board, console=console, refresh_per_second=8):
            yield
    else:
        yield
    if not console.is_terminal:
        console.print(board.summary())


def _coloured(journey: Journey) -> Text:
    if not journey.ended:
        return Text(journey.status, "dim")
    return Text(journey.status, "green" if journey.as_asked else "red")
