"""Every query of the alert rules is held against what the running services say: a metric or a label that is renamed
would silence an alert, and nobody would notice."""

import re
from collections.abc import Iterable

import pytest
from prometheus_client.samples import Sample

from choreo.stack.addresses import Stack
from choreo.stack.members import OBSERVER, SERVICES
from observer_service.reasons import KINDS
from shared.messaging.metrics import RUNTIME_METRICS
from shared.migrate.services import load_service
from tests.contracts.alerts import ALERTS, Alert, read
from tests.contracts.promql import Labels, Wanted, labels_of, says, wanted_by
from tests.e2e.goods import PIECES, put_up
from tests.e2e.scraped import read_all
from tests.e2e.shop import Shop
from tests.metrics_page import Page
from tests.patience import eventually

OF_PROMETHEUS: Labels = frozenset({"job", "instance"})
"""Labels that it gives to everything it hears."""
UP = Sample("up", {}, 1)
"""Its own."""
PROMISES = [promise for name in SERVICES for promise in load_service(name).expectations]
SELDOM = {
    "http_response_status_code": ("500", "503"),
    "event": [" or ".join(one.topic for one in promise.one_of) for promise in PROMISES],
    "service": list(SERVICES),
    "why": KINDS,
}
"""What a label may say, though it did not in this shop."""
ASKED = (*SERVICES, *OBSERVER)
DECLARED = [*RUNTIME_METRICS, *(metric for name in ASKED for metric in load_service(name).metrics)]

each_alert = pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.name)


@pytest.fixture(scope="session")
async def samples(shop: Shop, observed: Stack, owing: Page) -> list[Sample]:
    """All that Prometheus hears of the shop when orders have ended in both ways, and something was missing."""
    goods = await put_up(shop)
    for quantity, ending in ((1, "COMPLETED"), (PIECES, "out_of_stock")):
        order = await shop.place("alerted", goods.order(quantity))
        assert await shop.ending_of("alerted", order["order_id"]) == ending

    async def shown() -> list[Sample]:
        pages = await read_all(shop, observed)
        ended = pages["order_service"].samples("choreo_saga_duration_seconds_count")
        outcomes = {sample.labels["outcome"] for sample in ended}
        everything = [
            UP,
            *(sample for page in (owing, *pages.values()) for family in page.families for sample in family.samples),
        ]
        return everything if outcomes == {"COMPLETED", "CANCELLED"} else []

    return await eventually(shown)


@each_alert
async def test_the_services_answer_what_an_alert_asks(samples: list[Sample], alert: Alert) -> None:
    wanted = [one for query in alert.queries for one in wanted_by(query)]
    assert [problem for one in wanted for problem in problems(one, samples)] == []


@each_alert
async def test_an_alert_speaks_only_of_labels_that_its_answer_has(samples: list[Sample], alert: Alert) -> None:
    spoken_of = set(re.findall(r"\$labels\.(\w+)", " ".join(alert.annotations.values())))
    assert spoken_of <= labels_of(alert.query, lambda metric: labels_in(samples, metric))


async def test_the_alerts_were_played_with_what_the_services_say(samples: list[Sample]) -> None:
    played = {series["series"] for scene in read("alerts_test.yml")["tests"] for series in scene["input_series"]}
    wanted = {one for series in played for one in wanted_by(series)}
    assert sorted({problem for one in wanted for problem in problems(one, samples)}) == []


async def test_a_renamed_metric_or_label_would_be_noticed(samples: list[Sample]) -> None:
    """So this test can fail: three words that nobody says."""
    query = 'sum by (topik) (choreo_consumer_lagg) + on (job) choreo_parked_events{state="UNDEAD"}'
    found = {problem for wanted in wanted_by(query) for problem in problems(wanted, samples)}
    assert found == {"nobody says choreo_consumer_lagg", "choreo_parked_events never says state=UNDEAD"}
    [lag, _] = wanted_by("sum by (topik) (choreo_consumer_lag) + choreo_outbox_messages")
    assert list(problems(lag, samples)) == ["choreo_consumer_lag has no label topik"]


def problems(wanted: Wanted, samples: list[Sample]) -> Iterable[str]:
    """Why a selector finds nothing, or a label that is asked for is not there."""
    if not any(sample.name == wanted.metric for sample in samples):
        yield f"nobody says {wanted.metric}"
        return
    for label in sorted(wanted.labels - labels_in(samples, wanted.metric)):
        yield f"{wanted.metric} has no label {label}"
    for label, value in sorted(wanted.values):
        if label != "instance" and not any(says(known, value) for known in known_values(samples, wanted.metric, label)):
            yield f"{wanted.metric} never says {label}={value}"


def labels_in(samples: list[Sample], metric: str) -> Labels:
    """Those that this metric has."""
    return OF_PROMETHEUS.union(*(sample.labels for sample in samples if sample.name == metric))


def known_values(samples: list[Sample], metric: str, label: str) -> set[str]:
    """What a label of a metric says in the shop, or was declared to say."""
    declared = [values for one in DECLARED if metric.startswith(one.name) for values in (one.labels.get(label, ()),)]
    said = {sample.labels[label] for sample in samples if sample.name == metric and label in sample.labels}
    jobs = ASKED if label == "job" else ()
    return said.union(jobs, SELDOM.get(label, ()), *declared)
