"""The provider answers as Stripe does, where a caller can tell."""

import asyncio
from typing import Any

import httpx
import pytest

from shared import ids
from tests.outsiders.process import OutsiderProcess


async def create(provider: OutsiderProcess, key: str, **form: Any) -> httpx.Response:
    return await provider.http.post(
        "/v1/payment_intents", data={"amount": 1400, "currency": "usd", **form}, headers={"idempotency-key": key}
    )


def error_of(answer: httpx.Response) -> tuple[int, str, str | None]:
    error = answer.json()["error"]
    return answer.status_code, error["type"], error.get("code")


async def test_a_decline_is_remembered_under_its_key(provider: OutsiderProcess) -> None:
    intent = (await create(provider, ids.new_id())).json()["id"]
    key = {"idempotency-key": ids.new_id()}
    card = {"payment_method": "pm_card_chargeDeclinedInsufficientFunds"}

    first, second = [
        await provider.http.post(f"/v1/payment_intents/{intent}/confirm", data=card, headers=key) for _ in range(2)
    ]

    assert error_of(first) == (402, "card_error", "card_declined")
    assert first.json()["error"]["decline_code"] == "insufficient_funds"
    assert first.json() == second.json()
    assert (first.headers.get("idempotent-replayed"), second.headers["idempotent-replayed"]) == (None, "true")


async def test_a_key_belongs_to_its_parameters_and_its_endpoint(provider: OutsiderProcess) -> None:
    key = ids.new_id()
    await create(provider, key)

    other_amount = await create(provider, key, amount=1500)
    other_endpoint = await provider.http.post(
        "/v1/refunds", data={"payment_intent": "pi_1"}, headers={"idempotency-key": key}
    )

    assert error_of(other_amount) == (400, "idempotency_error", None)
    assert error_of(other_endpoint) == (400, "idempotency_error", None)


async def test_a_twin_of_a_request_under_way_is_told_to_wait(provider: OutsiderProcess) -> None:
    await provider.trouble(latency=1)
    key = ids.new_id()

    answers = await asyncio.gather(create(provider, key), create(provider, key))

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    [refused] = [answer for answer in answers if answer.status_code == 409]
    assert error_of(refused)[2] == "idempotency_key_in_use"


async def test_a_failed_request_is_not_remembered(provider: OutsiderProcess) -> None:
    key = ids.new_id()
    await provider.trouble(error_rate=1)
    failed = await create(provider, key)
    await provider.trouble()

    assert (failed.status_code, (await create(provider, key)).status_code) == (503, 200)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"amount": ""}, "parameter_invalid_integer"),
        ({"amount": "0"}, "amount_too_small"),
        ({"amount": "100000000"}, "amount_too_large"),
        ({"currency": "shells"}, "parameter_invalid"),
        ({"payment_method_types[0]": "card"}, "parameter_unknown"),
        ({"payment_method": "pm_unheard_of"}, "resource_missing"),
    ],
)
async def test_wrong_parameters_are_named(provider: OutsiderProcess, form: dict[str, str], code: str) -> None:
    answer = await create(provider, ids.new_id(), **form)

    assert error_of(answer) == (400, "invalid_request_error", code)
    assert answer.json()["error"]["param"] == next(iter(form)).partition("[")[0]


async def test_an_intent_that_ended_says_how(provider: OutsiderProcess) -> None:
    intent = (await create(provider, ids.new_id())).json()["id"]
    await provider.http.post(f"/v1/payment_intents/{intent}/confirm", data={"payment_method": "pm_card_visa"})

    late = await provider.http.post(f"/v1/payment_intents/{intent}/cancel")

    assert error_of(late) == (400, "invalid_request_error", "payment_intent_unexpected_state")
    assert late.json()["error"]["payment_intent"]["status"] == "succeeded"


async def test_what_does_not_exist_and_who_has_no_key(provider: OutsiderProcess) -> None:
    missing = await provider.http.get("/v1/payment_intents/pi_0")
    nobody = await provider.http.get("/v1/payment_intents/pi_0", headers={"authorization": ""})

    assert error_of(missing) == (404, "invalid_request_error", "resource_missing")
    assert error_of(nobody) == (401, "invalid_request_error", None)
