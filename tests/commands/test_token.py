"""Tokens for development."""

import jwt

from shared.settings import Settings
from tests.commands.command_line import choreo


async def test_a_token_speaks_for_the_customer() -> None:
    said = await choreo("token", "alice")
    told = Settings()
    claims = jwt.decode(said.out.strip(), told.jwt_secret, [told.jwt_algorithm], audience=told.jwt_audience)
    assert (claims["sub"], claims["iss"], claims["scope"]) == ("alice", told.jwt_issuer, "")
    assert claims["exp"] > claims["iat"]


async def test_an_administrators_token_has_the_scope() -> None:
    said = await choreo("token", "root", "--admin")
    assert jwt.decode(said.out.strip(), options={"verify_signature": False})["scope"] == "admin"


async def test_an_empty_customer_is_refused() -> None:
    said = await choreo("token", "")
    assert said.status == 1
    assert "printable" in said.err
    assert "Traceback" not in said.err
