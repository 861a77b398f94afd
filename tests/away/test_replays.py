"""A dead letter can be replayed so often and no more; then it is parked, and only force tries it again."""

from functools import partial

from shared import ids
from tests.away.absence import assert_the_books_agree
from tests.e2e.shop import ROOT, Json, Shop
from tests.patience import eventually

REPLAYS = 5
FIND = "select id, state, replays from parked_event where value = $1 and state <> 'RETRYING'"


async def test_after_five_replays_in_vain_it_is_parked(shop: Shop) -> None:
    nonsense = f"no event: {ids.new_id()}".encode()
    await shop.wire.type("order.completed", nonsense, "some-key")

    async def stands(state: str, replays: int) -> list[Json]:
        found = await shop.rows("inventory_service", FIND, nonsense)
        return [row for row in found if (row["state"], row["replays"]) == (state, replays)]

    [letter] = await eventually(partial(stands, "DEAD", 0))
    path = f"/dead-letters/{letter['id']}/replay"
    for replay in range(1, REPLAYS + 1):
        assert (await shop.ask(ROOT, "inventory_service", "POST", path)).status_code == 202
        await eventually(partial(stands, "PARKED" if replay == REPLAYS else "DEAD", replay))

    refused = await shop.ask(ROOT, "inventory_service", "POST", path)
    assert refused.status_code == 409
    assert "force" in refused.text
    forced = await shop.ask(ROOT, "inventory_service", "POST", path, params={"force": "true"})
    assert forced.status_code == 202
    await eventually(partial(stands, "PARKED", REPLAYS + 1))

    await shop.rows("inventory_service", "delete from parked_event where id = $1 returning id", letter["id"])
    await assert_the_books_agree(shop)
