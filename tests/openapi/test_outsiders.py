"""The outsiders, which have books of their own here: what is booked by chance is in no audit."""

from pathlib import Path

import pytest

from tests.openapi.schemathesis import try_out
from tests.outsiders.process import OutsiderProcess

# Stripe's and a carrier's own rules are not in the document; /faults would make it fail on purpose.
OPTIONS = (
    *("--phases", "coverage,fuzzing", "--max-examples", "3", "--exclude-path", "/faults"),
    *("--exclude-checks", "positive_data_acceptance,negative_data_rejection,allow_header_conformance"),
)


@pytest.mark.parametrize("name", ["payment_provider", "carrier"])
async def test_an_outsider_answers_as_documented(name: str, tmp_path: Path) -> None:
    outsider = OutsiderProcess(name, tmp_path)
    await outsider.start()
    try:
        await try_out(outsider.url, "sk_test_x", tmp_path, *OPTIONS)
    finally:
        await outsider.close()
