"""Stripe's test payment methods (docs.stripe.com/testing), by what their bank says."""

from typing import NamedTuple

_GOOD = ("visa", "visa_debit", "mastercard", "mastercard_debit", "mastercard_prepaid", "amex", "discover", "jcb")
_ISSUED_IN = ("us", "gb", "de", "fr", "es", "it", "nl", "se", "jp", "kr", "sg", "au", "ca", "br", "mx", "in")

_BAD = {
    "chargeDeclined": ("card_declined", "generic_decline", "Your card was declined."),
    "chargeDeclinedInsufficientFunds": ("card_declined", "insufficient_funds", "Your card has insufficient funds."),
    "chargeDeclinedLostCard": ("card_declined", "lost_card", "Your card was declined."),
    "chargeDeclinedStolenCard": ("card_declined", "stolen_card", "Your card was declined."),
    "chargeDeclinedFraudulent": ("card_declined", "fraudulent", "Your card was declined."),
    "chargeDeclinedVelocityLimitExceeded": (
        "card_declined",
        "card_velocity_exceeded",
        "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
    ),
    "chargeDeclinedExpiredCard": ("expired_card", "expired_card", "Your card has expired."),
    "chargeDeclinedIncorrectCvc": ("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect."),
    "chargeDeclinedProcessingError": (
        "processing_error",
        "processing_error",
        "An error occurred while processing your card. Try again in a little bit.",
    ),
    "chargeCustomerFail": ("card_declined", "generic_decline", "Your card was declined."),
}


class Decline(NamedTuple):
    """Why a bank does not pay, in Stripe's codes."""

    code: str
    decline_code: str
    message: str


CARDS: dict[str, Decline | None] = {
    **{f"pm_card_{name}": None for name in _GOOD + _ISSUED_IN},
    **{f"pm_card_{name}": Decline(*why) for name, why in _BAD.items()},
    **{f"pm_card_visa_{name}": Decline(*why) for name, why in _BAD.items()},
}
"""None: the bank pays."""

NEEDS_AUTHENTICATION = frozenset({"pm_card_authenticationRequired"})
"""The bank asks the customer first, which nobody answers here."""


def is_known(payment_method: str) -> bool:
    """Whether there is such a payment method."""
    return payment_method in CARDS or payment_method in NEEDS_AUTHENTICATION
