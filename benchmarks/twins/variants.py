"""Who takes part. Each is imported when it is asked for, for each has libraries of its own."""

from collections.abc import Callable, Mapping
from importlib import import_module

from benchmarks.saga.variant import Variant


def _of(module: str, kind: str) -> Callable[[], Variant]:
    def make() -> Variant:
        made: Variant = getattr(import_module(f"benchmarks.twins.{module}.variant"), kind)()
        return made

    return make


VARIANTS: Mapping[str, Callable[[], Variant]] = {
    "choreo": _of("choreo", "Choreo"),
    "faststream": _of("faststream", "FastStream"),
    "dbos": _of("dbos", "Dbos"),
    "faust": _of("faust", "PlainFaust"),
    "by_hand": _of("by_hand", "ByHand"),
}
FAST = ("choreo", "by_hand")
"""They take more orders, so that a run lasts some seconds."""
