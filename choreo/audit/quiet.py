"""Whether anything is still under way. Only at rest can the invariants be proved."""

from dataclasses import dataclass

from aiokafka import TopicPartition

from choreo.audit.databases import Databases
from choreo.audit.log import Log
from choreo.stack.members import SERVICES

_OPEN = "select count(*) n, min(order_id) one from orders where status in ('PENDING', 'PAID')"
_RETRYING = (
    "select count(*) n, min(topic || ' ' || event_id || ': ' || error) one from parked_event where state = 'RETRYING'"
)
_OUTBOX = "select count(*) n from outbox"


@dataclass(frozen=True)
class Stillness:
    """`unquiet` is empty at rest. `heard` and `ends` say what stood in Kafka then."""

    unquiet: list[str]
    heard: dict[str, set[str]]
    ends: dict[TopicPartition, int]


async def look(databases: Databases, log: Log) -> Stillness:
    """One look. Kafka's ends are read before and after all else: an event on its way between an outbox and a reader is
    either seen in one of them or has moved an end."""
    heard = await log.heard_by()
    topics = await log.topics()
    ends = await log.ends(topics)
    unquiet = []
    for service, own in heard.items():
        if not own:
            unquiet.append(f"no process of {service} reads from Kafka")
        elif unread := await log.unread_by(service, {at: end for at, end in ends.items() if at.topic in own}):
            unquiet.append(f"{service} is {unread} events behind")
    for service in SERVICES:
        [retrying] = await databases.rows(service, _RETRYING)
        if retrying["n"]:
            unquiet.append(f"{service} retries {retrying['n']} parked events, such as {retrying['one']}")
        [outbox] = await databases.rows(service, _OUTBOX)
        if outbox["n"]:
            unquiet.append(f"{service} has {outbox['n']} events in its outbox")
    [orders] = await databases.rows("order_service", _OPEN)
    if orders["n"]:
        unquiet.append(f"{orders['n']} orders are open, such as {orders['one']}")
    if await log.ends(topics) != ends:
        unquiet.append("events are being said")
    return Stillness(unquiet, heard, ends)
