"""A `/metrics` page, read by Prometheus' own parser."""

from collections.abc import Iterator

import httpx
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample


class Page:
    """What a service showed at one moment."""

    def __init__(self, text: str) -> None:
        self.families: list[Metric] = list(text_string_to_metric_families(text))

    def samples(self, name: str, **labels: str) -> Iterator[Sample]:
        """Those of this name that have these labels, among others."""
        for family in self.families:
            for sample in family.samples:
                if sample.name == name and labels.items() <= sample.labels.items():
                    yield sample

    def sum(self, name: str, **labels: str) -> float:
        """Of them all; 0 where there is none."""
        return sum(sample.value for sample in self.samples(name, **labels))

    def has(self, name: str, **labels: str) -> bool:
        """Whether there is one."""
        return any(True for _ in self.samples(name, **labels))


async def read_metrics(client: httpx.AsyncClient, url: str = "") -> Page:
    """The page as it is now."""
    answer = await client.get(f"{url}/metrics")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return Page(answer.text)
