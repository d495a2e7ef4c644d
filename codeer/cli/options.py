"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from codeer.errors import InvalidOption
from codeer.model import Consensus, Unit
from codeer.reports.tables import CsvStyle

Sources = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="BRON",
        help="Transcripten of mappen. Standaard: transcripten/ of transcripten_voorbeeld/.",
        show_default=False,
    ),
]
CodebookOption = Annotated[
    Path | None,
    typer.Option(
        "--codeboek",
        metavar="PAD",
        help="Het codeboek. Standaard: het enige .yaml-bestand in codeboeken/.",
        show_default=False,
    ),
]
StudyOption = Annotated[
    Path | None,
    typer.Option(
        "--onderzoek",
        metavar="PAD",
        help="De onderzoeksopzet. Standaard: onderzoek.yaml of codeboeken/*onderzoek.yaml.",
        show_default=False,
    ),
]
ProjectOption = Annotated[
    Path,
    typer.Option(
        "--project",
        metavar="MAP",
        help="De projectmap, met codeer.sqlite.",
        show_default="deze map",
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--uit", metavar="MAP", help="Map voor de resultaten.", show_default="PROJECT/output"
    ),
]
StyleOption = Annotated[
    CsvStyle,
    typer.Option(
        "--csv-stijl",
        help="nl: voor Nederlandse Excel (puntkomma, decimale komma); internationaal: RFC 4180.",
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--taalmodel",
        metavar="NAAM|PAD|ingebouwd",
        help="spaCy-taalmodel. Standaard nl_core_news_sm als dat er is, anders ingebouwd.",
        show_default=False,
    ),
]
UnitOption = Annotated[
    Unit | None,
    typer.Option("--eenheid", help="Wat er gecodeerd wordt.", show_default="uit het onderzoek"),
]
EncodingOption = Annotated[
    str | None,
    typer.Option(
        "--codering",
        metavar="NAAM",
        help="Tekencodering van tekstbestanden, bijvoorbeeld windows-1252.",
        show_default="herkennen",
    ),
]

ThemesOption = Annotated[
    list[str] | None,
    typer.Option("--thema", metavar="THEMA", help="Alleen dit thema; mag vaker."),
]
GroupsOption = Annotated[
    list[str] | None,
    typer.Option("--groep", metavar="GROEP", help="Alleen deze (samengevoegde) groep; mag vaker."),
]
CountedCoderOption = Annotated[
    str | None,
    typer.Option(
        "--codeur",
        metavar="NAAM",
        help="Neem de besluiten van deze codeur.",
        show_default="de enige, of anders de meerderheid",
    ),
]
ConsensusOption = Annotated[
    Consensus | None,
    typer.Option(
        "--consensus",
        help="Neem de codeurs samen: zoveel van wie de beurt zag, gaven het thema.",
        show_default=False,
    ),
]


def parse_share(option: str, text: str) -> float:
    """Return a number from 0 to 1, written with a comma or a point."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise InvalidOption(option, text, ("een getal van 0 tot en met 1, zoals 0,5",))
    return value


def parse_name(option: str, text: str | None) -> str | None:
    """Return a name without needless space, or None when none was given."""
    if text is None:
        return None
    name = " ".join(text.split())
    if not name:
        raise InvalidOption(option, text, ("een naam",))
    return name
