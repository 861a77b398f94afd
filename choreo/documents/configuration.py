"""docs/CONFIGURATION.md: what the environment can tell a process."""

from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from shared.settings import Settings

PATH = Path("docs/CONFIGURATION.md")

_HEAD = """\
# Configuration

What a service, an outsider or a command can be told by its environment. Times are in seconds. What makes no sense is
refused at start-up, by name. Written from [shared/settings.py](../shared/settings.py) by `choreo docs`.

| variable | unless said | what it is |
| --- | --- | --- |
"""


def write_configuration() -> str:
    """The document as the code has it."""
    return _HEAD + "".join(_row(name, field) for name, field in Settings.model_fields.items())


def _row(name: str, field: FieldInfo) -> str:
    variable = field.validation_alias or f"CHOREO_{name.upper()}"
    default = "the latest" if field.default_factory else _shown(field.default)
    return f"| `{variable}` | {default} | {' '.join((field.description or '').split())} |\n"


def _shown(default: Any) -> str:
    if default is PydanticUndefined:
        return "must be said"
    if default == "":
        return "nothing"
    whole = isinstance(default, float) and default.is_integer()
    return f"`{int(default) if whole else default}`"
