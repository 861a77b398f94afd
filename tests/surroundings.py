"""The environment that a service of a test sees."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import make_url

from choreo.embedded.servers import Servers
from shared.settings import settings


def addresses(servers: Servers) -> dict[str, str]:
    """Where the servers are, as services are told, and that this is development."""
    admin = make_url(servers.postgres)
    return {
        "CHOREO_ENVIRONMENT": "development",
        "CHOREO_KAFKA": servers.kafka,
        "CHOREO_REDIS": servers.redis,
        "CHOREO_POSTGRES": servers.postgres,
        "CHOREO_DATABASE": f"postgresql://{{service}}:choreo@{admin.host}:{admin.port}/{{service}}",
    }


@contextmanager
def told(**variables: str) -> Iterator[None]:
    """Within it, the settings of this process are read anew with these variables."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    settings.cache_clear()
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        settings.cache_clear()
