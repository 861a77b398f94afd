"""The alert rules, as Prometheus reads them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[2] / "deploy" / "prometheus"


@dataclass(frozen=True)
class Alert:
    """A rule: `query` in PromQL, and what it tells people."""

    name: str
    query: str
    severity: str
    annotations: dict[str, str]


def read(file: str) -> Any:
    """A file of the folder, parsed."""
    return yaml.safe_load((FOLDER / file).read_text())


ALERTS = [
    Alert(rule["alert"], rule["expr"], rule["labels"]["severity"], rule["annotations"])
    for group in read("alerts.yml")["groups"]
    for rule in group["rules"]
]
