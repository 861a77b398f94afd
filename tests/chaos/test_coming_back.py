"""A process that is started again goes on where it was, however long Kafka would have waited for it."""

from choreo.processes.together import together
from shared.messaging.faust_app import member_name
from tests.chaos.conftest import Wishes
from tests.chaos.crowd import Crowd
from tests.chaos.proof import assert_all_is_well
from tests.e2e.shop import Shop

LONG = 300.0
"""Seconds after which a silent member of a consumer group is given up here; far more than the orders may take."""


async def test_a_killed_service_has_its_partitions_back_before_its_session_is_over(
    stocked_shop: Shop, crowd: Crowd, wishes: Wishes
) -> None:
    patient = {"CHOREO_SESSION_TIMEOUT": str(LONG)}
    services = ("inventory_service", "shipping_service")
    await together(*(stocked_shop.restart(service, patient) for service in services))

    await together(*(stocked_shop.kill(service) for service in services))
    errands = await crowd.buy(wishes(40))

    await assert_all_is_well(stocked_shop, crowd, errands)


def test_a_process_that_hears_other_topics_than_before_is_another_member() -> None:
    before = member_name("inventory-1", ("order.created", "order.cancelled"))

    assert before == member_name("inventory-1", ("order.cancelled", "order.created"))
    assert before != member_name("inventory-1", ("order.created", "order.cancelled", "order.completed"))
    assert before != member_name("inventory-2", ("order.created", "order.cancelled"))


def test_a_process_without_a_name_is_a_new_member_each_time() -> None:
    assert member_name("", ("order.created",)) is None
