"""Apache Kafka's jars: the very bytes that kafka_jars.toml names, fetched once from Maven Central and kept for good."""

import hashlib
import os
import tempfile
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import platformdirs
from jgo.maven import MavenContext

from choreo.errors import CommandError

LOCK = Path(__file__).with_name("kafka_jars.toml")

_DOWNLOADS_AT_A_TIME = 6
_TRIES = 3


class JarError(CommandError):
    """A jar could not be had, or is not the one that was pinned."""


def locked_jars() -> dict[str, str]:
    """SHA-256 by Maven coordinates."""
    jars: dict[str, str] = tomllib.loads(LOCK.read_text())["jars"]
    return jars


def ensure_jars(say: Callable[[str], None]) -> Path:
    """The directory that holds all jars, verified. Raises JarError, naming the jar, when one cannot be had.
    What is there is not fetched again; two processes may do it at once."""
    shelf = platformdirs.user_cache_path("choreo") / "kafka"
    shelf.mkdir(parents=True, exist_ok=True)
    missing = {
        coordinates: sha256
        for coordinates, sha256 in locked_jars().items()
        if not _is_pinned(shelf / _file_name(coordinates), sha256)
    }
    if missing:
        say(f"fetching Apache Kafka: {len(missing)} jars, kept in {shelf}")
        with ThreadPoolExecutor(_DOWNLOADS_AT_A_TIME) as pool:
            list(pool.map(partial(_fetch, shelf), missing, missing.values()))
    return shelf


def classpath(shelf: Path) -> str:
    """Exactly the pinned jars, whatever else lies on the shelf."""
    return os.pathsep.join(str(shelf / _file_name(coordinates)) for coordinates in locked_jars())


def _fetch(shelf: Path, coordinates: str, sha256: str) -> None:
    group, name, version = coordinates.split(":")
    for attempt in range(1, _TRIES + 1):
        with tempfile.TemporaryDirectory(dir=shelf) as scratch:
            maven = MavenContext(repo_cache=Path(scratch), timeout=60)
            try:
                jar = maven.project(group, name).at_version(version).artifact().resolve()
            except (OSError, RuntimeError) as error:
                if attempt == _TRIES:
                    raise JarError(
                        f"{coordinates} could not be fetched from Maven Central ({error}): "
                        "is there a network? What was fetched so far is kept; try again."
                    ) from error
                continue
            if not _is_pinned(jar, sha256):
                raise JarError(f"{coordinates} is not the file that {LOCK.name} pins by its SHA-256: not used")
            os.replace(jar, shelf / _file_name(coordinates))
            return


def _is_pinned(jar: Path, sha256: str) -> bool:
    try:
        with jar.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False


def _file_name(coordinates: str) -> str:
    _, name, version = coordinates.split(":")
    return f"{name}-{version}.jar"
