"""What an outsider has answered it has done: a kill -9 takes nothing back."""

import asyncio
from pathlib import Path

from payment_service import gateway as payments
from payment_service.gateway import Captured
from shipping_service import gateway as shipments
from tests.outsiders.environment import environment
from tests.outsiders.orders import Parcel, Purchase
from tests.outsiders.persistence import persist
from tests.outsiders.process import OutsiderProcess


async def test_money_that_was_answered_for_is_there_after_kill_9(tmp_path: Path) -> None:
    provider = OutsiderProcess("payment_provider", tmp_path)
    await provider.start()
    try:
        with environment(payment_provider=provider.url, outside_recovery=0.1):
            purchases = [Purchase() for _ in range(20)]
            charged = await asyncio.gather(*(payments.confirm(purchase) for purchase in purchases))
            refunded = await payments.refund(purchases[0])
            await provider.kill()
            await provider.start()

            assert await persist(lambda: payments.confirm(purchases[0])) == charged[0]
            assert await persist(lambda: payments.refund(purchases[0])) == refunded
            ledger = (await provider.http.get("/ledger")).json()
            await payments.close()
    finally:
        await provider.close()

    assert {charge["order_id"] for charge in ledger["charges"]} == {purchase.order_id for purchase in purchases}
    assert len(ledger["charges"]) == 20
    assert [refund["refund"] for refund in ledger["refunds"]] == [refunded.reference]
    assert all(isinstance(outcome, Captured) for outcome in charged)


async def test_bookings_that_were_answered_for_are_there_after_kill_9(tmp_path: Path) -> None:
    carrier = OutsiderProcess("carrier", tmp_path)
    await carrier.start()
    try:
        with environment(carrier=carrier.url, outside_recovery=0.1):
            kept, given_up = Parcel(), Parcel()
            booking = await shipments.book(kept)
            await shipments.call_off(given_up)
            await carrier.kill()
            await carrier.start()

            assert await persist(lambda: shipments.book(kept)) == booking
            assert await persist(lambda: shipments.book(given_up)) == shipments.Closed()
            await shipments.close()
    finally:
        await carrier.close()


async def test_a_second_process_cannot_open_the_same_ledger(carrier: OutsiderProcess) -> None:
    second = await carrier.launch(stderr=asyncio.subprocess.PIPE)
    _, told = await asyncio.wait_for(second.communicate(), 60)

    assert second.returncode == 1
    assert b"does another process use it?" in told


async def test_a_ledger_is_read_page_by_page(carrier: OutsiderProcess) -> None:
    parcels = [Parcel() for _ in range(7)]
    for parcel in parcels:
        await shipments.book(parcel)
    await shipments.call_off(parcels[0])

    seen: dict[str, list[str]] = {"bookings": [], "cancelled": []}
    after: int | None = 0
    while after is not None:
        page = (await carrier.http.get("/ledger", params={"after": after, "limit": 3})).json()
        assert len(page["bookings"]) + len(page["cancelled"]) <= 3
        for kind, orders in seen.items():
            orders.extend(line["order_id"] for line in page[kind])
        after = page["next"]

    assert [order for order in seen["bookings"] if order in {p.order_id for p in parcels}] == [
        parcel.order_id for parcel in parcels
    ]
    assert parcels[0].order_id in seen["cancelled"]
