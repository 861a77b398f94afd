"""What Kafka has on its disk, on this machine."""

from pathlib import Path

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType


async def look_into_kafka(kafka: str) -> tuple[float, float]:
    """Messages, and bytes without their indexes, one copy; of all topics but Kafka's own."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        topics = [topic for topic in await admin.describe_topics() if not topic["topic"].startswith("_")]
        broker = str((await admin.describe_cluster())["brokers"][0]["node_id"])
        asked = ConfigResource(ConfigResourceType.BROKER, broker, {"log.dirs": None})
        [answer] = await admin.describe_configs([asked])
    finally:
        await admin.close()
    places = [TopicPartition(topic["topic"], part["partition"]) for topic in topics for part in topic["partitions"]]
    async with AIOKafkaConsumer(bootstrap_servers=kafka) as consumer:
        messages = float(sum((await consumer.end_offsets(places)).values()))
    [(_, _, _, _, settings)] = answer.resources
    directory = next(value for name, value, *_ in settings if name == "log.dirs")
    return messages, _bytes_below(Path(directory))


def _bytes_below(directory: Path) -> float:
    logs = [log for log in directory.glob("*/*.log") if not log.parent.name.startswith("_")]
    return float(sum(log.stat().st_size for log in logs))
