"""Formulas: what becomes of LaTeX, what is refused, and the font that has what the formulas need."""

import io
import re
from xml.etree import ElementTree

import pytest
import wi_formulas
import wi_mathml
from fontTools.ttLib import TTFont

from tests import ROOT, books, guards
from tools import contents


def formulas():
    """(place, LaTeX, whether it is displayed) of every formula in the sources of pages, and in templates."""
    for name in [
        *contents.pages(),
        *(str(path.relative_to(ROOT).with_suffix("")) for path in (ROOT / "templates").rglob("*.py")),
    ]:
        source = next(path for path in (ROOT / f"{name}.py", ROOT / f"{name}.md") if path.exists())
        text = source.read_text("utf-8")
        if source.suffix == ".py":  # text stands in comments
            text = "\n".join(line[2:] if line.startswith("#") else "" for line in text.splitlines())
        for match in re.finditer(r"`[^`\n]*`|\$\$(.+?)\$\$|\$([^$\n]+)\$", text, re.S):
            if match[1] or match[2]:
                yield f"{source}:{text.count(chr(10), 0, match.start()) + 1}", match[1] or match[2], bool(match[1])


FORMULAS = list(formulas())


def inside(latex, display=False):
    """What stands in <math>, as a text."""
    return re.sub(r"^<math[^>]*><mrow>|</mrow></math>$", "", wi_mathml.mathml(latex, display))


# ---- What becomes of LaTeX ----------------------------------------------------------------------------------------

BAR = '<mo form="{}" stretchy="false" lspace="0em" rspace="0em">{}</mo>'
OPEN = '<mo stretchy="false" form="prefix">(</mo>'
CLOSE = '<mo stretchy="false" form="postfix">)</mo>'
APPLY = '<mo lspace="0em" rspace="{}">\u2061</mo>'
THIN = '<mspace width="0.167em"></mspace>'
LOW = '<msqrt class="wi-low"><mspace height="0.7em"></mspace>{}</msqrt>'
MENDED = {
    # what latex2mathml does well
    r"\frac12": "<mfrac><mn>1</mn><mn>2</mn></mfrac>",
    r"n_{\text{in}}": "<msub><mi>n</mi><mrow><mtext>in</mtext></mrow></msub>",
    r"W_2^T": "<msubsup><mi>W</mi><mn>2</mn><mi>T</mi></msubsup>",
    r"\text{a b}": "<mtext>a\xa0b</mtext>",
    r"a\;b": '<mi>a</mi><mspace width="0.278em"></mspace><mi>b</mi>',
    r"\sum_i x": "<msub><mo>∑</mo><mi>i</mi></msub><mi>x</mi>",
    r"a < b": "<mi>a</mi><mo>&lt;</mo><mi>b</mi>",
    # names of functions
    r"\operatorname{rms}(x)": f"<mi>rms</mi>{APPLY.format('0em')}{OPEN}<mi>x</mi>{CLOSE}",
    r"\cos\theta": f"<mi>cos</mi>{APPLY.format('0.167em')}<mi>θ</mi>",
    r"\sin^2 x": f"<msup><mi>sin</mi><mn>2</mn></msup>{APPLY.format('0.167em')}<mi>x</mi>",
    r"a\cos b": f"<mi>a</mi>{THIN}<mi>cos</mi>{APPLY.format('0.167em')}<mi>b</mi>",
    r"a + \max": "<mi>a</mi><mo>+</mo><mi>max</mi>",
    r"a\,\cos": f"<mi>a</mi>{THIN}<mi>cos</mi>",
    r"a \bmod b": "<mi>a</mi><mo>mod</mo><mi>b</mi>",
    r"\mathrm{in}": '<mi mathvariant="normal">in</mi>',
    r"\mathrm{d}x": "<mtext>d</mtext><mi>x</mi>",
    # signs
    r"w = -0.7": '<mi>w</mi><mo>=</mo><mo form="prefix">−</mo><mn>0.7</mn>',
    r"(-b)": f'{OPEN}<mo form="prefix">−</mo><mi>b</mi>{CLOSE}',
    r"(a)-b": f"{OPEN}<mi>a</mi>{CLOSE}<mo>−</mo><mi>b</mi>",
    r"a_1-b": "<msub><mi>a</mi><mn>1</mn></msub><mo>−</mo><mi>b</mi>",
    r"e^{-z}": '<msup><mi>e</mi><mrow><mo form="prefix">−</mo><mi>z</mi></mrow></msup>',
    r"\pm 3": '<mo form="prefix">±</mo><mn>3</mn>',
    r"x \sim y": "<mi>x</mi><mo>∼</mo><mi>y</mi>",
    r"a \cdot b": "<mi>a</mi><mo>⋅</mo><mi>b</mi>",
    r"\infty": "<mi>∞</mi>",
    r"\partial L/\partial W": '<mi>∂</mi><mi>L</mi><mo lspace="0em" rspace="0em">/</mo><mi>∂</mi><mi>W</mi>',
    r"\nabla L": '<mi mathvariant="normal">∇</mi><mi>L</mi>',
    r"\Sigma": '<mi mathvariant="normal">Σ</mi>',
    r"1{,}000": "<mn>1,000</mn>",
    r"x_1 + \dots + x_n": "<msub><mi>x</mi><mn>1</mn></msub><mo>+</mo><mi>⋯</mi><mo>+</mo><msub><mi>x</mi><mi>n</mi></msub>",
    r"1, \dots, n": "<mn>1</mn><mo>,</mo><mi>…</mi><mo>,</mo><mi>n</mi>",
    r"W^\top": "<msup><mi>W</mi><mi>⊤</mi></msup>",
    r"x\!y": '<mi>x</mi><mspace width="-0.167em"></mspace><mi>y</mi>',
    r"\varphi'": '<mrow><mi>φ</mi><mo form="postfix">′</mo></mrow>',
    r"f''": '<mrow><mi>f</mi><mo form="postfix">″</mo></mrow>',
    # brackets and bars
    r"\langle x \rangle": '<mo stretchy="false" form="prefix">⟨</mo><mi>x</mi><mo stretchy="false" form="postfix">⟩</mo>',
    r"\left( x \right)": '<mrow><mo stretchy="true" form="prefix">(</mo><mi>x</mi><mo stretchy="true" form="postfix">)</mo></mrow>',
    r"\lVert x \rVert_2": f"{BAR.format('prefix', '‖')}<mi>x</mi><msub>{BAR.format('postfix', '‖')}<mn>2</mn></msub>",
    r"\mathbf{W}": "<mi>𝐖</mi>",
    # accents and roots
    r"\hat y": '<mover accent="true"><mi>y</mi><mo stretchy="false">ˆ</mo></mover>',
    r"\bar x": '<mover accent="true"><mi>x</mi><mo>¯</mo></mover>',
    r"\overline{x^2}": '<mover accent="true"><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow><mo>‾</mo></mover>',
    r"\sqrt n": LOW.format("<mi>n</mi>"),
    r"\sqrt{\frac{2}{n}}": "<msqrt><mrow><mfrac><mrow><mn>2</mn></mrow><mrow><mi>n</mi></mrow></mfrac></mrow></msqrt>",
    # environments
    r"\begin{aligned} a &= b \end{aligned}": '<mtable displaystyle="true" class="wi-aligned"><mtr><mtd class="wi-right"><mi>a</mi></mtd>'
    '<mtd class="wi-left"><mo>=</mo><mi>b</mi></mtd></mtr></mtable>',
    r"\begin{cases} 1 & x \end{cases}": '<mrow><mo stretchy="true" form="prefix">{</mo><mtable><mtr><mtd class="wi-left"><mn>1</mn></mtd>'
    '<mtd class="wi-left"><mi>x</mi></mtd></mtr></mtable></mrow>',
    r"\begin{pmatrix} 1 \end{pmatrix}": '<mo stretchy="true" form="prefix">(</mo><mtable><mtr><mtd><mn>1</mn></mtd></mtr></mtable>'
    '<mo stretchy="true" form="postfix">)</mo>',
}  # fmt: skip


@pytest.mark.parametrize("latex", MENDED)
def test_a_formula_becomes_mathml_that_browsers_set_as_tex_does(latex):
    assert inside(latex) == MENDED[latex]


def test_a_negative_number_between_bars_is_one():
    assert inside("|-x|").startswith(
        BAR.replace('form="{}" stretchy="false"', 'stretchy="false" form="{}"').format("prefix", "|")
        + '<mo form="prefix">'
    )


def test_the_latex_is_kept_and_a_display_says_so():
    assert wi_mathml.mathml("\na < b\n", True).startswith('<math display="block" alttext="a &lt; b">')
    assert inside(r"\sum_i x", True).startswith("<munder><mo>∑</mo>")


@pytest.mark.parametrize(("place", "latex", "display"), FORMULAS, ids=[latex.strip() for _, latex, _ in FORMULAS])
def test_every_formula_holds_the_signs_of_its_latex(place, latex, display):
    assert wi_formulas.fault(latex, display) == "", place
    shown = "".join(ElementTree.fromstring(wi_mathml.mathml(latex, display)).itertext())
    assert "".join(sorted(shown.translate(guards.NOT_COMPARED))) == guards.signs(latex), place


def test_the_formulas_of_the_book_are_found():
    assert len(FORMULAS) > 90 and any(display for _, _, display in FORMULAS)


# ---- What is refused ----------------------------------------------------------------------------------------------

REFUSED = {
    r"\foo x": r"the command \foo is not known",
    r"\operatorname*{a}": r"the command \operatorname* is not read rightly",
    r"\widehat{xy}": r"the command \widehat is not read rightly",
    r"\tag{1} x": r"the command \tag is not read rightly",
    r"\text{a $x$}": "a formula within \\text",
    "{x": "1 braces open, 0 close",
    "x}": "0 braces open, 1 close",
    "a_b_c": "latex2mathml cannot read it: double subscripts",
    r"\frac{1}": "<mfrac> has 1 parts, not 2",
    r"\frac": "latex2mathml cannot read it: no available tokens",
    r"\begin{foo}x\end{foo}": "the environment 'foo' is not among aligned",
    r"\begin{aligned} x": "latex2mathml cannot read it: missing end",
    r"\boxed{x}": "<menclose>, which browsers do not share",
    r"\color{red} x": "mathcolor of <mstyle>",
    r"\textbf{a}": "letters that are bold",
    r"a & b": "'&' has nothing to do here",
    r"a \\ b": "a new line outside an environment",
    r"\text{日}": "the font has no glyph for '日' (U+65E5)",
    r"\mathit{lr}": "letters that are italic",
}


@pytest.mark.parametrize("latex", REFUSED)
def test_what_cannot_be_typeset_is_refused_and_said(latex):
    assert REFUSED[latex] in wi_formulas.fault(latex, False)


def test_commands_that_are_refused_are_not_the_beginning_of_others():
    assert wi_formulas.fault(r"a \notin B", False) == ""


def build(folder, text):
    """Build a book of one page."""
    (folder / "index.md").write_text(f"# Start\n\nA text.\n\n{text}\n", "utf-8")
    return books.build(folder, "myst_enable_extensions = ['dollarmath']")


def test_a_formula_that_cannot_be_typeset_fails_every_build(tmp_path):
    faults = {
        r"So $\foo x$ it is.": r"index.md:5: the formula \foo x: the command \foo is not known",
        "$$\n\\frac{1}\n$$": r"index.md:8: the formula \frac{1}: <mfrac> has 1 parts, not 2",
        r"$\text{日}$": r"index.md:11: the formula \text{日}: the font has no glyph for '日' (U+65E5)",
    }
    for _ in range(2):  # the second one finds nothing new to read
        whole, warnings, _ = build(tmp_path, "\n\n".join(faults))
        assert not whole and [fault for fault in faults.values() if fault not in warnings] == [], warnings


def test_a_page_with_formulas_is_built_with_its_font_and_the_licence(tmp_path):
    whole, warnings, out = build(tmp_path, "So $\\sigma$ it is.\n\n$$\nx^2\n$$")
    assert whole, warnings
    page, static = (out / "index.html").read_text("utf-8"), out / "_static"
    assert '<span class="math notranslate nohighlight"><math display="inline" alttext="\\sigma">' in page
    assert '<div class="math notranslate nohighlight"><math display="block" alttext="x^2">' in page
    assert (
        "mathjax" not in page.lower()
        and [path.name for path in static.rglob("*") if "mathjax" in path.name.lower()] == []
    )
    assert 'src="_static/formulas.js?v=' in page and "formulas.js" not in (out / "genindex.html").read_text("utf-8")
    assert {"𝜎", "𝑥", "2"} <= {chr(code) for code in TTFont(static / wi_formulas.FONT).getBestCmap()}
    licence = (static / wi_formulas.LICENCE).read_text("utf-8")
    assert "STIX Two Math" in licence and "SIL OPEN FONT LICENSE" in licence and "TERMINATION" in licence


def test_the_place_of_a_formula_is_a_line_of_the_source(tmp_path):
    (tmp_path / "a.py").write_text("# # A\n#\n# See $x^2$.\n", "utf-8")
    assert wi_formulas.where(tmp_path / "a.ipynb", "x^2") == f"{tmp_path / 'a.py'}:3"
    (tmp_path / "b.md").write_text("# B\n", "utf-8")
    assert wi_formulas.where(tmp_path / "b.md", "x^2") == str(tmp_path / "b.md")


# ---- The font -----------------------------------------------------------------------------------------------------


def test_a_letter_that_stands_alone_is_drawn_italic_and_a_name_is_not():
    drawn = {
        "x": "𝑥", "h": "ℎ", r"\sigma": "𝜎", r"\varphi": "𝜑", r"\partial": "𝜕", r"\cos": "cos", "2": "2", r"\text{in}": "in",
        r"\mathrm{d}": "d", r"\Sigma": "Σ", r"\sqrt n": "√𝑛",
    }  # fmt: skip
    assert {latex: wi_mathml.characters(wi_mathml.tree(latex)) for latex in drawn} == {
        latex: set(seen) for latex, seen in drawn.items()
    }


def larger(font, character):
    """The larger shapes of a character that the font has."""
    variants, name = font["MATH"].table.MathVariants, font.getBestCmap()[ord(character)]
    place = variants.VertGlyphCoverage.glyphs.index(name)
    return [one.VariantGlyph for one in variants.VertGlyphConstruction[place].MathGlyphVariantRecord]


def test_the_font_has_what_is_asked_for_and_what_grows_from_it_and_no_more():
    written = wi_formulas.cut("√()x𝑥")
    font = TTFont(io.BytesIO(written))
    assert {chr(code) for code in font.getBestCmap()} == set("√()x𝑥")
    assert len(larger(font, "√")) > 3 and len(larger(font, "(")) > 3
    assert written == wi_formulas.cut("𝑥x)(√"), "the same book gives the same bytes"
    alone = TTFont(io.BytesIO(wi_formulas.cut("√", grow=False)))
    # A table without other shapes, and not none: Firefox would discard it, and complain (tests/engines.py sees that).
    assert alone["MATH"].table.MathConstants and len(alone.getGlyphOrder()) == 2 and larger(alone, "√") == []
    assert alone["MATH"].table.MathVariants.VertGlyphConstruction[0].GlyphAssembly is None


def test_the_font_of_the_whole_book_is_small():
    needed = set().union(*(wi_mathml.characters(wi_mathml.tree(latex, display)) for _, latex, display in FORMULAS))
    assert len(wi_formulas.cut(needed)) < 40_000
