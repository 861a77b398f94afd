"""What inventory_service says."""

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.events.event import Currency, Event, Item, Money, OrderEvent, Sku, Words

_MOST = 2**63 - 1
"""What a column can hold."""
Pieces = Annotated[int, Field(strict=True, ge=0, le=_MOST)]


class ProductListed(Event):
    """A product was created or changed; the newer version wins."""

    topic: ClassVar[str] = "product.listed"

    sku: Sku
    name: Words
    unit_price: Money
    currency: Currency
    version: Annotated[int, Field(strict=True, ge=1, le=_MOST)]

    @property
    def key(self) -> str:
        """The SKU."""
        return self.sku


class Shortage(BaseModel):
    """What was asked for and what was free."""

    model_config = ConfigDict(frozen=True)

    sku: Sku
    quantity: Pieces
    free: Pieces


class InventoryReserved(OrderEvent):
    """Every line of the order is held."""

    topic: ClassVar[str] = "inventory.reserved"

    items: tuple[Item, ...] = ()


class InventoryRejected(OrderEvent):
    """Not every line was free, so none is held, nor ever will be."""

    topic: ClassVar[str] = "inventory.rejected"

    reason: Literal["out_of_stock"] = "out_of_stock"
    short: tuple[Shortage, ...] = ()


class InventoryReleased(OrderEvent):
    """What was held is free again."""

    topic: ClassVar[str] = "inventory.released"

    items: tuple[Item, ...] = ()


class InventoryShipped(OrderEvent):
    """What was held has left."""

    topic: ClassVar[str] = "inventory.shipped"

    items: tuple[Item, ...] = ()
