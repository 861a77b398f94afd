"""Shipping's HTTP interface: where an order's parcel is."""

from fastapi import APIRouter
from pydantic import BaseModel

from shared.web.auth import Caller
from shared.web.fields import OrderId
from shared.web.hosted import Reading
from shared.web.problems import Problem
from shipping_service.tables import Shipment

router = APIRouter(tags=["shipments"])


class ShipmentView(BaseModel):
    """How far the shipment of an order is."""

    order_id: str
    phase: str
    carrier: str | None
    tracking_number: str | None
    reason: str | None
    detail: str | None


@router.get("/shipments/{order_id}")
async def read_shipment(order_id: OrderId, caller: Caller, db: Reading) -> ShipmentView:
    """The shipment of an order."""
    row = await db.get(Shipment, order_id)
    if row is None or not row.created or not (caller.admin or row.customer_id == caller.customer_id):
        raise Problem(404, "Unknown order", f"There is no shipment of an order {order_id} of yours.")
    return ShipmentView.model_validate(row, from_attributes=True)
