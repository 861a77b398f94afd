"""Where the stack is found that `docker compose up` runs."""

import os
from collections.abc import Iterator
from urllib.parse import quote

from choreo.stack.addresses import Place, Stack
from choreo.stack.containers import Container, running_containers
from choreo.stack.members import OBSERVER, OUTSIDERS, SERVICES
from shared.settings import Settings, settings

KAFKA, POSTGRES, REDIS, JAEGER = 9092, 5432, 6379, 16686
"""Ports of the servers in their containers, for clients on this machine."""


def compose_stack() -> Stack:
    """At the ports that Docker says; on a machine without the `docker` command at the usual ones. From now on this
    process is told what the stack's services are: what signs their tokens, where Jaeger is. What the caller's own
    CHOREO_… variables say wins. Raises NoStackError."""
    containers = running_containers()
    for name, value in _told(containers or []):
        os.environ.setdefault(name, value)
    settings.cache_clear()
    told = Settings()
    members = containers if containers is not None else _usual()
    services = {name: place for name, port in (SERVICES | OBSERVER).items() if (place := _place(members, name, port))}
    return Stack(
        kafka=told.kafka,
        postgres=told.postgres,
        redis=told.redis,
        database=told.database,
        services=services,
        payment_provider=_place(members, "payment_provider", OUTSIDERS["payment_provider"]),
        carrier=_place(members, "carrier", OUTSIDERS["carrier"]),
    )


def _usual() -> list[Container]:
    """As docker-compose.yml publishes them."""
    members = {**SERVICES, **OBSERVER, **OUTSIDERS}
    return [Container(_service(name), {}, {port: f"127.0.0.1:{port}"}) for name, port in members.items()]


def _place(containers: list[Container], member: str, port: int) -> Place | None:
    urls = [f"http://{published}" for published in _published(containers, _service(member), port)]
    return Place(url=urls[0], urls=urls) if urls else None


def _published(containers: list[Container], service: str, port: int) -> list[str]:
    """By all its replicas."""
    return sorted(one.published[port] for one in containers if one.service == service and port in one.published)


def _told(containers: list[Container]) -> Iterator[tuple[str, str]]:
    """The variables that say where the servers are that run, and what the services know."""
    for kafka in _published(containers, "kafka", KAFKA):
        yield "CHOREO_KAFKA", kafka
    for redis in _published(containers, "redis", REDIS):
        yield "CHOREO_REDIS", f"redis://{redis}/0"
    for jaeger in _published(containers, "jaeger", JAEGER):
        yield "CHOREO_JAEGER", f"http://{jaeger}"
    known = {one.service: one.environment for one in containers}
    services = [known[_service(name)] for name in SERVICES if _service(name) in known]
    for postgres in _published(containers, "postgres", POSTGRES):
        password = quote(known["postgres"]["POSTGRES_PASSWORD"], safe="")
        yield "CHOREO_POSTGRES", f"postgresql://postgres:{password}@{postgres}/postgres"
        for service in services:
            yield "CHOREO_DATABASE", service["CHOREO_DATABASE"].replace(f"@postgres:{POSTGRES}", f"@{postgres}")
    for service in services:
        yield from ((name, value) for name, value in service.items() if name.startswith("CHOREO_JWT_"))


def _service(member: str) -> str:
    """Its name in docker-compose.yml."""
    return member.replace("_", "-")
