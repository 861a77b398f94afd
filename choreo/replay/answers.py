"""Payment provider and carrier, who answer as they did, as far as the recorded events show."""

from collections.abc import Callable
from typing import Any

from choreo.exploration.world import PAYMENT, SHIPPING
from choreo.replay.recorded import Recording, Said
from payment_service import gateway as payments
from shipping_service import gateway as shipments


class Answers:
    """What nothing recorded shows is not answered: then the handler waits, as it did."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self.gave_up = self._of(PAYMENT, "payment.failed", reason="payment_unavailable") is not None
        """Whether payment_service settled because the provider had been silent for too long."""

    def to(self, call: Callable[..., Any]) -> Any | None:
        """The answer to a call of a gateway; None when there was none."""
        return _ANSWERS[call](self)

    def _of(self, service: str, topic: str, **fields: Any) -> Said | None:
        return self._recording.first(service, topic, **fields)

    def _create(self) -> str | None:
        if not self._of(PAYMENT, "payment.requested"):
            return None
        captured = self._of(PAYMENT, "payment.succeeded")
        return str(captured.body["reference"] if captured else f"pi_{self._recording.order_id}")

    def _confirm(self) -> payments.Captured | payments.Declined | None:
        if captured := self._of(PAYMENT, "payment.succeeded"):
            return payments.Captured(captured.body["reference"])
        if declined := self._of(PAYMENT, "payment.failed", reason="payment_declined"):
            return payments.Declined(declined.body["detail"])
        return None

    def _settle(self) -> payments.Captured | payments.Closed | None:
        if captured := self._of(PAYMENT, "payment.succeeded"):
            return payments.Captured(captured.body["reference"])
        if self._of(PAYMENT, "payment.refunded"):
            return payments.Captured(f"pi_{self._recording.order_id}")
        return payments.Closed() if self._of(PAYMENT, "payment.failed") else None

    def _refund(self) -> payments.Refunded | None:
        refunded = self._of(PAYMENT, "payment.refunded")
        return payments.Refunded(refunded.body["reference"]) if refunded else None

    def _book(self) -> shipments.Booked | shipments.Undeliverable | None:
        if booked := self._of(SHIPPING, "shipment.created"):
            return shipments.Booked(booked.body["carrier"], booked.body["tracking_number"])
        if refused := self._of(SHIPPING, "shipment.failed", reason="undeliverable"):
            return shipments.Undeliverable(refused.body["detail"])
        return None

    def _call_off(self) -> shipments.CalledOff | shipments.Closed | None:
        if called_off := self._of(SHIPPING, "shipment.cancelled"):
            return shipments.CalledOff(called_off.body["tracking_number"])
        return shipments.Closed() if self._of(SHIPPING, "shipment.failed", reason="cancelled") else None


_ANSWERS: dict[Callable[..., Any], Callable[[Answers], Any]] = {
    payments.create: Answers._create,
    payments.confirm: Answers._confirm,
    payments.settle: Answers._settle,
    payments.refund: Answers._refund,
    shipments.book: Answers._book,
    shipments.call_off: Answers._call_off,
}
