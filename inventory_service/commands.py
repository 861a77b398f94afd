"""What inventory is asked: list a product, take in pieces."""

from inventory_service.domain import UnknownProduct
from inventory_service.tables import Restock, Stock
from shared import ids
from shared.events import ProductListed
from shared.messaging.commands import command
from shared.messaging.unit import Unit


@command
async def list_product(sku: str, name: str, unit_price: int, currency: str, db: Unit) -> ProductListed:
    """Create the product or change it; each time its version grows, and the newer version wins with those who hear."""
    stock = await db.get(Stock, sku)
    if stock is None:
        stock = db.add(Stock(sku=sku, version=0, free=0, held=0, shipped=0))
    stock.name, stock.unit_price, stock.currency = name, unit_price, currency
    stock.version += 1
    return ProductListed(sku=sku, name=name, unit_price=unit_price, currency=currency, version=stock.version)


@command
async def restock(sku: str, quantity: int, db: Unit) -> None:
    """Take in pieces. Raises UnknownProduct."""
    stock = await db.get(Stock, sku)
    if stock is None:
        raise UnknownProduct(sku)
    stock.free += quantity
    db.add(Restock(id=ids.new_id(), sku=sku, quantity=quantity))
