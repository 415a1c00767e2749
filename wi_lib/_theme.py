"""The colours of all figures, and the names by which the book's page knows them.

Figures are drawn in these, as they are on a light page. In the page, each is `var(--name, colour)`: the dark theme
gives the name another value, in `_ext/static/book.css`. So a colour stands in two places, its light value here, its
dark one there.
"""

from __future__ import annotations

#: Series, told apart also by colour-blind readers; the explorers have the same.
BLUE, ORANGE, GREEN, PURPLE = "#0b63a8", "#b8480a", "#0a7551", "#8a3f8f"
#: Titles and labels; numbers at the axes, and what is neutral; axes; grid; page.
INK, GREY, EDGE, GRID, PAPER = "#1f2933", "#52606d", "#7b8794", "#e3e8ed", "#ffffff"
#: The strongest colour of a heat map: ink is legible on it, in both themes.
HEAT = "#5b9bd8"

NAMES = {
    BLUE: "--wi-1",
    ORANGE: "--wi-2",
    GREEN: "--wi-3",
    PURPLE: "--wi-4",
    INK: "--wi-text",
    GREY: "--wi-soft",
    EDGE: "--wi-edge",
    GRID: "--wi-grid",
    PAPER: "--wi-page",
    HEAT: "--wi-heat",
}


def themed(colour: str) -> str:
    """What stands for a colour in the page; a colour that is none of the book's stays as it is.

    Example:
        >>> themed(BLUE), themed("#ff0000")
        ('var(--wi-1,#0b63a8)', '#ff0000')
    """
    return f"var({NAMES[colour]},{colour})" if colour in NAMES else colour
