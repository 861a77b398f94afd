"""POST /orders."""

import base64
from functools import lru_cache
from typing import Annotated
from uuid import NAMESPACE_URL, uuid5

import orjson
from dbos import DBOS, SetWorkflowID
from fastapi import FastAPI, Header, HTTPException, Response
from pydantic import BaseModel, Field, PositiveInt

from benchmarks.twins.dbos.order import find_prices
from benchmarks.twins.dbos.workflow import place_order

app = FastAPI()


class Line(BaseModel):
    sku: str
    quantity: PositiveInt


class Address(BaseModel):
    name: str
    street: str
    city: str
    postal_code: str
    country: str


class Wanted(BaseModel):
    """What a customer asks for."""

    items: Annotated[list[Line], Field(min_length=1)]
    coupon_code: str | None = None
    payment_method: str
    shipping_address: Address


class Accepted(BaseModel):
    """It will end, whatever happens."""

    order_id: str
    status: str = "PENDING"


@app.post("/orders", status_code=202)
def post_order(
    wanted: Wanted,
    response: Response,
    authorization: Annotated[str, Header()],
    idempotency_key: Annotated[str, Header()],
) -> Accepted:
    """Customer and key are the workflow's id, so a repeated key starts nothing; the order's id comes from them."""
    customer_id = _customer(authorization)
    workflow_id = f"{customer_id}:{idempotency_key}"
    order_id = str(uuid5(NAMESPACE_URL, workflow_id))
    prices = find_prices([line.sku for line in wanted.items])
    if unknown := {line.sku for line in wanted.items} - prices.keys():
        raise HTTPException(422, f"Unknown SKUs: {', '.join(sorted(unknown))}")
    order = wanted.model_dump()
    for line in order["items"]:
        line["unit_price"], order["currency"] = prices[line["sku"]]
    order["subtotal"] = sum(line["quantity"] * line["unit_price"] for line in order["items"])
    with SetWorkflowID(workflow_id):
        DBOS.start_workflow(place_order, {**order, "order_id": order_id, "customer_id": customer_id})
    response.headers["Location"] = f"/orders/{order_id}"
    return Accepted(order_id=order_id)


@lru_cache(10_000)
def _customer(authorization: str) -> str:
    claims = authorization.split(".")[1]
    subject: str = orjson.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"]
    return subject
