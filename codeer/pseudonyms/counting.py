"""Numbers as words: `twaalf`, `vierendertig`, `vijftiende`."""

import re

_UNITS = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_TEENS = """
    tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien
""".split()
_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()


def _count() -> dict[str, int]:
    words = {"nul": 0, "één": 1, **{word: n for n, word in enumerate(_UNITS, 1)}}
    words.update({word: n for n, word in enumerate(_TEENS, 10)})
    for ten, word in enumerate(_TENS, 2):
        words[word] = ten * 10
        for unit, name in enumerate(_UNITS, 1):
            words[f"{name}{'ën' if name.endswith(('ee', 'ie')) else 'en'}{word}"] = ten * 10 + unit
            words[f"{name}en{word}"] = ten * 10 + unit
    return words


NUMBERS = _count()
NUMBER = "|".join(sorted(map(re.escape, NUMBERS), key=len, reverse=True))
"""Alternatives of a regular expression for a number as a word, below one hundred."""
_IRREGULAR = {"een": "eerste", "drie": "derde", "acht": "achtste"}
_PLAIN = [word for word in NUMBERS if word not in ("nul", "één")]
ORDINAL = "|".join(
    sorted(
        {_IRREGULAR.get(word, word + ("ste" if NUMBERS[word] >= 20 else "de")) for word in _PLAIN},
        key=len,
        reverse=True,
    )
)
"""Alternatives for an ordinal as a word."""
