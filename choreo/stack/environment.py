"""What a child process is told by its environment."""

import os
from collections.abc import Mapping

from choreo.stack.addresses import Stack


def environment_of(stack: Stack, own: Mapping[str, str] | None = None) -> dict[str, str]:
    """What is for development unless the caller says otherwise, the caller's environment, the addresses of the stack,
    and what is the child's own; the later wins."""
    addresses = {
        "CHOREO_KAFKA": stack.kafka,
        "CHOREO_REDIS": stack.redis,
        "CHOREO_POSTGRES": stack.postgres,
        "CHOREO_DATABASE": stack.database,
    }
    if stack.payment_provider:
        addresses["CHOREO_PAYMENT_PROVIDER"] = stack.payment_provider.url
    if stack.carrier:
        addresses["CHOREO_CARRIER"] = stack.carrier.url
    return {"CHOREO_ENVIRONMENT": "development", **os.environ, "PYTHONUNBUFFERED": "1", **addresses, **(own or {})}
