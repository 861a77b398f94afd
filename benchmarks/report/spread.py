"""How several runs came out."""

from collections.abc import Callable, Sequence
from statistics import median
from typing import TypeVar

T = TypeVar("T")


def spread(runs: Sequence[T], of: Callable[[T], float], digits: int = 0) -> str:
    """Median, and in brackets the least and the most."""
    values = [of(run) for run in runs]
    return f"{median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def middle(runs: Sequence[T], of: Callable[[T], float]) -> float:
    """The median."""
    return median(of(run) for run in runs)


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that so large a share is not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """In Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
