"""What is asked of the payment provider once the batch is committed."""

from benchmarks.saga.outsiders import confirm_charge, create_charge, refund_charge
from benchmarks.twins.by_hand.batch import Batch
from benchmarks.twins.by_hand.events import Event
from benchmarks.twins.by_hand.payment.row import Payment


def create(event: Event, batch: Batch) -> None:
    """Outcome: `charge.created`, its body the reference."""

    async def ask() -> bytes:
        return (await create_charge(event.order_id)).encode()

    batch.call("charge.created", event, ask)


def confirm(event: Event, payment: Payment, batch: Batch) -> None:
    """Outcome: `charge.confirmed`, without a body when the card was declined."""

    async def ask() -> bytes:
        return b"captured" if await confirm_charge(event.order_id, payment.payment_method) else b""

    batch.call("charge.confirmed", event, ask)


def refund(event: Event, batch: Batch) -> None:
    """Outcome: `charge.refunded`, its body the reference."""

    async def ask() -> bytes:
        return (await refund_charge(event.order_id)).encode()

    batch.call("charge.refunded", event, ask)
