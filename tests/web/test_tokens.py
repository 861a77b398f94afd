"""Who may do what: tokens that are accepted, and all that must not be."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest

from shared import clock
from shared.settings import DEVELOPMENT_SECRET, Settings
from shared.web.auth import LEEWAY
from shared.web.principals import GOOD_FOR
from shared.web.tokens import mint
from tests.patience import eventually
from tests.web.conftest import SETTINGS


def claims_with(**changes: Any) -> dict[str, Any]:
    claims = {"sub": "alice", "iss": "choreo", "aud": "choreo", "exp": clock.now() + timedelta(hours=1), **changes}
    return {name: value for name, value in claims.items() if value is not None}


def sign(claims: dict[str, Any], secret: str = DEVELOPMENT_SECRET, algorithm: str = "HS256", **headers: Any) -> str:
    return jwt.encode(claims, secret, algorithm=algorithm, headers=headers)


def sign_by_hand(claims: dict[str, Any], algorithm: str, secret: bytes) -> str:
    """As an attacker does, whose library refuses nothing."""
    header = {"alg": algorithm, "typ": "JWT", "kid": "first"}
    parts = [json.dumps(part, default=lambda time: int(time.timestamp())).encode() for part in (header, claims)]
    signed = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    signature = hmac.new(secret, signed, hashlib.sha256).digest() if secret else b""
    return (signed + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


async def till_for(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post("/till", headers={"Authorization": f"Bearer {token}"})


async def orders_for(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.get("/orders", headers={"Authorization": f"Bearer {token}"})


def assert_unauthorized(answer: httpx.Response, *, challenge: str = 'Bearer error="invalid_token"') -> str:
    assert answer.status_code == 401, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == challenge
    detail = str(answer.json()["detail"])
    assert "choreo token CUSTOMER" in detail
    return detail


async def test_a_token_of_the_command_line_opens_the_customers_orders(visitor: httpx.AsyncClient) -> None:
    assert (await orders_for(visitor, mint("alice", configuration=SETTINGS))).status_code == 200


async def test_without_a_token_the_answer_says_how_to_get_one(visitor: httpx.AsyncClient) -> None:
    assert_unauthorized(await visitor.get("/orders"), challenge="Bearer")
    assert_unauthorized(await visitor.get("/orders", headers={"Authorization": "Basic YTpi"}), challenge="Bearer")


async def test_without_a_token_a_body_is_not_judged(visitor: httpx.AsyncClient) -> None:
    assert_unauthorized(await visitor.post("/orders", json={"items": []}), challenge="Bearer")


async def test_the_till_needs_the_admin_scope(visitor: httpx.AsyncClient) -> None:
    refused = await till_for(visitor, mint("alice", configuration=SETTINGS))
    assert refused.status_code == 403
    assert refused.json()["scope"] == "admin"
    assert "choreo token CUSTOMER --admin" in refused.json()["detail"]
    assert 'scope="admin"' in refused.headers["www-authenticate"]
    assert (await till_for(visitor, mint("root", admin=True, configuration=SETTINGS))).json() == "root"


@pytest.mark.parametrize("scope", ["administrator", "ADMIN", ["admin"], {"admin": True}, True, 1])
async def test_a_scope_that_only_looks_like_admin(visitor: httpx.AsyncClient, scope: Any) -> None:
    assert (await till_for(visitor, sign(claims_with(scope=scope)))).status_code == 403


async def test_admin_among_other_scopes(visitor: httpx.AsyncClient) -> None:
    assert (await till_for(visitor, sign(claims_with(scope="read admin write")))).status_code == 200


async def test_an_expired_token(visitor: httpx.AsyncClient) -> None:
    with clock.ruled(clock.now() - timedelta(days=2)):
        token = mint("alice", lifetime=timedelta(days=1), configuration=SETTINGS)
    assert "expired" in assert_unauthorized(await orders_for(visitor, token))


async def test_clocks_may_differ_a_little(visitor: httpx.AsyncClient) -> None:
    soon, just_now = clock.now() + timedelta(seconds=5), clock.now() - timedelta(seconds=2)
    assert (await orders_for(visitor, sign(claims_with(iat=soon, nbf=soon)))).status_code == 200
    assert (await orders_for(visitor, sign(claims_with(exp=just_now)))).status_code == 200


async def test_an_access_token_may_say_that_it_is_one(visitor: httpx.AsyncClient) -> None:
    assert (await orders_for(visitor, sign(claims_with(), typ="at+JWT"))).status_code == 200


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(sign(claims_with(aud="elsewhere")), id="for another audience"),
        pytest.param(sign(claims_with(iss="somebody")), id="from another issuer"),
        pytest.param(sign(claims_with(aud=None)), id="for no audience"),
        pytest.param(sign(claims_with(iss=None)), id="from nobody"),
        pytest.param(sign(claims_with(exp=None)), id="that never expires"),
        pytest.param(sign(claims_with(exp="never")), id="that expires at no time"),
        pytest.param(sign(claims_with(nbf=clock.now() + timedelta(hours=5))), id="that is not valid yet"),
        pytest.param(sign(claims_with(iat=clock.now() + timedelta(hours=5))), id="issued in the future"),
        pytest.param(sign(claims_with(), typ="dpop+jwt"), id="of another type"),
        pytest.param(sign(claims_with(), typ="secevent+jwt"), id="that tells of an event"),
        pytest.param(sign(claims_with(), crit=["b64"], b64=False), id="whose payload is written otherwise"),
        pytest.param(sign(claims_with(), crit=["of_mine"], of_mine=1), id="with an extension that we must know"),
        pytest.param(sign(claims_with(sub=None)), id="about nobody"),
        pytest.param(sign(claims_with(sub="")), id="about an empty name"),
        pytest.param(sign(claims_with(sub="a\0b")), id="about a name with a NUL"),
        pytest.param(sign(claims_with(), secret="another secret of at least 32 characters"), id="signed by another"),
        pytest.param(sign(claims_with(), DEVELOPMENT_SECRET * 2, "HS512"), id="with another algorithm"),
        pytest.param(sign_by_hand(claims_with(), "none", b""), id="with no signature"),
        pytest.param(sign_by_hand(claims_with(), "None", b""), id="with no signature, in other letters"),
        pytest.param("nonsense", id="that is none"),
        pytest.param("a.b.c", id="that is hardly one"),
        pytest.param("é.é.é", id="that is not even ASCII"),
    ],
)
async def test_a_refused_token(visitor: httpx.AsyncClient, token: str) -> None:
    header = f"Bearer {token}".encode("latin-1")
    assert_unauthorized(await visitor.get("/orders", headers={b"Authorization": header}))


def test_only_the_issuer_makes_tokens_in_production() -> None:
    settings = Settings(jwt_algorithm="RS256", jwt_jwks_url="https://issuer.example/keys")
    with pytest.raises(ValueError, match="only the issuer can make tokens"):
        mint("alice", configuration=settings)


async def test_a_token_that_was_good_is_looked_at_again_soon_and_refused_when_it_has_expired(
    visitor: httpx.AsyncClient,
) -> None:
    token = sign(claims_with(exp=clock.now() - timedelta(seconds=LEEWAY - 1)))
    assert (await orders_for(visitor, token)).status_code == 200

    with clock.ruled(clock.now()) as move:

        async def it_is_refused() -> bool:
            move(GOOD_FOR)
            return (await orders_for(visitor, token)).status_code == 401

        await eventually(it_is_refused, seconds=10)
