"""Our programs, as `python -m` runs them to their end: each a process of its own that imports all that is ours anew. It
is forked from one that knows the libraries already (libraries.py), for these take two seconds to import."""

import multiprocessing
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path
from runpy import run_module
from tempfile import TemporaryDirectory

PROJECT = Path(__file__).parents[1]
PATIENCE = 60.0


@dataclass(frozen=True)
class Ended:
    """What a program left."""

    status: int
    out: str
    err: str

    @property
    def told(self) -> str:
        """All of it."""
        return self.out + self.err


def run(
    module: str,
    *arguments: str | Path,
    environment: Mapping[str, str] | None = None,
    folder: Path = PROJECT,
    within: float = PATIENCE,
) -> Ended:
    """`python -m MODULE ARGUMENT…` in that folder and environment. Fails when it takes longer than so many seconds."""
    with TemporaryDirectory(prefix="choreo-program-") as scratch:
        out, err = Path(scratch, "out"), Path(scratch, "err")
        command = [module, *map(str, arguments)]
        process = _context().Process(
            target=_live, args=(command, dict(os.environ if environment is None else environment), folder, out, err)
        )
        process.start()
        process.join(within)
        try:
            assert process.exitcode is not None, f"{command} did not end within {within:g} s"
        finally:
            process.kill()
            process.join()
        return Ended(process.exitcode, out.read_text(), err.read_text())


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.libraries"])
    return context


def _live(command: list[str], environment: dict[str, str], folder: Path, out: Path, err: Path) -> None:
    for number, path in ((1, out), (2, err)):
        with path.open("wb") as file:
            os.dup2(file.fileno(), number)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    told = environment.get("PYTHONPATH", "").split(os.pathsep)
    sys.path[:] = [str(folder), *filter(None, told), *(place for place in sys.path if place != str(PROJECT))]
    sys.argv = command
    run_module(command[0], run_name="__main__", alter_sys=True)
