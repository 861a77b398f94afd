"""Stuck orders, asked for from the command line. Which orders are stuck: tests/handlers/order/test_stuck.py."""

from tests.commands.command_line import choreo
from tests.commands.conftest import OpenShop


async def test_where_no_order_is_stuck_it_says_so(shop: OpenShop) -> None:
    said = await choreo("--home", shop.home, "stuck")
    told = await choreo("--home", shop.home, "stuck", "--json")

    assert (said.status, said.out) == (0, "no stuck orders\n")
    assert (told.status, told.out) == (0, "[]\n")
