"""`make audit` fails when a vulnerability is known, and claims nothing where nothing could be looked up."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

AUDIT = Path(__file__).parents[2] / ".ci" / "audit.py"
SOUND = {"name": "sound", "version": "1.0", "vulns": []}
UNKNOWN = {"name": "unknown", "skip_reason": "Dependency not found on PyPI and could not be audited: unknown (1.0)"}
FLAWED = {
    "name": "flawed",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-2030-1", "fix_versions": ["1.1"], "aliases": [], "description": "Lets anybody in."}],
}


AWAY = (
    "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='pypi.org', port=443): Max retries exceeded",
    "requests.exceptions.ProxyError: HTTPSConnectionPool(host='pypi.org', port=443): Max retries exceeded",
    "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed",
)


def judge(*audited: dict[str, Any]) -> tuple[int, str]:
    done = _run(f"print({json.dumps({'dependencies': audited, 'fixes': []})!r})")
    return done.returncode, done.stdout


def _run(audit: str) -> "subprocess.CompletedProcess[str]":
    """Judges a program in pip-audit's place."""
    return subprocess.run([sys.executable, AUDIT, sys.executable, "-c", audit], capture_output=True, text=True)


def test_a_known_vulnerability_fails() -> None:
    status, told = judge(SOUND, FLAWED)
    assert status == 1
    assert "flawed 1.0: PYSEC-2030-1, mended in 1.1" in told
    assert "2 dependencies audited, 1 vulnerabilities known" in told


def test_none_passes_and_names_what_was_not_looked_up() -> None:
    status, told = judge(SOUND, UNKNOWN)
    assert status == 0
    assert "1 dependencies audited, 0 vulnerabilities known" in told
    assert "not audited, since nothing is known of them here: unknown" in told


def test_what_cannot_be_looked_up_is_said_and_does_not_fail() -> None:
    status, told = judge(UNKNOWN)
    assert status == 0
    assert told.startswith("not run: ")
    assert "audited, 0" not in told


@pytest.mark.parametrize("trouble", AWAY)
def test_an_index_that_cannot_be_reached_does_not_fail(trouble: str) -> None:
    done = _run(f"import sys; sys.exit({trouble!r})")
    assert done.returncode == 0
    assert done.stdout.startswith("not run: ")


@pytest.mark.parametrize("audit", ["", "import sys; sys.exit(1)", "raise KeyError('a bug of pip-audit')", "print('{')"])
def test_an_audit_that_fails_is_no_audit(audit: str) -> None:
    done = _run(audit)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "the audit of dependencies failed" in done.stderr
    if "bug" in audit:
        assert "KeyError: 'a bug of pip-audit'" in done.stderr
