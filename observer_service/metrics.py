"""What the observer measures."""

from collections.abc import Iterable

from opentelemetry.metrics import CallbackOptions, Observation
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from observer_service.domain import ANSWER_TO_NOTHING, SECOND_ANSWER, UNANNOUNCED
from observer_service.listening import GROUP
from observer_service.reasons import KINDS, reason_of
from observer_service.sight import SIGHT
from observer_service.tables import MissingEvent
from shared.metrics.declared import Counter, Gauge, TableGauge, Values
from shared.metrics.recording import METER


async def _count_missing(db: AsyncSession) -> Values:
    rows = select(MissingEvent.one_of, MissingEvent.service, func.count(), func.max(MissingEvent.after))
    counted = await db.execute(rows.group_by(MissingEvent.one_of, MissingEvent.service))
    return {
        (one_of, service, reason_of(service, after, (), SIGHT).kind): number
        for one_of, service, number, after in counted
    }


MISSING_EVENTS = TableGauge(
    "choreo_missing_events",
    "Events that are owed to orders and late: one of `event`, owed by `service`; `why`, as far as it is one reason for "
    f"all of them: {', '.join(KINDS)}.",
    {"event": (), "service": (), "why": ()},
    read=_count_missing,
)
UNEXPECTED_EVENTS = Counter(
    "choreo_unexpected_events_total",
    "Events that should not be: one that its service has not announced, a second answer, an answer to nothing.",
    {"kind": (UNANNOUNCED, SECOND_ANSWER, ANSWER_TO_NOTHING)},
)
BEHIND = Gauge(
    "choreo_observer_behind_records",
    "Records in Kafka that the observer, all its replicas together, has not recorded yet.",
)

METRICS = (MISSING_EVENTS, UNEXPECTED_EVENTS, BEHIND)


def _observe_behind(_: CallbackOptions) -> Iterable[Observation]:
    return [Observation(SIGHT.behind[GROUP])] if GROUP in SIGHT.behind else []


METER.create_observable_gauge(BEHIND.name, [_observe_behind], description=BEHIND.help)
