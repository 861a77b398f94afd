"""`python -m choreo.embedded.kafka_rehearsal`: Kafka's later starts on this machine take half the work."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from choreo.embedded import kafka_jars
from choreo.embedded.kafka import address, make_kafka
from choreo.embedded.kafka_archive import archive_beside
from choreo.processes.ports import free_port
from choreo.processes.register import Register

TOPIC = "rehearsal"


async def rehearse(say: Callable[[str], None] = print) -> None:
    """Kafka runs once, does a little of what it is for, and leaves the archive that make_kafka uses; some ten seconds.
    Does nothing when it is there. Raises JarError or CannotStartError, and then leaves none."""
    shelf = await asyncio.to_thread(kafka_jars.ensure_jars, say)
    archive = archive_beside(shelf)
    if archive.exists():
        return
    with TemporaryDirectory(dir=shelf) as name:
        scratch = Path(name)
        register = Register(scratch / "processes.json")
        await asyncio.to_thread(register.claim)
        try:
            await _run_once(scratch, register, say)
        finally:
            register.release()
        # Whole, or not there: others may start at this moment.
        (scratch / archive.name).replace(archive)


async def _run_once(scratch: Path, register: Register, say: Callable[[str], None]) -> None:
    port, archive = free_port(), scratch / archive_beside(scratch).name
    kafka = await make_kafka(scratch / "kafka", port, register, scratch / "kafka.log", say, archive=archive)
    await kafka.start()
    try:
        async with AIOKafkaProducer(bootstrap_servers=address(port), enable_idempotence=True) as producer:
            await producer.send_and_wait(TOPIC, b"heard")
        group = {"group_id": TOPIC, "auto_offset_reset": "earliest"}
        async with AIOKafkaConsumer(TOPIC, bootstrap_servers=address(port), **group) as consumer:
            await consumer.getone()
    finally:
        await kafka.stop()


if __name__ == "__main__":
    asyncio.run(rehearse())
