"""A shop of our own, in which everything went wrong once."""

from collections.abc import AsyncIterator

import pytest

from tests.security.marked import Marked, open_marked_shop
from tests.security.mischief import let_everything_go_wrong


@pytest.fixture(scope="package")
async def marked(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Marked]:
    """After a run with orders that end in every way, wrong requests, and failures of all parts."""
    async with open_marked_shop(tmp_path_factory.mktemp("marked")) as marked:
        await let_everything_go_wrong(marked.shop, marked.goods)
        yield marked
