"""The guards of PROTOCOL.md that are taken away, as mutations.toml lists them."""

import tomllib
from pathlib import Path

from choreo.exploration.mutant import Mutation


def read_mutations() -> list[Mutation]:
    """All of them."""
    told = tomllib.loads((Path(__file__).parent / "mutations.toml").read_text(encoding="utf-8"))
    return [Mutation(**one) for one in told["mutation"]]
