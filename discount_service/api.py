"""Discount's HTTP interface: coupons."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter
from pydantic import BaseModel, Field, model_validator
from sqlalchemy import select

from discount_service.commands import put_coupon
from discount_service.tables import Coupon
from shared.web.auth import Admin
from shared.web.fields import CouponCode, Currency, Moment, Money, RequestBody
from shared.web.hosted import Reading, Running
from shared.web.paging import Page, Paging, read_page
from shared.web.problems import Problem

router = APIRouter(tags=["coupons"])


class CouponView(BaseModel):
    """A coupon and how often it was redeemed."""

    code: str
    percent: int | None
    amount: int | None
    currency: str | None
    limit: int | None
    expires_at: datetime | None
    minimum: int
    redeemed: int


class PutCoupon(RequestBody):
    """Either `percent`, or `amount` and its `currency`."""

    percent: Annotated[int, Field(strict=True, ge=1, le=100)] | None = None
    amount: Money | None = None
    currency: Currency | None = None
    limit: Annotated[int, Field(strict=True, ge=0, le=10**9)] | None = None
    expires_at: Moment | None = None
    minimum: Money = 0

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.percent is None) == (self.amount is None):
            raise ValueError("send either percent, or amount and currency")
        if (self.amount is None) != (self.currency is None):
            raise ValueError("amount and currency go together")
        return self


@router.get("/coupons")
async def list_coupons(admin: Admin, db: Reading, paging: Paging) -> Page[CouponView]:
    """All coupons, by code."""
    rows, following = await read_page(db, select(Coupon), [Coupon.code], paging)
    return Page(items=[_view(row) for row in rows], next=following)


@router.get("/coupons/{code}")
async def read_coupon(code: CouponCode, admin: Admin, db: Reading) -> CouponView:
    """One coupon."""
    if (row := await db.get(Coupon, code)) is None:
        raise Problem(404, "Unknown coupon", f"There is no coupon {code}; PUT /coupons/{code} creates it.")
    return _view(row)


@router.put("/coupons/{code}")
async def write_coupon(code: CouponCode, coupon: PutCoupon, admin: Admin, service: Running) -> CouponView:
    """Creates the coupon or changes its terms; what was redeemed stays redeemed."""
    await service.run(put_coupon, code=code, **coupon.model_dump())
    async with service.sessions() as db:
        return await read_coupon(code, admin, db)


def _view(row: Coupon) -> CouponView:
    return CouponView.model_validate(row, from_attributes=True)
