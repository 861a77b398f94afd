"""Apache Kafka is exactly what the lock says."""

import hashlib
import os
from pathlib import Path

from choreo.embedded.kafka_jars import classpath, ensure_jars, locked_jars


def test_kafka_is_not_newer_than_what_is_promised() -> None:
    versions = {name.split(":")[2] for name in locked_jars() if name.startswith("org.apache.kafka:")}
    [version] = versions
    assert version.startswith("4.1.")


def test_every_jar_that_runs_is_the_pinned_one() -> None:
    jars = [Path(jar) for jar in classpath(ensure_jars(print)).split(os.pathsep)]
    found = [hashlib.sha256(jar.read_bytes()).hexdigest() for jar in jars]
    assert found == list(locked_jars().values())
    assert len(found) > 40
