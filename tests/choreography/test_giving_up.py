"""Race: a charge succeeds after payment gave it up, or is still on the wire. It is settled before anything is said."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.events import PaymentRequested
from shared.settings import settings
from tests.choreography.ending import COMPLETED, Ending, cancelled
from tests.choreography.shop import Shop
from tests.contracts.services import PAYMENT
from tests.outsiders.process import OutsiderProcess

Passing = Callable[[timedelta], None]


def patience_ends(time_passes: Passing) -> None:
    time_passes(timedelta(seconds=settings().payment_give_up))


async def test_a_charge_still_on_the_wire_is_closed_and_has_no_effect(shop: Shop, time_passes: Passing) -> None:
    order = await shop.place()
    await shop.until(PaymentRequested)
    charge = await shop.begin(PaymentRequested, to=PAYMENT)
    patience_ends(time_passes)
    shop.crash(charge)
    await shop.everything()

    await charge.go_on()
    await shop.everything()

    assert await shop.ending(order) == cancelled("payment_unavailable")


async def test_a_charge_whose_answer_was_lost_has_succeeded(shop: Shop, time_passes: Passing) -> None:
    order = await shop.place()
    await shop.until(PaymentRequested)
    charge = await shop.begin(PaymentRequested, to=PAYMENT)
    await charge.call()
    patience_ends(time_passes)
    shop.crash(charge)
    await shop.everything()
    assert await shop.ending(order) == COMPLETED


async def test_a_charge_that_is_answered_after_giving_up_is_settled_first(shop: Shop, time_passes: Passing) -> None:
    order = await shop.place()
    await shop.until(PaymentRequested)
    charge = await shop.begin(PaymentRequested, to=PAYMENT)
    await charge.call()
    patience_ends(time_passes)

    await charge.decide()
    assert charge.calls == "settle"
    await charge.go_on()
    await shop.everything()

    assert await shop.ending(order) == COMPLETED


@pytest.mark.parametrize(
    ("effect", "ending"),
    [(1, COMPLETED), (0, cancelled("payment_unavailable"))],
    ids=["it had taken effect", "it had not"],
)
async def test_a_provider_that_was_silent_has_the_last_word_when_it_is_back(
    shop: Shop, provider: OutsiderProcess, time_passes: Passing, effect: int, ending: Ending
) -> None:
    order = await shop.place()
    await shop.until(PaymentRequested)
    await provider.trouble(silence=True, effect=effect)
    await shop.everything()
    assert [each.to for each in shop.under_way] == [PAYMENT]

    patience_ends(time_passes)
    await provider.trouble()
    await shop.everything()

    assert await shop.ending(order) == ending


async def test_while_the_provider_is_silent_the_deadline_may_end_the_order(
    shop: Shop, provider: OutsiderProcess, time_passes: Passing
) -> None:
    order = await shop.place()
    await shop.until(PaymentRequested)
    await provider.trouble(silence=True, effect=1)
    await shop.everything()
    time_passes(timedelta(seconds=settings().order_deadline))
    await shop.expire(order)
    await shop.everything()
    assert [type(each.event) for each in shop.under_way] == [PaymentRequested]

    await provider.trouble()
    await shop.everything()

    assert await shop.ending(order) == cancelled("deadline", charged=True)
