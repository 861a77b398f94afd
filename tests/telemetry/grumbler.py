"""`python -m tests.telemetry.grumbler`: a service that has something to complain about whatever it is asked."""

import logging
import warnings
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import MetaData

from shared.events import OrderEvent
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.unit import Unit
from shared.service import Service

log = logging.getLogger(__name__)


class BellRung(OrderEvent):
    """Somebody wants something."""

    topic: ClassVar[str] = "bell.rung"


on = Subscriptions()
router = APIRouter()


@on(BellRung)
async def open_door(event: BellRung, db: Unit) -> None:
    """Never does."""
    warnings.warn("the door creaks", stacklevel=1)
    raise RuntimeError("the door is stuck")


@router.get("/orders/{order_id}")
async def read_order(order_id: str) -> None:
    """Neither."""
    log.info("looking through the keyhole")
    raise RuntimeError("nobody is in")


service = Service("grumbler", subscriptions=on, tables=MetaData(), router=router)

if __name__ == "__main__":
    service.main()
