"""The rules of shipping."""

from dataclasses import dataclass

from shared.events import Address

WAITING, BOOKED, FAILED, CALLED_OFF = "WAITING", "BOOKED", "FAILED", "CALLED_OFF"


@dataclass(frozen=True)
class Parcel:
    """What the carrier is to carry."""

    order_id: str
    destination: Address

    @property
    def address(self) -> dict[str, str]:
        """The destination, field by field."""
        return self.destination.model_dump()
