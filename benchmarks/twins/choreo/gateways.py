"""Payment's and shipping's gateways, answered in the process itself."""

from benchmarks.saga import outsiders
from payment_service import gateway as payment
from shipping_service import gateway as shipping


def answer_here() -> None:
    """From here on, in this process."""
    payment.create, payment.confirm, payment.refund = _create, _confirm, _refund  # type: ignore[assignment]
    shipping.book = _book


async def _create(charge: payment.Payment) -> str:
    return await outsiders.create_charge(charge.order_id)


async def _confirm(charge: payment.Payment) -> payment.Captured | payment.Declined:
    captured = await outsiders.confirm_charge(charge.order_id, charge.payment_method)
    return payment.Captured(charge.intent or "") if captured else payment.Declined("generic_decline")


async def _refund(charge: payment.Payment) -> payment.Refunded:
    return payment.Refunded(await outsiders.refund_charge(charge.order_id))


async def _book(shipment: shipping.Shipment) -> shipping.Booked | shipping.Undeliverable | shipping.Closed:
    number = await outsiders.book_parcel(shipment.order_id, shipment.address["postal_code"])
    return shipping.Booked("Carrier", number) if number else shipping.Undeliverable("nobody goes there")
