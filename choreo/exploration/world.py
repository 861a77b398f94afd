"""The five services, the orders of a scenario, and who hears what."""

import json
from collections.abc import Mapping
from typing import Any

from choreo.exploration.message import Message
from choreo.exploration.rooms import Rooms
from choreo.exploration.scenario import Scenario
from choreo.exploration.state import Delivery, State
from order_service.commands import cancel_order, expire_order
from shared.messaging.commands import Command

ORDER, PAYMENT, INVENTORY = "order_service", "payment_service", "inventory_service"
DISCOUNT, SHIPPING = "discount_service", "shipping_service"
NAMES = (ORDER, PAYMENT, INVENTORY, DISCOUNT, SHIPPING)


class World:
    """Where a scenario is played. The rooms, and what they have learned, are shared by all scenarios."""

    def __init__(
        self,
        rooms: Mapping[str, Rooms],
        scenario: Scenario,
        cancel: Command[Any, Any] = cancel_order,
        expire: Command[Any, Any] = expire_order,
    ) -> None:
        self.rooms, self.scenario, self.cancel, self.expire = rooms, scenario, cancel, expire
        self.orders = tuple(scenario.orders)
        self.troubled = scenario.troubled or self.orders
        self.forgetful = scenario.forgetful
        self._under_way: dict[Message, tuple[frozenset[Message], frozenset[Delivery]]] = {}

    def room(self, state: State, service: str) -> int:
        """The number of the service's state."""
        return state.rooms[NAMES.index(service)]

    def with_room(self, state: State, service: str, number: int) -> tuple[int, ...]:
        """The numbers of all, one of them changed."""
        at = NAMES.index(service)
        return (*state.rooms[:at], number, *state.rooms[at + 1 :])

    def row(self, state: State, service: str, table: str, **key: Any) -> Mapping[str, Any] | None:
        """The row of a service with this key, of one column or several, as it stands."""
        rows = self.rooms[service].rows(self.room(state, service)).get(table, ())
        return next((row for row in rows if all(row[column] == value for column, value in key.items())), None)

    def published(self, state: State, message: Message) -> State:
        """The message is under way to all who hear it."""
        if message not in self._under_way:
            hearers = [name for name in NAMES if message.topic in self.rooms[name].subscriptions.topics]
            self._under_way[message] = frozenset([message]), frozenset(Delivery(message, name) for name in hearers)
        said, under_way = self._under_way[message]
        return state.but(said=state.said | said, pending=state.pending | under_way)

    def typed(self, state: State, order_id: str, **told: Any) -> State:
        """Somebody types the order into kcat."""
        body = json.dumps({"order_id": order_id, **self.scenario.orders[order_id], **told}).encode()
        return self.published(
            state, Message("order.created", order_id, state.topics(order_id).count("order.created"), body)
        )

    def typed_again(self, state: State, order_id: str) -> State:
        """The same order once more."""
        return self.typed(state, order_id)
