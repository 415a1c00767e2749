"""A page of its own beside the book's: an explorer's frame, a deck, the handout. The theme has no part in it."""

from __future__ import annotations

import html

DOCUMENT = """<!doctype html>
<html lang="{language}"{theme}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{sheets}
{scripts}
</head>
<body>
{body}
</body>
</html>
"""


def document(language, title, files, body, static="_static", theme=""):
    """The HTML of a page.

    Args:
        language, title: of the page.
        files: names in the folder `static`, in the order in which they are loaded: style sheets and scripts.
        body: HTML.
        static: where that folder is, seen from the page.
        theme: "light" for a page that begins so; "" if a script says it.

    Example:
        >>> text = document("en", "A & B", ["a.css", "b.js"], "<p>", theme="light")
        >>> text.splitlines()[5:7]
        ['<title>A &amp; B</title>', '<link rel="stylesheet" href="_static/a.css">']
    """
    return DOCUMENT.format(
        language=language,
        theme=f' data-theme="{theme}"' if theme else "",
        title=html.escape(title),
        sheets="\n".join(f'<link rel="stylesheet" href="{static}/{name}">' for name in files if name.endswith(".css")),
        scripts="\n".join(f'<script src="{static}/{name}"></script>' for name in files if name.endswith(".js")),
        body=body,
    )
