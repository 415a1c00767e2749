"""The Sphinx extension: named cells and settings of explorers can be linked to, and a link that leads nowhere fails the
build; each widget has its own state at its own place, and what it needs is loaded by its page alone."""

import json
import pathlib
import types

import nbformat
import pytest
import wi_book
import wi_explorers
import wi_notebook
import wi_settings
from bs4 import BeautifulSoup

from tests import books


def build(folder, *, name="pooled-picture", link="a.ipynb#pooled-picture", within="#pooled-picture"):
    """Build two pages: a notebook whose one code cell has this name, and a page that links to it."""
    code = nbformat.v4.new_code_cell("1 + 1", metadata={"name": name})
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(f"# A page\n\n## Look\n\n[here]({within})"), code]
    )
    controls = [{"name": "std", "keys": ["0.01", "1"]}, {"name": "depth", "keys": ["5", "20"]}]
    models = {"1": {"state": {"spec": {"name": "signal", "controls": controls}}}, "2": {"state": {"value": 3}}}
    book.metadata["widgets"] = {wi_notebook.STATE: {"state": models, "version_major": 2, "version_minor": 0}}
    book.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    (folder / "a.ipynb").write_text(nbformat.writes(book), "utf-8")
    (folder / "index.md").write_text(f"# Start\n\n[there]({link})\n\n```{{toctree}}\na\n```\n", "utf-8")
    return books.build(folder, "nb_execution_mode = 'off'\nmyst_heading_anchors = 3")


def links(page: pathlib.Path):
    return [
        link["href"] for link in BeautifulSoup(page.read_text("utf-8"), "html.parser").select("a.reference.internal")
    ]


def test_a_named_cell_is_an_anchor_for_links_from_its_page_and_from_others(tmp_path):
    whole, warnings, out = build(tmp_path)
    assert whole, warnings
    page = out / "a.html"
    assert BeautifulSoup(page.read_text("utf-8"), "html.parser").find(id="pooled-picture")["class"][0] == "cell"
    assert "#pooled-picture" in links(page)
    assert "a.html#pooled-picture" in links(out / "index.html")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"link": "a.ipynb#another-picture"}, "another-picture"),
        ({"within": "#another-picture"}, "another-picture"),
        ({"name": "look", "link": "a.ipynb#look", "within": "#look"}, "'look' is the anchor of a heading, too"),
    ],
)
def test_a_link_that_leads_nowhere_and_a_name_that_a_heading_has_fail_the_build(tmp_path, change, message):
    whole, warnings, _ = build(tmp_path, **change)
    assert not whole and message in warnings


@pytest.mark.parametrize("address", ["signal:std=0.01", "signal:depth=20,std=1"])
def test_a_setting_of_an_explorer_can_be_linked_to_from_its_page_and_from_others(tmp_path, address):
    whole, warnings, out = build(tmp_path, link=f"a.ipynb#{address}", within=f"#{address}")
    assert whole, warnings
    assert f"#{address}" in links(out / "a.html")
    assert f"a.html#{address}" in links(out / "index.html")


def test_only_the_search_loads_the_index_of_all_pages(tmp_path):
    head = '<script src="{}"></script>\n<script src="words.js"></script>\n'
    for name in ("a.html", "search.html"):
        text = "".join(head.format(src) for src in ("../_static/searchtools.js", "searchindex.js?v=1"))
        (tmp_path / name).write_text(text, "utf-8")
    app = types.SimpleNamespace(outdir=tmp_path, builder=types.SimpleNamespace(format="html"))
    wi_book.mend_pages(app, None)
    assert "search" not in (tmp_path / "a.html").read_text("utf-8")
    assert (tmp_path / "a.html").read_text("utf-8").count("words.js") == 2
    assert (tmp_path / "search.html").read_text("utf-8").count("search") == 2


FAULTS = {
    "signals:std=0.01": "the page has no explorer 'signals'; it has signal",
    "signal:sdt=0.01": "the explorer 'signal' has no control 'sdt'; it has std, depth",
    "signal:std=0.02": "std of the explorer 'signal' cannot be '0.02'; it can be 0.01, 1",
    "signal:std": "std of the explorer 'signal' cannot be ''",
    "signal:": "has no control ''",
    "signal:std=1,std=1": "the link sets std twice",
    "signal:std=1,depth=5,depth=20": "the link sets depth twice",
}


@pytest.mark.parametrize("where", ["link", "within"])
@pytest.mark.parametrize("address", ["signal:std=0.02", "signals:std=1"])
def test_a_setting_that_no_explorer_has_fails_the_build(tmp_path, where, address):
    whole, warnings, _ = build(tmp_path, **{where: f"#{address}" if where == "within" else f"a.ipynb#{address}"})
    assert not whole and f"link to a.ipynb#{address}: {FAULTS.get(address, 'the page has no')}" in warnings


@pytest.mark.parametrize("address", FAULTS)
def test_what_is_wrong_with_a_setting_is_said(address):
    assert FAULTS[address] in wi_settings.fault(address, {"signal": {"std": ["0.01", "1"], "depth": ["5", "20"]}})


# ---- Widgets ------------------------------------------------------------------------------------------------------

MODULE = "export default { render() {} };"


def widget(name, source=MODULE, **state):
    spec = {"name": name, "title": f"The {name} </script>", "controls": [{"name": "std", "keys": ["1"]}]}
    about = {"_esm": source, "_css": ".a {}", "_model_name": "AnyModel", "layout": "IPY_MODEL_9", "spec": spec}
    return {"state": about | state, "buffers": [{"path": ["table"], "data": "AAAA", "encoding": "base64"}]}


def notebook(folder, name, models, title="A page"):
    """A notebook that shows these widgets (id -> model), each in a cell of its own."""
    cells = [nbformat.v4.new_markdown_cell(f"# {title}")]
    for number, model in enumerate(models):
        view = {"model_id": model, "version_major": 2, "version_minor": 0}
        output = nbformat.v4.new_output(
            "execute_result", {wi_explorers.VIEW: view, "text/plain": ""}, execution_count=1
        )
        cells.append(nbformat.v4.new_code_cell(f"x{number}", outputs=[output], execution_count=1))
    known = {name: model for name, model in models.items() if model}
    about = {"widgets": {wi_explorers.STATE: {"state": known, "version_major": 2, "version_minor": 0}}}
    about["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    book = nbformat.v4.new_notebook(cells=cells, metadata=about)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(book), "utf-8")


def built(folder, **pages):
    """Build a book of an index and notebooks: name -> widgets."""
    for name, models in pages.items():
        notebook(folder, f"{name}.ipynb", models, f"Page {name}")
    (folder / "index.md").write_text("# Start\n\n```{toctree}\n" + "\n".join(pages) + "\n```\n", "utf-8")
    return books.build(folder, "nb_execution_mode = 'off'")


def read(path):
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def test_each_widget_has_its_own_state_at_its_own_place_and_its_page_alone_loads_its_module(tmp_path):
    bench = {"state": {"_model_name": "VBoxModel", "children": ["IPY_MODEL_text"]}}
    text = {"state": {"_model_name": "HTMLModel", "value": "<p>It is.</p>"}}
    whole, warnings, out = built(tmp_path, a={"1": widget("one"), "2": widget("two")}, b={"3": bench, "text": text})
    assert whole, warnings
    page, other = read(out / "a.html"), read(out / "b.html")
    states = [json.loads(place.find_previous_sibling("script").string) for place in page.select("wi-place")]
    assert [state["state"]["spec"]["title"] for state in states] == ["The one </script>", "The two </script>"]
    assert [list(state["state"]) for state in states] == [["spec"]] * 2, "what only Jupyter needs stays there"
    assert states[0]["buffers"] == {"table": "AAAA"}
    head = [one.get("src", "").partition("?")[0] for one in page.head.select("script")]
    name = wi_explorers.name_of(MODULE)
    assert head.index("_static/words.js") < head.index("_static/mount.js") < head.index(f"_static/widgets/{name}.js")
    assert not [one for one in page.head.select("script[defer]") if "mount" in one.get("src", "")]
    assert (out / "_static" / "widgets" / f"{name}.js").read_text("utf-8") == wi_explorers.classic(MODULE)
    assert [one for one in page.head.select("link") if f"widgets/{wi_explorers.name_of('.a {}')}.css" in one["href"]]
    assert not page.select(f'script[type="{wi_explorers.STATE}"]') and "mount.js" not in str(other.head)
    assert (
        other.select_one(".wi-bench").get_text(" ", strip=True) == "It is. This one computes live: run it in Jupyter."
    )
    assert "JavaScript" in page.select_one(".wi-still .wi-why").get_text()


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (widget("one", x=float("nan")), "has NaN or Infinity in its state, which is no JSON"),
        (None, "has no state in its notebook"),
    ],
)
def test_a_widget_that_no_page_can_show_fails_the_build(tmp_path, model, message):
    whole, warnings, _ = built(tmp_path, a={"1": model, "2": widget("two")})
    assert not whole and f"a widget of a {message}: run make notebooks" in warnings


def test_a_module_that_no_classic_script_can_be_travels_as_its_text(tmp_path):
    source = f"import other from './other.js';\n{MODULE}"
    whole, warnings, out = built(tmp_path, a={"1": widget("one", source)})
    assert whole, warnings
    state = json.loads(read(out / "a.html").select_one(".wi-widget script").string)
    assert (state["source"], state["css"]) == (source, ".a {}") and not (out / "_static" / "widgets").exists()


def test_every_explorer_has_a_page_to_frame_and_a_name_on_two_pages_is_the_later_ones(tmp_path):
    left = [tmp_path / "_build" / "html" / one for one in ("explorers/gone.html", "_static/widgets/gone.js")]
    for path in left:
        path.parent.mkdir(parents=True)
        path.write_text("", "utf-8")
    whole, warnings, out = built(tmp_path, a={"1": widget("one")}, b={"2": widget("one"), "3": widget("two")})
    assert whole, warnings
    assert out == tmp_path / "_build" / "html" and not any(path.exists() for path in left), "of an earlier build"
    assert sorted(path.name for path in (out / "explorers").iterdir()) == ["one.html", "two.html"]
    page = read(out / "explorers" / "one.html")
    assert page.title.string == "The one </script>" and page.select_one("wi-place")["data-page"] == "../b.html"
    assert page.select_one(".wi-from a")["href"] == "../b.html#one:"
    assert all((out / "explorers" / one["src"]).exists() for one in page.select("script[src]"))
    assert all((out / "explorers" / one["href"]).exists() for one in page.select("link"))
