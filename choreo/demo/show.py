"""The demo from the first product to the audit."""

from dataclasses import dataclass
from random import Random

from rich.console import Console

from choreo.audit.audit import audit
from choreo.audit.report import Report
from choreo.demo.board import Board, shown
from choreo.demo.figures import Figures, cpu_seconds, figures_of, since
from choreo.demo.shop import open_shop
from choreo.demo.traffic import Journey, Traffic
from choreo.demo.wishes import make_wishes
from choreo.stack.addresses import Stack
from choreo.stack.local import LocalStack
from shared import clock

_PIECES_AN_ORDER = 3
"""Of one product, at most."""


@dataclass(frozen=True)
class Plan:
    """`rate`: orders a second; None: as fast as it goes."""

    orders: int
    rate: float | None
    seed: int


@dataclass(frozen=True)
class Result:
    """What became of it."""

    journeys: list[Journey]
    figures: Figures
    report: Report

    @property
    def strays(self) -> list[Journey]:
        """Orders that did not end as asked."""
        return [journey for journey in self.journeys if not journey.as_asked]

    @property
    def good(self) -> bool:
        return self.report.holds and not self.strays


async def run_show(stack: Stack, plan: Plan, console: Console, local: LocalStack | None) -> Result:
    """Seeds, sends the orders, shows them, audits. CPU is measured where the stack is `local`."""
    board = Board(console, plan.orders)
    async with open_shop(stack) as shop:
        console.print("listing products, stock and coupons")
        await shop.seed(_PIECES_AN_ORDER * plan.orders)
        before, begin = cpu_seconds(local) if local else {}, clock.elapsed()
        with shown(board, console):
            journeys = await Traffic(shop, plan.rate, board.note).send(make_wishes(plan.orders, Random(plan.seed)))
        seconds = clock.elapsed() - begin
    cpu = since(before, cpu_seconds(local)) if local else {}
    console.print("waiting for rest, then auditing")
    report = await audit(stack)
    return Result(journeys, figures_of(journeys, seconds, cpu), report)
