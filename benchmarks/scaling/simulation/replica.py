"""A replica of a service: takes what is there as a batch, handles it, says what follows (blueprint: delivery)."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.scaling.batches import time_of_calls
from benchmarks.scaling.calibration import Cost, Model
from benchmarks.scaling.pace import CLEARING
from benchmarks.scaling.simulation.cores import Cores, Process
from benchmarks.scaling.simulation.order import Order
from benchmarks.scaling.simulation.time import Then, Time
from shared.messaging import command_queue

Say = Callable[[Order, str], None]


@dataclass(frozen=True)
class Surroundings:
    """`own` are the cores for the service's processes, `servers` those for PostgreSQL, Kafka and Valkey: the same ones
    on one machine."""

    time: Time
    own: Cores
    servers: Cores
    model: Model
    say: Say


class Replica:
    """`commits` counts transactions, `events` those in `batches`."""

    def __init__(self, service: str, around: Surroundings) -> None:
        self.service, self._around = service, around
        self.process = Process(around.own)
        self._cost: Cost = around.model.own[service]
        self.queue: list[tuple[Order, str]] = []
        self._asked: list[tuple[Order, Then]] = []
        self._taking = self._resting = self._working = self._clearing = False
        self._rest = 0.0
        self._sent = False
        self.commits = self.batches = self.events = 0

    def hear(self, order: Order, topic: str) -> None:
        """A record that came."""
        self.queue.append((order, topic))
        if not self._taking:
            self._rest_first()

    def post(self, order: Order, answered: Then) -> None:
        """POST /orders."""
        self.process.compute(self._around.model.post, lambda: self._ask(order, answered))

    def _rest_first(self) -> None:
        batch = self.batches
        if len(self.queue) >= self._around.model.pace.enough:
            self._take()
        elif self.queue and not self._resting:
            self._resting = True
            self._around.time.after(self._rest, lambda: self._take() if batch == self.batches else None)

    def _take(self) -> None:
        self._taking, self._resting = True, False
        most = self._around.model.pace.most
        taken, self.queue = self.queue[:most], self.queue[most:]
        begun = self._around.time.now
        self.batches, self.events = self.batches + 1, self.events + len(taken)
        said = [(order, step) for order, topic in taken for step in order.hear(self.service, topic)]
        at_once = [(order, step.says) for order, step in said if not step.calls]
        later = [(order, step.says) for order, step in said if step.calls]

        def ended() -> None:
            self._taking, self._rest = False, self._around.model.pace.rest(self._around.time.now - begun, len(taken))
            self._rest_first()

        def concluded() -> None:
            self._publish(later, ended)

        def decided() -> None:
            if later:
                self._publish(at_once, lambda: None)
                called = time_of_calls(self._around.model, len(later))
                self._around.time.after(called, lambda: self._commit(0, concluded))
            else:
                self._publish(at_once, ended)

        self._commit(len(taken), decided)

    def _ask(self, order: Order, answered: Then) -> None:
        self._asked.append((order, answered))
        if not self._working:
            self._work()

    def _work(self) -> None:
        asked, self._asked = self._asked, []
        self._working = bool(asked)
        if asked:

            def committed() -> None:
                for _, answered in asked:
                    answered()
                self._publish([(order, "order.created") for order, _ in asked], lambda: None)
                self._around.time.after(command_queue.GATHERING.after(len(asked)), self._work)

            self._commit(0, committed, len(asked))

    def _commit(self, events: int, then: Then, commands: int = 0) -> None:
        """One transaction: own CPU, the servers', and the wait for the disk. What a command costs the service is in
        the POST; the servers have as much work with it as with an event."""
        self.commits += 1
        self._sent = False  # what is published leaves the outbox with it
        around = self._around

        def served() -> None:
            around.time.after(around.model.commit, then)

        def computed() -> None:
            around.servers.compute(around.model.all_servers.of(1, events + commands), served)

        self.process.compute(self._cost.of(1, events), computed)

    def _publish(self, said: list[tuple[Order, str]], then: Then) -> None:
        if not said:
            return then()

        def acknowledged() -> None:
            for order, topic in said:
                self._around.say(order, topic)
            self._sent = True
            if not self._clearing:
                self._clearing = True
                self._around.time.after(CLEARING, self._clear)
            then()

        self._around.time.after(self._around.model.acknowledge, acknowledged)

    def _clear(self) -> None:
        """Published rows that no transaction took along leave the outbox by themselves."""
        self._clearing = False
        if self._sent:
            self._commit(0, lambda: None)
