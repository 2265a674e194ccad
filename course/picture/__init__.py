"""Pictures of what processes did: SVG without scripts, and the same in words."""

from course.picture.chart import Chart
from course.picture.draw import draw
from course.picture.reading import chart_of
from course.picture.words import text_alternative

__all__ = ["Chart", "chart_of", "draw", "text_alternative"]
