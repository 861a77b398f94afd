"""The page's address, as the demo and `choreo up` print it."""

import httpx

from choreo.demo.invitation import invitation
from choreo.stack.page import page_of, told_page
from tests.commands.conftest import OpenShop
from tests.observed import watched
from tests.surroundings import told


async def test_the_demo_names_the_page_first_and_its_token_is_an_administrators(shop: OpenShop) -> None:
    async with watched(shop.stack) as stack, httpx.AsyncClient(trust_env=False) as browser:
        named, _, address = invitation(stack).splitlines()[0].partition(": ")
        assert named == "The page"
        page, _, token = address.partition("#token=")
        opened = await browser.get(page)
        assert opened.headers["content-type"].startswith("text/html")
        bearer = {"Authorization": f"Bearer {token}"}
        assert (await browser.get(f"{page}orders", headers=bearer)).status_code == 200
        assert (await browser.get(f"{page}missing", headers=bearer)).status_code == 200


async def test_where_an_issuer_makes_the_tokens_the_page_is_named_without_one(shop: OpenShop) -> None:
    async with watched(shop.stack) as stack:
        with told(CHOREO_JWT_ALGORITHM="RS256", CHOREO_JWT_JWKS_URL="https://issuer.example/keys"):
            assert page_of(stack) == f"{stack.url_of('observer_service')}/"


def test_without_an_observer_it_is_said_that_there_is_no_page(shop: OpenShop) -> None:
    assert "observer_service does not run" in told_page(shop.stack.addresses)
