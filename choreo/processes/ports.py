"""Ports on which nobody listens."""

import random
import socket

LOOPBACK = "127.0.0.1"

_BELOW_EPHEMERAL = range(15_000, 30_000)
"""Where no system takes the port of an outgoing connection from: one of those would take a stopped server's port."""

_chance = random.SystemRandom()
_given: set[int] = set()


def free_port(usual: int | None = None) -> int:
    """`usual` when it is free, else some other port. One process is not given such another port twice."""
    if usual and _is_free(usual):
        return usual
    while True:
        port = _chance.choice(_BELOW_EPHEMERAL)
        if port not in _given and _is_free(port):
            _given.add(port)
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # A connection that just ended does not hold a port; a listener does.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
