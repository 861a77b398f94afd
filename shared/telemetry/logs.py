"""What a process logs, and how: for people on a terminal, one JSON object per line for machines."""

import logging
import sys
import time
from types import TracebackType

from opentelemetry import trace
from pydantic import ValidationError
from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from shared.settings import Settings, settings
from shared.telemetry.order import spoken_of
from shared.telemetry.repetition import Repetition

CHATTY = ("faust", "mode", "aiokafka", "alembic", "httpx", "stripe")
"""Libraries that are heard from WARNING on only."""

log = logging.getLogger(__name__)


def start_logging(service: str) -> None:
    """Sends all log lines of this process to stderr, Python's warnings and uncaught exceptions among them. While the
    settings make no sense, in the form that there is without any."""
    try:
        told = settings()
    except ValidationError:
        told = Settings.model_construct()
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Repetition())
    handler.addFilter(_say_where)
    if told.log == "text" or (told.log == "auto" and sys.stderr.isatty()):
        handler.addFilter(_order_for_people)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s%(of_order)s"))
    else:
        handler.setFormatter(_Json(service))
    logging.basicConfig(level=told.log_level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLogger().level))


class _Json(JsonFormatter):
    """Times are UTC, RFC 3339."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self, service: str) -> None:
        super().__init__(
            ("asctime", "levelname", "name", "message"),
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger", "exc_info": "exception"},
            static_fields={"service": service},
            reserved_attrs=[*RESERVED_ATTRS, "color_message"],  # uvicorn's message once more, for terminals
        )


def _say_where(record: logging.LogRecord) -> bool:
    """Adds the trace and the order that the line belongs to, unless it says so itself."""
    span = trace.get_current_span().get_span_context()
    known = {"trace_id": f"{span.trace_id:032x}", "span_id": f"{span.span_id:016x}"} if span.is_valid else {}
    if order_id := spoken_of():
        known["order_id"] = order_id
    record.__dict__ |= known | record.__dict__
    return True


def _order_for_people(record: logging.LogRecord) -> bool:
    order_id = getattr(record, "order_id", None)
    record.of_order = f" [order {order_id}]" if order_id else ""
    return True


def _log_uncaught(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return sys.__excepthook__(kind, error, traceback)
    log.critical("ended by %r", error, exc_info=(kind, error, traceback))
