"""The containers that docker compose runs for the folder in which a command is typed."""

import json
import shutil
import subprocess
from dataclasses import dataclass

from choreo.stack.addresses import NoStackError

PATIENCE = 60.0
"""Seconds that Docker may take to answer, on a busy machine."""


@dataclass(frozen=True)
class Container:
    """`service` as in docker-compose.yml: "order-service". `published`: places on this machine by the container's own
    port, {8001: "127.0.0.1:8001"}."""

    service: str
    environment: dict[str, str]
    published: dict[int, str]


def running_containers() -> list[Container] | None:
    """Those that run; None on a machine without the `docker` command. Raises NoStackError when there are none, or
    Docker does not say."""
    if shutil.which("docker") is None:
        return None
    ids = _ask("compose", "ps", "--quiet").split()
    if not ids:
        raise NoStackError("no compose stack runs here: start one with `docker compose up --build --wait`")
    inspected = json.loads(_ask("inspect", *ids))
    return [
        Container(
            service=one["Config"]["Labels"]["com.docker.compose.service"],
            environment=dict(line.split("=", 1) for line in one["Config"]["Env"] if "=" in line),
            published={
                int(port.partition("/")[0]): f"{places[0]['HostIp']}:{places[0]['HostPort']}"
                for port, places in one["NetworkSettings"]["Ports"].items()
                if places
            },
        )
        for one in inspected
    ]


def _ask(*arguments: str) -> str:
    command = ["docker", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        raise NoStackError(f"`{' '.join(command)}` gave no answer within {PATIENCE:g} s: does Docker run?") from None
    if done.returncode:
        raise NoStackError(
            f"`docker {' '.join(arguments[:2])}` says: {done.stderr.strip()}\n"
            "Docker must run, and commands be typed in the folder of docker-compose.yml, after `docker compose up`."
        )
    return done.stdout
