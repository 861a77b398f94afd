"""What became of the orders, by the books of everybody who keeps one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from choreo.audit.ledgers import Ledgers
from choreo.audit.report import Report
from choreo.demo.traffic import Journey
from choreo.demo.wishes import CANCELLED, COMPLETED

_WITHOUT_A_CHARGE = ("out_of_stock", "coupon_rejected")


@dataclass(frozen=True)
class Verdict:
    """Order ids, by what is wrong with them. An order may end as `payment_unavailable` when the provider was away for
    too long: that is no fault of the shop."""

    report: Report
    lost: list[str] = field(default_factory=list)
    """Accepted, and not known to order_service; or completed, and not booked by the carrier's own books."""
    doubled: list[str] = field(default_factory=list)
    """Made of a request that somebody sent once; captured twice; booked twice."""
    stuck: list[str] = field(default_factory=list)
    """Not ended."""
    by_deadline: list[str] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)
    """Ended otherwise than its customer's wish had to end."""
    letters: list[str] = field(default_factory=list)
    """What is wrong with the dead letters, in words."""

    @property
    def good(self) -> bool:
        """Nothing is wrong, and the audit holds."""
        wrong = self.lost, self.doubled, self.stuck, self.by_deadline, self.astray, self.letters
        return self.report.holds and not any(wrong)


def judge(
    journeys: Sequence[Journey], known: Sequence[str], ledgers: Ledgers, report: Report, letters: list[str]
) -> Verdict:
    """`known`: the ids of all orders of these customers at order_service."""
    placed = Counter(journey.order_id for journey in journeys)
    completed = [journey.order_id for journey in journeys if journey.ending == COMPLETED]
    captured = {order: [line for line in ledgers.charges[order] if line["amount"]] for order in completed}
    missing = [order for order in completed if not ledgers.bookings[order]]
    twice = [order for order in completed if len(captured[order]) > 1 or len(ledgers.bookings[order]) > 1]
    return Verdict(
        report,
        lost=[*(placed - Counter(known)).elements(), *missing],
        doubled=[*(Counter(known) - placed).elements(), *twice],
        stuck=[journey.order_id for journey in journeys if journey.status not in (COMPLETED, CANCELLED)],
        by_deadline=[journey.order_id for journey in journeys if journey.ending == "deadline"],
        astray=[journey.order_id for journey in journeys if not _as_wished(journey)],
        letters=letters,
    )


def _as_wished(journey: Journey) -> bool:
    if journey.ending == "payment_unavailable":
        return journey.wish.ending not in _WITHOUT_A_CHARGE
    return journey.as_asked
