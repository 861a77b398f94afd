"""Who may know whom, where import-linter (pyproject.toml) cannot say it: what is allowed, rather than what is not."""

import sys

import grimp
import pytest

from tests.contracts.services import SERVICES

ROOTS = ("shared", "choreo", "outsiders", *SERVICES)


@pytest.fixture(scope="session")
def graph() -> grimp.ImportGraph:
    """Who imports whom, others' packages included."""
    return grimp.build_graph(*ROOTS, include_external_packages=True, cache_dir=None)


@pytest.mark.parametrize("service", SERVICES)
def test_rules_know_only_events_and_the_standard_library(graph: grimp.ImportGraph, service: str) -> None:
    known = graph.find_modules_directly_imported_by(f"{service}.domain")
    beyond = {module for module in known if module.partition(".")[0] not in {*sys.stdlib_module_names, "pydantic"}}
    assert {module for module in beyond if not f"{module}.".startswith("shared.events.")} == set()


def test_faust_is_known_to_five_files(graph: grimp.ImportGraph) -> None:
    assert graph.find_modules_that_directly_import("faust") == {
        "shared.messaging.faust_app",
        "shared.messaging.faust_consumer",
        "shared.messaging.faust_fetching",
        "shared.messaging.intake",
        "shared.messaging.worker",
    }


@pytest.mark.parametrize("service", SERVICES)
def test_every_room_that_imports_faust_is_behind_the_start_of_a_service(graph: grimp.ImportGraph, service: str) -> None:
    """Handlers, commands, rules and tables can be read, tested and imported on a machine without Faust."""
    rooms = {f"{service}.{room}" for room in ("handlers", "commands", "domain", "tables", "expectations")}
    for room in rooms & graph.modules:
        assert graph.find_shortest_chain(room, "faust") is None
