"""What `choreo chaos` must not overlook."""

from collections import defaultdict
from random import Random

from choreo.audit.ledgers import Ledgers, Line
from choreo.audit.report import Report, Violation
from choreo.chaos.fault import Fault, Kind
from choreo.chaos.latency import latencies
from choreo.chaos.nemesis import Deed
from choreo.chaos.verdict import Verdict, judge
from choreo.demo.traffic import Journey
from choreo.demo.wishes import make_wish

QUIET = Report(orders=1)


def journey(wish: str, status: str, reason: str | None = None, departure: float = 0.0, seconds: float = 1.0) -> Journey:
    return Journey(make_wish(wish, Random(1)), departure, "one", status, reason, seconds)


def ledgers(charges: int = 1, bookings: int = 1) -> Ledgers:
    books: list[defaultdict[str, list[Line]]] = [defaultdict(list) for _ in range(4)]
    books[0]["one"] = [{"amount": 1400}] * charges
    books[2]["one"] = [{"key": "ship:one"}] * bookings
    return Ledgers(*books)


def verdict_on(one: Journey, known: tuple[str, ...] = ("one",), books: Ledgers | None = None) -> Verdict:
    return judge([one], known, books or ledgers(), QUIET, [])


def test_an_order_that_ended_as_wished_is_good() -> None:
    assert verdict_on(journey("COMPLETED", "COMPLETED")).good


def test_an_accepted_order_that_nobody_knows_is_lost() -> None:
    assert verdict_on(journey("COMPLETED", "COMPLETED"), known=()).lost == ["one"]


def test_a_completed_order_that_was_never_booked_is_lost() -> None:
    assert verdict_on(journey("COMPLETED", "COMPLETED"), books=ledgers(bookings=0)).lost == ["one"]


def test_one_request_that_made_two_orders_is_doubled() -> None:
    assert verdict_on(journey("COMPLETED", "COMPLETED"), known=("one", "twin")).doubled == ["twin"]


def test_an_order_captured_or_booked_twice_is_doubled() -> None:
    for books in (ledgers(charges=2), ledgers(bookings=2)):
        assert verdict_on(journey("COMPLETED", "COMPLETED"), books=books).doubled == ["one"]


def test_an_order_that_never_ended_is_stuck() -> None:
    assert verdict_on(journey("COMPLETED", "PAID")).stuck == ["one"]


def test_an_order_that_only_the_deadline_ended_is_named() -> None:
    assert verdict_on(journey("COMPLETED", "CANCELLED", "deadline")).by_deadline == ["one"]


def test_an_order_that_ended_otherwise_than_wished_is_named() -> None:
    assert verdict_on(journey("out_of_stock", "COMPLETED")).astray == ["one"]


def test_a_provider_that_was_away_for_too_long_is_no_fault_of_the_shop() -> None:
    assert verdict_on(journey("COMPLETED", "CANCELLED", "payment_unavailable")).good
    assert not verdict_on(journey("out_of_stock", "CANCELLED", "payment_unavailable")).good


def test_a_broken_audit_or_a_wrong_dead_letter_is_not_good() -> None:
    broken = Report(orders=1, violations=[Violation("I2", "one", "charged twice")])
    one = [journey("COMPLETED", "COMPLETED")]

    assert not judge(one, ["one"], ledgers(), broken, []).good
    assert not judge(one, ["one"], ledgers(), QUIET, ["order_service has a dead letter too many"]).good


def test_orders_are_told_apart_by_the_moment_they_set_out() -> None:
    deeds = [Deed(Fault(10, Kind.KILL, "kafka"), 10.2, 15.0), Deed(Fault(12, Kind.KILL, "valkey"), 12.0, 12.5)]
    orders = [journey("COMPLETED", "COMPLETED", None, float(at), 0.1 * at) for at in range(20)]

    found = latencies(orders, deeds)

    assert {phase: latency.orders for phase, latency in found.items()} == {
        "before": 11,
        "during": 4,
        "after": 5,
        "all": 20,
    }
    assert found["during"].longest == 0.1 * 14
    assert found["all"].p50 == 0.1 * 9
