"""Who calls. A JWT as bearer token; which algorithm signs it is our setting and never taken from the token."""

from typing import Annotated, Any

import jwt
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import TypeAdapter, ValidationError

from shared.settings import Settings
from shared.web.fields import Text
from shared.web.hosted import Configured
from shared.web.issuer import KeysUnavailable, issuer_at
from shared.web.principals import Principal, Principals
from shared.web.problems import Problem
from shared.web.tokens import ADMIN

_bearer = HTTPBearer(
    bearerFormat="JWT",
    auto_error=False,
    description="For development, `choreo token CUSTOMER` prints one (`--admin` for the admin scope).",
)
_HOW = 'Send "Authorization: Bearer TOKEN"; for development, "choreo token CUSTOMER" prints one.'
_customer_id = TypeAdapter(Text)
_TYPES = ("jwt", "at+jwt")

LEEWAY = 10
"""Seconds that the issuer's clock may differ from ours."""
__all__ = ["KNOWN", "Admin", "Caller", "Principal", "authenticate", "identify", "require_admin"]

KNOWN = "choreo.principal"
"""Where a request's scope has the Principal, or the Problem that authenticate() raised, once it was asked."""


_known = Principals()


async def authenticate(token: str, settings: Settings) -> Principal:
    """Whom the token speaks for. Raises Problem 401 when it is not valid, 503 when the issuer's keys cannot be read."""
    if known := _known.verified(token, settings):
        return known
    try:
        claims = await _verify(token, settings)
        customer_id = _customer_id.validate_python(claims["sub"])
    except KeysUnavailable as error:
        raise Problem(
            503, "Temporarily unavailable", "The issuer's keys cannot be read. Try again.", headers={"Retry-After": "5"}
        ) from error
    except jwt.PyJWTError as error:
        raise _unauthorized(f"The token was refused: {error}.", 'Bearer error="invalid_token"') from error
    except ValidationError as error:
        raise _unauthorized("The token's sub is no customer id.", 'Bearer error="invalid_token"') from error
    scope = claims.get("scope")
    principal = Principal(customer_id, admin=isinstance(scope, str) and ADMIN in scope.split())
    _known.remember(token, settings, principal)
    return principal


async def identify(
    request: Request,
    settings: Configured,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Principal:
    """Who calls. Raises Problem 401 without a valid token, 503 when the issuer's keys cannot be read."""
    known: Principal | Problem | None = request.scope.get(KNOWN)
    if isinstance(known, Principal):
        return known
    if known is not None:
        raise known
    if credentials is None:
        raise _unauthorized("There is no bearer token.", "Bearer")
    return await authenticate(credentials.credentials, settings)


Caller = Annotated[Principal, Depends(identify)]
"""Anybody with a valid token."""


async def require_admin(caller: Caller) -> Principal:
    """An administrator. Raises Problem 403 for anybody else."""
    if caller.admin:
        return caller
    raise Problem(
        403,
        "Missing scope",
        f'This needs the scope "{ADMIN}". For development, "choreo token CUSTOMER --admin" prints a token with it.',
        headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{ADMIN}"'},
        scope=ADMIN,
    )


Admin = Annotated[Principal, Depends(require_admin)]
"""A caller whose token has the admin scope."""


async def _verify(token: str, settings: Settings) -> dict[str, Any]:
    header = jwt.get_unverified_header(token)
    if str(header.get("typ", "JWT")).lower().removeprefix("application/") not in _TYPES:
        raise jwt.InvalidTokenError("its typ is of another kind")
    return jwt.decode(
        token,
        await _key_of(header, settings),
        algorithms=[settings.jwt_algorithm],
        issuer=settings.jwt_issuer,
        audience=settings.jwt_audience,
        leeway=LEEWAY,
        options={"require": ["iss", "aud", "exp", "sub"]},
    )


async def _key_of(header: dict[str, Any], settings: Settings) -> str | jwt.PyJWK:
    """Of all that a header may say of a key (kid, jku, jwk, x5u, …), only the id counts, and only at our issuer."""
    if settings.jwt_algorithm == "HS256":
        return settings.jwt_secret
    return await issuer_at(settings.jwt_jwks_url, settings.jwt_algorithm).key(header.get("kid", ""))


def _unauthorized(what: str, challenge: str) -> Problem:
    return Problem(401, "Not authenticated", f"{what} {_HOW}", headers={"WWW-Authenticate": challenge})
