"""Prometheus, beside the shop in containers. Its image is not needed here: docker compose says what it would start."""

import json
from pathlib import Path

from tests.compose.conftest import readme_line
from tests.compose.project import Project


async def test_compose_would_start_prometheus_with_rules_and_bounds(project: Project) -> None:
    assert readme_line("docker compose --profile metrics").strip() == "docker compose --profile metrics up --wait"
    config = json.loads(await project.type("docker compose --profile metrics config --format json"))
    prometheus = config["services"]["prometheus"]
    assert [port["host_ip"] for port in prometheus["ports"]] == ["127.0.0.1"]
    assert int(prometheus["mem_limit"]) > 0
    assert prometheus["read_only"]
    assert prometheus["cap_drop"] == ["ALL"]
    [folder] = [Path(volume["source"]) for volume in prometheus["volumes"] if volume["type"] == "bind"]
    assert {file.name for file in folder.iterdir()} == {"prometheus.yml", "alerts.yml", "alerts_test.yml"}


async def test_without_the_profile_there_is_no_prometheus(project: Project) -> None:
    assert "prometheus" not in (await project.type("docker compose config --services")).split()
