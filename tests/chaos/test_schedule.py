"""What `choreo chaos` does is decided by its seed alone."""

from collections import Counter

import pytest

from choreo.chaos.fault import EVERYBODY, SESSION_TIMEOUT, Kind, draw_faults, spread_kills
from choreo.stack.members import SERVICES
from shared.settings import Settings

LOAD = 60.0


def test_the_same_seed_does_the_same_at_the_same_moments() -> None:
    assert draw_faults(7, LOAD, 12) == draw_faults(7, LOAD, 12)
    assert draw_faults(7, LOAD, 12) != draw_faults(8, LOAD, 12)
    assert spread_kills(["kafka", "valkey"], LOAD, 7) == spread_kills(["kafka", "valkey"], LOAD, 7)


@pytest.mark.parametrize("seed", range(1, 11))
def test_everybody_is_killed_before_anybody_is_killed_twice(seed: int) -> None:
    faults = draw_faults(seed, LOAD, kills=12)

    killed = Counter(fault.target for fault in faults if fault.kind is Kind.KILL)
    assert killed.keys() == set(EVERYBODY)
    assert killed.total() == 12
    assert max(killed.values()) == 2


@pytest.mark.parametrize("seed", range(1, 11))
def test_a_service_is_frozen_for_longer_than_its_session(seed: int) -> None:
    frozen = [fault for fault in draw_faults(seed, LOAD, 12) if fault.kind is Kind.FREEZE and fault.target in SERVICES]

    assert len(frozen) == 2
    assert all(fault.lasts > SESSION_TIMEOUT for fault in frozen)
    assert Settings.model_fields["session_timeout"].default == SESSION_TIMEOUT


@pytest.mark.parametrize("seed", range(1, 11))
def test_some_orders_set_out_before_the_first_fault_and_some_when_none_begins_any_more(seed: int) -> None:
    faults = draw_faults(seed, LOAD, 12)

    assert {fault.kind for fault in faults} == set(Kind)
    assert min(fault.at for fault in faults) >= LOAD * 0.1
    assert max(fault.at for fault in faults) <= LOAD * 0.7


def test_named_victims_are_killed_once_each_and_nothing_else_is_done() -> None:
    victims = ["order_service", "payment_service", "inventory_service"]

    faults = spread_kills(victims, LOAD, seed=1)

    assert sorted(fault.target for fault in faults) == sorted(victims)
    assert {fault.kind for fault in faults} == {Kind.KILL}
    assert faults == sorted(faults, key=lambda fault: fault.at)
