"""As the benchmarks start it and look into it."""

from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.saga.place import Place
from benchmarks.saga.variant import Books
from benchmarks.twins.faststream.messages import MessageTable
from benchmarks.twins.shop.closing import ENDED, read_books
from benchmarks.twins.shop.opening import address, fill, make_databases, make_topics
from benchmarks.twins.shop.tables import DATABASES


class FastStream:
    """Five processes; one message, one transaction, with inbox and outbox."""

    name = "FastStream"
    orders_database = "order_service"
    ended = ENDED
    processes = {  # noqa: RUF012
        f"{name}_service": (f"benchmarks.twins.faststream.{name}",)
        for name in ("order", "inventory", "discount", "payment", "shipping")
    }
    takes_kafka = True

    async def prepare(self, place: Place) -> None:
        await make_databases(place)
        for name in DATABASES:
            engine = create_async_engine(address(place, name))
            async with engine.begin() as connection:
                await connection.run_sync(MessageTable.metadata.create_all)
            await engine.dispose()
        await fill(place)
        await make_topics(place)

    async def opened(self, place: Place) -> None:
        """Nothing is left to do."""

    async def books(self, place: Place) -> Books:
        return await read_books(place)
