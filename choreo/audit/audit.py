"""The audit: waits for rest, then holds all books against each other."""

import asyncio

import asyncpg
from aiokafka.errors import KafkaError

from choreo.audit.coupons import check_coupons
from choreo.audit.databases import Databases, open_databases
from choreo.audit.ends import check_ends
from choreo.audit.facts import check_facts
from choreo.audit.ledgers import read_ledgers
from choreo.audit.log import Log, open_log
from choreo.audit.money import check_money
from choreo.audit.orders import read_orders
from choreo.audit.quiet import Stillness, look
from choreo.audit.report import Report
from choreo.audit.shipments import check_shipments
from choreo.audit.stock import check_stock
from choreo.errors import CommandError
from choreo.stack.addresses import Stack
from shared import clock

_PAUSE = 0.25


async def audit(stack: Stack, wait: float = 60.0) -> Report:
    """Waits so many seconds for rest, then proves or breaks I1 to I6. What moved meanwhile is audited again. Raises
    CommandError when a part cannot be read."""
    give_up = clock.elapsed() + wait
    try:
        async with open_databases(stack) as databases, open_log(stack.kafka) as log:
            while True:
                still = await look(databases, log)
                if not still.unquiet:
                    report = await _check(stack, databases, log, still)
                    if report.holds or await log.ends({at.topic for at in still.ends}) == still.ends:
                        return report
                if clock.elapsed() > give_up:
                    return Report(unquiet=still.unquiet or ["events are being said"])
                await asyncio.sleep(_PAUSE)
    except (OSError, asyncpg.PostgresError, KafkaError) as error:
        raise CommandError(f"the audit could not read everything ({error!r}): does all of the stack run?") from error


async def _check(stack: Stack, databases: Databases, log: Log, still: Stillness) -> Report:
    orders = await read_orders(databases)
    ledgers = await read_ledgers(stack)
    violations = [
        *await check_ends(databases, orders),
        *await check_money(databases, ledgers, orders),
        *await check_stock(databases, orders),
        *await check_coupons(databases, orders),
        *await check_shipments(databases, ledgers, orders),
        *await check_facts(databases, log, still.heard, still.ends),
    ]
    return Report(orders=len(orders), violations=violations)
