"""The drawings of figures that the page shows: what they show, how they are laid out, and in which colours."""

import base64
import doctest
import importlib
import io
import re
import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image, ImageChops

from tests import ROOT
from tests.browser import needs_browser
from wi_lib import _drawings, _plotted, _svg, _theme, plotting


@pytest.mark.parametrize("name", ["wi_lib._theme", "wi_lib._svg", "wi_lib._drawings"])
def test_the_examples_in_the_docstrings_run(name):
    failed, tried = doctest.testmod(importlib.import_module(name))
    assert tried > 0 and failed == 0


@pytest.fixture(autouse=True)
def style():
    with mpl.rc_context():
        plotting.set_style()
        yield


X = np.linspace(0, 1, 40)
#: Everything that the book's figures are made of.
KINDS = {
    "lines": lambda ax: (ax.plot(X, X**2, "o-", label="x²"), ax.plot(X, X, "--"), ax.legend()),
    "log": lambda ax: plotting.plot_layers(ax, 10.0 ** -np.arange(8), "falls", band=([0] * 8, [1] * 8)),
    "half a decade": lambda ax: ax.semilogy([0.2, 0.7]),
    "bars": lambda ax: (ax.hist(X**2, 12, alpha=0.5, color=plotting.ORANGE), ax.hist(X, 12, histtype="step")),
    "area": lambda ax: ax.fill_between(X, 0, X**2, alpha=0.2),
    "points": lambda ax: ax.scatter(X, X**3, s=9, marker="^", alpha=0.4, color=plotting.GREEN),
    "heat": lambda ax: plotting.plot_heat(ax, [[0.1, 0.9, np.nan], [0.5, 0.5, 1]], ["a", "b"], ["1", "2", "3"]),
    "weights": lambda ax: ax.figure.colorbar(plotting.plot_weights(ax, np.sin(np.outer(X, X * 40)))),
    "arrows": lambda ax: plotting.plot_arrows(ax, [[1, -2, 0], [1, 1, -1]]),
    "descent": lambda ax: plotting.plot_descent(ax, np.square, {"down": [1.5, 1.0, 0.2]}),
    "words": lambda ax: (ax.set(title="a < b & c", ylabel="two\nlines"), ax.text(0.5, 0.5, "×", rotation=30)),
    "frame": lambda ax: ax.add_patch(Rectangle((0.2, 0.2), 0.5, 0.5, fill=False, ec=plotting.ORANGE, ls="--")),
}


def figure_of(kind, **options):
    figure = Figure(figsize=(6.3, 2.8), layout="constrained")
    KINDS[kind](figure.subplots(**options))
    return figure


def texts(svg):
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


# ---- What a drawing shows -----------------------------------------------------------------------------------------


def raw(figure):
    """matplotlib's own SVG of a figure, in no font."""
    buffer = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none"}):
        figure.savefig(buffer, format="svg", transparent=True)
    return re.sub(r"font-family: [^;\"]*", "", buffer.getvalue()[buffer.getvalue().index("<svg") :])


def seen(page, svg):
    page.set_content(f"<style>svg {{ width: 800px; height: auto; font-family: sans-serif }}</style>{svg}")
    return Image.open(io.BytesIO(page.locator("svg").screenshot())).convert("RGB")


def difference(one, other):
    """How many of the pixels of two pictures differ to the eye, in parts of those that show anything."""
    apart = np.asarray(ImageChops.difference(one, other)).max(axis=2) > 64
    drawn = np.asarray(one).min(axis=2) < 250
    return apart.sum() / drawn.sum()


ALIKE = 0.006  # a text that is moved by a hundredth of a pixel


@pytest.fixture(scope="module")
def page(browser):
    context = browser.new_context(viewport={"width": 820, "height": 600})
    yield context.new_page()
    context.close()


@needs_browser
@pytest.mark.parametrize("kind", KINDS)
def test_a_small_drawing_looks_like_the_large_one(kind, page):
    figure = _drawings.twin(figure_of(kind))
    if kind in ("log", "half a decade"):  # their exponents are told in another way
        figure.axes[0].set_yticks([], minor=False)
        figure.axes[0].set_yticks([], minor=True)
    large, small = raw(figure), _svg.slim(raw(figure))
    assert len(small) < 0.5 * len(large)
    assert difference(seen(page, large), seen(page, small)) < ALIKE


@needs_browser
@pytest.mark.parametrize("fault", ["<path", "<text", "marker:", "clip-path", "-opacity:0.", "--wi-1,#0b63a8"])
def test_a_drawing_that_looks_different_is_noticed(fault, page):
    figure = figure_of("lines")
    figure.axes[0].set(xlim=(0.3, 0.6))
    figure.axes[0].fill_between(X, 0, 0.1, alpha=0.3, color=plotting.BLUE)
    good = _svg.slim(raw(figure))
    assert fault in good
    assert difference(seen(page, raw(figure)), seen(page, good.replace(fault, fault[:-1] + "x"))) > ALIKE


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawing_is_vector_in_the_colours_of_the_theme_and_in_the_font_of_the_page(kind):
    for drawing in _drawings.drawings(figure_of(kind)).values():
        assert "<image" not in drawing and "font-family" not in drawing and "<tspan" not in drawing
        assert re.findall(r"var\(--wi-\w+,#\w{6}\)", drawing)
        assert "#" not in re.sub(r'var\(--wi-\w+,#\w{6}\)|url\(#[\w-]+\)|href="#[\w-]+"', "", drawing)
        assert re.search(r'^<svg xmlns="\S+" viewBox="0 0 [\d.]+ [\d.]+" ', drawing)


def test_a_picture_may_stay_a_picture():
    figure = Figure()
    figure.subplots().imshow(np.eye(3))
    assert _drawings.drawings(figure)["wide"].count("<image") == 1


def test_a_colour_that_is_none_of_the_theme_stays_and_is_seen():
    figure = Figure()
    figure.subplots().plot([1, 2], color="red")
    assert "stroke:#ff0000" in _drawings.drawings(figure)["wide"]


def test_a_log_axis_writes_its_powers_in_one_size():
    assert {"10⁰", "10⁻²", "10⁻⁶"} <= set(texts(_drawings.drawings(figure_of("log"))["wide"]))
    assert "3·10⁻¹" in texts(_drawings.drawings(figure_of("half a decade"))["wide"])


def test_the_same_data_give_the_same_bytes():
    first = _drawings.drawings(figure_of("lines"))
    assert _drawings.drawings(figure_of("lines")) == first
    code = "from tests import test_drawings as t; t.plotting.set_style(); print(t._drawings.drawings(t.figure_of('lines'))['narrow'])"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == first["narrow"]


def test_ids_can_be_made_unique_and_nothing_refers_to_an_id_that_is_not_there():
    drawing = _drawings.drawings(figure_of("lines"))["wide"]
    defined = re.findall(r' id="([^"]+)"', drawing)
    assert defined == [f"{_svg.ID}{number}" for number in range(len(defined))] and defined
    assert set(re.findall(r"#(wi-id-\d+)", drawing)) == set(defined)


# ---- The figure itself --------------------------------------------------------------------------------------------


def test_the_figure_is_not_changed_and_pyplot_does_not_hear_of_its_copies():
    figure, axes = plt.subplots(1, 2, figsize=(6.3, 2.8), sharey=True)
    axes[0].plot(X, X, label="x")
    axes[1].legend(*axes[0].get_legend_handles_labels(), loc="upper left", bbox_to_anchor=(1, 1))
    figure.canvas.draw()

    def state():
        places = [(ax.get_subplotspec().get_geometry(), ax.get_position().bounds, ax.get_ylabel()) for ax in axes]
        return _plotted.plotted(figure), tuple(figure.get_size_inches()), places, plt.get_fignums()

    before = state()
    _drawings.drawings(figure)
    figure.canvas.draw()
    assert state() == before
    plt.close(figure)


def test_a_copy_shares_nothing_with_its_figure():
    figure = figure_of("lines")
    other = _drawings.twin(figure)
    other.axes[0].lines[0].set_ydata(0 * X)
    other.axes[0].set_title("another")
    assert figure.axes[0].lines[0].get_ydata()[-1] == 1 and figure.axes[0].get_title("left") == ""
    assert other.axes[0].figure is other


# ---- The narrow layout --------------------------------------------------------------------------------------------


def narrow(figure):
    """The narrow copy as it is drawn."""
    kept, draw = [], _drawings._drawing
    try:
        _drawings._drawing = lambda figure: kept.append(figure) or draw(figure)
        _drawings.drawings(figure)
    finally:
        _drawings._drawing = draw
    return kept[1]


@pytest.mark.parametrize("columns, rows", [(1, 1), (2, 2), (3, 3), (5, 1)])
def test_up_to_three_panels_side_by_side_go_one_below_the_other(columns, rows):
    figure = Figure(figsize=(6.3, 2), layout="constrained")
    figure.subplots(1, columns)
    laid_out = narrow(figure)
    assert tuple(laid_out.get_size_inches()) == (_drawings.NARROW, 2 * rows)
    assert {ax.get_subplotspec().get_geometry()[:2] for ax in laid_out.axes} == {(rows, columns // rows)}
    tops = [ax.get_position().y1 for ax in laid_out.axes]
    assert tops == sorted(tops, reverse=True)


def test_a_grid_stays_a_grid():
    figure = Figure(figsize=(6.3, 3), layout="constrained")
    figure.subplots(2, 2)
    assert [ax.get_subplotspec().get_geometry()[:2] for ax in narrow(figure).axes] == [(2, 2)] * 4


def test_what_the_first_panel_told_for_all_each_panel_tells_when_it_stands_alone():
    figure = Figure(figsize=(6.3, 2), layout="constrained")
    axes = figure.subplots(1, 2, sharey=True)
    axes[0].set_ylabel("accuracy")
    said = [texts(drawing) for drawing in _drawings.drawings(figure).values()]
    assert [words.count("accuracy") for words in said] == [1, 2]
    assert [words.count("0.4") for words in said] == [3, 4]  # along two axes, and up one, or two


def test_panels_of_their_own_keep_their_own_labels():
    figure = Figure(figsize=(6.3, 2), layout="constrained")
    axes = figure.subplots(1, 2)
    axes[0].set_ylabel("accuracy")
    assert texts(_drawings.drawings(figure)["narrow"]).count("accuracy") == 1


def test_a_figure_may_say_itself_how_it_is_laid_out():
    figure = Figure(figsize=(6.3, 2), layout="constrained")
    figure.subplots(1, 2)
    plotting.when_narrow(figure, lambda copy: (copy.set_figheight(7), copy.axes[1].remove()))
    laid_out = narrow(figure)
    assert tuple(laid_out.get_size_inches()) == (_drawings.NARROW, 7) and len(laid_out.axes) == 1
    assert len(figure.axes) == 2 and figure.get_figheight() == 2


def test_maps_are_turned():
    figure = Figure(figsize=(6.3, 5), layout="constrained")
    shares = np.arange(26).reshape(2, 13) / 25
    rows, columns = ("rate", ["0.1", "1"]), ("gain", [f"{2**k}" for k in range(13)])
    plotting.plot_maps(figure, {"one": shares, "other": shares[::-1]}, rows, columns, {"one": [3, 5]})
    laid_out = narrow(figure)
    assert [text.get_text() for text in laid_out.axes[0].texts] == [f"{100 * share:.0f}" for share in shares.T.ravel()]
    assert laid_out.axes[0].get_ylabel() == "gain" and laid_out.axes[1].get_xlabel() == "rate"
    assert [patch.get_xy() for patch in laid_out.axes[0].patches] == [(-0.5, 2.5), (-0.5, 4.5)]
    assert [patch.get_linestyle() for patch in figure.axes[0].patches] == ["-", (0, (3, 2))]
    assert not laid_out.axes[1].patches


def inside(figure, artist):
    box = artist.get_window_extent()
    return figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1


def test_a_legend_of_the_figure_gets_as_many_columns_as_there_is_room_for():
    figure = Figure(figsize=(6.3, 3), layout="constrained")
    ax = figure.subplots()
    for name in ("one", "another", "the third", "the fourth", "and the last"):
        ax.plot(X, X, label=name)
    figure.legend(loc="outside lower center", ncols=5)
    laid_out = narrow(figure)
    (legend,) = laid_out.legends
    assert 1 <= legend._ncols < 5 and inside(laid_out, legend) and len(legend.get_texts()) == 5


def test_a_legend_beside_its_panel_moves_above_it():
    figure = Figure(figsize=(6.3, 3), layout="constrained")
    plotting.plot_factors(figure.subplots(), {"rule": [[1.0, 2.0]]})
    laid_out = narrow(figure)
    (ax,) = laid_out.axes
    box = ax.get_legend().get_window_extent()
    assert inside(laid_out, ax.get_legend()) and box.y0 >= ax.bbox.y1 - 1
    assert ax.bbox.width > 0.7 * laid_out.bbox.width


def overlapping(labels):
    boxes = [label.get_window_extent() for label in labels if label.get_text()]
    return any(one.x1 >= other.x0 for one, other in zip(boxes, boxes[1:]))


def test_numbers_that_would_run_into_each_other_are_thinned_and_words_are_broken():
    figure = Figure(figsize=(6.3, 2.5), layout="constrained")
    plotting.plot_layers(figure.subplots(), np.ones(12), "one")
    (ax,) = narrow(figure).axes
    assert [label.get_text() for label in ax.get_xticklabels()] == ["input", "2", "4", "6", "8", "10"]
    figure = Figure(figsize=(6.3, 2.5), layout="constrained")
    rules = ["PyTorch's default", "Xavier", "two words more", "He"]
    plotting.plot_heat(figure.subplots(), np.ones((1, 4)), ["22 layers"], rules)
    (ax,) = narrow(figure).axes
    assert [label.get_text() for label in ax.get_xticklabels()] == [rule.replace(" ", "\n") for rule in rules]
    assert not overlapping(ax.get_xticklabels())


def test_thinning_neither_widens_an_axis_nor_brings_mathtext_back():
    figure = Figure(figsize=(6.3, 2.5), layout="constrained")
    ax = figure.subplots()
    ax.loglog(10.0 ** np.arange(15), X[:15] + 1)
    ax.set_xlim(0.5, 2e14)
    ax.xaxis.set_major_locator(mpl.ticker.LogLocator(numticks=99))
    laid_out = narrow(figure)
    assert laid_out.axes[0].get_xlim() == (0.5, 2e14) and not overlapping(laid_out.axes[0].get_xticklabels())
    assert {"10⁰", "10²", "10¹⁴"} <= set(texts(_drawings.drawings(figure)["narrow"]))
    assert "<tspan" not in _drawings.drawings(figure)["narrow"]


def test_a_title_that_would_leave_the_figure_or_run_into_the_next_is_broken():
    figure = Figure(figsize=(6.3, 2.5), layout="constrained")
    figure.subplots().set_title("a title that is as long as a whole line of the page, and no shorter")
    laid_out = narrow(figure)
    title = laid_out.axes[0]._left_title
    assert "\n" in title.get_text() and inside(laid_out, title)
    figure = Figure(figsize=(6.3, 2.5), layout="constrained")
    plotting.plot_histograms(figure.subplots(1, 7), [X] * 7, (0, 1))
    assert [ax.get_title("left") for ax in narrow(figure).axes] == [f"layer\n{number}" for number in range(1, 8)]


# ---- In a notebook ------------------------------------------------------------------------------------------------

NOTEBOOK = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
import builtins; builtins.get_ipython = lambda: shell
import json, matplotlib; matplotlib.use("module://matplotlib_inline.backend_inline")
import matplotlib.pyplot as plt
from wi_lib import plotting
plotting.set_style(); plotting.set_style()
figure, ax = plt.subplots(); ax.plot([1, 2])
data, about = shell.display_formatter.format(figure)
print(json.dumps([data["image/png"], about]))
"""


@pytest.mark.parametrize("asked", [True, False])
def test_a_notebook_shows_a_png_with_its_data_and_the_drawings_if_asked_for(asked):
    """Twice `set_style`, one picture: GitHub and every other program find an ordinary PNG, and look no further."""
    from os import environ

    from tools import agreement

    env = {**environ, "PYTHONPATH": str(ROOT)} | ({_drawings.ASK: "1"} if asked else {})
    run = subprocess.run([sys.executable, "-c", NOTEBOOK], env=env, capture_output=True, text=True, check=True)
    import json

    png, about = json.loads(run.stdout)
    assert agreement.figure_data(base64.b64decode(png))[0]["parts"][0][0] == "Line2D"
    assert sorted(about.get("image/png", {}).get(_drawings.KEY, {})) == (["narrow", "wide"] if asked else [])


def test_a_picture_of_a_bench_has_its_drawings_if_asked_for(monkeypatch):
    def picture():
        return plotting.figure_bytes(lambda figure: figure.subplots().plot([1, 2]))

    monkeypatch.delenv(_drawings.ASK, raising=False)
    plain = picture()
    monkeypatch.setenv(_drawings.ASK, "1")
    assert picture() == plain and _drawings.hidden(plain) == ""
    text, found = _drawings.unhidden(f"<img>{_drawings.hidden(picture())}<p>It grows.</p>")
    assert text == "<img><p>It grows.</p>" and sorted(found) == ["narrow", "wide"]


# ---- The theme ----------------------------------------------------------------------------------------------------


def values(css, selector):
    """name -> value of the custom properties that a rule of a style sheet sets."""
    body = re.search(re.escape(selector) + r"[^{]*\{([^}]*)\}", css)[1]
    return dict(re.findall(r"(--wi-\w+): ([^;]+);", body))


BOOK, ENGINE = ((ROOT / path).read_text("utf-8") for path in ("_ext/static/look.css", "wi_lib/explorers/engine.css"))
DARK = values(BOOK, 'html[data-theme="dark"] .wi-figure')


def test_the_dark_theme_has_a_value_for_every_colour():
    assert sorted(DARK) == sorted(_theme.NAMES.values())


def test_figures_and_explorers_have_the_same_colours():
    light, dark = values(ENGINE, ".wi "), values(ENGINE, 'html[data-theme="dark"] .wi,')
    names = {name: colour for colour, name in _theme.NAMES.items()}
    own = {"--wi-page", "--wi-text", "--wi-soft"}  # these the explorers take from the page where they can
    shared = names.keys() & light.keys() - own
    assert len(shared) == 5
    assert {name: names[name] for name in shared} == {name: light[name] for name in shared}
    assert {name: DARK[name] for name in shared} == {name: dark[name] for name in shared}
    assert all(DARK[name] == dark[name] for name in own - {"--wi-page"})


def luminance(colour):
    parts = np.array(mpl.colors.to_rgb(colour))
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


THEMES = {
    "light": ({name: colour for colour, name in _theme.NAMES.items()}, "#ffffff"),
    "dark": (DARK, "#121212"),  # the page of pydata-sphinx-theme
}


@pytest.mark.parametrize("theme", THEMES)
def test_every_colour_is_legible_in_both_themes(theme):
    """Series and axes stand out from the page, words and the numbers of a heat map are read easily."""
    colours, paper = THEMES[theme]
    for name in ("--wi-1", "--wi-2", "--wi-3", "--wi-4", "--wi-text", "--wi-soft"):
        assert contrast(colours[name], paper) >= 4.5, name
    assert contrast(colours["--wi-edge"], paper) >= 3
    assert contrast(colours["--wi-text"], colours["--wi-heat"]) >= 4.5
    assert contrast(colours["--wi-heat"], paper) >= 2.9  # from the weakest cell to the strongest
    assert 1.1 < contrast(colours["--wi-grid"], paper) < 2


def test_a_heat_map_glows_where_the_share_is_high():
    """In both themes: the weak end is the page, and the strong end is further from it."""
    for strength in np.diff([plotting._SHADES(share)[3] for share in np.linspace(0, 1, 9)]):
        assert strength > 0
    assert {tuple(colour[:3]) for colour in plotting._SHADES.colors} == {mpl.colors.to_rgb(plotting.HEAT)}
