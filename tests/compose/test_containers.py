"""How the containers are kept: small rights, and every setting within reach."""

import json
import re

from choreo.stack.members import OBSERVER
from choreo.stack.members import SERVICES as DANCERS
from shared.settings import Settings
from tests.compose.ports import ROOT
from tests.compose.project import NAME, Project

OF_THE_STACK = {
    *("kafka", "redis", "database", "postgres", "payment_provider", "carrier", "jaeger", "host", "port", "address"),
    *("instance", "ledger", "emit_versions", "fault"),
}
"""Settings that docker-compose.yml decides, what services.env says, and the one for tests."""
SERVICES = {name.replace("_", "-"): port for name, port in {**DANCERS, **OBSERVER}.items()}


async def test_programs_of_ours_cannot_change_their_disk_and_have_no_rights(project: Project) -> None:
    ours = [one for one in await project.containers() if one["Config"]["Image"] == NAME]
    assert len(ours) == len(SERVICES) + 3
    for container in ours:
        assert container["Config"]["User"] not in ("", "root", "0")
        assert container["HostConfig"]["ReadonlyRootfs"]
        assert container["HostConfig"]["CapDrop"] == ["ALL"]


async def test_nothing_can_be_reached_from_another_machine_and_memory_is_bounded(project: Project) -> None:
    for container in await project.containers():
        published = [place for places in container["HostConfig"]["PortBindings"].values() for place in places]
        assert {place["HostIp"] for place in published} <= {"127.0.0.1"}
        assert container["HostConfig"]["Memory"] > 0, container["Name"]
        assert "no-new-privileges:true" in container["HostConfig"]["SecurityOpt"]


async def test_no_compiler_and_no_cache_are_in_the_image(project: Project) -> None:
    looking = f"docker run --rm --user root --entrypoint bash {NAME} -c"
    assert await project.type(f"{looking} 'type -P cc gcc make || true; ls -A /root/.cache 2>&- || true'") == ""


async def test_every_setting_reaches_every_service(project: Project) -> None:
    names = {f"CHOREO_{name.upper()}" for name in Settings.model_fields if name not in OF_THE_STACK}
    said = " ".join(f"{name}=said" for name in sorted(names))
    config = json.loads(await project.type(f"{said} docker compose config --format json"))
    for service in SERVICES:
        environment = config["services"][service]["environment"]
        assert {name for name, value in environment.items() if value == "said"} == names


async def test_every_service_says_where_the_others_find_it(project: Project) -> None:
    config = json.loads(await project.type("docker compose config --format json"))
    said = {name: config["services"][name]["environment"]["CHOREO_ADDRESS"] for name in SERVICES}
    assert said == {name: f"http://{name}:{port}" for name, port in SERVICES.items()}


async def test_all_that_can_be_said_stands_in_the_example(project: Project) -> None:
    compose = (ROOT / "docker-compose.yml").read_text()
    variables = re.findall(r"\$\{(\w+)", compose) + re.findall(r"^  (CHOREO_\w+):$", compose, re.MULTILINE)
    example = re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert set(variables) - {"COMPOSE_PROJECT_NAME"} == set(example)
