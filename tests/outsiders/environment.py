"""The settings, as the environment of a service would give them."""

from contextlib import AbstractContextManager

from tests.surroundings import told


def environment(**values: object) -> AbstractContextManager[None]:
    """Within it the settings have these values; `outside_timeout=1` is CHOREO_OUTSIDE_TIMEOUT=1."""
    return told(**{f"CHOREO_{name.upper()}": str(value) for name, value in values.items()})
