"""`make audit` fails when a vulnerability is known, and claims nothing where nothing could be looked up."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

AUDIT = Path(__file__).parents[2] / ".ci" / "audit.py"
SOUND = {"name": "sound", "version": "1.0", "vulns": []}
UNKNOWN = {"name": "unknown", "skip_reason": "Dependency not found on PyPI and could not be audited: unknown (1.0)"}
FLAWED = {
    "name": "flawed",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-2030-1", "fix_versions": ["1.1"], "aliases": [], "description": "Lets anybody in."}],
}


def judge(*audited: dict[str, Any]) -> tuple[int, str]:
    return _run(json.dumps({"dependencies": audited, "fixes": []}))


def _run(report: str) -> tuple[int, str]:
    done = subprocess.run([sys.executable, AUDIT], input=report, capture_output=True, text=True)
    return done.returncode, done.stdout


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


def test_what_cannot_be_reached_is_said_and_does_not_fail() -> None:
    for status, told in (judge(UNKNOWN), _run("")):
        assert status == 0
        assert told.startswith("not run: ")
        assert "audited, 0" not in told
