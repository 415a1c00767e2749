"""Figures of notebooks as drawings inside the page: theme colours and fonts reach them, and a phone gets the narrow
one.

`wi_lib/_drawings.py` has put two drawings (SVG) into the metadata of each figure's output. Here they take the place of
its PNG, before the notebook is parsed. The alt text becomes the name of both; the caption is myst-nb's business.
"""

from __future__ import annotations

import html
import json
import re

from wi_notebook import VIEW, models_of

from wi_lib._drawings import KEY, unhidden
from wi_lib._svg import ID


def setup(app):
    app.connect("config-inited", without_numbers, priority=900)
    app.connect("source-read", draw_inside)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def without_numbers(app, config):
    """Captions say what to see; a number that changes with every new figure would help nobody. (Jupyter Book asks for
    it.)
    """
    config.numfig = False


def draw_inside(app, name, source):
    if app.builder.format == "html" and str(app.env.doc2path(name)).endswith(".ipynb"):
        source[0] = json.dumps(drawn(json.loads(source[0])))


def drawn(notebook):
    """The notebook (JSON), with HTML in place of the PNG of each figure that has drawings. A widget stays one:
    where its still picture goes, `wi_explorers.py` says.
    """
    number = 0
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if VIEW in output.get("data", {}):
                continue
            if drawings := output.get("metadata", {}).get("image/png", {}).get(KEY):
                number += 1
                alt = cell["metadata"].get("mystnb", {}).get("image", {}).get("alt", "")
                output["data"], output["metadata"] = {"text/html": figure(drawings, alt, f"figure-{number}")}, {}
    models = models_of(notebook)
    for number, model in enumerate(models.values(), 1):
        if model["state"].get("_model_name") == "HTMLModel":
            model["state"]["value"] = with_drawn_picture(model["state"]["value"], f"bench-{number}")
    return notebook


def with_drawn_picture(text, name):
    """A bench's HTML, with its drawings in place of its PNG.

    Example:
        >>> hidden = '<template class="wi-drawings">{&quot;wide&quot;: &quot;&lt;svg/&gt;&quot;}</template>'
        >>> print(with_drawn_picture(f'<img alt="A line" src="…">{hidden}<p>Falls.</p>', "bench-1"))
        <div class="wi-figure" role="img" aria-label="A line">
        <svg class="wi-wide" aria-hidden="true"/>
        </div><p>Falls.</p>
    """
    text, drawings = unhidden(text)
    if not drawings:
        return text
    return re.sub(
        r'<img alt="([^"]*)"[^>]*>', lambda picture: figure(drawings, html.unescape(picture[1]), name), text, count=1
    )


def figure(drawings, alt, name):
    """The HTML of a figure: a picture with a name for screen readers, and in it its drawings, of which one is seen.

    Example:
        >>> print(figure({"wide": '<svg><path id="wi-id-0"/></svg>', "narrow": "<svg/>"}, "A line", "figure-1"))
        <div class="wi-figure" role="img" aria-label="A line">
        <svg class="wi-wide" aria-hidden="true"><path id="figure-1-wide-0"/></svg>
        <svg class="wi-narrow" aria-hidden="true"/>
        </div>
    """
    inside = "\n".join(
        drawing.replace("<svg", f'<svg class="wi-{kind}" aria-hidden="true"', 1).replace(ID, f"{name}-{kind}-")
        for kind, drawing in drawings.items()
    )
    return f'<div class="wi-figure" role="img" aria-label="{html.escape(alt)}">\n{inside}\n</div>'
