"""How many mutants there are: `FUZZ_RECORDS`, of each topic through the decoder, and `FUZZ_SEED`.

Unless said, as many as take some seconds. The whole of it takes minutes:

    FUZZ_RECORDS=100000 .venv/bin/pytest --numprocesses 0 tests/fuzzing/test_decoder.py
"""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.messaging.any_records import read_any_records
from tests.e2e.shop import Shop, open_shop


@pytest.fixture(scope="session")
def seed() -> str:
    """All chance comes from it."""
    return os.environ.get("FUZZ_SEED", "choreo")


@pytest.fixture(scope="session")
def records_per_topic() -> int:
    """Mutants of each topic through the decoder."""
    return int(os.environ.get("FUZZ_RECORDS", "2000"))


@pytest.fixture(scope="package")
async def fuzzed_shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    """Nobody else's: what nobody did is said there."""
    read_any_records()
    home: Path = tmp_path_factory.mktemp("fuzzed")
    async with open_shop(home) as shop:
        yield shop
