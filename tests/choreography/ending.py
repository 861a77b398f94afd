"""How an order ended, and what is left of it."""

from dataclasses import dataclass

TO_PAY = 2520
"""Two pieces, ten percent off."""


@dataclass(frozen=True)
class Ending:
    """How an order ended, and all that is left of it: in the shop's stock and coupon, and in the outsiders' ledgers."""

    status: str
    reason: str | None = None
    shipped: int = 0
    redeemed: int = 0
    charged: int = 0
    refunds: tuple[int, ...] = ()
    booked: int = 0
    called_off: int = 0


COMPLETED = Ending("COMPLETED", shipped=2, redeemed=1, charged=TO_PAY, booked=1)


def cancelled(reason: str, *, charged: bool = False, booked: bool = False) -> Ending:
    """Cancelled, nothing held; what was charged is paid back once, and what was booked is called off."""
    return Ending(
        "CANCELLED",
        reason,
        charged=TO_PAY if charged else 0,
        refunds=(TO_PAY,) if charged else (),
        booked=int(booked),
        called_off=int(booked),
    )
