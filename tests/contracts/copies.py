"""Copies of the project that a test may change, and what `choreo docs` says there."""

from pathlib import Path
from shutil import copytree, ignore_patterns

from tests.programs import run

PROJECT = Path(__file__).parents[2]
_NOT_COPIED = ignore_patterns(".*", "*.egg-info", "node_modules", "build", "tests", "benchmarks")


class Copy:
    """The project as it stands, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(copytree(PROJECT, folder, ignore=_NOT_COPIED))

    def change(self, path: str, before: str, now: str) -> None:
        """Replaces what stands in a file, once."""
        text = self.read(path)
        assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times in {path}"
        (self.folder / path).write_text(text.replace(before, now))

    def read(self, path: str) -> str:
        """A file's text."""
        return (self.folder / path).read_text()

    def files(self) -> dict[Path, bytes]:
        """All but what Python keeps of its own."""
        found = (path for path in self.folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return {path.relative_to(self.folder): path.read_bytes() for path in found}

    def docs(self, *arguments: str) -> tuple[int, str]:
        """Exit status and output of `choreo docs`, of the code in this folder."""
        ended = run("choreo", "docs", *arguments, folder=self.folder, within=120)
        return ended.status, ended.told
