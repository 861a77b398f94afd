"""The README's code blocks."""

import re
from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# (\w+/\w+\.py)\n")


@dataclass(frozen=True)
class Block:
    """A block of the README; `file` when it is one to be written."""

    language: str
    text: str

    @property
    def file(self) -> str | None:
        """The path in its first line, if there is one."""
        found = _FILE.match(self.text)
        return found[1] if found else None


def blocks() -> list[Block]:
    """All of them, in order."""
    return [Block(language, text) for language, text in _BLOCK.findall(README.read_text())]


def to_run() -> list[Block]:
    """Those that a reader would run against a running shop."""
    return [block for block in blocks() if block.language in ("sh", "python") and block.file is None]


def files() -> dict[str, str]:
    """Those that a reader would write, by path."""
    return {block.file: block.text for block in blocks() if block.file}
