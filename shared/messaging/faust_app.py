"""The Faust app of a service, set up so that it loses nothing.

Every setting has its reason in Faust's source or issues: leader topics and topic declaration would make topics with
the broker's defaults; `stream_wait_empty` waits for ever behind a batch in flight; a supervisor that restarts an agent
skips what the agent held (so ours ends the process)."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from socket import gethostname
from typing import Any

import faust
import mode
from faust.tables import TableManager
from faust.transport.utils import DefaultSchedulingStrategy

from shared.messaging.any_records import read_any_records
from shared.messaging.faust_consumer import Transport
from shared.settings import settings


class Reading(DefaultSchedulingStrategy):
    """Records in Faust's own order. `begun_at` is the first offset read of each partition (lag.py)."""

    def __init__(self) -> None:
        self.begun_at: dict[tuple[str, int], int] = {}

    def iterate(self, records: Mapping[Any, list[Any]]) -> Iterator[tuple[Any, Any]]:
        """Partitions in turn."""
        for partition, found in records.items():
            if found:
                self.begun_at.setdefault(partition, found[0].offset)
        return super().iterate(records)


class NoTables(TableManager):
    """Faust's, without the second that it sleeps at every start so that tables can be declared: here are none."""

    async def sleep(self, n: Any) -> None:
        """Lets others have a turn."""
        await super().sleep(0)


def make_faust_app(service: str, topics: tuple[str, ...], directory: str) -> faust.App:
    """An app of the consumer group `service`. Values are raw bytes: Faust's own codecs freeze a stream at what they
    cannot decode (robinhood/faust#586). It makes folders in `directory`, and keeps nothing there."""
    read_any_records()
    told = settings()
    session = told.session_timeout
    app = faust.App(
        service,
        id_format="{id}",
        broker=[f"kafka://{address}" for address in told.kafka.split(",")],
        datadir=directory,
        key_serializer="raw",
        value_serializer="raw",
        web_enabled=False,
        topic_disable_leader=True,
        topic_allow_declare=False,
        table_standby_replicas=0,
        agent_supervisor=mode.CrashingSupervisor,
        ConsumerScheduler=Reading,
        TableManager=NoTables,
        stream_wait_empty=False,
        stream_buffer_maxsize=4 * told.batch_size,
        broker_commit_interval=1.0,
        broker_session_timeout=session,
        broker_heartbeat_interval=max(0.3, session / 6),
        broker_rebalance_timeout=session + 4,
        broker_request_timeout=max(10.0, session + 5),
        broker_max_poll_records=told.batch_size,
        broker_max_poll_interval=24 * 3600.0,
        consumer_group_instance_id=member_name(told.instance, topics),
        consumer_auto_offset_reset="earliest",
        producer_linger=0,
        loghandlers=[],
        logging_config={"version": 1, "disable_existing_loggers": False},
    )
    app.transport = Transport(app.conf.broker_consumer, app)
    return app


def member_name(instance: str, topics: tuple[str, ...]) -> str | None:
    """The static member that a process is (KIP-345); None: a new one with each start.

    A process that hears other topics than before is another member: the same one Kafka would not ask again what it
    subscribes to, and a new topic would stay unheard."""
    if not instance:
        return None
    heard = sha256(" ".join(sorted(topics)).encode()).hexdigest()[:8]
    return f"{instance.replace('{hostname}', gethostname())}-{heard}"
