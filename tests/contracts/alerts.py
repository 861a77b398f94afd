"""The alert rules, as Prometheus reads them."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[2] / "deploy" / "prometheus"


@dataclass(frozen=True)
class Alert:
    """A rule: `query` in PromQL, and what it tells people, which may ask for more."""

    name: str
    query: str
    severity: str
    annotations: dict[str, str]

    @property
    def queries(self) -> list[str]:
        """All that it asks. Where its text puts a label's value into a query, any value will do."""
        asked = re.findall(r'printf "(.+?)"', " ".join(self.annotations.values()))
        return [self.query, *(query.replace("='%s'", "!=''") for query in asked)]


def read(file: str) -> Any:
    """A file of the folder, parsed."""
    return yaml.safe_load((FOLDER / file).read_text())


ALERTS = [
    Alert(rule["alert"], rule["expr"], rule["labels"]["severity"], rule["annotations"])
    for group in read("alerts.yml")["groups"]
    for rule in group["rules"]
]
