"""A chapter with every kind of block, for the tests of the writers."""

from datetime import UTC, datetime

from codeer.reports.blocks import (
    Bars,
    Block,
    Cell,
    Chapter,
    Curves,
    Figure,
    Heading,
    HeatMap,
    Paragraph,
    Quote,
    Row,
    ShownFragment,
    Table,
)

NASTY = "<script>alert('x')</script> & \"=HYPERLINK(1)\" 50% _a_ #1 $x$ {b} \\c ~d ^e | שלום 😀 'é'"
"""Everything that a format could take for markup, a formula or a direction."""
LONG = "Ervaren mogelijkheden en grenzen van samenwerking tussen informele en formele hulp " * 2


def make_chapter(*extra: Block) -> Chapter:
    """Return a small chapter; `extra` blocks come last."""
    names = ("Vertrouwensband", "Nabijheid", "Laagdrempeligheid")
    groups = ("Jongeren (N = 4)", "Professionals (N = 10)", "Totaal (N = 14)")
    counts = ((4, 9, 13), (2, 0, 2), (1, 10, 11))
    table = Table(
        key="thema-groep",
        number=1,
        title="Thema's naar respondentgroep: aantal respondenten dat het thema noemt, n (%)",
        header=("Thema", *groups),
        rows=(
            *(
                Row(
                    name,
                    (
                        Cell(str(row[0]), tuple(range(min(row[0], 2)))),
                        Cell(f"{row[1]} ({row[1] * 10}%)"),
                        Cell(f"{row[2]} ({row[2] * 100 // 14}%)", (0, 1)),
                    ),
                    level=int(name == "Nabijheid"),
                )
                for name, row in zip(names, counts, strict=True)
            ),
            Row("Alle thema's samen", (Cell("4"), Cell("10 (100%)"), Cell("–")), is_total=True),
        ),
        notes=(
            "n = respondenten die het thema noemen; meerdere thema's mogelijk.",
            "Bij N < 10 alleen n.",
        ),
    )
    bars = Bars(
        rows=names,
        series=("Jongeren", "Professionals"),
        values=((100.0, 90.0), (50.0, 0.0), (25.0, None)),
        labels=(("4 van 4", "9 van 10"), ("2 van 4", "0 van 10"), ("1 van 4", "–")),
        axis="Respondenten die het thema noemen (%)",
        limit=100,
    )
    heat = HeatMap(
        rows=names,
        columns=("Jongeren", "Professionals"),
        values=bars.values,
        labels=bars.labels,
        legend="% van de respondenten",
        limit=100,
    )
    curves = Curves(
        series=("Jongeren", "Professionals"),
        points=(
            ((1, 2), (2, 3), (3, 3), (4, 3)),
            tuple((n, float(min(n, 3))) for n in range(1, 11)),
        ),
        x_axis="Interviews",
        y_axis="Verschillende thema's tot dan toe",
    )
    return Chapter(
        title="Resultaten: proefonderzoek",
        made=datetime(2026, 3, 1, 12, tzinfo=UTC),
        warning="Ongecontroleerde suggesties: geen mens heeft ze beoordeeld.",
        basis="ongecontroleerde suggesties; alleen groepen: jongere, professional",
        blocks=(
            Heading("Thema's naar respondentgroep"),
            Paragraph(f"Van de 14 respondenten noemen er 13 de vertrouwensband. {NASTY}"),
            table,
            Figure("thema-groep-staven", 1, "Thema's per groep", "Staven: …", bars, ("n van N.",)),
            Figure("thema-groep-raster", 2, "Thema's per groep", "Raster: …", heat, ("n van N.",)),
            Heading("Verzadiging", 2),
            Figure(
                "verzadiging", 3, "Verzadiging", "Lijnen: …", curves, ("Op volgorde van naam.",)
            ),
            Heading("Citaten"),
            Quote("Ik kan bij haar alles kwijt, altijd.", "(J01, r. 5)", is_checked=True),
            Quote(NASTY, "(P02, beurt 7)", is_checked=False),
            *extra,
        ),
        fragments=(
            ShownFragment(
                ("Vertrouwensband",),
                "J01",
                "jongeren",
                "(J01, r. 5)",
                "Hoe is dat met je JIM?",
                "Nou. ",
                "Ik kan bij haar alles kwijt, altijd.",
                " [lacht]",
                "Anna",
                is_checked=True,
            ),
            ShownFragment(
                ("Vertrouwensband", "Laagdrempeligheid"),
                "P02",
                "professionals",
                "(P02, beurt 7)",
                "",
                "",
                NASTY,
                "",
                "codeer",
                is_checked=False,
            ),
        ),
    )
