"""Services that cannot say certain events about certain orders, so that the deliveries which would say them park."""

from collections.abc import Iterable

from choreo.stack.members import SERVICES
from tests.e2e.shop import Shop
from tests.patience import eventually

REFUSED = "not to be said of this order"

_TABLE = "create table unsaid (order_id text, event text, primary key (order_id, event))"
_FUNCTION = f"""
    create function refuse_unsaid() returns trigger language plpgsql as $$ begin
        if exists (select from unsaid where order_id = new.aggregateid and event = new.aggregatetype) then
            raise exception '{REFUSED}';
        end if;
        return new;
    end $$
"""
_TRIGGER = "create trigger refuse_unsaid before insert on outbox for each row execute function refuse_unsaid()"


async def prepare_silence(shop: Shop) -> None:
    """In every service's database."""
    for service in SERVICES:
        for statement in (_TABLE, _FUNCTION, _TRIGGER):
            await shop.rows(service, statement)


async def silence(shop: Shop, service: str, order_id: str, events: Iterable[str]) -> None:
    """From now on the service fails whenever it would say one of these."""
    for event in events:
        await shop.rows(service, "insert into unsaid values ($1, $2)", order_id, event)


async def speak(shop: Shop, service: str, order_id: str) -> None:
    """It may speak again; what it was kept from is dead until it is replayed."""
    await shop.rows(service, "delete from unsaid where order_id = $1", order_id)


async def until_gap_is_dead(shop: Shop, service: str, order_id: str) -> None:
    """Returns when nothing of the order is tried again there."""

    async def is_dead() -> bool:
        sql = "select count(*) filter (where state = 'DEAD') dead, count(*) n from parked_event where key = $1"
        [row] = await shop.rows(service, sql, order_id.encode())
        return bool(row["n"]) and row["n"] == row["dead"]

    await eventually(is_dead)
