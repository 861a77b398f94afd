"""The carrier's HTTP interface."""

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse

from outsiders import faults
from outsiders.carrier.bookings import CARRIER, Booking, Parcel, book, call_off, canonical
from outsiders.ledger import Ledger
from outsiders.serving import add_desk

_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"description": "The body cannot be read."},
    410: {"description": "The key was settled."},
    422: {"description": "The parcel is refused: undeliverable, not as written here, or another one for the same key."},
    503: {"description": "In trouble, as asked by PUT /faults."},
}


def app_on(ledger: Ledger) -> FastAPI:
    """The carrier that keeps this ledger."""
    app = FastAPI(title="Carrier (simulated)")
    bookings = APIRouter(route_class=faults.TroubledRoute, tags=["bookings"], responses=_REFUSALS)

    @bookings.put("/bookings/{key}")
    async def book_parcel(key: str, parcel: Parcel) -> JSONResponse:
        """Books the parcel, once for each key. 422 `undeliverable`: never. 410: the key was settled."""
        await faults.take_time()
        booking = book(ledger, key, parcel)
        await ledger.durable()
        return _tell(key, booking, parcel)

    @bookings.delete("/bookings/{key}")
    async def settle_booking(key: str) -> JSONResponse:
        """Calls the booking off, and closes the key for good. The same answer every time, also for an unknown key."""
        await faults.take_time()
        booking = call_off(ledger, key)
        await ledger.durable()
        if booking.state == "called_off":
            return JSONResponse({"result": "called_off", "tracking_number": booking.tracking_number})
        return JSONResponse({"result": "closed"})

    app.include_router(bookings)
    add_desk(app, ledger, kinds=("bookings", "cancelled"))
    return app


def _tell(key: str, booking: Booking, parcel: Parcel) -> JSONResponse:
    if booking.state in ("called_off", "closed"):
        return _refuse(410, "settled", f"booking {key} was settled; nothing can be booked under this key any more")
    if booking.parcel != canonical(parcel):
        return _refuse(422, "key_reused", f"booking {key} is for another parcel; use another key for this one")
    if booking.state == "undeliverable":
        return _refuse(422, "undeliverable", f"postal code {parcel.address.postal_code} is not served")
    return JSONResponse({"key": key, "carrier": CARRIER, "tracking_number": booking.tracking_number})


def _refuse(status: int, code: str, message: str) -> JSONResponse:
    return JSONResponse({"code": code, "message": message}, status)
