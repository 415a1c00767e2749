"""What a notebook becomes when it is read as a page: code that only draws is folded, what a test ties into the text is
not printed once more, exercises and solutions lead to each other, signs that belong together stay on one line.

The notebooks stay as they are. What is folded is told by what a cell leaves behind; one tag says otherwise: the code of
a cell tagged `argument` is what the text explains, and stays open.
"""

from __future__ import annotations

import pathlib
import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from wi_lib.report import parsed

ARGUMENT, ANSWER = "argument", "answer"
EXERCISE = "exercise-"
UNANSWERED = "○ "
#: What a fold is called: a code cell's by what it is for.
SET_UP, CODE, PRINTED = "Set-up", "Show the code", "What it prints"


def setup(app):
    app.add_node(Fold, html=(open_fold, close_fold))
    for transform in (FoldCode, FoldAnswers, NameCells, KeepTogether, NameHeaders):
        app.add_post_transform(transform)
    app.connect("html-page-context", keep_cells)
    app.add_js_file("paper.js", defer="defer")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class Fold(nodes.Element):
    """What a reader opens: `<details>`, with a `title` to open it by."""


def open_fold(writer, node):
    writer.body.append(f'<details class="book-code"><summary>{writer.encode(node["title"])}</summary>\n')


def close_fold(writer, node):
    writer.body.append("</details>\n")


def number(page):
    """The number of a chapter or of its solutions; "" for another page.

    Example:
        >>> number("chapters/03-too-large-too-small"), number("glossary")
        ('3', '')
    """
    found = re.fullmatch(r"(?:chapters|solutions)/0*(\d+)-.+", page)
    return found[1] if found else ""


# ---- Cells --------------------------------------------------------------------------------------------------------


def split_output(text):
    """What a cell has printed, parted into what readers see and what only repeats the text's numbers.

    Example:
        >>> split_output("step 0\\nkept = 0.76\\nlost = 0.24\\n")
        ('step 0', 'kept = 0.76\\nlost = 0.24')
    """
    lines = text.rstrip("\n").splitlines()
    seen = [line for line in lines if not parsed(line)]
    return "\n".join(seen), "\n".join(line for line in lines if parsed(line))


class FoldCode(SphinxPostTransform):
    """Fold a cell's code behind a line below what it shows; hide what is printed for the tests alone."""

    default_priority = 190  # before myst-nb's own folding (199), after it has chosen among mime types
    formats = ("html",)

    def run(self, **kwargs):
        cells = list(self.document.findall(is_code))
        for cell in cells:
            cell.attributes.pop("hide_mode", None)
            arrange(cell)
        gather(cells)


def is_code(node):
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def part(cell, kind):
    return next((one for one in cell.children if one.get("nb_element") == kind), None)


def arrange(cell):
    """Put a cell's parts in the order in which a page shows them: what it shows, then its code, folded."""
    code, output = part(cell, "cell_code_source"), part(cell, "cell_code_output")
    name, tags = cell["cell_metadata"].get("name", ""), cell["cell_metadata"].get("tags", [])
    dump = take_dump(output) if output else []
    if output is not None and not output.children:
        cell.remove(output)
    if code is None:
        return
    if ARGUMENT in tags or name.startswith(EXERCISE):
        cell["classes"].append("book-argument")
        if dump:
            cell.append(Fold("", *dump, title=PRINTED))
        return
    cell.remove(code)
    cell.append(Fold("", code, *dump, title=SET_UP if name == "set-up" else CODE))


def gather(cells):
    """Put code that shows nothing into the fold of the cell above it, or else of the one below: one line opens both.

    A cell keeps its name, which links lead to: browsers open the fold that holds it. What answers a prediction stays
    below it, and goes into another answer at most.
    """
    for cell in cells:
        if not is_silent(cell):
            continue
        place = cell.parent.index(cell)
        above = cell.parent[place - 1] if place else None
        below = cell.parent[place + 1] if place + 1 < len(cell.parent) else None
        codes = [one for one in (above, below) if one is not None and is_code(one) and holds_code(one)]
        other = next((one for one in codes if is_answer(one) == is_answer(cell)), None)
        if other is None:
            continue
        fold, inside = other.children[-1], cell.children[0]
        cell.parent.remove(cell)
        cell.children = []
        cell.extend(inside.children)
        fold.append(cell) if other is above else fold.insert(0, cell)


def is_silent(cell):
    """Whether a cell shows nothing but its fold."""
    return len(cell) == 1 and holds_code(cell)


def holds_code(cell):
    return bool(len(cell)) and isinstance(cell.children[-1], Fold) and cell.children[-1]["title"] == CODE


def take_dump(output):
    """Take out of a cell's output what no reader needs to see; return what belongs to the code, to be read there."""
    dumps = []
    for block in list(output.findall(nodes.literal_block)):
        seen, dump = split_output(block.astext())
        if seen.startswith(UNANSWERED):
            seen = ""
        if dump:
            dumps.append(copied(block, dump))
        if not seen:
            block.parent.remove(block)
        elif dump:
            block.replace_self(copied(block, seen))
    return [nodes.container("", *dumps, classes=["cell_output"])] if dumps else []


def copied(block, text):
    return nodes.literal_block(text, text, **block.non_default_attributes())


class FoldAnswers(SphinxPostTransform):
    """What answers a prediction is one part of the page, directly below it: the cells with the tag "answer", and the
    text of the notebook's next cell, or a table and the text of the cell after it. questions.css folds it until the
    reader has answered.
    """

    default_priority = 195  # after FoldCode
    formats = ("html",)

    def run(self, **kwargs):
        answers = [one for one in self.document.findall(is_answer) if not isinstance(one.parent, Fold)]
        for first in [one for one in answers if not is_answer(neighbour(one, -1))]:
            parts = [first]
            while is_answer(after := neighbour(parts[-1], 1)):
                parts.append(after)
            text = notebook_cell(after)
            while text and notebook_cell(after) in (text, ""):
                parts.append(after)
                after = neighbour(after, 1)
                if isinstance(parts[-1], nodes.table) and notebook_cell(after) != text:
                    text = notebook_cell(after)  # a table for slides is a cell of its own
            answer = nodes.container("", classes=["book-answer"])
            first.parent.insert(first.parent.index(first), answer)
            for one in parts:
                one.parent.remove(one)
                answer.append(one)


def is_answer(node):
    return node is not None and is_code(node) and ANSWER in node["cell_metadata"].get("tags", [])


def neighbour(node, step):
    place = node.parent.index(node) + step
    return node.parent[place] if 0 <= place < len(node.parent) else None


def notebook_cell(node):
    """The number of the text cell that a part of the page comes from, "" if it does not tell; None for a section, and
    for what code shows. (myst-nb counts the lines of the n-th cell from 10,000·n on.)
    """
    if node is None or isinstance(node, nodes.section) or is_code(node):
        return None
    lines = [one.line for one in node.findall() if getattr(one, "line", None)]
    return lines[0] // 10_000 if lines else ""


class NameCells(SphinxPostTransform):
    """An exercise leads to its solution, a solution to its exercise: they have the same name."""

    default_priority = 195
    formats = ("html",)

    def run(self, **kwargs):
        page = self.env.docname
        folder, _, stem = page.partition("/")
        other = {"chapters": "solutions", "solutions": "chapters"}.get(folder)
        if not other or f"{other}/{stem}" not in self.env.found_docs:
            return
        target = self.app.builder.get_relative_uri(page, f"{other}/{stem}")
        said = "One way to solve it" if other == "solutions" else "The exercise"
        for cell in list(self.document.findall(is_code)):
            name = cell["cell_metadata"].get("name", "")
            if name.startswith(EXERCISE):
                link = nodes.reference("", said, refuri=f"{target}#{name}", internal=True)
                line = nodes.paragraph("", "", link, classes=["book-other"])
                cell.append(line) if other == "solutions" else cell.insert(0, line)


# ---- Words --------------------------------------------------------------------------------------------------------

NO_BREAK = "\N{NO-BREAK SPACE}"
SIGNS = "=≈≠<>≤≥·×÷±→∈+−/"
NUMBERED = r"[Cc]hapters?|[Ll]ayers?|[Ee]xercises?|[Ss]tep|[Ss]eed|[Qq]uestion|[Uu]nit|[Ff]igure|gain|width|rate|std|lr|ln|η|σ|χ|No\.|Python"
COUNTED = r"%|px|min\b|minutes?\b|per cent\b|MB\b|kB\b|KB\b|GB\b|times\b|(?:layer|unit|step|seed|draw|input|output|image|pixel|digit|term)s?\b"
BELONG = [
    # A short name, a sign, a value: σ = 1, n ≥ 100, 2 · n. Both spaces.
    re.compile(rf"(?<!\S)(\S{{0,11}}[^\s,;:.!?–]) ([{SIGNS}]) (?=[−±-]?[\w√(|])"),
    re.compile(rf"\b({NUMBERED}) (?=[−-]?\d)"),
    re.compile(rf"(\d) (?={COUNTED})"),
    re.compile(r"\b(et) (?=al\.)"),
    re.compile(r"(?<=\S) (?=–\s)()"),
]
BELOW = re.compile(r"(?<![\w.])([A-Za-zσχφδ])(?:_(in|out|\d)(?![\w(])|([₀-₉]+))")
PLAIN_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
#: What browsers break after a sign that stands between no spaces: 3/√3, pages 9–50.
BROKEN = re.compile(r"\S*[^\s/]/[^\s/]\S*|\S*\d–\d\S*")
#: But no address, and not two words.
BREAKABLE = re.compile(r"\w\.[a-z]{2}|doi:|[A-Za-z]{2,}/[A-Za-z]{2,}")
#: What opens a folded answer is HTML in the source.
SUMMARY = re.compile(r"(?<=<summary>).+?(?=</summary>)")
#: Here spaces and signs mean themselves.
VERBATIM = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.comment)


def together(text):
    """The text with spaces that no line is broken at, where signs belong together. No character is added or lost.

    Example:
        >>> together("At σ = 1, chapter 5 says 0.3 %.").replace("\\xa0", "~")
        'At σ~=~1, chapter~5 says 0.3~%.'
    """
    text = BELONG[0].sub(rf"\1{NO_BREAK}\2{NO_BREAK}", text)
    for pattern in BELONG[1:]:
        text = pattern.sub(rf"\1{NO_BREAK}", text)
    return text


CELL = re.compile(r"(?<=<td>)([^<]*[\w)²]/[√(][^<]*)(?=</td>)")


def keep_cells(app, page, template, context, doctree):
    """A fraction in a table that a cell has printed stays on one line, too: it comes as HTML."""
    if context.get("body"):
        context["body"] = CELL.sub(r'<span class="book-whole">\1</span>', context["body"])


def pieces(text):
    """A text in nodes: texts, letters with a subscript, and what stays on one line.

    Example:
        >>> [(type(node).__name__, node.astext()) for node in pieces("n_in, then 3/√3.")]
        [('Text', 'n'), ('subscript', 'in'), ('Text', ', then '), ('inline', '3/√3.')]
    """
    found, last = [], 0
    for match in BELOW.finditer(text):
        found += [
            *unbroken(text[last : match.end(1)]),
            nodes.subscript("", match[2] or match[3].translate(PLAIN_DIGITS)),
        ]
        last = match.end()
    return [*found, *unbroken(text[last:])]


def unbroken(text):
    """A text in nodes: what browsers would break within is in an element of its own."""
    found, last = [], 0
    for match in BROKEN.finditer(text):
        if not BREAKABLE.search(match[0]):
            found += [nodes.Text(text[last : match.start()]), nodes.inline("", match[0], classes=["book-whole"])]
            last = match.end()
    return [node for node in [*found, nodes.Text(text[last:])] if node.astext()]


HTML = {
    nodes.Text: "{}",
    nodes.subscript: "<sub>{}</sub>",
    nodes.inline: '<span class="book-whole">{}</span>',
}


def summary(text):
    """What opens a folded answer is HTML in the source, in which Markdown means nothing: here is what it would have
    meant.

    Example:
        >>> summary("No: it is `a_b`, not 2<!--two--> or n_in.")
        'No: it is <code>a_b</code>, not 2<!--two--> or n<sub>in</sub>.'
    """
    parts = re.split(r"(`[^`]+`|<!--.*?-->)", text)
    parts[1::2] = [re.sub("`(.+)`", r"<code>\1</code>", part) for part in parts[1::2]]
    parts[::2] = [
        "".join(HTML[type(node)].format(node.astext()) for node in pieces(together(part))) for part in parts[::2]
    ]
    return "".join(parts)


class KeepTogether(SphinxPostTransform):
    """No line breaks within "σ = 1" and "3/√3"; subscripts stand below the line."""

    default_priority = 700
    formats = ("html",)

    def run(self, **kwargs):
        for block in list(self.document.findall(nodes.TextElement)):
            if not isinstance(block, VERBATIM) and not within(block, nodes.TextElement):
                keep_together(block)
        for raw in list(self.document.findall(nodes.raw)):
            if SUMMARY.search(raw.astext()):
                text = SUMMARY.sub(lambda found: summary(found[0]), raw.astext())
                raw.replace_self(nodes.raw("", text, format=raw["format"]))


def keep_together(block):
    """Do so in a paragraph or its like. What belongs together may stand in several elements: "chapter", and a link."""
    texts = [text for text in block.findall(nodes.Text) if not within(text, (nodes.raw, nodes.comment))]
    seen = [re.sub(r"\s", "_", text) if within(text, VERBATIM) else text.replace("\n", " ") for text in texts]
    whole, start = together("".join(seen)), 0
    for text, old in zip(texts, seen, strict=True):
        new = pieces(whole[start : start + len(old)])
        start += len(old)
        if not within(text, VERBATIM) and new != [text]:
            text.parent.replace(text, new)


def within(node, kinds):
    while node := node.parent:
        if isinstance(node, kinds):
            return True
    return False


class NameHeaders(SphinxPostTransform):
    """The corner of a table, which says nothing to those who see it, has a name for those who hear it."""

    default_priority = 710
    formats = ("html",)

    def run(self, **kwargs):
        for head in self.document.findall(nodes.thead):
            for entry in head.findall(nodes.entry):
                if not entry.astext().strip():
                    entry += nodes.paragraph("", "", nodes.inline("", "row", classes=["book-said"]))


def title_with_number(page, title):
    """A page's title as menus show it.

    Example:
        >>> title_with_number("chapters/05-he", "He"), title_with_number("solutions/05-he", "Solutions: He")
        ('5 He', 'Solutions 5: He')
    """
    if not (of := number(page)):
        return title
    kind, colon, name = title.partition(": ")
    return f"{kind} {of}: {name}" if pathlib.PurePosixPath(page).parts[0] == "solutions" and colon else f"{of} {title}"
