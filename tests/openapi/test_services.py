"""No request of whatever form gets an answer that the service's OpenAPI document does not tell of.

The observer's `/live` is left out: its answer has no end, so there is nothing to hold against the document."""

from pathlib import Path

import pytest

from choreo.audit.audit import audit
from choreo.stack.addresses import Stack
from choreo.stack.members import OBSERVER, SERVICES
from shared.web.tokens import mint
from tests.e2e.shop import Shop
from tests.openapi.schemathesis import try_out

# The document cannot say which products and cursors there are, nor that 1.0 is not written as whole numbers are.
NOT_IN_A_DOCUMENT = ("--exclude-checks", "positive_data_acceptance")
ENDLESS = ("--exclude-path", "/live")
WHOLE = ("--phases", "examples,coverage,fuzzing", "--max-examples", "5", *NOT_IN_A_DOCUMENT, *ENDLESS)
BY_CHANCE = ("--phases", "examples,fuzzing", "--max-examples", "5", *NOT_IN_A_DOCUMENT, *ENDLESS)
# One for all: the same code in every service (the observer's own are an administrator's too), tried by one in each.
SHARED_PATHS = "^/(dead-letters|health)"
ADMINISTRATOR = "administrator-of-documents"
ASKED = (*SERVICES, *OBSERVER)


@pytest.mark.parametrize("service", ASKED)
async def test_an_administrator_is_answered_as_documented(
    stocked: Shop, observed: Stack, service: str, tmp_path: Path
) -> None:
    await try_out(observed.url_of(service), mint(ADMINISTRATOR, admin=True), tmp_path, *WHOLE)


@pytest.mark.parametrize("service", ASKED)
async def test_so_is_a_customer(stocked: Shop, observed: Stack, service: str, customer: str, tmp_path: Path) -> None:
    await try_out(observed.url_of(service), mint(customer), tmp_path, *_by_chance(service))
    if service == "order_service":
        placed = (await stocked.ask(customer, service, "GET", "/orders")).json()["items"]
        endings = {await stocked.ending_of(customer, order["order_id"]) for order in placed}
        assert "COMPLETED" in endings, "the document's own example of an order ends well, whatever others ask for"


@pytest.mark.parametrize("service", ASKED)
async def test_so_is_somebody_without_a_token(stocked: Shop, observed: Stack, service: str, tmp_path: Path) -> None:
    await try_out(observed.url_of(service), None, tmp_path, *_by_chance(service))


async def test_whatever_was_ordered_meanwhile_ends_and_the_books_agree(stocked: Shop) -> None:
    report = await audit(stocked.stack.addresses)
    assert not report.unquiet, report.unquiet
    assert not report.violations, report.violations


def _by_chance(service: str) -> tuple[str, ...]:
    return BY_CHANCE if service == "order_service" else (*BY_CHANCE, "--exclude-path-regex", SHARED_PATHS)
