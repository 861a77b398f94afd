"""Which port each member of a stack gets."""

from collections.abc import Callable

from choreo.embedded.servers import Ports
from choreo.processes.ports import free_port

USUAL_SERVERS = {"kafka": 9092, "postgres": 5432, "redis": 6379}


class PortChoice:
    """Says which ports were taken."""

    def __init__(self, usual: bool, say: Callable[[str], None]) -> None:
        self._usual = usual
        self._say = say

    def of(self, member: str, usual: int) -> int:
        """The usual port when it is wanted and free, else another."""
        if not self._usual:
            return free_port()
        port = free_port(usual)
        if port != usual:
            self._say(f"port {usual} is taken: {member} is on {port}")
        return port

    def any(self) -> int:
        """A free port, for a member that has no usual one."""
        return free_port()

    def of_servers(self) -> Ports:
        """For Kafka, PostgreSQL and Valkey."""
        return Ports(**{name: self.of(name, usual) for name, usual in USUAL_SERVERS.items()})
