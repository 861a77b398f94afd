"""POST /orders, whatever carries the events."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Annotated, Any

import jwt
from fastapi import FastAPI, Header, HTTPException
from pydantic import BaseModel, Field

from benchmarks.twins.shop.order import CannotAcceptError


class Line(BaseModel):
    """So many of a SKU."""

    sku: str
    quantity: int = Field(ge=1)


class Address(BaseModel):
    """Where it goes."""

    name: str
    street: str
    city: str
    postal_code: str
    country: str


class OrderBody(BaseModel):
    """What a customer sends."""

    items: list[Line] = Field(min_length=1)
    coupon_code: str | None = None
    payment_method: str
    shipping_address: Address


class Accepted(BaseModel):
    """What the customer is answered."""

    order_id: str
    status: str = "PENDING"


Place = Callable[[dict[str, Any], str | None], Awaitable[str]]
"""Given the wish and the traceparent it came with: the id of the order. Raises CannotAcceptError."""


def make_app(place: Place, lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]]) -> FastAPI:
    """One route. `lifespan` starts and stops what carries the events."""
    app = FastAPI(lifespan=lifespan)

    @app.post("/orders", status_code=202)
    async def place_order(
        body: OrderBody,
        authorization: Annotated[str, Header()],
        idempotency_key: Annotated[str, Header()],
        traceparent: Annotated[str | None, Header()] = None,
    ) -> Accepted:
        token = authorization.removeprefix("Bearer ")
        customer = jwt.decode(token, options={"verify_signature": False})["sub"]
        wish = {**body.model_dump(), "customer_id": customer, "idempotency_key": idempotency_key}
        try:
            return Accepted(order_id=await place(wish, traceparent))
        except CannotAcceptError as refused:
            raise HTTPException(422, str(refused)) from refused

    return app
