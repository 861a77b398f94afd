"""Inventory's HTTP interface: products and their stock."""

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import select

from inventory_service.commands import list_product, restock
from inventory_service.domain import UnknownProduct
from inventory_service.tables import Stock
from shared.web.auth import Admin, Caller
from shared.web.fields import Currency, Money, Quantity, RequestBody, Sku, Text
from shared.web.hosted import Reading, Running
from shared.web.paging import Page, Paging, read_page
from shared.web.problems import Problem

router = APIRouter(tags=["products"])


class ProductView(BaseModel):
    """A product. free + held + shipped is what was ever restocked."""

    sku: str
    name: str
    price: int
    currency: str
    free: int
    held: int
    shipped: int


class PutProduct(RequestBody):
    """What a product is called and costs."""

    name: Text
    price: Money
    currency: Currency


class PutStock(RequestBody):
    """Pieces that came in."""

    quantity: Quantity


@router.get("/products")
async def list_products(caller: Caller, db: Reading, paging: Paging) -> Page[ProductView]:
    """All products, by SKU."""
    rows, following = await read_page(db, select(Stock), [Stock.sku], paging)
    return Page(items=[_view(row) for row in rows], next=following)


@router.get("/products/{sku}")
async def read_product(sku: Sku, caller: Caller, db: Reading) -> ProductView:
    """One product."""
    return _view(await _found(sku, db))


@router.put("/products/{sku}")
async def put_product(sku: Sku, product: PutProduct, admin: Admin, service: Running) -> ProductView:
    """Creates the product or changes it; everybody hears of it (`product.listed`)."""
    await service.run(list_product, sku=sku, name=product.name, unit_price=product.price, currency=product.currency)
    async with service.sessions() as db:
        return _view(await _found(sku, db))


@router.post("/products/{sku}/restock")
async def restock_product(sku: Sku, stock: PutStock, admin: Admin, service: Running) -> ProductView:
    """Takes in pieces."""
    try:
        await service.run(restock, sku=sku, quantity=stock.quantity)
    except UnknownProduct:
        raise _unknown(sku) from None
    async with service.sessions() as db:
        return _view(await _found(sku, db))


async def _found(sku: str, db: Reading) -> Stock:
    if (row := await db.get(Stock, sku)) is None:
        raise _unknown(sku)
    return row


def _unknown(sku: str) -> Problem:
    return Problem(404, "Unknown product", f"There is no product {sku}; PUT /products/{sku} creates it.")


def _view(row: Stock) -> ProductView:
    return ProductView(
        sku=row.sku,
        name=row.name,
        price=row.unit_price,
        currency=row.currency,
        free=row.free,
        held=row.held,
        shipped=row.shipped,
    )
