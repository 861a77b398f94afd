"""The page's address, as the demo and `choreo up` print it."""

from collections.abc import AsyncIterator

import httpx
import pytest

from choreo.demo.invitation import invitation
from choreo.stack.addresses import Stack
from choreo.stack.page import page_of, told_page
from tests.commands.conftest import OpenShop
from tests.observed import watched
from tests.surroundings import told


@pytest.fixture(scope="module")
async def seen(shop: OpenShop) -> AsyncIterator[Stack]:
    """The shop with an observer."""
    async with watched(shop.stack) as stack:
        yield stack


async def test_the_demo_names_the_page_first_and_its_token_is_an_administrators(seen: Stack) -> None:
    async with httpx.AsyncClient(trust_env=False) as browser:
        named, _, address = invitation(seen).splitlines()[0].partition(": ")
        assert named == "The page"
        page, _, token = address.partition("#token=")
        opened = await browser.get(page)
        assert opened.headers["content-type"].startswith("text/html")
        bearer = {"Authorization": f"Bearer {token}"}
        assert (await browser.get(f"{page}orders", headers=bearer)).status_code == 200
        assert (await browser.get(f"{page}missing", headers=bearer)).status_code == 200


async def test_where_an_issuer_makes_the_tokens_the_page_is_named_without_one(seen: Stack) -> None:
    with told(CHOREO_JWT_ALGORITHM="RS256", CHOREO_JWT_JWKS_URL="https://issuer.example/keys"):
        assert page_of(seen) == f"{seen.url_of('observer_service')}/"


def test_without_an_observer_it_is_said_that_there_is_no_page(shop: OpenShop) -> None:
    assert "observer_service does not run" in told_page(shop.stack.addresses)
