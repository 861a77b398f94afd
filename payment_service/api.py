"""Payment's HTTP interface: what was charged, and what was paid back."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from payment_service.domain import REFUNDED, Facts
from payment_service.tables import Payment
from shared.web.auth import Caller
from shared.web.fields import OrderId
from shared.web.hosted import Reading
from shared.web.problems import Problem

router = APIRouter(tags=["payments"])


class RefundView(BaseModel):
    """Money that was paid back."""

    amount: int
    reference: str
    refunded_at: datetime


class PaymentView(BaseModel):
    """How far the payment of an order is."""

    order_id: str
    phase: str
    amount: int | None
    currency: str | None
    reference: str | None
    reason: str | None
    detail: str | None
    refunds: list[RefundView]


@router.get("/payments/{order_id}")
async def read_payment(order_id: OrderId, caller: Caller, db: Reading) -> PaymentView:
    """The payment of an order, with its refunds."""
    row = await db.get(Payment, order_id)
    if row is None or not row.created or not (caller.admin or row.customer_id == caller.customer_id):
        raise Problem(404, "Unknown order", f"There is no payment of an order {order_id} of yours.")
    facts = Facts.of(row)
    return PaymentView(
        order_id=row.order_id,
        phase=row.phase,
        amount=facts.charge.amount if facts.whole else None,
        currency=row.currency,
        reference=row.reference,
        reason=row.reason,
        detail=row.detail,
        refunds=_refunds(row, facts.charge.amount),
    )


def _refunds(row: Payment, amount: int) -> list[RefundView]:
    if row.phase != REFUNDED or row.refunded_at is None:
        return []
    return [RefundView(amount=amount, reference=row.refund_reference or "", refunded_at=row.refunded_at)]
