"""The official Stripe SDK, on our own calls to the outside: their timeout, their breaker, one attempt."""

from collections.abc import Mapping
from functools import cache

from stripe import HTTPClient, StripeClient

from shared.outside import Outsider
from shared.settings import settings

_provider = Outsider("payment_provider")
close = _provider.close


class _Transport(HTTPClient):
    name = "aiohttp"

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: str | bytes | None = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        answer = await _provider.call(method, url, headers=headers, data=post_data)
        return answer.body, answer.status, answer.headers


def stripe() -> StripeClient:
    """The client for the provider at `payment_provider`. Its calls raise OutsideUnavailable, or what the SDK raises."""
    return _client(settings().payment_provider_key, _provider.address)


@cache
def _client(api_key: str, address: str) -> StripeClient:
    return StripeClient(api_key, base_addresses={"api": address}, http_client=_Transport(), max_network_retries=0)
