"""docs/METRICS.md: what `/metrics` of each service shows."""

from collections.abc import Iterable
from pathlib import Path

from choreo.documents.conventions import CONVENTIONS
from choreo.stack.members import OBSERVER, SERVICES
from shared.messaging.metrics import RUNTIME_METRICS
from shared.metrics.declared import Counter, Histogram, Metric, TableGauge
from shared.migrate.services import load_service

PATH = Path("docs/METRICS.md")

_HEAD = """\
# Metrics

Every service shows them under `/metrics`, in [Prometheus](https://prometheus.io)' format. Written from the code by
`choreo docs`; a test holds this page, and every query of the [alert rules](../deploy/prometheus/alerts.yml), against
services that run.

- A gauge *of a table* is read in the service's database when it is asked for, by each replica alike: take the `max` of
  the replicas, never the `sum`. While the database is away these are not shown, and `choreo_database_up` is 0. All else
  the process has measured itself, and shows whatever is away; it begins anew when the process does.
- No label names an order or a customer, so there are not more time series when there are more orders.
- observer_service hears everything in a way of its own, and has no `choreo_consumer_lag`: how far it is behind,
  `choreo_observer_behind_records` says.
- What is measured of an order is recorded after the commit that it belongs to, and only then: once, however often a
  handler ran.
"""

_TAIL = """
## Alerts

`docker compose --profile metrics up --wait` adds Prometheus on <http://127.0.0.1:9090>, with
[rules](../deploy/prometheus/alerts.yml) for what somebody should know of; each says what is wrong and what to do. It
finds the replicas of a service by the service's name, so scaling needs nothing. Alerts are seen on its page `/alerts`;
to be told, add an Alertmanager to [prometheus.yml](../deploy/prometheus/prometheus.yml).

`make test-alerts` plays what may happen ([alerts_test.yml](../deploy/prometheus/alerts_test.yml)) to the rules on
Prometheus' own engine, and needs its image. `make test` needs none: it reads the rules with a parser of the query
language, and looks for every metric, label and value that they ask for in what running services answer. (Where this was
written no image could be had: what is here was run by a Prometheus 3.13.5 built from its source.)
"""


def write_metrics() -> str:
    """The document as the code has it."""
    own = {name: load_service(name).metrics for name in (*SERVICES, *OBSERVER)}
    sections = {
        "In every service": RUNTIME_METRICS,
        **{f"In {name}": metrics for name, metrics in own.items() if metrics},
        "By OpenTelemetry's conventions": CONVENTIONS,
    }
    return "".join([_HEAD, *(_section(title, metrics) for title, metrics in sections.items()), _TAIL])


def _section(title: str, metrics: Iterable[Metric]) -> str:
    rows = "".join(f"| `{metric.name}` | {_kind(metric)} | {_labels(metric)} | {metric.help} |\n" for metric in metrics)
    return f"\n## {title}\n\n| metric | type | labels | what it is |\n| --- | --- | --- | --- |\n{rows}"


def _kind(metric: Metric) -> str:
    if isinstance(metric, Counter):
        return "counter"
    if isinstance(metric, Histogram):
        return "histogram"
    return "gauge, of a table" if isinstance(metric, TableGauge) else "gauge"


def _labels(metric: Metric) -> str:
    """With their values, where they are known beforehand."""
    return "; ".join(
        f"`{label}`: {', '.join(value or '(none)' for value in values)}" if values else f"`{label}`"
        for label, values in metric.labels.items()
    )
