"""Stripe's parameters: form-encoded, `metadata[order_id]=…`, checked before anything is done."""

import re
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from outsiders.payment_provider.answers import Answer, invalid_request

Currency = Annotated[str, StringConstraints(to_lower=True, pattern=r"^[A-Za-z]{3}$")]
Metadata = dict[str, str]


class Parameters(BaseModel):
    """A parameter that is not simulated is refused, as Stripe refuses one that it does not know."""

    model_config = ConfigDict(extra="forbid")


class CreateIntent(Parameters):
    """POST /v1/payment_intents. Amounts have eight digits at most, as at Stripe."""

    amount: Annotated[int, Field(ge=1, le=99_999_999)]
    currency: Currency
    payment_method: str | None = None
    automatic_payment_methods: dict[str, str] = {}
    allowed_payment_method_types: dict[str, str] = {}
    metadata: Metadata = {}


class ConfirmIntent(Parameters):
    """POST /v1/payment_intents/{id}/confirm"""

    payment_method: str | None = None


class CancelIntent(Parameters):
    """POST /v1/payment_intents/{id}/cancel"""

    cancellation_reason: str | None = None


class CreateRefund(Parameters):
    """POST /v1/refunds: always the whole payment."""

    payment_intent: str
    reason: str | None = None
    metadata: Metadata = {}


P = TypeVar("P", bound=Parameters)


async def read_form(request: Request) -> dict[str, Any]:
    """The body, with `name[part]` made a dict."""
    plain: dict[str, str] = {}
    nested: dict[str, dict[str, str]] = {}
    for name, value in parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True):
        if part := re.fullmatch(r"(\w+)\[(\w*)\]", name):
            nested.setdefault(part[1], {})[part[2]] = value
        else:
            plain[name] = value
    return plain | nested


def check(model: type[P], form: dict[str, Any]) -> P | Answer:
    """The parameters, or Stripe's answer to the first wrong one."""
    try:
        return model.model_validate(form)
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
    param = str(wrong["loc"][0])
    code, message = _REFUSALS.get((param, wrong["type"])) or _REFUSALS.get(wrong["type"]) or _OTHERWISE
    return invalid_request(f"{message}: {param} ({wrong['msg']}).", code=code, param=param)


_REFUSALS: dict[str | tuple[str, str], tuple[str, str]] = {
    "missing": ("parameter_missing", "Missing required param"),
    "extra_forbidden": ("parameter_unknown", "Received unknown parameter"),
    "int_parsing": ("parameter_invalid_integer", "Invalid integer"),
    ("amount", "greater_than_equal"): ("amount_too_small", "The amount is too small"),
    ("amount", "less_than_equal"): ("amount_too_large", "The amount is too large"),
}
_OTHERWISE = ("parameter_invalid", "Invalid parameter")
