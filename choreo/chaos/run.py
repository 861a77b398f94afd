"""One run from the first product to the verdict."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import httpx

from choreo.audit.audit import audit
from choreo.audit.ledgers import read_ledgers
from choreo.chaos.dead_letters import spoil, wrong_letters
from choreo.chaos.fault import Fault
from choreo.chaos.nemesis import Deed, Nemesis
from choreo.chaos.progress import Progress
from choreo.chaos.twin import Twins, register_of_twins
from choreo.chaos.verdict import Verdict, judge
from choreo.demo.shop import Shop, open_shop
from choreo.demo.traffic import Journey, Traffic
from choreo.demo.wishes import make_wishes
from choreo.errors import CommandError
from choreo.processes.together import together
from choreo.stack.addresses import register_of
from choreo.stack.local import LocalStack
from choreo.stack.options import Options
from choreo.stack.start import local_stack
from shared import clock

CUSTOMER = "chaos-customer"
PATIENCE = 180.0
"""Seconds that a customer waits for an answer and for an order's end, and the audit for rest."""
_PIECES_AN_ORDER = 3
"""Of one product, at most."""


@dataclass(frozen=True)
class Plan:
    """`rate`: orders a second."""

    seed: int
    orders: int
    rate: float
    faults: Sequence[Fault]
    replicas: int = 1


@dataclass(frozen=True)
class Outcome:
    """What was done, how the orders fared, and what became of them."""

    deeds: list[Deed]
    journeys: list[Journey]
    verdict: Verdict


async def run_chaos(home: Path, plan: Plan, say: Callable[[str], None]) -> Outcome:
    """In a shop of its own, with everything it keeps below `home`: what an earlier run left there is removed. Raises
    CommandError when the shop cannot be started, or a part is away for longer than customers wait."""
    _clear(home)
    options = Options(usual_ports=False, observer=False, replicas=plan.replicas)
    async with local_stack(home, options, say) as stack, httpx.AsyncClient(timeout=5, trust_env=False) as http:
        async with open_shop(stack.addresses, CUSTOMER, PATIENCE) as shop:
            say("listing products, stock and coupons")
            await shop.seed(_PIECES_AN_ORDER * plan.orders)
            await spoil(stack.addresses)
            deeds, journeys = await _attack(plan, stack, shop, Nemesis(stack, Twins(stack, http), say), say)
            await stack.until_ready(PATIENCE)
            say("waiting for rest, then auditing")
            report = await audit(stack.addresses, PATIENCE)
            known = await shop.order_ids()
        letters = await wrong_letters(stack.addresses)
        ledgers = await read_ledgers(stack.addresses)
    return Outcome(deeds, journeys, judge(journeys, known, ledgers, report, letters))


async def _attack(
    plan: Plan, stack: LocalStack, shop: Shop, nemesis: Nemesis, say: Callable[[str], None]
) -> tuple[list[Deed], list[Journey]]:
    progress = Progress(plan.orders, say)
    traffic = Traffic(shop, plan.rate, progress.note, most_open=plan.orders, patience=PATIENCE)
    wishes = make_wishes(plan.orders, Random(plan.seed))
    deeds: list[Deed] = []
    journeys: list[Journey] = []

    async def fault() -> None:
        deeds.extend(await nemesis.carry_out(plan.faults, clock.elapsed()))

    async def order() -> None:
        journeys.extend(await traffic.send(wishes))

    await together(fault(), order())
    return deeds, journeys


def _clear(home: Path) -> None:
    """Ends and removes what an earlier run left. Raises CommandError for a directory that is none of ours."""
    if not home.exists():
        return
    registers = register_of(home), register_of_twins(home)
    if any(home.iterdir()) and not (home / "logs").is_dir():
        raise CommandError(f"{home} is in the way, and no earlier run made it: say another --home")
    for register in registers:
        if register.exists():
            register.claim()
    shutil.rmtree(home)
