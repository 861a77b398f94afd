"""`python -m choreo.embedded.lock_kafka_jars VERSION` resolves Apache Kafka's jars anew and writes kafka_jars.toml."""

import hashlib
import sys

import jgo

from choreo.embedded.kafka_jars import LOCK

HEADER = """\
# Apache Kafka {version} and what it needs: SHA-256 by Maven coordinates. Written by lock_kafka_jars.py.

[jars]
"""


def lock(version: str) -> None:
    """Raises when Maven Central does not have this version."""
    artifacts = jgo.resolve(f"org.apache.kafka:kafka_2.13:{version}")
    lines = [
        f'"{artifact.groupId}:{artifact.artifactId}:{artifact.version}" = '
        f'"{hashlib.sha256(artifact.resolve().read_bytes()).hexdigest()}"\n'
        for artifact in artifacts
    ]
    LOCK.write_text(HEADER.format(version=version) + "".join(sorted(lines)))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m choreo.embedded.lock_kafka_jars VERSION")
    lock(sys.argv[1])
