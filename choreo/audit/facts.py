"""I6: what a service said was handled by all who hear it; each id has one content; nothing waits in an outbox or among
the parked. Bytes that are no event, typed by hand, were never said by anybody: they may lie among the dead letters."""

from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

from aiokafka import TopicPartition

from choreo.audit.databases import Databases
from choreo.audit.log import Log, hearers
from choreo.audit.report import Violation
from choreo.stack.members import SERVICES

_OUTBOX = "select id, aggregatetype, aggregateid from outbox"
_PARKED = """
    select id, event_id, topic, key, state, error from parked_event
    where state = 'RETRYING' or error not like 'NoEvent:%'
        or jsonb_path_exists(headers::jsonb, '$[*] ? (@[0] == "ce_id")')
"""
_INBOX = "select event_id from inbox"


async def check_facts(
    databases: Databases, log: Log, heard: dict[str, set[str]], ends: dict[TopicPartition, int]
) -> list[Violation]:
    """What breaks I6, as far as the topics reach back."""
    found = []
    done = {}
    for service in SERVICES:
        for row in await databases.rows(service, _OUTBOX):
            what = f"{row['aggregatetype']} {row['id']} is still in the outbox of {service}"
            found.append(Violation("I6", row["aggregateid"], what))
        for row in await databases.rows(service, _PARKED):
            what = f"{row['topic']} {row['event_id']} is {row['state']} at {service} as {row['id']}: {row['error']}"
            found.append(Violation("I6", (row["key"] or b"").decode(errors="replace"), what))
        done[service] = {row["event_id"] for row in await databases.rows(service, _INBOX)}
    audience = hearers(heard)
    contents: dict[str, bytes] = {}
    async for record, event_id in _said(log, ends):
        subject = (record.key or b"").decode(errors="replace")
        content = sha256(record.topic.encode() + b"\0" + (record.value or b"")).digest()
        if contents.setdefault(event_id, content) != content:
            found.append(Violation("I6", subject, f"{record.topic} {event_id} was said with two contents"))
        found += [
            Violation("I6", subject, f"{record.topic} {event_id} was never handled by {service}")
            for service in audience[record.topic]
            if event_id not in done[service]
        ]
    return found


async def _said(log: Log, ends: dict[TopicPartition, int]) -> AsyncIterator[tuple[Any, str]]:
    """Records that carry an id, and it."""
    async for record in log.records(ends):
        for name, value in record.headers:
            if name.lower() == "ce_id" and value is not None:
                yield record, value.decode(errors="replace")
                break
