"""Figures as SVG and PNG: a layout says shapes on a sheet (pure), the canvas draws them."""

from codeer.reports.writers.figures.canvas import draw_png, draw_svg

__all__ = ["draw_png", "draw_svg"]
