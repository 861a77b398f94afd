"""Tokens of an issuer, as in production: its keys, and all that somebody may try with them."""

import asyncio
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from jwt.algorithms import ECAlgorithm, OKPAlgorithm
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shared import clock
from shared.settings import Settings
from shared.web import issuer as keys
from shared.web.app import create_app
from shared.web.tokens import mint
from tests.patience import eventually
from tests.web.conftest import NO_REDIS, SETTINGS
from tests.web.issuer import Issuer, issuing, new_key
from tests.web.kiosk import Kiosk, router
from tests.web.serving import free_port, serving
from tests.web.test_tokens import assert_unauthorized, claims_with, orders_for, sign_by_hand

Sessions = async_sessionmaker[AsyncSession]
LATER = timedelta(seconds=keys.PAUSE + 1)
MUCH_LATER = timedelta(seconds=keys.LIFESPAN + 1)
TOO_LATE = timedelta(seconds=keys.LONGEST + 1)
WHOLE = {"kty": "RSA", "n": urlsafe_b64encode(b"\xff" * 256).decode().rstrip("="), "e": "AQAB"}
"""A key, but for its id."""


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with issuing() as issuer:
        yield issuer


@pytest_asyncio.fixture
async def production(sessions: Sessions, issuer: Issuer) -> AsyncIterator[httpx.AsyncClient]:
    settings = Settings(jwt_algorithm="RS256", jwt_jwks_url=issuer.url, redis=NO_REDIS)
    async with serving(create_app(Kiosk(sessions), router=router, settings=settings)) as client:
        yield client


def assert_unavailable(answer: httpx.Response) -> None:
    assert answer.status_code == 503, answer.text
    assert answer.headers["retry-after"] == "5"
    assert "issuer's keys cannot be read" in answer.json()["detail"]


async def test_a_token_signed_with_the_issuers_private_key(production: httpx.AsyncClient, issuer: Issuer) -> None:
    for _ in range(3):
        assert (await orders_for(production, issuer.sign(claims_with()))).status_code == 200
    assert issuer.asked == 1


async def test_the_public_key_is_no_secret_to_sign_with(production: httpx.AsyncClient, issuer: Issuer) -> None:
    confused = sign_by_hand(claims_with(), "HS256", issuer.public_key())
    assert_unauthorized(await orders_for(production, confused))


async def test_neither_the_development_secret_nor_no_signature_counts(production: httpx.AsyncClient) -> None:
    assert_unauthorized(await orders_for(production, mint("alice", configuration=SETTINGS)))
    assert_unauthorized(await orders_for(production, sign_by_hand(claims_with(), "none", b"")))
    assert_unauthorized(await orders_for(production, "nonsense"))


async def test_another_algorithm_of_the_issuers_own_key(production: httpx.AsyncClient, issuer: Issuer) -> None:
    other = jwt.encode(claims_with(), issuer.keys["first"], algorithm="RS512", headers={"kid": "first"})
    assert_unauthorized(await orders_for(production, other))


async def test_a_stranger_with_the_issuers_key_id(production: httpx.AsyncClient, issuer: Issuer) -> None:
    assert_unauthorized(await orders_for(production, Issuer().sign(claims_with())))


async def test_a_token_that_brings_its_own_key_or_says_where_it_is(
    production: httpx.AsyncClient, issuer: Issuer
) -> None:
    stranger = Issuer()
    [own] = json.loads(stranger.key_set())["keys"]
    for headers in (
        {"jwk": own},
        {"jku": f"{issuer.url}/of-a-stranger"},
        {"x5u": f"{issuer.url}/of-a-stranger"},
        {"kid": f"{issuer.url}/of-a-stranger"},
        {"kid": "../../../../dev/null"},
        {"kid": ""},
    ):
        token = jwt.encode(
            claims_with(), stranger.keys["first"], algorithm="RS256", headers={"kid": "first", **headers}
        )
        assert_unauthorized(await orders_for(production, token))
    assert issuer.asked_for_others == 0


async def test_unknown_key_ids_do_not_make_the_issuer_work(production: httpx.AsyncClient, issuer: Issuer) -> None:
    assert (await orders_for(production, issuer.sign(claims_with()))).status_code == 200
    stranger = Issuer()
    stranger.keys = {f"key {number}": stranger.keys["first"] for number in range(20)}
    tokens = [stranger.sign(claims_with(), key_id) for key_id in stranger.keys]
    for answer in await asyncio.gather(*(orders_for(production, token) for token in tokens)):
        assert_unauthorized(answer)
    assert issuer.asked == 1
    with clock.ruled(clock.now() + LATER):
        for answer in await asyncio.gather(*(orders_for(production, token) for token in tokens)):
            assert_unauthorized(answer)
    assert issuer.asked == 2


async def test_a_new_key_is_found_and_one_that_is_gone_is_forgotten(
    production: httpx.AsyncClient, issuer: Issuer
) -> None:
    old = issuer.sign(claims_with())
    assert (await orders_for(production, old)).status_code == 200
    issuer.keys = {"second": new_key()}
    new = issuer.sign(claims_with(), "second")
    with clock.ruled(clock.now() + LATER):
        assert (await orders_for(production, new)).status_code == 200
        assert_unauthorized(await orders_for(production, old))


async def test_an_issuer_that_is_away_holds_up_nobody_whose_key_is_known(
    production: httpx.AsyncClient, issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    token = issuer.sign(claims_with())
    assert (await orders_for(production, token)).status_code == 200
    issuer.talks.clear()
    with clock.ruled(clock.now() + MUCH_LATER):
        assert (await orders_for(production, token)).status_code == 200
        assert "cannot be read" not in caplog.text, "the answer came before the issuer was given up"

        async def was_asked_again() -> bool:
            return issuer.asked == 2

        async def was_given_up() -> bool:
            return "cannot be read" in caplog.text

        await eventually(was_asked_again)
        await eventually(was_given_up)
        assert (await orders_for(production, token)).status_code == 200


async def test_keys_that_could_not_be_read_again_for_long_are_believed_no_longer(
    production: httpx.AsyncClient, issuer: Issuer
) -> None:
    token = issuer.sign(claims_with())
    assert (await orders_for(production, token)).status_code == 200
    issuer.status = 500
    with clock.ruled(clock.now() + TOO_LATE):
        assert_unavailable(await orders_for(production, token))


async def test_with_an_issuer_that_does_not_answer_the_caller_is_asked_to_try_again(
    production: httpx.AsyncClient, issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    issuer.talks.clear()
    token = issuer.sign(claims_with())
    for answer in await asyncio.gather(*(orders_for(production, token) for _ in range(10))):
        assert_unavailable(answer)
    assert issuer.asked == 1, "all wait for the same answer"
    assert caplog.text.count("cannot be read") == 1


@pytest.mark.parametrize("status", [302, 404, 500])
async def test_what_is_no_key_set_counts_as_away(production: httpx.AsyncClient, issuer: Issuer, status: int) -> None:
    issuer.status = status
    assert_unavailable(await orders_for(production, issuer.sign(claims_with())))
    assert issuer.asked_for_others == 0, "redirections are not followed"


async def test_with_an_issuer_that_is_away_the_caller_is_asked_to_try_again(sessions: Sessions) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/keys"
    settings = Settings(jwt_algorithm="RS256", jwt_jwks_url=nowhere, redis=NO_REDIS)
    async with serving(create_app(Kiosk(sessions), router=router, settings=settings)) as client:
        assert_unavailable(await orders_for(client, Issuer().sign(claims_with())))


async def test_a_weak_key_of_the_issuer_is_not_used(
    production: httpx.AsyncClient, issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    issuer.keys["weak"] = new_key(bits=1024)
    assert_unauthorized(await orders_for(production, sign_with_weak(issuer)))
    assert "'weak' has only 1024 bits" in caplog.text
    assert (await orders_for(production, issuer.sign(claims_with()))).status_code == 200


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        "first",
        7,
        [],
        {},
        {**WHOLE, "kid": ["first"]},
        {**WHOLE, "kid": {}},
        {**WHOLE, "kid": None},
        {"kty": ["RSA"], "kid": "other"},
        {"kty": "RSA", "kid": "other", "n": 7, "e": []},
        {"kty": "RSA", "kid": "other", "n": "AQAB", "e": "AA"},
        {"kty": "RSA", "kid": "other", "use": ["sig"], "alg": {}},
    ],
    ids=lambda nonsense: str(nonsense).replace(WHOLE["n"], "…"),
)
async def test_what_is_no_key_spoils_no_other(production: httpx.AsyncClient, issuer: Issuer, nonsense: object) -> None:
    issuer.others = [nonsense]
    assert (await orders_for(production, issuer.sign(claims_with()))).status_code == 200


def sign_with_weak(issuer: Issuer) -> str:
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        return issuer.sign(claims_with(), "weak")


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA", "PS256"])
async def test_other_algorithms_that_issuers_sign_with(sessions: Sessions, issuer: Issuer, algorithm: str) -> None:
    key, public = _key_for(algorithm, issuer)
    issuer.others = [{**public, "kid": "other", "use": "sig"}]
    settings = Settings(jwt_algorithm=algorithm, jwt_jwks_url=issuer.url, redis=NO_REDIS)
    async with serving(create_app(Kiosk(sessions), router=router, settings=settings)) as client:
        token = jwt.encode(claims_with(), key, algorithm=algorithm, headers={"kid": "other"})
        assert (await orders_for(client, token)).status_code == 200
        assert_unauthorized(await orders_for(client, issuer.sign(claims_with())))


def _key_for(algorithm: str, issuer: Issuer) -> tuple[Any, dict[str, Any]]:
    if algorithm == "ES256":
        curve = ec.generate_private_key(ec.SECP256R1())
        return curve, ECAlgorithm.to_jwk(curve.public_key(), as_dict=True)
    if algorithm == "EdDSA":
        edwards = ed25519.Ed25519PrivateKey.generate()
        return edwards, OKPAlgorithm.to_jwk(edwards.public_key(), as_dict=True)
    return issuer.keys["first"], {**json.loads(issuer.key_set())["keys"][0], "alg": "PS256"}
