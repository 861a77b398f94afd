"""W3C trace context, as far as it is passed on here."""

import os


def new_traceparent() -> str:
    """Of a trace that begins here."""
    noise = os.urandom(24).hex()
    return f"00-{noise[:32]}-{noise[32:]}-01"
