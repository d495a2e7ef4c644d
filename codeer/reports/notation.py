"""Numbers as Dutch prints them."""

from decimal import Decimal


def write_whole(value: int) -> str:
    """Return a whole number with dots between thousands: 1.234."""
    return f"{value:,}".replace(",", ".")


def write_decimal(value: Decimal | float) -> str:
    """Return a number with a decimal comma, with the digits that it has."""
    text = f"{value:g}" if isinstance(value, float) else f"{value}"
    return text.replace(".", ",")


def write_p(value: float) -> str:
    """Return a p-value as APA 7 does: three digits, without the zero that says nothing."""
    return "< ,001" if value < 0.001 else f"{value:.3f}".replace("0.", ",", 1).replace(".", ",")


def capitalise(text: str) -> str:
    """Return text with a capital first, and the rest as it is."""
    return text[:1].upper() + text[1:]
