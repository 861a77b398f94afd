"""Prometheus asks every service, and every alert says what to do and was played.

Whether its queries can be answered, tests/e2e/test_alerts.py holds against the shop; `make test-alerts` plays what
alerts_test.yml says on Prometheus' own engine, where there is one."""

from collections import Counter

import pytest

from choreo.stack.members import SERVICES
from shared.migrate.services import load_service
from tests.contracts.alerts import ALERTS, FOLDER, Alert, read
from tests.contracts.promql import wanted_by

each_alert = pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.name)


def test_prometheus_asks_every_service_at_its_port() -> None:
    asked = {
        job["job_name"]: (place["names"], place["type"], place["port"])
        for job in read("prometheus.yml")["scrape_configs"]
        for place in job["dns_sd_configs"]
    }
    assert asked == {name: ([name.replace("_", "-")], "A", load_service(name).port) for name in SERVICES}


def test_prometheus_reads_the_rules() -> None:
    assert [name for name in read("prometheus.yml")["rule_files"] if not (FOLDER / name).exists()] == []
    assert read("prometheus.yml")["rule_files"] == ["alerts.yml"]


def test_a_service_that_has_vanished_is_missed_by_its_name() -> None:
    [down] = [alert for alert in ALERTS if alert.name == "ServiceDown"]
    jobs = [value for wanted in wanted_by(down.query) for label, value in wanted.values if label == "job"]
    assert sorted(jobs) == sorted(SERVICES)


@each_alert
def test_an_alert_says_what_is_wrong_and_what_to_do(alert: Alert) -> None:
    assert alert.severity in ("critical", "warning")
    assert alert.annotations.keys() == {"summary", "description"}
    assert alert.annotations["summary"].endswith(".")
    assert len(alert.annotations["description"]) > len(alert.annotations["summary"])


def test_no_two_alerts_have_one_name() -> None:
    assert [name for name, times in Counter(alert.name for alert in ALERTS).items() if times > 1] == []


@each_alert
def test_an_alert_was_played_until_it_fired(alert: Alert) -> None:
    fired = [
        sample["labels"]
        for scene in read("alerts_test.yml")["tests"]
        for check in scene["promql_expr_test"]
        for sample in check["exp_samples"]
    ]
    label = f'alertname="{alert.name}"'
    assert any(label in labels and f'severity="{alert.severity}"' in labels for labels in fired)
