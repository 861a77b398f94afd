"""The commands, each imported when it is asked for: to import them all takes longer than most of them run."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

COMMANDS = (
    *("demo", "up", "audit", "trace", "replay", "stuck", "down", "run", "token", "explore", "chaos"),
    *("dlq", "docs"),
)
"""In the order of the help. Each is the function, or the Typer app, of its module in choreo/commands."""


class Commands(TyperGroup):
    """All of them, by name at first."""

    def __init__(self, **told: Any) -> None:
        super().__init__(**{**told, "commands": {name: TyperCommand(name) for name in COMMANDS}})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """What it runs. None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"choreo.commands.{cmd_name}")
        group = typer.Typer(add_completion=False, rich_markup_mode=None)
        if hasattr(module, "app"):
            group.add_typer(module.app, name=cmd_name)
        else:
            group.command()(getattr(module, cmd_name))
        return get_group(group).commands[cmd_name]
