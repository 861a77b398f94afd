"""For machines without kcat: the few of its options that the README uses, on the real broker.

-b BROKER -t TOPIC, and either -P [-k KEY] (one record from standard input) or -C -e [-q] -f FORMAT (%h %k %s \\n)."""

import argparse
import asyncio
import sys

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer


async def produce(broker: str, topic: str, key: str | None) -> None:
    """Sends standard input, less its last line end, as one record."""
    async with AIOKafkaProducer(bootstrap_servers=broker) as producer:
        value = sys.stdin.buffer.read().removesuffix(b"\n")
        await producer.send_and_wait(topic, value, key=key.encode() if key else None)


async def consume(broker: str, topic: str, form: str) -> None:
    """Prints every record until the end of the topic."""
    async with AIOKafkaConsumer(topic, bootstrap_servers=broker, auto_offset_reset="earliest") as consumer:
        ends = await consumer.end_offsets(consumer.assignment())
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                for record in records:
                    headers = ",".join(f"{name}={value.decode()}" for name, value in record.headers)
                    line = form.replace("\\n", "\n").replace("%h", headers)
                    line = line.replace("%k", (record.key or b"").decode()).replace(
                        "%s", (record.value or b"").decode()
                    )
                    sys.stdout.write(line)


def main() -> None:
    """As kcat would."""
    options = argparse.ArgumentParser(prog="kcat")
    options.add_argument("-b", required=True)
    options.add_argument("-t", required=True)
    options.add_argument("-P", action="store_true")
    options.add_argument("-C", action="store_true")
    options.add_argument("-e", action="store_true")
    options.add_argument("-q", action="store_true")
    options.add_argument("-k")
    options.add_argument("-f", default="%s\\n")
    told = options.parse_args()
    asyncio.run(produce(told.b, told.t, told.k) if told.P else consume(told.b, told.t, told.f))


if __name__ == "__main__":
    main()
