"""Pictures of what processes did: SVG without scripts, and the same in words."""

from course.picture.chart import Chart
from course.picture.draw import draw
from course.picture.interleaving import draw_interleaving
from course.picture.races import LostUpdate, count_lost, lost_updates
from course.picture.reading import chart_of
from course.picture.svg import data_uri
from course.picture.words import text_alternative

__all__ = [
    "Chart",
    "LostUpdate",
    "chart_of",
    "count_lost",
    "data_uri",
    "draw",
    "draw_interleaving",
    "lost_updates",
    "text_alternative",
]
