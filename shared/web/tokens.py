"""Tokens for development, signed with the secret that the services know."""

from datetime import timedelta

import jwt
from pydantic import TypeAdapter

from shared import clock
from shared.settings import Settings, settings
from shared.web.fields import Text

ADMIN = "admin"
"""The scope that opens stock, coupons and dead letters."""


def mint(
    customer: str,
    admin: bool = False,
    lifetime: timedelta = timedelta(days=1),
    configuration: Settings | None = None,
) -> str:
    """A bearer token for that customer. Raises ValueError where tokens are not signed with a shared secret, and
    ValidationError when the customer's id is no printable text."""
    configuration = configuration or settings()
    if configuration.jwt_algorithm != "HS256":
        raise ValueError(
            f"CHOREO_JWT_ALGORITHM is {configuration.jwt_algorithm}: only the issuer can make tokens; ask it for one"
        )
    now = clock.now()
    claims = {
        "sub": TypeAdapter(Text).validate_python(customer),
        "iss": configuration.jwt_issuer,
        "aud": configuration.jwt_audience,
        "iat": now,
        "exp": now + lifetime,
        "scope": ADMIN if admin else "",
    }
    return jwt.encode(claims, configuration.jwt_secret, algorithm="HS256")
