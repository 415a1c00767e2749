"""A formula in LaTeX, as MathML Core: what browsers typeset by themselves.

latex2mathml does the reading. Where what it writes is wrong, or is not in MathML Core, a small function here mends it:
each has its example in `tests/test_formulas.py`. What nobody can mend is refused, with a sentence that says why.
"""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from xml.etree import ElementTree

from latex2mathml.converter import convert_to_element

#: An environment of LaTeX -> what latex2mathml calls it. Any other one it would drop without a word.
ENVIRONMENTS = {"aligned": "split"} | {
    name: name for name in ("split", "cases", "matrix", "pmatrix", "bmatrix", "vmatrix")
}
#: How many children an element has: fewer mean that LaTeX had an argument too few.
CHILDREN = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
SINGLE = {"mi", "mn", "mo", "mtext", "mspace"}  # what has a text, or nothing, and no parts
ELEMENTS = SINGLE | {"math", "mrow", "mstyle", "msqrt", "mphantom", "mtable", "mtr", "mtd"} | CHILDREN.keys()
#: Commands that latex2mathml takes for something else, or for which the font has no wide sign.
REFUSED = ("tag", "not", "mathop", r"operatorname\*", "substack", "widehat", "widetilde")
ATTRIBUTES = {
    "accent", "accentunder", "alttext", "class", "depth", "display", "displaystyle", "form", "height", "largeop", "linethickness",
    "lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "rspace", "scriptlevel", "stretchy", "width",
}  # fmt: skip
NEGATIVE_SPACES = {
    "negativethinmathspace": "-0.167em",
    "negativemediummathspace": "-0.222em",
    "negativethickmathspace": "-0.278em",
}

ORDINARY = "∞∂∇∅…⋯⊤⊥%#ℓ°"  # TeX sets these as it sets letters
OPENING, CLOSING = "([{⟨⌊⌈", ")]}⟩⌋⌉"
BARS = "|‖"
PRIMES = "′″‴"
#: Signs that latex2mathml takes for letters.
OPERATORS = "±:;∼" + PRIMES + OPENING + CLOSING
SIGNS = "+−±∓"  # between two things, or before one
OTHER_SIGNS = {"~": "∼", "·": "⋅", "―": "‾"}  # \sim, \cdot, \overline: the signs that are meant
ACCENTS = {"^": "ˆ", "~": "˜", "~~": "˜", "∼": "˜", "‾": "‾", "¯": "¯", "→": "→", "˙": "˙", "¨": "¨"}
THIN = "0.167em"
#: What makes a root tall. Any other root has room under the smallest root sign.
TALL = {"mfrac", "munder", "mover", "munderover", "mtable", "msqrt", "mroot"}
STRUT = "0.7em"
APPLY = "\u2061"  # "function application": nothing to see; a screen reader says "of"


class FormulaError(ValueError):
    """A formula that cannot be typeset, and why."""


@functools.cache
def mathml(latex, display=False):
    """The formula as MathML, in a text for HTML. A FormulaError says what is wrong with it."""
    return ElementTree.tostring(tree(latex, display), encoding="unicode", short_empty_elements=False)


WITH_SIGNS = re.compile(
    r'<script\b.*?</script>|([^\s<>]*)((?:<span class="math [^>]*>)?<math display="inline".*?</math>(?:</span>)?)([^\s<>]*)',
    re.S,
)


def held(text):
    """HTML in which a formula stays on one line with the signs that touch it. Browsers would end the line between them.

    Example:
        >>> held('In (<math display="inline"><mi>n</mi></math>), too')
        'In <span class="wi-touching">(<math display="inline"><mi>n</mi></math>),</span> too'
        >>> held('In <math display="inline"><mi>n</mi></math> too')
        'In <math display="inline"><mi>n</mi></math> too'
    """
    return WITH_SIGNS.sub(
        lambda part: f'<span class="wi-touching">{part[0]}</span>' if part[1] or part[3] else part[0], text
    )


def tree(latex, display=False):
    """The formula as a tree of MathML Core, mended and looked through."""
    latex = latex.strip()
    refuse_what_is_misread(latex)
    readable = with_upright_letters(with_known_environments(latex))
    try:
        root = convert_to_element(readable, display="block" if display else "inline")
    except Exception as error:  # each fault has a class of its own, and most have no words
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__.removesuffix("Error")).lower()
        raise FormulaError(f"latex2mathml cannot read it: {str(error) or name}") from error
    for mend in MENDS:
        mend(root)
    refuse_what_is_left(root)
    root.attrib.pop("xmlns", None)
    root.set("alttext", latex)
    return root


# ---- The LaTeX ----------------------------------------------------------------------------------------------------


def refuse_what_is_misread(latex):
    """latex2mathml closes for itself what is left open, and gets some commands wrong without a word."""
    if found := re.search(rf"\\({'|'.join(REFUSED)})(?![a-zA-Z])", latex):
        raise FormulaError(f"the command {found[0]} is not read rightly: write it in another way")
    bare = re.sub(r"\\.", "", latex, flags=re.S)
    if bare.count("{") != bare.count("}"):
        raise FormulaError(f"{bare.count('{')} braces open, {bare.count('}')} close")


def with_known_environments(latex):
    """The LaTeX with names of environments that latex2mathml knows."""
    for name in re.findall(r"\\begin\{(.*?)\}", latex):
        if name not in ENVIRONMENTS:
            raise FormulaError(f"the environment {name!r} is not among {', '.join(ENVIRONMENTS)}")
    return re.sub(
        r"\\(begin|end)\{(\w+)\}", lambda match: f"\\{match[1]}{{{ENVIRONMENTS.get(match[2], match[2])}}}", latex
    )


def with_upright_letters(latex):
    """latex2mathml forgets that a letter alone is upright: it keeps it for a text."""
    return re.sub(r"\\mathrm\{(\w)\}", r"\\text{\1}", latex)


# ---- The tree -----------------------------------------------------------------------------------------------------


def rows(root):
    """Every element whose children stand side by side."""
    return [one for one in root.iter() if one.tag in ("math", "mrow", "mstyle", "msqrt", "mtd", "mphantom")]


def spell_out(root):
    """latex2mathml writes signs as character references, in a text."""
    for one in root.iter():
        one.text = html.unescape(one.text or "") or None


def mend_signs(root):
    """What is no letter is an operator, and ∞ is none. A capital Greek letter and ∇ are upright, as in TeX."""
    for one in root.iter():
        if one.tag in ("mi", "mo"):
            one.text = OTHER_SIGNS.get(one.text, one.text)
        if one.tag == "mo" and one.text and one.text in ORDINARY:
            one.tag = "mi"
            one.attrib.clear()
        elif one.tag == "mi" and one.text and one.text in OPERATORS:
            one.tag = "mo"
        if one.tag == "mi" and re.fullmatch("[Α-Ω∇]", one.text or ""):
            one.set("mathvariant", "normal")


def join_upright_letters(root):
    """A name in \\mathrm is one word, not a row of letters; so is a number with a comma in braces, 1{,}000."""
    for row in root.iter("mrow"):
        if len(row) and all(one.tag == "mi" and one.get("mathvariant") == "normal" for one in row):
            name = "".join(one.text for one in row)
            row[:], row.tag, row.text = [], "mi", name
            row.set("mathvariant", "normal")
    for row in rows(root):
        for before, comma, after in list(zip(row, row[1:], row[2:])):
            in_braces = comma.tag == "mrow" and [(one.tag, one.text) for one in comma] == [("mo", ",")]
            if in_braces and before.tag == after.tag == "mn":
                after.text = f"{before.text},{after.text}"
                row.remove(before)
                row.remove(comma)


def mend_spaces(root):
    """MathML Core has no names for negative spaces."""
    for one in root.iter("mspace"):
        one.set("width", NEGATIVE_SPACES.get(one.get("width"), one.get("width", "")))


def mend_accents(root):
    """MathML Core asks the whole, not the sign, whether that sign is an accent; and it knows other signs."""
    for one in root.iter():
        if one.tag in ("mover", "munder") and len(one) == 2 and one[1].tag == "mo" and one[1].text in ACCENTS:
            wide = one.get("accent") != "true" and one[1].get("stretchy") != "false"
            one[1].text, one[1].attrib = ACCENTS[one[1].text], {} if wide else {"stretchy": "false"}
            one.attrib = {"accent" if one.tag == "mover" else "accentunder": "true"}


def mend_primes(root):
    """A font's prime is as high as it has to be: as a superscript it would be small, and in the air."""
    for one in root.iter("msup"):
        if len(one) == 2 and one[1].tag == "mo" and one[1].text and one[1].text in PRIMES:
            one.tag = "mrow"
            one[1].set("form", "postfix")


def mend_dots(root):
    """Between two operators, dots stand as high as these."""
    for row in rows(root):
        for one, before, after in neighbours(row):
            if (
                one.text == "…"
                and before is not None
                and after is not None
                and kind(before) == kind(after) == "operator"
            ):
                one.text = "⋯" if "," not in (before.text, after.text) else "…"


def mend_roots(root):
    """Browsers draw the bar close above what is under it, and let the sign hang down as far as it likes. A strut, as
    high as tall letters, holds the bar up. A root that is not tall has a class: `book.css` says what for.
    """
    for one in list(root.iter("msqrt")):
        if not any(part.tag in TALL for part in one.iter() if part is not one):
            one.set("class", "wi-low")
            one.insert(0, ElementTree.Element("mspace", {"height": STRUT}))


def mend_fences(root):
    """Only what \\left and \\right ask for grows with what it holds. TeX leaves no space at a slash or a bar."""
    for row in rows(root):
        bars = [core(one) for one in row if core(one).tag == "mo" and (core(one).text or " ") in BARS]
        for number, bar in enumerate(bars if len(bars) % 2 == 0 else ()):
            bar.set("form", "postfix" if number % 2 else "prefix")
    for one in root.iter("mo"):
        if "form" in one.attrib:
            one.text = {"<": "⟨", ">": "⟩"}.get(one.text, one.text)
        one.attrib.pop("fence", None)
        sign = one.text or " "
        grows = one.get("stretchy") == "true" or "minsize" in one.attrib
        if sign in OPENING + CLOSING + BARS and not grows:
            one.set("stretchy", "false")
        if sign in OPENING + CLOSING:
            one.set("form", "prefix" if sign in OPENING else "postfix")
        if sign in "/." + BARS:
            one.attrib |= {"lspace": "0em", "rspace": "0em"}


def grow_around_tables(root):
    """The brackets of a matrix are as high as the matrix."""
    for row in rows(root):
        for before, table, after in zip(row, row[1:], row[2:]):
            if table.tag == "mtable" and before.tag == after.tag == "mo":
                for fence in (before, after):
                    fence.set("stretchy", "true")


def mend_cells(root):
    """MathML Core leaves alignment to style sheets: `book.css` has these classes."""
    for one in root.iter("mtd"):
        if side := one.attrib.pop("columnalign", None):
            one.set("class", f"wi-{side}")
    for table in root.iter("mtable"):
        pairs = [[cell.get("class") for cell in row][:2] for row in table]
        if any(pair == ["wi-right", "wi-left"] for pair in pairs):
            table.set("class", "wi-aligned")
        for spacing in ("columnspacing", "rowspacing", "columnalign"):
            table.attrib.pop(spacing, None)
    for one in list(root.iter("mtd")):  # latex2mathml opens the second column with a letter that is empty
        for empty in [child for child in one if child.tag == "mi" and not child.text]:
            one.remove(empty)


def core(element):
    """What stands in the middle of scripts and accents."""
    while element.tag in ("msub", "msup", "msubsup", "munder", "mover", "munderover") and len(element):
        element = element[0]
    return element


def kind(element):
    """What an element is for its neighbours: "operator", "opening", "closing", "function", or "ordinary"."""
    element = core(element)
    sign = element.text or ""
    if element.tag == "mo":
        if element.get("form") in ("prefix", "postfix") and sign not in SIGNS:
            return "opening" if element.get("form") == "prefix" else "closing"
        return "ordinary" if sign in ("/", "!", ".") or sign in PRIMES + BARS + APPLY else "operator"
    if element.tag == "mi" and len(sign) > 1 and element.get("mathvariant") is None:
        return "function"
    return "ordinary"


def neighbours(row):
    """(element, the one before, the one after): spaces are none. Where nothing stands, None."""
    seen = [one for one in row if one.tag != "mspace"]
    return zip(seen, [None, *seen], [*seen[1:], None])


def mend_names(root):
    """`rms`, `max` and their like are names, not operators, which would have wide spaces."""
    for one in root.iter("mo"):
        if len(one.text or "") > 1 and one.text != "mod" and re.sub("[\u2006\u2009]", "", one.text).isalpha():
            one.tag = "mi"


def mend_minus(root):
    """A minus is one between two things, unless it stands first, or after an operator or a bracket that opens."""
    for row in rows(root):
        for one, before, _ in neighbours(row):
            if one.tag == "mo" and (one.text or " ") in SIGNS:
                if before is None or kind(before) in ("operator", "opening"):
                    one.set("form", "prefix")


def space_functions(root):
    """As TeX does it: a thin space before a function's name, and one after it, unless brackets, operators or nothing
    stand there. After the name comes the sign that makes a screen reader say "of".
    """
    for row in rows(root):
        for one, before, after in list(neighbours(row)):
            if kind(one) != "function":
                continue
            place = list(row).index(one)
            if after is not None and kind(after) in ("ordinary", "function", "opening"):
                apply = ElementTree.Element(
                    "mo", {"lspace": "0em", "rspace": "0em" if kind(after) == "opening" else THIN}
                )
                apply.text = APPLY
                row.insert(place + 1, apply)
            spaced = before is not None and list(row)[place - 1].tag == "mspace"
            if before is not None and kind(before) in ("ordinary", "closing") and not spaced:
                row.insert(place, ElementTree.Element("mspace", {"width": THIN}))


MENDS = (
    spell_out, join_upright_letters, mend_signs, mend_names, mend_spaces, mend_accents, mend_fences, grow_around_tables, mend_cells,
    mend_minus, mend_primes, mend_dots,
    mend_roots, space_functions,
)  # fmt: skip


# ---- What is refused ----------------------------------------------------------------------------------------------


def refuse_what_is_left(root):
    """Raise a FormulaError for whatever would show as LaTeX, or not at all."""
    for one in root.iter():
        text = one.text or ""
        if "\\" in text or one.tag == "merror":
            raise FormulaError(f"the command {text} is not known")
        if one.tag == "mtext" and "$" in text:
            raise FormulaError(f"a formula within \\text, {text!r}, stays as it is written: end the \\text before it")
        if one.tag == "mi" and len(text) == 1 and not text.isalpha() and text not in ORDINARY:
            raise FormulaError(f"{text!r} has nothing to do here")
        if one.tag == "mspace" and "linebreak" in one.attrib:
            raise FormulaError("a new line outside an environment")
        if one.tag not in ELEMENTS:
            raise FormulaError(f"a command in it asks for <{one.tag}>, which browsers do not share")
        if unknown := one.attrib.keys() - ATTRIBUTES - {"xmlns"}:
            raise FormulaError(
                f"a command in it asks for {', '.join(sorted(unknown))} of <{one.tag}>, which browsers do not share"
            )
        if one.get("mathvariant", "normal") != "normal":
            raise FormulaError(
                f"a command in it asks for letters that are {one.get('mathvariant')}, which browsers do not share"
            )
        if one.tag in SINGLE and len(one):
            raise FormulaError(f"<{one.tag}> has parts")
        if one.tag == "mo" and not text and "form" not in one.attrib:
            raise FormulaError("an operator has no sign")
        if len(one) != CHILDREN.get(one.tag, len(one)):
            raise FormulaError(f"<{one.tag}> has {len(one)} parts, not {CHILDREN[one.tag]}: an argument is missing")


# ---- What is drawn ------------------------------------------------------------------------------------------------


def _italics():
    """A letter -> the mathematical italic letter that browsers draw for it, when it stands alone."""
    letters = [0x210E, *range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C)]
    plain = {code: unicodedata.decomposition(chr(code)).split() for code in letters}
    return {chr(int(parts[1], 16)): chr(code) for code, parts in plain.items() if parts}


ITALIC = _italics()


def characters(root):
    """Every character that a browser draws for this tree."""
    drawn = set()
    for one in root.iter():
        text = one.text or ""
        alone = one.tag == "mi" and len(text) == 1 and one.get("mathvariant") != "normal"
        drawn |= set(ITALIC.get(text, text)) if alone else set(text)
        drawn |= {"√"} if one.tag in ("msqrt", "mroot") else set()
    return drawn
