"""As the benchmarks start it and look into it."""

from benchmarks.saga.place import Place
from benchmarks.saga.variant import Books
from benchmarks.twins.shop.closing import ENDED, read_books
from benchmarks.twins.shop.opening import fill, make_databases, make_topics


class PlainFaust:
    """Five processes; right as long as none of them dies."""

    name = "Faust"
    orders_database = "order_service"
    ended = ENDED
    processes = {  # noqa: RUF012
        f"{name}_service": (f"benchmarks.twins.faust.{name}",)
        for name in ("order", "inventory", "discount", "payment", "shipping")
    }
    takes_kafka = True

    async def prepare(self, place: Place) -> None:
        await make_databases(place)
        await fill(place)
        await make_topics(place)

    async def opened(self, place: Place) -> None:
        """Nothing is left to do."""

    async def books(self, place: Place) -> Books:
        return await read_books(place)
