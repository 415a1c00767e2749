"""A chapter's lecture deck: slides made of the cells that its script names, and of nothing else.

A cell decides what its slide is. A figure, an explorer, a prediction, a bench, code or text fills one slide, whose
title is the cell's claim; a question of "Check yourself" fills two: first what can be chosen, then what is right, with
the belief behind each of the others. Here slides become HTML; `wi_slides.py` writes the files.
"""

from __future__ import annotations

import collections
import html
import re
from dataclasses import dataclass, field
from types import SimpleNamespace

import segno
import wi_mathml
import wi_settings
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from wi_document import document
from wi_explorers import Widget, bench, place, said, words
from wi_figures import figure
from wi_notebook import VIEW, models_of
from wi_page import split_output, together

from tools import questions, settings

#: A slide is laid out at this size, then made as large as the screen. Its largest picture, and its smallest letters.
WIDTH, HEIGHT = 1280, 720
PICTURE = 1200, 580
BENCH_PICTURE = 1200, 540  # below a title of two lines, and a line that says where it runs
SMALLEST = 22
POINTS = 9  # the smallest text of a figure, in the units of its drawing: STYLE asks for it
TIED = re.compile(r"<!--.*?-->")
#: How a chapter's text asks for a prediction: after "Predict:", or with a question in bold.
PREDICT = re.compile(r"\*\*Predict:\*\* (.+)", re.S)
ASKS = re.compile(r"\*\*(?:Predict\b|[^*]+\?\*\*)")
MOST_ASKED = {"line": 65, "options": 30}  # words of a paragraph that is shown whole: above a line, above options
#: Tags, which stay as they are; then formulas and words with a hyphen.
APOSTROPHE = re.compile(r"(?<=\w)'(?=s?\b)")  # Markdown's own are set by its reader
UNBROKEN = re.compile(r"<[^>]*>|[^\s<>]*\d/[√\d][^\s<>.,?]*|[A-Za-z]+-[A-Za-z]+")
#: The code of a slide: the widest letters that fit, in pixels. A letter is so much wide, and a line so much high.
CODE = range(30, SMALLEST - 1, -2)
CODE_WIDTH, CODE_HEIGHT, CODE_ROOM = 0.605, 1.32, (1160, 500)
NUMBERS = re.compile(r"^measured\(.*\)\n?", re.M)  # a line for the tests, not for the hall
_WIDE = re.compile(r'<svg class="wi-wide"[^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"')


class Misfit(ValueError):
    """A step that cannot be shown, and why."""


@dataclass
class Slide:
    """One slide: what its address is called, its kind, title and body (HTML), note (Markdown) and minutes, and the
    files that its widget loads (path in _static -> text).
    """

    name: str
    kind: str
    title: str
    body: str
    note: str = ""
    minutes: float = 0
    files: dict[str, str] = field(default_factory=dict)


# ---- Text ---------------------------------------------------------------------------------------------------------


def _formula(latex, options):
    return wi_mathml.mathml(latex, options["display_mode"])


def _markdown():
    reader = MarkdownIt("commonmark", {"html": True, "typographer": True}).enable(["table", "smartquotes"])
    reader.use(dollarmath_plugin, renderer=_formula)
    return reader


MARKDOWN = _markdown()


def rendered(text, page):
    """Markdown of a chapter as HTML. Its links lead out of the deck, to the page: a deck's address is its slide's.

    Example:
        >>> rendered("It keeps 0.76<!--kept--> of [σ](#signal:std=1).", "chapters/03-a")
        '<p>It keeps 0.76 of <a href="../chapters/03-a.html#signal:std=1" target="_blank" rel="noopener">σ</a>.</p>\\n'
    """
    return linked(said(MARKDOWN.render(TIED.sub("", text))), page)


def linked(text, page):
    return re.sub(r'<a href="([^"]*)"', lambda link: _link(link[1], page), text)


def inline(text, page):
    """Markdown within a line as HTML: "2." is no list there."""
    return linked(MARKDOWN.renderInline(TIED.sub("", text)), page)


def _link(target, page):
    if not re.match(r"[a-z]+:", target):
        path, sign, anchor = target.partition("#")
        folder = page.rpartition("/")[0]
        path = f"{folder}/{path}" if path else page
        while "/../" in path:
            path = re.sub(r"[^/]+/\.\./", "", path, count=1)
        target = f"../{re.sub(r'[.](ipynb|md|html)$', '', path)}.html{sign}{anchor}"
    return f'<a href="{target}" target="_blank" rel="noopener"'


# ---- The chapter --------------------------------------------------------------------------------------------------


class Chapter:
    """A chapter's executed notebook (JSON, with drawings as pages have them), and what decks need of it.

    Args:
        page: its page in the book, "chapters/03-too-large-too-small".
        notebook: the notebook.
        pictures: model -> (drawings, alt) of its widgets' still pictures.
    """

    def __init__(self, page, notebook, pictures):
        self.page, self.notebook, self.pictures = page, notebook, pictures
        self.models = models_of(notebook)
        self.cells = {cell["metadata"].get("name"): cell for cell in notebook["cells"]}
        first = text_of(next(cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"))
        self.title = re.search(r"^# (.+)$", first, re.M)[1]
        asked = re.search(r"^\*([^*].*)\*$", first, re.M)
        self.question = asked[1] if asked else ""

    @property
    def number(self):
        return re.search(r"/(\d\d)-", self.page)[1]


def text_of(cell):
    return "".join(cell["source"])


def shown_by(cell):
    """What a cell displays: a widget or HTML, as mime type -> data; None if it displays neither."""
    shown = (output.get("data", {}) for output in cell.get("outputs", []))
    return next((data for data in shown if VIEW in data or "text/html" in data), None)


def numbered(names):
    """The addresses of slides: the second slide of a name is called name-2.

    Example:
        >>> numbered(["signal", "slope", "signal"])
        ['signal', 'slope', 'signal-2']
    """
    seen = collections.Counter()

    def address(name):
        seen[name] += 1
        return name if seen[name] == 1 else f"{name}-{seen[name]}"

    return [address(name) for name in names]


# ---- From a step to its slides ------------------------------------------------------------------------------------


def slides(step, chapter):
    """The slides of a step.

    Raises:
        Misfit: the chapter has no such cell, it has no claim, or nothing that a slide can show.
    """
    cell = chapter.cells.get(step.cell)
    if cell is None:
        raise Misfit(f"{chapter.page} has no cell that is called {step.cell!r}.")
    if step.cell.startswith("question-"):
        found = of_question(step, cell, chapter)
    else:
        found = [of_cell(step, cell, chapter)]
    found[0].note = step.note
    for one in found:
        one.minutes = step.minutes / len(found)
    return found


def question(cell):
    """The question of a cell, as `tools/questions.py` reads it."""
    place = _Place(cell["metadata"]["name"], TIED.sub("", text_of(cell)))
    number = questions.STEM.match(place.text)
    return questions.question(SimpleNamespace(metadata=cell["metadata"]), int(number[1]) if number else 0, place)


def of_question(step, cell, chapter):
    one = question(cell)
    asked, _, more = one.stem.partition("\n\n")
    asked, more = inline(asked, chapter.page), rendered(more, chapter.page)

    def listed(mark, tail):
        rows = "".join(
            f'<li class="{mark(option)}"><b>{option.letter}</b><div>{inline(option.text, chapter.page)}{tail(option)}</div></li>'
            for option in one.options
        )
        return f'{more}<ol class="deck-options">{rows}</ol>'

    def reveals(option):
        said = f"✓ {words()['deck_right']}" if option.right else f"✗ “{inline(option.misconception, chapter.page)}”"
        return f'<span class="deck-reveals">{said}</span>'

    answers = listed(lambda option: "deck-right" if option.right else "deck-wrong", reveals)
    return [
        Slide(step.cell, "vote", asked, listed(lambda option: "", lambda option: "")),
        Slide(f"{step.cell}-answer", "answer", asked, answers, note=f"**{one.right.letter}.** {one.explanation}"),
    ]


@dataclass(frozen=True)
class _Place:
    """Where a fault of a question is: the tests of the chapters have said it better before."""

    name: str
    text: str

    def fault(self, at, says):
        return Misfit(f"{self.name!r}: {says}")


def of_cell(step, cell, chapter):
    if cell["cell_type"] == "markdown":
        slide = Slide(step.cell, "text", claim(cell), rendered(text_of(cell), chapter.page))
    elif shown := shown_by(cell):
        slide = of_output(step, cell, chapter, shown)
    elif "argument" in cell["metadata"].get("tags", []):
        slide = Slide(step.cell, "code", claim(cell), code(text_of(cell), printed(cell)) + printed(cell))
    elif below := printed(cell):
        slide = Slide(step.cell, "code", claim(cell), below)
    else:
        raise Misfit(f"{step.cell!r} shows nothing that a slide can show: no figure, widget, text or code to explain.")
    if not slide.title:
        raise Misfit(f"{step.cell!r} has no claim: it is the title of its slide.")
    if step.setting and slide.kind != "explorer":
        raise Misfit(f"{step.cell!r} is no explorer; it cannot stand at {step.setting!r}.")
    return slide


def claim(cell):
    return html.escape(cell["metadata"].get("claim", ""), quote=False)


def context(cell, chapter):
    """What the chapter's text asks above a prediction, as HTML."""
    cells = chapter.notebook["cells"]
    above = [one for one in cells[: cells.index(cell)] if one["cell_type"] == "markdown"]
    most = MOST_ASKED["options" if "options" in asked_of(cell, chapter) else "line"]
    text = asking(text_of(above[-1]), most) if above else ""
    return f'<p class="deck-context">{together(inline(text, chapter.page))}</p>' if text else ""


def asking(markdown, most):
    """The question for a prediction: what follows "Predict:"; else the paragraph with a question in bold, or of one
    with more than so many words the question and what follows it.

    Example:
        >>> asking("Take 100 inputs. **Predict:** how large is $z$? A picture follows.", 65)
        'How large is $z$?'
        >>> asking("Thirty layers. **How much is left?** A half?", 65)
        'Thirty layers. **How much is left?** A half?'
    """
    *others, last = re.split(r"\n\s*\n", markdown.strip())
    found = [one for one in others if PREDICT.search(one)] + [last] * bool(ASKS.search(last))
    if not found:
        return ""
    text = " ".join(found[-1].split())
    if text.rfind("?") > text.rfind("**Predict"):
        text = re.match(r".*\?(?:\*\*)?", text)[0]  # what follows speaks of the page
    if after := PREDICT.search(text):
        return after[1][0].upper() + after[1][1:]
    return text if len(TIED.sub("", text).split()) <= most else text[ASKS.search(text).start() :]


def code(source, below=""):
    """Code as HTML, in the largest letters that fit above what it prints; without lines for the tests alone."""
    source = re.sub(r"\n{3,}", "\n\n", NUMBERS.sub("", source)).strip()
    lines = source.splitlines()
    wide, high = max(map(len, lines)) * CODE_WIDTH, len(lines) * CODE_HEIGHT
    room = CODE_ROOM[1] - (below.count("\n") + 2) * CODE_HEIGHT * SMALLEST * bool(below)
    size = next((size for size in CODE if size * wide <= CODE_ROOM[0] and size * high <= room), SMALLEST)
    return f'<div style="--deck-code: {size}px">{highlight(source, PythonLexer(), HtmlFormatter())}</div>'


def printed(cell):
    """What a cell prints for readers, as HTML; "" if it prints nothing, or numbers for the tests alone."""
    text = "".join("".join(output.get("text", "")) for output in cell.get("outputs", []))
    seen, _ = split_output(text)
    return f'<pre class="deck-printed">{html.escape(seen)}</pre>' if seen else ""


def of_output(step, cell, chapter, shown):
    if VIEW in shown:
        return of_widget(step, cell, chapter, shown[VIEW]["model_id"])
    drawing = renamed("".join(shown["text/html"]), chapter)
    if "<table" in drawing:
        return Slide(step.cell, "text", claim(cell), drawing)
    check_legible(step, drawing)
    return Slide(step.cell, "figure", claim(cell), drawing)


def of_widget(step, cell, chapter, name):
    state = chapter.models[name]["state"]
    if "_esm" not in state:
        return Slide(step.cell, "bench", claim(cell), of_bench(bench(chapter.models[name], chapter.models, [])))
    widget = Widget.of(chapter.models[name])
    still = figure(*chapter.pictures[name], f"still-{chapter.number}-{step.line}") if name in chapter.pictures else ""
    body = at_home(place(widget, still), step.setting)
    if asked := state.get("asked"):
        title = words()["deck_predict"].format(title=html.escape(asked["title"], quote=False))
        return Slide(step.cell, "prediction", title, context(cell, chapter) + body, files=widget.files)
    check_setting(step, state)
    return Slide(step.cell, "explorer", claim(cell), body, files=widget.files)


def renamed(drawing, chapter):
    """A drawing whose parts have names that no other chapter's drawing has: a deck may show several."""
    return re.sub(r'((?:id="|url\(#|href="#))(?=figure-)', rf"\g<1>ch{chapter.number}-", drawing)


def at_home(text, setting):
    """A widget's place in a deck: it fills its slide, from a setting on, and only the lecturer moves it."""
    return text.replace("<wi-place", f'<wi-place data-hall="{html.escape(setting)}"', 1)


def check_setting(step, state):
    if not step.setting:
        return
    if not wi_settings.ADDRESS.fullmatch(step.setting):
        raise Misfit(f"{step.setting!r} is no setting. It is `explorer:control=key,control=key`.")
    if wrong := wi_settings.fault(step.setting, wi_settings.settings([state])):
        raise Misfit(f"{step.cell!r} cannot stand at {step.setting!r}: {wrong}.")


def letters(drawing, room=PICTURE):
    """How high the smallest text of a drawing is on a slide, in pixels."""
    size = _WIDE.search(drawing)
    return POINTS * min(room[0] / float(size[1]), room[1] / float(size[2])) if size else SMALLEST


def check_legible(step, drawing):
    """Refuse a figure so tall that its texts would be too small for the last row."""
    if letters(drawing) < SMALLEST:
        raise Misfit(
            f"{step.cell!r} is too tall for a slide: its texts would be {letters(drawing):.0f} px high, not {SMALLEST}. "
            "Show an explorer there, or a flatter figure."
        )


def of_bench(text):
    """A bench as a slide shows it: without a picture that nobody could read. It says where it runs."""
    legible = letters(text, BENCH_PICTURE) >= SMALLEST
    return text if legible else re.sub(r'<div class="wi-figure".*?</div>', "", text, flags=re.S)


# ---- A step in the teachers' page ---------------------------------------------------------------------------------


#: What the page says of a step that is marked.
MARKED = {"cut": "deck_cut", "pause": "deck_pause"}


def spelled(minutes):
    """Minutes as a text.

    Example:
        >>> spelled(2.0), spelled(1.5)
        ('2', '1.5')
    """
    return f"{minutes:g}"


def asked_of(cell, chapter):
    """What a prediction asks (its state's `asked`); None for another cell."""
    view = (shown_by(cell) or {}).get(VIEW)
    return chapter.models[view["model_id"]]["state"].get("asked") if view else None


def heading(step, chapter, link):
    """The heading of a step: minutes, what its slide says, and where an explorer stands."""
    cell, table = chapter.cells[step.cell], words()
    if step.cell.startswith("question-"):
        title = table["deck_vote"].format(title=question(cell).stem.partition("\n\n")[0])
    elif asked := asked_of(cell, chapter):
        title = table["deck_predict"].format(title=asked["title"])
    else:
        title = cell["metadata"].get("claim", step.cell)
    states = [model["state"] for model in chapter.models.values()]
    at = f" · [{settings.worded(step.setting, states)}](../{chapter.page}.ipynb#{step.setting})" if step.setting else ""
    mark = f" · {table[MARKED[step.mark]]}" if step.mark else ""
    return f'### {spelled(step.minutes)} min · <a href="{link}">{MARKDOWN.renderInline(title)}</a>{at}{mark}'


def explained(step, chapter):
    """What a vote's answers reveal, as folded Markdown: the chapter has the words."""
    cell, table = chapter.cells[step.cell], words()
    if step.cell.startswith("question-"):
        rows = [
            f"- **{option.letter}.** {option.text} "
            + (f"**✓ {table['deck_right']}.** " if option.right else f"*“{option.misconception}”* ")
            + here(option.reason, chapter)
            for option in question(cell).options
        ]
        title = table["deck_options"]
    elif asked := asked_of(cell, chapter):
        rows = [f"- {text}{' **✓**' * (kind == asked['right_kind'])}" for kind, text in enumerate(asked["said"])]
        title = table["deck_said"].format(truth=asked["truth_text"])
    else:
        return ""
    return "\n".join(["", f"<details><summary>{title}</summary>", "", *rows, "", "</details>", ""])


def here(markdown, chapter):
    """A text of the chapter, with its links as they lead from another folder; in one paragraph."""
    text = re.sub(r"\]\(#", f"](../{chapter.page}.ipynb#", " ".join(markdown.split()))
    return re.sub(r"\]\((?=[\w-]+\.ipynb)", f"](../{chapter.page.rpartition('/')[0]}/", text)


# ---- The deck -----------------------------------------------------------------------------------------------------

FIRST = ("reveal/reset.css", "reveal/reveal.css", "pygments.css", "look.css", "mount.css",
         "text.js", "formulas.js", "words.js", "reveal/reveal.js", "reveal/notes.js", "mount.js")  # fmt: skip
LAST = ("deck.css", "deck.js")


def whole(title):
    """A title in which formulas, and words with a hyphen, are not broken at the end of a line.

    Example:
        >>> whole("At rate 0.1, 2/√n is ahead")
        'At rate\\xa00.1, <span class="deck-whole">2/√n</span> is ahead'
        >>> whole('<b class="a-b">Mini-batches</b>')
        '<b class="a-b"><span class="deck-whole">Mini-batches</span></b>'
    """
    title = APOSTROPHE.sub("’", together(title))
    return UNBROKEN.sub(
        lambda part: part[0] if part[0].startswith("<") else f'<span class="deck-whole">{part[0]}</span>',
        title,
    )


def section(slide, address, page):
    """A slide as reveal.js wants it. It writes over the layout of its sections: an inner frame has ours."""
    note = f'<aside class="notes">{rendered(slide.note, page)}</aside>' if slide.note else ""
    title = f"<h2>{whole(slide.title)}</h2>" if slide.title else ""
    seconds = f' data-timing="{round(60 * slide.minutes)}"' if slide.minutes else ""
    return (
        f'<section id="{address}" data-kind="{slide.kind}"{seconds}><div class="deck-frame deck-{slide.kind}">{title}'
        f'<div class="deck-body">{slide.body}</div></div>{note}</section>'
    )


def title_slide(title, question, address, book, number=""):
    """The first slide: what it is about, and where the hall finds the page."""
    code = segno.make(address, error="m").svg_inline(
        scale=1, border=2, omitsize=True, svgclass="deck-qr", lineclass=None
    )
    label = words()["deck_page"]
    shown = "<wbr>".join(
        f'<span class="deck-whole">{html.escape(part)}</span>'
        for part in re.findall(r"[^/]+/?", address.split("//")[1])
    )
    body = (
        f'<div class="deck-words"><p class="deck-book">{html.escape(book)}</p>'
        f"<h1>{f'<span>{number}</span> ' if number else ''}{html.escape(title)}</h1>"
        f'<p class="deck-question">{question}</p></div>'
        f'<div class="deck-address">{code}<p>{label}<br><a href="{address}">{shown}</a></p></div>'
    )
    return Slide("title", "title", "", body)


def page(found, title, language, home):
    """The deck's HTML. A name that several slides have becomes an address for each of them."""
    widgets = dict.fromkeys(name for slide in found for name in slide.files)
    addresses = numbered(slide.name for slide in found)
    sections = wi_mathml.held("\n".join(section(slide, address, home) for slide, address in zip(found, addresses)))
    body = f'<div class="reveal"><div class="slides">\n{sections}\n</div></div>'
    return document(language, title, (*FIRST, *widgets, *LAST), body, static="../_static", theme="light")
