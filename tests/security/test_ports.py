"""Nothing can be reached from another machine unless somebody wants it, and every port is in docs/SECURITY.md."""

import re
from pathlib import Path

import psutil
import yaml

from choreo.stack.members import OBSERVER, OUTSIDERS, SERVICES
from tests.security.marked import Marked

ROOT = Path(__file__).parents[2]
MEMBERS = len({**SERVICES, **OBSERVER, **OUTSIDERS})


def test_compose_publishes_on_this_machine_only_and_all_of_it_is_documented() -> None:
    parts = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"].values()
    published = [port for part in parts for port in part.get("ports", ())]
    assert len(published) >= MEMBERS + 3
    assert all(port.startswith("127.0.0.1:") for port in published), published
    told = (ROOT / "docs" / "SECURITY.md").read_text()
    rows = " ".join(line.split("|")[1] for line in told.splitlines() if re.match(r"\| \d{4}", line))
    for port in published:
        assert port.rpartition(":")[2] in rows, f"{port} is not in docs/SECURITY.md"


def test_whatever_the_demo_starts_listens_on_this_machine_only(marked: Marked) -> None:
    members = psutil.Process().children(recursive=True)
    listening = {
        place.laddr
        for member in members
        for place in member.net_connections(kind="inet")
        if place.status == psutil.CONN_LISTEN
    }
    assert len(listening) >= MEMBERS + 3
    assert {address.ip.removeprefix("::ffff:") for address in listening} == {"127.0.0.1"}, listening
