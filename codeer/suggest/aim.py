"""What shown suggestions are for; a module without heavy imports, for the command line."""

from enum import StrEnum


class Aim(StrEnum):
    """What shown suggestions are for."""

    BALANCE = "evenwicht"
    """Best F1 per answer, with at least half of what is shown right where that can be had."""
    FIND = "vinden"
    """Nine of ten coded answers are shown."""
    SURE = "zeker"
    """Three of four shown answers are right."""
