"""Costs are taken apart into those that they were made of."""

import pytest

from benchmarks.saga.passes import SERVERS
from benchmarks.scaling.calibration import calibrate
from benchmarks.throughput.ways import MANY
from choreo.stack.members import SERVICES
from tests.benchmarks.known_costs import OWN, POST, SERVER, costs


@pytest.mark.parametrize("without", [[], [MANY]])
def test_costs_of_a_transaction_and_of_an_event_are_found(without: list[str]) -> None:
    found = calibrate(costs(), without)
    for service in SERVICES:
        assert found.own[service].transaction == pytest.approx(OWN.transaction)
        assert found.own[service].event == pytest.approx(OWN.event)
    for server in SERVERS:
        assert found.servers[server].transaction == pytest.approx(SERVER.transaction)
        assert found.servers[server].event == pytest.approx(SERVER.event)
    assert found.post == pytest.approx(POST)
