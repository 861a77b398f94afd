"""Copies of the project that a test may change, and what `choreo docs` says there."""

import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

PROJECT = Path(__file__).parents[2]
_NOT_COPIED = ignore_patterns(".*", "__pycache__", "*.egg-info", "node_modules", "build", "tests", "benchmarks")


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
        command = [sys.executable, "-m", "choreo", "docs", *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=120)
        return done.returncode, done.stdout + done.stderr
