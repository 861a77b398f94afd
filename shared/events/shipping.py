"""What shipping_service says."""

from typing import ClassVar, Literal

from shared.events.event import OrderEvent, Words


class ShipmentCreated(OrderEvent):
    """The carrier has the booking."""

    topic: ClassVar[str] = "shipment.created"

    carrier: Words
    tracking_number: Words


class ShipmentFailed(OrderEvent):
    """Nothing was booked, nor ever will be."""

    topic: ClassVar[str] = "shipment.failed"

    reason: Literal["undeliverable", "cancelled"]
    detail: Words = ""


class ShipmentCancelled(OrderEvent):
    """A booking was called off."""

    topic: ClassVar[str] = "shipment.cancelled"

    tracking_number: Words
