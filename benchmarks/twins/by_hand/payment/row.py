"""What payment keeps of an order."""

from dataclasses import dataclass

from benchmarks.twins.by_hand.store import Table


@dataclass
class Payment:
    """Phases: WAITING, JOINED, REQUESTED, CAPTURED, FAILED, REFUNDED."""

    order_id: str
    version: int = 0
    phase: str = "WAITING"
    created: bool = False
    reserved: bool = False
    applied: bool = False
    cancelled: bool = False
    subtotal: int = 0
    discount: int = 0
    currency: str = ""
    payment_method: str = ""
    reference: str = ""
    traceparent: str = ""


TABLE = Table(
    "payment",
    {
        "order_id": "text",
        "version": "integer",
        "phase": "text",
        **dict.fromkeys(("created", "reserved", "applied", "cancelled"), "boolean"),
        **dict.fromkeys(("subtotal", "discount"), "bigint"),
        **dict.fromkeys(("currency", "payment_method", "reference", "traceparent"), "text"),
    },
)
