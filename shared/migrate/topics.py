"""The topics, made before anybody speaks: one that the broker makes on demand has the wrong number of partitions."""

from collections.abc import Iterable

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

from shared.events import ProductListed
from shared.messaging.cards import CARDS
from shared.messaging.dead_letters import ROOM, dlq_of
from shared.service import Service
from shared.settings import settings

PARTITIONS = 4


async def make_topics(services: Iterable[Service]) -> None:
    """A topic for every event that one of them says or hears, one for each one's dead letters, and one for the cards of
    all. Those that are there stay as they are."""
    services, copies = list(services), settings().topic_replication
    kept = {"retention.ms": str(int(settings().topic_retention * 1000))}
    wanted: dict[str, dict[str, str]] = {event.topic: kept for service in services for event in service.events}
    if ProductListed.topic in wanted:
        wanted[ProductListed.topic] = {"cleanup.policy": "compact"}
    wanted[CARDS] = {"cleanup.policy": "compact"}
    for service in services:
        wanted[dlq_of(service.name)] = {**kept, "max.message.bytes": str(ROOM)}
    admin = AIOKafkaAdminClient(bootstrap_servers=settings().kafka)
    await admin.start()
    try:
        there = set(await admin.list_topics())
        missing = [
            NewTopic(name, PARTITIONS, copies, topic_configs=config)
            for name, config in wanted.items()
            if name not in there
        ]
        if missing:
            answer = await admin.create_topics(missing)
            for name, code, *rest in answer.topic_errors:
                if (error := for_code(code)) not in (TopicAlreadyExistsError,) and code:
                    raise error(f"topic {name}: {rest}")
    finally:
        await admin.close()
