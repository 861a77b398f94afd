"""The types that requests are made of. Each one is strict (no "1" for 1) and says what to send instead."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    Strict,
    ValidationError,
)
from pydantic_core import PydanticCustomError, core_schema

from shared.events.event import MOST_MONEY


@dataclass(frozen=True)
class Remedy:
    """Put beside a type's rules: a value that breaks one is refused as not being `what`, with the advice `send`."""

    what: str
    send: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_wrap_validator_function(self._explain, handler(source))

    def _explain(self, value: Any, validate: core_schema.ValidatorFunctionWrapHandler) -> Any:
        try:
            return validate(value)
        except ValidationError as error:
            first = error.errors()[0]
            formless = first["type"] == "string_pattern_mismatch"
            problem = f"Input should be {self.what}" if formless else first["msg"]
            raise PydanticCustomError("refused", "{problem}", {"problem": problem, "remedy": self.send}) from None


class RequestBody(BaseModel):
    """A request's body: unknown fields are refused, so that a misspelt one is never silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_NAME = r"^[A-Za-z0-9._-]+$"
_NAME_CHARACTERS = "Send 1 to 64 letters A-Z a-z, digits, dots, underscores and hyphens"

OrderId = Annotated[str, Strict(), Field(max_length=64, pattern=_NAME), Remedy("an order's id", _NAME_CHARACTERS)]
Sku = Annotated[str, Strict(), Field(max_length=64, pattern=_NAME), Remedy("a SKU", _NAME_CHARACTERS)]
CouponCode = Annotated[str, Strict(), Field(max_length=64, pattern=_NAME), Remedy("a coupon code", _NAME_CHARACTERS)]

_CONTROL = r"\x00-\x1f\x7f-\x9f"  # \p{Cc}, for readers of the OpenAPI document who do not know classes of Unicode

Text = Annotated[
    str,
    Strict(),
    Field(min_length=1, max_length=200, pattern=rf"^[^{_CONTROL}]*[^{_CONTROL}\s][^{_CONTROL}]*$"),
    Remedy("text without control characters (such as NUL)", "Send 1 to 200 printable characters, not only spaces"),
]
"""One line of text."""

Currency = Annotated[
    str,
    Strict(),
    Field(pattern=r"^[A-Z]{3}$"),
    Remedy("a currency", "Send its ISO 4217 code, three capital letters, such as EUR"),
]
Country = Annotated[
    str,
    Strict(),
    Field(pattern=r"^[A-Z]{2}$"),
    Remedy("a country", "Send its ISO 3166 code, two capital letters, such as KR"),
]

Money = Annotated[
    int,
    Strict(),
    Field(ge=0, le=MOST_MONEY),
    Remedy("an amount", f"Send a whole number of minor units from 0 to {MOST_MONEY}: 1400 is 14.00"),
]
"""Minor units: 1400 is 14.00."""

Quantity = Annotated[
    int, Strict(), Field(ge=1, le=10_000), Remedy("a quantity", "Send a whole number from 1 to 10000, without quotes")
]


def _refuse_numbers(value: Any) -> Any:
    if isinstance(value, datetime) or (isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value)):
        return value
    raise PydanticCustomError("not_written_out", "Input should be a time that is written out")


Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_refuse_numbers),
    Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(3000, 1, 1, tzinfo=UTC)),
    Remedy("a time", "Send a time with its zone (RFC 3339), such as 2030-01-31T12:00:00Z"),
]
"""A point in time, within what a database can hold."""
