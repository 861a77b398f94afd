"""What is published with this software is no secret. Outside development nothing starts with it."""

from collections.abc import Iterator

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from shared.service import Service
from shared.settings import DEVELOPMENT_PASSWORD, DEVELOPMENT_SECRET, Settings


class SettingsRefused(Exception):
    """The message says what to set."""


def refuse_published_secrets(service: Service, told: Settings) -> None:
    """Raises SettingsRefused when `told` is production and `service` would run with what everybody knows, or believe
    keys that anybody on the way can exchange; and when the address of its database cannot be read."""
    _refuse(told, *_published_keys(told), *_published_password("database", told), *_published_defaults(service, told))


def refuse_published_passwords(told: Settings) -> None:
    """The same for the migration, which gives the roles their passwords."""
    _refuse(told, *_published_password("database", told), *_published_password("postgres", told))


def is_open_to_all(told: Settings) -> bool:
    """Whether anybody can make tokens."""
    return told.jwt_algorithm == "HS256" and told.jwt_secret == DEVELOPMENT_SECRET


def _refuse(told: Settings, *faults: str) -> None:
    if told.environment == "production" and faults:
        raise SettingsRefused(
            "CHOREO_ENVIRONMENT is production (unless said otherwise), and "
            + "; ".join(faults)
            + ". To try it on your own machine instead, set CHOREO_ENVIRONMENT=development"
        )


def _published_keys(told: Settings) -> Iterator[str]:
    if is_open_to_all(told):
        yield (
            "CHOREO_JWT_SECRET is the published one: set your own of at least 32 characters, "
            "or CHOREO_JWT_ALGORITHM=RS256 and your issuer's CHOREO_JWT_JWKS_URL"
        )
    if told.jwt_algorithm != "HS256" and not told.jwt_jwks_url.startswith("https://"):
        yield "CHOREO_JWT_JWKS_URL is not https: set an address that nobody can answer for the issuer"


def _published_password(setting: str, told: Settings) -> Iterator[str]:
    try:
        address = make_url(getattr(told, setting))
    except (ArgumentError, ValueError):  # which may quote the password
        raise SettingsRefused(
            f"CHOREO_{setting.upper()} is no address such as postgresql://role:password@host:5432/database; "
            "in a password, write / as %2F, @ as %40, : as %3A"
        ) from None
    if address.password == DEVELOPMENT_PASSWORD:
        yield f"the password in CHOREO_{setting.upper()} is the published one: set an address with your own"


def _published_defaults(service: Service, told: Settings) -> Iterator[str]:
    for setting in service.secrets:
        if getattr(told, setting) == Settings.model_fields[setting].default:
            yield f"CHOREO_{setting.upper()} is the published one: set your own"
