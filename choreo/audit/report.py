"""What an audit finds."""

from dataclasses import dataclass, field

TITLES = {
    "I1": "every order has ended",
    "I2": "money: captured once when completed, nothing kept when cancelled",
    "I3": "stock: no piece made or lost, none held for a cancelled order",
    "I4": "coupons: redeemed by completed orders only, never above the limit",
    "I5": "shipments: one for each completed order, none for a cancelled one",
    "I6": "facts: all that was said is delivered, and each id has one content",
}


@dataclass(frozen=True)
class Violation:
    """One broken promise. `subject` is the order, SKU or coupon that it is about."""

    invariant: str
    subject: str
    what: str


@dataclass(frozen=True)
class Report:
    """`unquiet` says what was still under way; then nothing is proved. `orders` counts those that have ended."""

    orders: int = 0
    violations: list[Violation] = field(default_factory=list)
    unquiet: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """All six are proved."""
        return not (self.violations or self.unquiet)

    def of(self, invariant: str) -> list[Violation]:
        """The violations of one invariant."""
        return [violation for violation in self.violations if violation.invariant == invariant]
