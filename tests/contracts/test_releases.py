"""A released version stays as it is: `choreo docs` tells, in a copy of the project, what a change would break."""

from pathlib import Path

import pytest

from tests.contracts.copies import Copy

PAYMENT, ORDER, EVENT = "shared/events/payment.py", "shared/events/order.py", "shared/events/event.py"
REASON = 'reason: Literal["payment_declined", "payment_unavailable", "cancelled"]'
FIRST, SECOND = "schemas/payment.failed/1.json", "schemas/payment.failed/2.json"
UPCASTER = '''

@upcaster(PaymentFailed, to=2)
def count_the_reasons(body: Body) -> Body:
    """By their number."""
    return {**body, "reason": ["payment_declined", "payment_unavailable", "cancelled"].index(body["reason"])}
'''


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """A project that may be changed."""
    return Copy(tmp_path / "project")


def second_version(copy: Copy) -> None:
    """The reason of a failed payment is a number from version 2 on, and version 1 is still understood."""
    copy.change(PAYMENT, f"    {REASON}", "    schema_version: ClassVar[int] = 2\n\n    reason: int")
    copy.change(
        PAYMENT, "OrderEvent, Words\n", "OrderEvent, Words\nfrom shared.events.versions import Body, upcaster\n"
    )
    path = copy.folder / PAYMENT
    path.write_text(path.read_text() + UPCASTER)


def test_a_fields_other_type_fails_with_its_event_its_name_and_its_hearers(copy: Copy) -> None:
    copy.change(PAYMENT, REASON, "reason: int")
    status, told = copy.docs("--check")
    assert status == 1, told
    [sentence] = [line for line in told.splitlines() if line.startswith("payment.failed")]
    assert sentence == (
        "payment.failed 1: reason is an integer now, was a string: this breaks order_service, inventory_service and "
        "discount_service, who hear it: upgraded, they refuse or misread what payment_service said before; not yet "
        "upgraded, they refuse or misread what payment_service says then; raise schema_version to 2 and add an "
        "upcaster (docs/EVOLUTION.md shows how)"
    )


def test_a_released_schema_is_not_written_over_by_one_that_breaks_others(copy: Copy) -> None:
    copy.change(ORDER, "    total: Money", "    total: str")
    before = copy.files()
    status, told = copy.docs()
    assert status == 1, told
    assert "order.completed 1: total is a string now, was an integer: this breaks inventory_service, who hear" in told
    assert "nothing was written" in told
    assert copy.files() == before


def test_a_type_inside_an_event_is_part_of_it(copy: Copy) -> None:
    copy.change(ORDER, "postal_code: Words", "postal_code: int")
    copy.change(EVENT, "le=10_000", "le=20_000")
    status, told = copy.docs("--check")
    assert status == 1, told
    assert "order.created 1: shipping_address.postal_code is an integer now, was a string: this breaks" in told
    larger = "items[].quantity must be at most 20000 now, was at most 10000: this breaks"
    for event in ("order.created", "inventory.reserved", "inventory.released", "inventory.shipped"):
        assert f"{event} 1: {larger}" in told
    assert (
        "inventory.shipped 1: items[].quantity must be at most 20000 now, was at most 10000: this breaks whoever"
        in told
    )
    assert "5 changes break a released version" in told


def test_a_field_that_may_be_left_out_breaks_nobody_and_is_released_with_the_others(copy: Copy) -> None:
    copy.change(PAYMENT, REASON, f"{REASON}\n    attempt: int = 1")
    told_so = "payment.failed 1: attempt is new and may be left out: this breaks nobody"
    before = copy.read(FIRST)
    status, told = copy.docs("--check")
    assert (status, told_so in told, f"{FIRST} is out of date" in told) == (1, True, True), told
    assert copy.read(FIRST) == before

    assert copy.docs()[0] == 0
    assert '"attempt"' in copy.read(FIRST)
    assert copy.docs("--check") == (0, "")


def test_a_new_version_stands_beside_the_old_one_as_long_as_that_is_understood(copy: Copy) -> None:
    first = copy.read(FIRST)
    second_version(copy)
    status, told = copy.docs()
    assert status == 0, told
    assert "payment.failed 2 has no downcaster to 1: order_service, inventory_service and discount_service" in told
    assert copy.read(FIRST) == first
    assert '"urn:choreo:payment.failed:2"' in copy.read(SECOND)
    assert '"payment.failed.1"' in copy.read("docs/asyncapi.json")
    assert copy.docs("--check") == (0, "")

    copy.change(PAYMENT, "@upcaster(PaymentFailed, to=2)\n", "")
    status, told = copy.docs("--check")
    assert status == 1, told
    assert "payment.failed 1 is released, and no upcaster leads from it: this breaks order_service" in told
    assert f"delete {FIRST}, if Kafka, outboxes and dead letters hold none any more" in told

    (copy.folder / FIRST).unlink()
    status, told = copy.docs()
    assert (status, "docs/asyncapi.json written" in told) == (0, True), told


def test_a_version_is_not_taken_back_by_the_code_alone(copy: Copy) -> None:
    for name in ("2.json", "3.json"):
        (copy.folder / "schemas/payment.failed" / name).write_text(copy.read(FIRST))
    (copy.folder / "schemas/gift.wrapped").mkdir()
    (copy.folder / "schemas/gift.wrapped/1.json").write_text("{}")
    status, told = copy.docs("--check")
    assert status == 1, told
    assert "payment.failed 3 is released, and the code says 1: this breaks order_service" in told
    assert "gift.wrapped is released, and no service says or hears it any more" in told


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [("first.json", "{}", "is no version of an event"), ("2.json", '{"cut": ', "is no JSON")],
)
def test_a_file_that_is_no_release_is_named(copy: Copy, name: str, text: str, problem: str) -> None:
    (copy.folder / "schemas/payment.failed" / name).write_text(text)
    status, told = copy.docs("--check")
    assert status == 1
    assert f"choreo: schemas/payment.failed/{name} {problem}" in told
    assert "Traceback" not in told


def test_elsewhere_than_in_the_project_nothing_is_written(copy: Copy, tmp_path: Path) -> None:
    (copy.folder / "shared").rename(tmp_path / "shared")
    before = copy.files()
    status, told = copy.docs()
    assert status == 1
    assert "run `choreo docs` in the folder of the project" in told
    assert copy.files() == before
