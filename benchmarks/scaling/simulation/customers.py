"""How orders enter a simulated shop."""

from random import Random

from benchmarks.scaling.dance import CREATED
from benchmarks.scaling.simulation.cores import Process
from benchmarks.scaling.simulation.shop import Shop


def post_in_flight(shop: Shop, orders: int, in_flight: int) -> None:
    """By HTTP, each of so many customers again as soon as he is answered; they are one process on the same cores."""
    customers = Process(shop.cores)
    left = orders

    def again() -> None:
        nonlocal left
        if left:
            left -= 1
            customers.compute(shop.model.customers, lambda: shop.post(again))

    for _ in range(in_flight):
        again()


def say_all(shop: Shop, orders: int) -> None:
    """On Kafka, all at once."""
    for _ in range(orders):
        shop.say(shop.new_order(), CREATED)


def post_at(shop: Shop, rate: float, until: float, seed: int = 1) -> None:
    """By HTTP, so many a second by chance (Poisson), from elsewhere: they use none of the cores."""
    chance = Random(seed)

    def come() -> None:
        shop.post(lambda: None)
        wait = chance.expovariate(rate)
        if shop.time.now + wait < until:
            shop.time.after(wait, come)

    shop.time.after(0, come)
