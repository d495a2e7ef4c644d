"""What deduce finds, as a second pair of eyes: a rule-based de-identifier for Dutch clinical text.

Source: Menger, V., Scheepers, F., van Wijk, L. M. & Spruit, M. (2018). DEDUCE: A pattern matching method
for automatic de-identification of Dutch medical text. Telematics and Informatics 35(4), 727-736.
"""

from collections.abc import Mapping

from codeer.errors import MissingExtra
from codeer.pseudonyms.values import Kind, LanguageNames

_KINDS: Mapping[str, Kind] = {
    "persoon": Kind.NAAM,
    "patient": Kind.NAAM,
    "locatie": Kind.PLAATS,
    "ziekenhuis": Kind.INSTELLING,
    "zorginstelling": Kind.INSTELLING,
    "datum": Kind.DATUM,
    "leeftijd": Kind.LEEFTIJD,
    "telefoonnummer": Kind.TELEFOON,
    "emailadres": Kind.MAIL,
    "url": Kind.URL,
    "bsn": Kind.BSN,
}


def load_deduce() -> LanguageNames:
    """Return deduce as a finder of names; its first start builds word lists, which takes minutes.

    Raises
    ------
    MissingExtra
        When deduce is not installed.

    """
    try:
        from deduce import Deduce
    except ImportError as error:
        raise MissingExtra("--met-deduce", "deduce", "deduce") from error
    deduce = Deduce()

    def see(text: str) -> list[tuple[int, int, Kind]]:
        return [
            (found.start_char, found.end_char, _KINDS[found.tag])
            for found in deduce.deidentify(text).annotations
            if found.tag in _KINDS
        ]

    return see
