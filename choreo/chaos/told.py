"""A run in words: what was done, how long orders took, what became of them."""

from collections import Counter
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from choreo.chaos.latency import latencies
from choreo.chaos.run import Outcome, Plan
from choreo.commands.audit import told as audit_told

_SHOWN = 10


def tell(plan: Plan, outcome: Outcome, console: Console) -> None:
    """Tables and sentences."""
    for table in (_deeds(plan, outcome), _latencies(outcome)):
        console.print(table)
    endings = Counter(journey.ending for journey in outcome.journeys)
    console.print("ended: " + ", ".join(f"{count} {ending}" for ending, count in endings.most_common()))
    console.print(audit_told(outcome.verdict.report))
    for letter in outcome.verdict.letters[:_SHOWN]:
        console.print(letter)
    counts = []
    for name, orders in _wrong(outcome).items():
        counts.append(f"{len(orders)} {name}")
        if orders:
            console.print(f"{name}: {', '.join(orders[:_SHOWN])}{' …' if len(orders) > _SHOWN else ''}")
    console.print(f"seed {plan.seed}, {len(outcome.journeys)} orders: {', '.join(counts)}")


def as_data(plan: Plan, outcome: Outcome) -> dict[str, Any]:
    """The same for programs."""
    return {
        "seed": plan.seed,
        "orders": len(outcome.journeys),
        "rate": plan.rate,
        "deeds": [
            {**asdict(deed.fault), "began": deed.began, "over": deed.over, "note": deed.note} for deed in outcome.deeds
        ],
        "seconds": {phase: asdict(latency) for phase, latency in latencies(outcome.journeys, outcome.deeds).items()},
        "endings": Counter(journey.ending for journey in outcome.journeys),
        "wrong": _wrong(outcome),
        "dead_letters": outcome.verdict.letters,
        "audit": asdict(outcome.verdict.report) | {"holds": outcome.verdict.report.holds},
        "good": outcome.verdict.good,
    }


def _wrong(outcome: Outcome) -> dict[str, list[str]]:
    verdict = outcome.verdict
    return {
        "lost": verdict.lost,
        "doubled": verdict.doubled,
        "stuck": verdict.stuck,
        "ended by deadline": verdict.by_deadline,
        "ended otherwise than wished": verdict.astray,
    }


def _deeds(plan: Plan, outcome: Outcome) -> Table:
    table = _table(f"what was done, by seed {plan.seed}", "at s", "to", "what", "for s", "back after s", "")
    for deed in sorted(outcome.deeds, key=lambda deed: deed.began):
        lasts = f"{deed.fault.lasts:.1f}" if deed.fault.lasts else ""
        table.add_row(
            f"{deed.began:.1f}", deed.fault.target, deed.fault.kind, lasts, f"{deed.over - deed.began:.1f}", deed.note
        )
    return table


def _latencies(outcome: Outcome) -> Table:
    table = _table("seconds from POST to the end", "orders set out", "orders", "p50", "p95", "p99", "longest")
    for phase, latency in latencies(outcome.journeys, outcome.deeds).items():
        times = (latency.p50, latency.p95, latency.p99, latency.longest)
        table.add_row(phase, str(latency.orders), *("–" if time is None else f"{time:.2f}" for time in times))
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, no_wrap=True)
    return table
