"""Prometheus asks every service, and every alert says what to do and was played.

Whether its queries can be answered, tests/e2e/test_alerts.py holds against the shop; `make test-alerts` plays what
alerts_test.yml says on Prometheus' own engine, where there is one."""

from collections import Counter
from re import fullmatch

import pytest
import yaml

from choreo.stack.members import OBSERVER, SERVICES
from shared.migrate.services import load_service
from tests.contracts.alerts import ALERTS, FOLDER, Alert, read
from tests.contracts.promql import wanted_by

COMPOSE = yaml.safe_load((FOLDER.parents[1] / "docker-compose.yml").read_text())["services"]

ASKED = [*SERVICES, *OBSERVER]

each_alert = pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.name)


def test_prometheus_asks_every_service_by_the_name_and_port_it_has_in_compose() -> None:
    jobs = {job["job_name"]: job["dns_sd_configs"] for job in read("prometheus.yml")["scrape_configs"]}
    asked = {(job, *place["names"], place["port"]) for job, places in jobs.items() for place in places}
    assert asked == {
        (part["command"], name, part["environment"]["CHOREO_PORT"])
        for name, part in COMPOSE.items()
        if part.get("command") in ASKED
    }
    assert asked == {(name, name.replace("_", "-"), load_service(name).port) for name in ASKED}
    assert {place["type"] for places in jobs.values() for place in places} == {"A"}


def test_prometheus_is_pinned_and_reached_from_this_machine_only() -> None:
    prometheus = COMPOSE["prometheus"]
    assert prometheus["profiles"] == ["metrics"]
    assert fullmatch(r"prom/prometheus:v\d+\.\d+\.\d+", prometheus["image"])
    assert [port for port in prometheus["ports"] if not port.startswith("127.0.0.1:")] == []


def test_prometheus_reads_the_rules() -> None:
    assert [name for name in read("prometheus.yml")["rule_files"] if not (FOLDER / name).exists()] == []
    assert read("prometheus.yml")["rule_files"] == ["alerts.yml"]


def test_a_service_that_has_vanished_is_missed_by_its_name() -> None:
    [down] = [alert for alert in ALERTS if alert.name == "ServiceDown"]
    jobs = [value for wanted in wanted_by(down.query) for label, value in wanted.values if label == "job"]
    assert sorted(jobs) == sorted(ASKED)


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
