"""Nobody deploys by mistake a shop whose secrets stand in a public repository."""

import pytest
from pydantic import ValidationError

from choreo.stack.members import OBSERVER, SERVICES
from shared.migrate.services import load_service
from shared.production import SettingsRefused, refuse_published_passwords, refuse_published_secrets
from shared.settings import Settings
from tests.security.starting import run_to_its_end

OWN_DATABASE = "postgresql://{service}:9-f-Xk@db.internal:5432/{service}"
OWN_SECRET = "a secret of our own, which is long enough"
OWN = Settings(
    environment="production",
    jwt_secret=OWN_SECRET,
    database=OWN_DATABASE,
    postgres="postgresql://root:9-f-Xk@db.internal:5432/postgres",
    payment_provider_key="sk_live_of_our_own",
)


def with_(**changes: object) -> Settings:
    return Settings(**{**OWN.model_dump(), **changes})


@pytest.mark.parametrize("module", [*SERVICES, *OBSERVER])
async def test_no_service_starts_with_what_is_published_unless_it_is_said_that_this_is_development(module: str) -> None:
    ended = await run_to_its_end(module)
    assert ended.status == 2
    assert f"{module} will not start: CHOREO_ENVIRONMENT is production" in ended.told
    assert "set CHOREO_ENVIRONMENT=development" in ended.told
    assert "CHOREO_JWT_SECRET is the published one: set your own of at least 32 characters" in ended.told
    assert "password in CHOREO_DATABASE" in ended.told
    assert ("CHOREO_PAYMENT_PROVIDER_KEY" in ended.told) == (module == "payment_service")
    assert "Traceback" not in ended.told


async def test_the_migration_gives_no_role_a_published_password() -> None:
    ended = await run_to_its_end("shared.migrate", "order_service")
    assert ended.status == 1
    assert "nothing was migrated: CHOREO_ENVIRONMENT is production" in ended.told
    assert "CHOREO_POSTGRES" in ended.told
    assert "Traceback" not in ended.told


@pytest.mark.parametrize("module", [*SERVICES, *OBSERVER])
def test_with_secrets_of_ones_own_all_start(module: str) -> None:
    refuse_published_secrets(load_service(module), OWN)
    refuse_published_passwords(OWN)


@pytest.mark.parametrize(
    ("published", "named"),
    [
        pytest.param({"jwt_secret": Settings().jwt_secret}, "CHOREO_JWT_SECRET", id="the secret of tokens"),
        pytest.param({"database": Settings().database}, "CHOREO_DATABASE", id="the database's password"),
        pytest.param({"payment_provider_key": Settings().payment_provider_key}, "PROVIDER_KEY", id="the key"),
        pytest.param(
            {"jwt_algorithm": "RS256", "jwt_jwks_url": "http://issuer.example/keys"},
            "CHOREO_JWT_JWKS_URL is not https",
            id="keys that anybody on the way can exchange",
        ),
    ],
)
def test_each_alone_is_refused_in_production_and_only_there(published: dict[str, object], named: str) -> None:
    payment = load_service("payment_service")
    with pytest.raises(SettingsRefused, match=named):
        refuse_published_secrets(payment, with_(**published))
    refuse_published_secrets(payment, with_(environment="development", **published))


def test_an_issuer_needs_no_secret_of_ours() -> None:
    issued = with_(jwt_algorithm="RS256", jwt_jwks_url="https://issuer.example/k", jwt_secret=Settings().jwt_secret)
    refuse_published_secrets(load_service("order_service"), issued)


async def test_an_address_that_cannot_be_read_is_not_repeated() -> None:
    address = "{service}:hunter2@db.internal/{service}"
    ended = await run_to_its_end("order_service", CHOREO_DATABASE=address, CHOREO_ENVIRONMENT="development")
    assert ended.status == 2
    assert "CHOREO_DATABASE is no address" in ended.told
    assert "hunter" not in ended.told


async def test_a_secret_that_is_too_short_is_refused_by_name_and_not_repeated() -> None:
    ended = await run_to_its_end(
        "order_service", CHOREO_JWT_SECRET="too-short-a-secret", CHOREO_ENVIRONMENT="development"
    )
    assert ended.status == 2
    assert "jwt_secret" in ended.told
    assert "at least 32 characters" in ended.told
    assert "too-short-a-secret" not in ended.told


def test_settings_that_contradict_each_other_are_refused_without_the_secrets_among_them() -> None:
    with pytest.raises(ValidationError, match="CHOREO_PAYMENT_GIVE_UP must be shorter") as refused:
        with_(payment_give_up=1000)
    assert OWN_SECRET not in str(refused.value)


def test_settings_that_are_shown_show_no_secret() -> None:
    shown = f"{OWN!r} {OWN}"
    for secret in (OWN_SECRET, "9-f-Xk", "sk_live_of_our_own"):
        assert secret not in shown
