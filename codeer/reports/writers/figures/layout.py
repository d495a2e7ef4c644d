"""Choose the layout of a drawing."""

from codeer.reports.blocks import Curves, Drawing, HeatMap
from codeer.reports.writers.figures.bars import lay_out_bars
from codeer.reports.writers.figures.cells import lay_out_cells
from codeer.reports.writers.figures.curves import lay_out_curves
from codeer.reports.writers.figures.letters import Typeface
from codeer.reports.writers.figures.shapes import Sheet


def lay_out(drawing: Drawing, face: Typeface) -> Sheet:
    """Return a drawing as shapes: as wide as the text of a thesis, as high as it needs."""
    if isinstance(drawing, HeatMap):
        return lay_out_cells(drawing, face)
    if isinstance(drawing, Curves):
        return lay_out_curves(drawing, face)
    return lay_out_bars(drawing, face)
