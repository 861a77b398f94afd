"""The attribute names of OpenTelemetry's semantic conventions, read from the package that is generated from them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import opentelemetry.semconv

VERSION = "v1.44"


def current_names() -> set[str]:
    """All that are not deprecated."""
    [root] = opentelemetry.semconv.__path__
    rooms = [Path(root) / "attributes", Path(root) / "_incubating" / "attributes"]
    return {name for room in rooms for file in room.glob("*.py") for name in _names_in(ast.parse(file.read_text()))}


def _names_in(module: ast.Module) -> Iterator[str]:
    """A constant's documentation is the string behind it."""
    for statement, behind in zip(module.body, module.body[1:], strict=False):
        match statement, behind:
            case (
                ast.AnnAssign(value=ast.Constant(value=str(name))),
                ast.Expr(value=ast.Constant(value=str(documentation))),
            ) if not documentation.strip().startswith("Deprecated"):
                yield name
