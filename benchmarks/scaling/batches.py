"""How large the batches of a replica become, and how much of itself it uses: the arithmetic of a batch server."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from benchmarks.scaling.calibration import ORDER, Model
from benchmarks.scaling.dance import calls_outside, heard_of_an_order, said_of_an_order
from benchmarks.scaling.pace import CLEARING
from shared.messaging import command_queue
from shared.settings import settings

_STEPS = 60


@dataclass(frozen=True)
class Load:
    """Of one replica, a second. `busy` is the share of a core that it uses, `needed` what of it it cannot do without:
    transactions of POSTs share what is left, fewer and larger ones when less is. `batch` is in events."""

    batch: float
    most: int
    busy: float
    needed: float
    transactions: float
    events: float

    @property
    def full(self) -> float:
        """Its batches, of the largest."""
        return self.batch / self.most

    @property
    def utilisation(self) -> float:
        """Whichever is its limit."""
        return max(self.needed, self.full)


def transactions_of_a_batch(service: str) -> int:
    """One; one more where the outside is called between deciding and concluding."""
    return 1 + calls_outside(service)


def time_of_calls(model: Model, calls: float) -> float:
    """So many at a time as `CHOREO_OUTSIDE_CONCURRENCY` says."""
    return ceil(calls / settings().outside_concurrency) * model.outside


def time_of(model: Model, service: str, events: float) -> float:
    """Seconds from taking a batch to its end, when nobody else wants the same cores."""
    transactions = transactions_of_a_batch(service)
    cpu = model.own[service].of(transactions, events) + model.all_servers.of(transactions, events)
    calls = time_of_calls(model, events) if calls_outside(service) else 0.0
    return cpu + transactions * model.commit + model.acknowledge + calls


def load_of(model: Model, service: str, orders: float, posts: float) -> Load:
    """Of a replica that hears all events of so many orders a second, and takes so many POSTs. Batches grow until what
    comes during one, and the rest after it, is the next; the smallest such batch is taken."""
    coming = orders * heard_of_an_order()[service]

    def cycle(events: float) -> float:
        took = time_of(model, service, events)
        return took + model.pace.rest(took, round(events))

    batch = _smallest_batch(coming, cycle, 2.0 * model.pace.most)
    own = model.own[service]
    handling = coming / batch * transactions_of_a_batch(service)
    clearing = max(0.0, min(orders * said_of_an_order(service) + posts, 1 / CLEARING) - handling)
    needed = own.of(handling + clearing, coming) + posts * model.post
    one = own.transaction + model.all_servers.of(1, 1) + model.commit
    commands = _smallest_batch(posts, lambda many: one + command_queue.GATHERING.after(round(many)), posts + 1)
    posting = min(posts / commands, max(0.0, 1 - needed) / own.transaction if own.transaction else posts)
    return Load(
        batch=batch,
        most=model.pace.most,
        busy=needed + own.transaction * posting,
        needed=needed,
        transactions=handling + clearing + posting,
        events=coming,
    )


def _smallest_batch(coming: float, cycle: Callable[[float], float], most: float) -> float:
    """The smallest in whose cycle no more comes than it holds; at least 1."""
    least = 1.0
    for _ in range(_STEPS):
        middle = (least + most) / 2
        least, most = (least, middle) if middle >= coming * cycle(middle) else (middle, most)
    return most


def most_orders(model: Model, service: str) -> float:
    """A second, that one replica takes on a core of its own, with full batches and all POSTs at it."""
    least, most = 0.0, 1e6
    for _ in range(_STEPS):
        rate = (least + most) / 2
        posts = rate if service == ORDER else 0.0
        enough = load_of(model, service, rate, posts).utilisation < 1
        least, most = (rate, most) if enough else (least, rate)
    return least


def of_one_row(model: Model, service: str) -> tuple[float, float]:
    """Updates a second that one row takes, and orders that they stand for: one update for each batch, whose lock is
    held until it is committed, so replicas take turns. Each order has its row held, and let go or shipped."""
    seconds = time_of(model, service, model.pace.most) - model.acknowledge
    return 1 / seconds, model.pace.most / seconds / said_of_an_order(service)
