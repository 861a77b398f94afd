"""Callers who need no token for what is nobody's secret."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shared.web.auth import Principal, identify
from shared.web.hosted import Configured

_bearer = HTTPBearer(bearerFormat="JWT", auto_error=False, description="Without one, only what is nobody's secret.")


async def recognize(
    request: Request,
    settings: Configured,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Principal | None:
    """Who calls; None: somebody without a token. Raises Problem 401 for a token that is not valid."""
    return await identify(request, settings, credentials) if "authorization" in request.headers else None


Visitor = Annotated[Principal | None, Depends(recognize)]
"""Anybody."""
