"""Which order a request is about."""

from fastapi import Request

from shared.telemetry.order import speak_of


async def speak_of_its_order(request: Request) -> None:
    """From here on, log lines of a request to `/…/{order_id}` carry its order."""
    speak_of(request.path_params.get("order_id"))
