"""The settings, as the environment of a service would give them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from shared.settings import settings


@contextmanager
def environment(**values: object) -> Iterator[None]:
    """Within it the settings have these values; `outside_timeout=1` is CHOREO_OUTSIDE_TIMEOUT=1."""
    names = {f"CHOREO_{name.upper()}": str(value) for name, value in values.items()}
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(names)
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
