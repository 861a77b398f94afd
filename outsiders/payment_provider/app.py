"""The provider's HTTP interface: paths, forms and errors are Stripe's."""

from collections.abc import Callable
from sqlite3 import Connection
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse

from outsiders import faults
from outsiders.ledger import Ledger
from outsiders.payment_provider import answers, intents, refunds
from outsiders.payment_provider.answers import Answer
from outsiders.payment_provider.idempotency import answer_once, under_way
from outsiders.payment_provider.objects import new_id
from outsiders.payment_provider.parameters import (
    CancelIntent,
    ConfirmIntent,
    CreateIntent,
    CreateRefund,
    P,
    check,
    read_form,
)
from outsiders.serving import add_desk

_ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"description": "The request is wrong; `error` says how."},
    401: {"description": "There is no secret key."},
    402: {"description": "The card was declined."},
    404: {"description": "There is no such object."},
    409: {"description": "Another request with this Idempotency-Key is under way."},
    503: {"description": "In trouble, as asked by PUT /faults."},
}


def app_on(ledger: Ledger) -> FastAPI:
    """The provider that keeps this ledger."""
    app = FastAPI(title="Payment provider (simulated)")
    stripe = APIRouter(prefix="/v1", route_class=faults.TroubledRoute, tags=["stripe"], responses=_ERRORS)

    @stripe.post("/payment_intents")
    async def create_intent(request: Request) -> JSONResponse:
        """A PaymentIntent, unconfirmed."""
        return await _post(ledger, request, CreateIntent, intents.create)

    @stripe.post("/payment_intents/{intent}/confirm")
    async def confirm_intent(request: Request, intent: str) -> JSONResponse:
        """Captures the money, or declines."""
        return await _post(ledger, request, ConfirmIntent, lambda db, form: intents.confirm(db, ledger, intent, form))

    @stripe.post("/payment_intents/{intent}/cancel")
    async def cancel_intent(request: Request, intent: str) -> JSONResponse:
        """Closes the PaymentIntent for good, unless it succeeded."""
        return await _post(ledger, request, CancelIntent, lambda db, form: intents.cancel(db, intent, form))

    @stripe.get("/payment_intents/{intent}")
    async def retrieve_intent(request: Request, intent: str) -> JSONResponse:
        """The PaymentIntent as it is."""
        return await _get(ledger, request, lambda db: intents.retrieve(db, intent))

    @stripe.post("/refunds")
    async def create_refund(request: Request) -> JSONResponse:
        """Pays the whole payment back."""
        return await _post(ledger, request, CreateRefund, lambda db, form: refunds.refund(db, ledger, form))

    @stripe.get("/refunds")
    async def list_refunds(request: Request, payment_intent: str) -> JSONResponse:
        """The refunds of a PaymentIntent."""
        return await _get(ledger, request, lambda db: refunds.list_refunds(db, payment_intent))

    app.include_router(stripe)
    add_desk(app, ledger, kinds=("charges", "refunds"))
    return app


async def _post(
    ledger: Ledger, request: Request, model: type[P], work: Callable[[Connection, P], Answer]
) -> JSONResponse:
    if not _authorized(request):
        return _tell(answers.wrong_api_key())
    form = await read_form(request)
    wanted = check(model, form)
    if isinstance(wanted, Answer):
        return _tell(wanted)
    key = request.headers.get("idempotency-key")
    with under_way(key) as alone:
        if not alone:
            return _tell(answers.key_in_use(str(key)))
        await faults.take_time()
        with ledger.change() as db:
            if key is None:
                answer, replayed = work(db, wanted), False
            else:
                answer, replayed = answer_once(db, key, request.url.path, form, lambda: work(db, wanted))
        await ledger.durable()
    return _tell(answer, replayed)


async def _get(ledger: Ledger, request: Request, work: Callable[[Connection], Answer]) -> JSONResponse:
    if not _authorized(request):
        return _tell(answers.wrong_api_key())
    await faults.take_time()
    with ledger.change() as db:
        answer = work(db)
    await ledger.durable()
    return _tell(answer)


def _authorized(request: Request) -> bool:
    return request.headers.get("authorization", "").startswith("Bearer sk_")


def _tell(answer: Answer, replayed: bool = False) -> JSONResponse:
    headers = {"request-id": new_id("req")} | ({"idempotent-replayed": "true"} if replayed else {})
    return JSONResponse(answer.body, answer.status, headers)
