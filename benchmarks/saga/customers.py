"""Orders on their way in: by HTTP with so many requests in flight, by HTTP at a rate, or as events on Kafka."""

import asyncio
import json
from collections.abc import Iterable

import aiohttp
from aiokafka import AIOKafkaProducer

from benchmarks.saga.place import Place
from benchmarks.saga.workload import Wanted
from shared import clock, ids
from shared.web.tokens import mint


class Customers:
    """`placed` are the orders by id; `begun` says when each was sent, in seconds of the monotonic clock."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.placed: dict[str, Wanted] = {}
        self.begun: dict[str, float] = {}
        self._tokens: dict[str, str] = {}

    async def post(self, orders: Iterable[Wanted], in_flight: int) -> None:
        """As fast as they are accepted."""
        waiting = iter(orders)

        async def post_some(http: aiohttp.ClientSession) -> None:
            for wanted in waiting:
                await self._post(http, wanted)

        async with self._http() as http:
            await asyncio.gather(*(post_some(http) for _ in range(in_flight)))

    async def post_at(self, orders: Iterable[Wanted], rate: float) -> None:
        """So many a second, whether or not they are answered."""
        start = clock.elapsed()
        async with self._http() as http, asyncio.TaskGroup() as under_way:
            for number, wanted in enumerate(orders):
                await asyncio.sleep(start + number / rate - clock.elapsed())
                under_way.create_task(self._post(http, wanted))

    async def say(self, orders: Iterable[Wanted]) -> None:
        """All at once, on Kafka."""
        async with AIOKafkaProducer(bootstrap_servers=self._place.kafka, acks="all", linger_ms=5) as producer:
            sent = []
            for wanted in orders:
                order_id = ids.new_id()
                self.placed[order_id], self.begun[order_id] = wanted, clock.elapsed()
                body = json.dumps(wanted.as_event(order_id)).encode()
                sent.append(await producer.send("order.created", body, key=order_id.encode()))
            await asyncio.gather(*sent)

    def _http(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(self._place.url, connector=aiohttp.TCPConnector(limit=0))

    async def _post(self, http: aiohttp.ClientSession, wanted: Wanted) -> None:
        begun = clock.elapsed()
        while True:
            try:
                async with http.post("/orders", json=wanted.body, headers=self._headers(wanted)) as answer:
                    if answer.status == 202:
                        order_id = (await answer.json())["order_id"]
                        self.placed[order_id], self.begun[order_id] = wanted, begun
                        return
                    if answer.status < 500:
                        raise RuntimeError(f"POST /orders: {answer.status} {await answer.text()}")
            except aiohttp.ClientConnectionError:
                pass  # it was killed: the customer tries again with the same key
            await asyncio.sleep(0.1)

    def _headers(self, wanted: Wanted) -> dict[str, str]:
        if wanted.customer not in self._tokens:
            self._tokens[wanted.customer] = f"Bearer {mint(wanted.customer)}"
        return {"Authorization": self._tokens[wanted.customer], "Idempotency-Key": f"order-{wanted.number}"}
