"""A thousand mutants through Kafka, to all five services of a shop of their own: it lives, and each record is handled
or a dead letter, byte for byte. (No shop that others use: what nobody did is said here.)"""

from random import Random

from choreo.audit.audit import audit
from choreo.stack.members import SERVICES
from tests.chaos.deaths import deaths
from tests.e2e.goods import put_up
from tests.e2e.shop import Shop
from tests.e2e.wire import HEARERS
from tests.fuzzing.letters import assert_copies_are_the_records, assert_letters_are_the_records, letters_of
from tests.fuzzing.typed import RECORDS, type_mutants
from tests.patience import eventually


async def test_every_mutant_is_handled_or_a_dead_letter_byte_for_byte(fuzzed_shop: Shop, seed: str) -> None:
    shop = fuzzed_shop
    typed = await type_mutants(shop, Random(seed))
    assert len({mutant.place for mutant in typed}) == RECORDS
    assert {mutant.record.topic for mutant in typed if mutant.problem} == set(HEARERS)
    assert {mutant.record.topic for mutant in typed if mutant.event_id} == set(HEARERS)

    for service in SERVICES:
        heard = [mutant for mutant in typed if service in HEARERS[mutant.record.topic]]
        await until_handled(shop, service, {mutant.event_id for mutant in heard if mutant.event_id})
        refused = {mutant.place: mutant for mutant in heard if mutant.problem}
        letters = await letters_of(shop, service, heard, len(refused))
        assert_letters_are_the_records(letters, refused)
        await assert_copies_are_the_records(shop, service, refused)

    assert not deaths(shop)
    await assert_the_shop_is_as_before(shop)


async def until_handled(shop: Shop, service: str, event_ids: set[str]) -> None:
    """The service has handled all of these; that takes a while."""

    async def all_are_in_the_inbox() -> bool:
        handled = await shop.rows(service, "select from inbox where event_id = any($1)", list(event_ids))
        return len(handled) == len(event_ids)

    await eventually(all_are_in_the_inbox, seconds=120, every=0.5)


async def assert_the_shop_is_as_before(shop: Shop) -> None:
    """An order is bought; all that a mutant began has ended, and money, stock, coupons and parcels are right."""
    goods = await put_up(shop)
    order = await shop.place("kim", goods.order())
    assert await shop.ending_of("kim", order["order_id"]) == "COMPLETED"
    report = await audit(shop.stack.addresses)
    assert not report.unquiet, report.unquiet
    assert {violation.invariant for violation in report.violations} <= {"I6"}, report.violations
