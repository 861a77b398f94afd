"""How figures are written."""

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")


def number(value: float) -> str:
    """With three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def in_bytes(value: float) -> str:
    """In the unit that fits, of 1000."""
    unit = 0
    while abs(value) >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{number(value)} {_UNITS[unit]}"


def percent(share: float) -> str:
    """Of all."""
    return f"{100 * share:.0f} %"


def short(service: str) -> str:
    """Its name in tables."""
    return service.removesuffix("_service")
