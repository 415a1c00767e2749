"""A page of several widgets in a browser: one that is broken says so, and leaves the others alive."""

import ast
import base64
import copy
import json
import re

import numpy as np
import pytest

from tests import ROOT
from tests.browser import drawn, needs_browser
from tests.pages import as_state, opened_alone
from tests.test_explorers import numbers
from wi_lib.explorers import Array, Bars, Control, Explorer, Lines, Mark, Plane, Series, Words, graded
from wi_lib.explorers.engine import SCRIPTS
from wi_lib.explorers.spelling import FORMATS, WORDS, spelled, spelled_power

pytestmark = needs_browser


def squares(**changes):
    """A small explorer that says which square it shows."""
    parts = {
        "name": "squares",
        "title": "Squares",
        "subtitle": "",
        "controls": [Control("n", "n", [1, 2, 3])],
        "arrays": {
            "y": Array([[1.0, 2.0], [4.0, 5.0], [9.0, 9.5]], ["n"], "float64"),
        },
        "panels": [Lines("Line:", "", [Series("y", "y")], (0, 10), [0, 10])],
        "words": [
            Words(
                {"y": ("y", 0, "number")},
                graded("y", [1], [("one", "good", "It is {y}."), ("more", "plain", "It is {y}!")]),
            )
        ],
    }
    return Explorer(**(parts | changes))


def in_table(entry, name, numbers, dtype):
    """Put other numbers where the explorer's array `name` lies."""
    table = bytearray(base64.b64decode(entry["buffers"][0]["data"]))
    raw = np.array(numbers, dtype).tobytes()
    at = entry["state"]["spec"]["arrays"][name]["offset"]
    table[at : at + len(raw)] = raw
    entry["buffers"][0]["data"] = base64.b64encode(table).decode()


def change(path, value):
    def put(entry):
        *way, last = path
        for key in way:
            entry = entry[key]
        entry[last] = value

    return put


SPEC = ("state", "spec")
#: name -> (what breaks the entry; part of what the page says of it)
FAULTS = {
    "NaN in the spec": (change((*SPEC, "panels", 0, "y_range", 1), float("nan")), "its state cannot be read"),
    "infinity in the spec": (change((*SPEC, "panels", 0, "height"), float("-inf")), "its state cannot be read"),
    "a case of no sentence": (lambda entry: in_table(entry, "words 1", [7], np.uint8), "This explorer cannot be shown: "),
    "a figure that is infinite": (lambda entry: in_table(entry, "y", [np.inf], float), "there is no number to write: Infinity"),
    "a position of nothing": (change((*SPEC, "words", 0, "values", "y", 1), 5), "there is no number to write: undefined"),
    "a name of nothing": (change((*SPEC, "words", 0, "values"), {}), "This explorer cannot be shown: "),
    "an array of nothing": (change((*SPEC, "panels", 0, "series", 0, "y"), "z"), "This explorer cannot be shown: "),
    "a kind of nothing": (change((*SPEC, "panels", 0, "kind"), "cake"), "This explorer cannot be shown: "),
    "no table": (change(("buffers",), []), "This explorer cannot be shown: "),
    "half a table": (change(("buffers", 0, "data"), "AAAA"), "This explorer cannot be shown: "),
    "a table in another alphabet": (change(("buffers", 0, "data"), "*"), "This figure cannot be shown: "),
    "no spec": (change(SPEC, None), "This explorer cannot be shown: "),
    "a program that fails": (change(("state", "_esm"), "throw new Error('oh no')"), "This figure cannot be shown: oh no."),
    "a program of nothing": (change(("state", "_esm"), "export default {}"), "This figure cannot be shown: "),
    "a program that is none": (change(("state", "_esm"), "export default {{"), "its program is not in this page"),
    "a program for modules that fails": (change(("state", "_esm"), "import 'x';"), "This figure cannot be shown: "),
    "no state": (lambda entry: entry.clear(), "This figure cannot be shown: "),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_widget_says_so_and_leaves_the_others_alive(fault, browser, tmp_path):
    harm, said = FAULTS[fault]
    entries = {name: copy.deepcopy(as_state(squares())) for name in ("before", "broken", "after")}
    harm(entries["broken"])
    opened = opened_alone(entries, browser, tmp_path)
    page = opened.page
    page.wait_for_selector(".wi-broken")
    alive = page.locator(".wi-words p")
    assert alive.all_text_contents() == ["It is 1."] * 2
    page.locator("input[type=range]").last.press("End")
    assert alive.all_text_contents() == ["It is 1.", "It is 9!"]
    (broken,) = page.locator(".wi-broken").all()
    assert said in broken.text_content() and broken.is_visible() and page.get_by_role("alert").count() == 1
    above, below = (page.locator(".wi-words").nth(n).bounding_box()["y"] for n in (0, 1))
    assert above < broken.bounding_box()["y"] < below, "in its own place"
    assert opened.complaints, "a test of the book's pages would see it"
    opened.context.close()


@pytest.mark.parametrize("state", ["", "{", '{"state": 3', "null"])
def test_a_state_that_cannot_be_read_is_told_at_every_widget(state, browser, tmp_path):
    opened = opened_alone({"one": {}, "two": {}}, browser, tmp_path, state)
    opened.page.wait_for_selector(".wi-broken")
    said = opened.page.locator(".wi-broken").all_text_contents()
    assert len(said) == 2 and all("its state cannot be read" in one or "its state is not in" in one for one in said)
    opened.context.close()


def test_the_word_nan_in_a_text_breaks_nothing(browser, tmp_path):
    """While another widget's NaN makes its own state unreadable as JSON."""
    entries = {"broken": as_state(squares()), "fine": as_state(squares(title='NaN, "Infinity" and \\ -Infinity'))}
    entries["broken"]["state"]["index"] = {"n": float("nan")}
    opened = opened_alone(entries, browser, tmp_path)
    assert opened.page.locator(".wi-title strong").all_text_contents() == ['NaN, "Infinity" and \\ -Infinity']
    assert opened.page.locator(".wi-broken").count() == 1
    opened.context.close()


def test_an_explorer_that_breaks_on_the_way_says_so(browser, tmp_path):
    entries = {"broken": as_state(squares()), "fine": as_state(squares())}
    in_table(entries["broken"], "y", [1, 2, np.inf, 5], float)
    opened = opened_alone(entries, browser, tmp_path)
    assert opened.page.locator(".wi-words p").all_text_contents() == ["It is 1."] * 2 and opened.complaints == []
    opened.page.locator("input[type=range]").first.press("ArrowRight")
    assert "there is no number to write" in opened.page.locator(".wi-broken").text_content()
    assert opened.page.locator(".wi-words p").all_text_contents() == ["It is 1."]
    opened.context.close()


def test_a_panel_with_nothing_in_view_says_what_is_where(browser, tmp_path):
    lines = [[1.0, 2.0], [20.0, 30.0], [-5.0, -7.0], [np.nan, np.nan], [-5.0, 2000.0], [3.0, np.nan]]
    values = list(range(len(lines)))
    explorer = squares(
        controls=[Control("n", "n", values)], arrays={"y": Array(lines, ["n"])},
        words=[Words({}, [("", "plain", "See above.")])],
        panels=[Lines("Line:", "", [Series("y", "y")], (0, 10), [0, 10])],
    )  # fmt: skip
    opened = opened_alone(explorer, browser, tmp_path)
    svg, said, told = opened.page.locator(".wi-lines > .wi-drawing > svg"), [], []
    for _ in values:
        said.append(svg.locator(".wi-edges text:not(:empty)").all_text_contents())
        told.append(svg.get_attribute("aria-label"))
        opened.page.locator("input[type=range]").press("ArrowRight")
        drawn(opened.page)
    assert said == [[], ["all above this axis: 20 or more"], ["all below this axis: −5 or less"], ["no number to draw"],
                    ["all above or below this axis"], []]  # fmt: skip
    assert told == ["Line: 1 at layer 0, 2 at layer 1", "Line: 20 at layer 0, 30 at layer 1", "Line: −5 at layer 0, −7 at layer 1",
                    "Line: no number", "Line: −5 at layer 0, 2,000 at layer 1", "Line: 3 at layer 0"]  # fmt: skip
    assert opened.complaints == []
    opened.context.close()


#: The end of a link -> what the explorers say then: "first" moves by its n, "second" by its n, and "far" stands below
#: the fold.
LINKS = {
    "#first:n=3": ["It is 9!", "It is 1.", "It is 1."],
    "#second:n=2": ["It is 1.", "It is 4!", "It is 1."],
    "#far:n=2": ["It is 1.", "It is 1.", "It is 4!"],
    "#far:": ["It is 1.", "It is 1.", "It is 1."],
    "#first": ["It is 1.", "It is 1.", "It is 1."],
    "#other:n=3": ["It is 1.", "It is 1.", "It is 1."],
    "#%": ["It is 1.", "It is 1.", "It is 1."],
}


def said(page):
    drawn(page)
    return [text.strip() for text in page.locator(".wi-words p").all_text_contents()]


@pytest.mark.parametrize("link", LINKS)
def test_a_link_moves_the_explorer_that_it_names_and_shows_it(link, browser, tmp_path):
    entries = {name: as_state(squares(name=name, title=name)) for name in ("first", "second", "far")}
    opened = opened_alone(entries, browser, tmp_path, link=link)
    page = opened.page
    assert said(page) == LINKS[link]
    tops = [root.bounding_box()["y"] for root in page.locator(".wi").all()]  # from the window's upper edge
    named = dict(zip(entries, tops)).get(link[1:].partition(":")[0] if ":" in link else "")
    assert page.evaluate("scrollY") == 0 if named is None else -1 < named < page.viewport_size["height"] / 2
    # A link within the page does the same, and leaves what it does not name.
    page.evaluate("location.hash = '#second:n=3'")
    page.wait_for_function("document.querySelectorAll('.wi-words p')[1].textContent.trim() === 'It is 9!'")
    assert said(page)[::2] == LINKS[link][::2] and opened.complaints == []
    opened.context.close()


def test_this_tab_remembers_the_setting_and_a_link_comes_first(browser, tmp_path):
    opened = opened_alone(squares(), browser, tmp_path)
    page, address = opened.page, opened.page.url
    page.locator("input[type=range]").press("ArrowRight")
    assert said(page) == ["It is 4!"]
    page.reload()
    assert said(page) == ["It is 4!"], "a reload keeps it"
    page.goto("about:blank")
    page.goto(f"{address}#squares:n=3")
    assert said(page) == ["It is 9!"], "a link comes first"
    page.goto("about:blank")
    page.goto(address)
    assert said(page) == ["It is 9!"], "and is remembered, too"
    page.evaluate("for (const key of Object.keys(sessionStorage)) sessionStorage.setItem(key, 'squares:n=77')")
    page.reload()
    assert said(page) == ["It is 1."] and opened.complaints == [], "a setting that is gone is none"
    other = opened.context.new_page()
    other.goto(address)
    assert said(other) == ["It is 1."], "another tab begins at the start"
    opened.context.close()


def test_explorers_in_one_page_share_no_control_where_each_has_its_own_script(browser, tmp_path):
    """So it is in Jupyter. Here the second one's script differs by a comment, and is a module of its own."""
    models = {name: as_state(squares(controls=[Control("n", "n", [1, 2, 3], kind="radio")])) for name in "ab"}
    models["b"]["state"]["_esm"] += "\n// mine"
    opened = opened_alone(models, browser, tmp_path)
    first, second = opened.page.locator(".wi").all()
    second.locator("input[type=radio]").nth(2).check()
    assert [one.locator("input:checked").get_attribute("value") for one in (first, second)] == ["0", "2"]
    ids = opened.page.locator("[id]").evaluate_all("nodes => nodes.map(node => node.id)")
    assert len({*ids}) == len(ids)
    opened.context.close()


def test_an_explorer_works_where_a_browser_forbids_storage(browser, tmp_path):
    opened = opened_alone(squares(), browser, tmp_path)
    opened.context.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('forbidden'); } })"
    )
    opened.page.reload()
    opened.page.locator("input[type=range]").press("ArrowRight")
    assert said(opened.page) == ["It is 4!"] and opened.complaints == []
    opened.context.close()


@pytest.mark.parametrize(
    "link", ["#squares:n=4", "#squares:m=1", "#squares:n", "#squares:n=2,n=3", "#squares:n=2,", "#squares:n=2=3"]
)
def test_a_link_to_a_setting_that_is_not_there_moves_nothing_and_complains(link, browser, tmp_path):
    opened = opened_alone(squares(), browser, tmp_path, link=link)
    assert said(opened.page) == ["It is 1."]
    assert "which this explorer does not have" in "".join(opened.complaints)
    with pytest.raises(ValueError):
        squares().address = link[1:]
    opened.context.close()


def test_the_page_reads_addresses_as_python_does(browser):
    controls = [
        Control("n", "n", [0.01, 1.0, 2**0.5]),
        Control("rule", "rule", ["He", "σ = 1"], keys=["he", "s-1"]),
        Control("one", "one", [3]),
    ]
    explorer = squares(controls=controls, arrays={"y": Array(np.ones((3, 2, 1)), ["n", "rule"])}, words=[])
    start, found = explorer.index, []
    addresses = ["squares:", "squares:n=1.414", "squares:rule=s-1,n=1", "squares:one=3,n=0.01"]
    context = browser.new_context()
    for address in addresses:
        index = context.new_page().evaluate(
            """([program, spec, index, address]) => {
                const { indexAt } = new Function(program.replace("export default", "return"))();
                return indexAt(spec, index, address);
            }""",
            [Explorer._esm, explorer.spec, start, address],
        )
        explorer.index = start
        explorer.address = address
        found.append((index, explorer.index))
    context.close()
    assert all(page == python for page, python in found) and len({str(page) for page, _ in found}) == 3


def wordless():
    """An explorer with a part of each kind, whose own texts hold no letter."""
    controls = [
        Control("n", "1", range(5), kind="play"),
        Control("m", "2", [1, 2], kind="radio"),
        Control("s", "3", [1, 2], kind="select"),
    ]
    seen = [[1, 2], [2e-9, 1e9], [-5, np.nan], [np.nan, np.nan], [-5, 1000]]
    arrays = {
        "bars": Array(np.full((2, 4), 255), dtype="uint8"),
        "rows": Array([0, 1]),
        "y": Array(seen, ["n"], "float64"),
        "share": Array([0.001, 0.999]),
        "many": Array(np.linspace(0, 1, 9)),
    }
    marks = [Mark("3", "many", "many"), Mark("4", "many", "many", "dots"), Mark("5", "y", "y")]
    panels = [
        Bars("1:", "2", "bars", "rows", "rows", "3", "share", "4", ("0", "1"), caption_format="percent"),
        Lines("1:", "2", [Series("3", "y")], (0, 3), [0, 3], x_title="4", x_labels={1: ""}),
        Lines("1:", "2", [Series("3", "y")], (0, 0.5), [0], x_title="4"),
        Plane("1:", "2", marks, (0, 2), (0, 2), [0], [0]),
    ]
    values = {"a": ("share", 0, "percent"), "b": ("share", 1, "percent"), "c": ("share", 0, "times")}
    return Explorer("wordless", "1", "2", controls, arrays, panels, [Words(values, [("{a}", "plain", "{b} {c}.")])])


#: Everything that a reader can see or hear of a page.
SEEN = r"""() => {
  const hidden = new Set(["SCRIPT", "STYLE"]), found = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) found.push(node.textContent);
    if (hidden.has(node.tagName)) return;
    for (const name of ["aria-label", "aria-valuetext", "title", "alt", "placeholder"]) found.push(node.getAttribute?.(name) ?? "");
    node.childNodes.forEach(walk);
  };
  walk(document.body);
  return found.filter((text) => /\p{L}/u.test(text));
}"""


def test_whatever_the_page_says_by_itself_stands_in_the_table_of_words(browser, tmp_path):
    """With a table whose words hold no letter, no letter is left on the page, in any state."""
    entries = {
        "explorer": as_state(wordless()),
        "bench": {"state": {"_model_name": "VBoxModel"}},
        "broken": {},
    }
    bare = {key: " ".join(re.findall(r"\{\w+\}", text)) for key, text in WORDS.items()}
    head, _, program = entries["explorer"]["state"]["_esm"].partition("\n")
    assert json.loads(head.removeprefix("const WORDS = ").removesuffix(";")) == WORDS
    entries["explorer"]["state"]["_esm"] = f"const WORDS = {json.dumps(bare)};\n{program}"
    opened = opened_alone(entries, browser, tmp_path, words=bare)
    page = opened.page
    page.wait_for_selector(".wi-broken")
    seen = [page.evaluate(SEEN)]
    for _ in range(4):
        page.locator("input[type=range]").press("ArrowRight")
        drawn(page)
        seen.append(page.evaluate(SEEN))
    page.locator(".wi-play").click()
    seen.append(page.evaluate(SEEN))
    opened.context.close()
    assert seen == [[]] * 6


def test_the_words_of_the_page_are_seen_at_all(browser, tmp_path):
    """With the real table, the test above would find each part of the page that says something."""
    opened = opened_alone(wordless(), browser, tmp_path)
    page, found = opened.page, []
    for _ in range(5):
        found += page.evaluate(SEEN)
        page.locator("input[type=range]").press("ArrowRight")
        drawn(page)
    page.locator(".wi-play").click()
    found += page.evaluate(SEEN)
    opened.context.close()
    parts = ["Explorer: 1", "play 1", "pause 1", "under 1%", "over 99%", "1 at 4 0", "2 at the point after 4 0", "no number to draw",
             "all above this axis: 1 or more", "all below this axis: −5 or less", "all above or below", "9 4", "3 from (0, 0) to (1, 1)"]  # fmt: skip
    assert [part for part in parts if not any(part in text for text in found)] == []


def quoted(program):
    """The texts in a script's quotes, without what is filled in and without names of styles."""
    program = re.sub(r"^\s*//.*$|\s// .*$", "", program, flags=re.M)
    found = re.findall(r""""((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`|'((?:[^'\\\n]|\\.)*)'""", program)
    return [re.sub(r"\$\{[^}]*\}|\bwi[\w-]*", "", "".join(parts)) for parts in found]


def shown(program):
    """The texts of a Python program but those for programmers: docstrings, errors and representations."""
    tree = ast.parse(program)
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            vars(node).update(exc=None, cause=None, value=ast.Constant(0))
        elif isinstance(node, ast.FunctionDef) and node.name == "__repr__":
            node.body = [ast.Pass()]
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [re.sub(r"<[^>]*>?", "", text) for text in texts]


#: What asks readers, and says something of their answers: first the scripts.
ASKING = [
    "wi_lib/predictions/prediction.js",
    "_ext/static/kept.js",
    "_ext/static/questions.js",
    "_ext/static/fold.js",
    "wi_lib/predictions/declare.py",
    "wi_lib/predictions/guess.py",
]


def words_in(texts):
    """The texts that are words: two of them one after the other, or one with a capital letter."""
    return [text for text in texts if re.search(r"[A-Za-z]{2}[,;:]? [A-Za-z]{2}|^[A-Z][a-z]{2}", text)]


@pytest.mark.parametrize(
    "name",
    [*(f"wi_lib/explorers/{one}" for one in SCRIPTS), "_ext/static/mount.js", "wi_lib/benches/bench.py", *ASKING[:4]],
)
def test_no_words_stand_in_the_programs(name):
    program = (ROOT / name).read_text("utf-8")
    assert words_in((shown if name.endswith(".py") else quoted)(program)) == []


@pytest.mark.parametrize(
    "line", ['say("no number to draw");', "p(`${n} at ${place} of all`)", 'x = "Jupyter";', "f('it is') // why", 'a("b", "Explorer: ")']
)  # fmt: skip
def test_words_in_a_program_are_found(line):
    assert len(words_in(quoted(line))) == 1
    assert words_in(quoted('f("wi wi-broken", "status", "0 0 10 10"); // and more of it')) == []


def test_words_in_a_python_program_are_found():
    program = '"""It is."""\ndef f():\n    """It is."""\n    raise ValueError("it is")\nx = f"<p>{y} it is</p>", "Seed", "<p class=it is>", "9em"'
    assert sorted(words_in(shown(program))) == [" it is", "Seed"]


def test_every_word_of_the_table_is_used():
    programs = "".join(
        (ROOT / path).read_text("utf-8")
        for path in (
            *(f"wi_lib/explorers/{one}" for one in SCRIPTS),
            "_ext/static/mount.js",
            "_ext/static/deck.js",
            "_ext/wi_explorers.py",
            "wi_lib/benches/bench.py",
            "wi_lib/explorers/spelling.py",
            *(f"_ext/{one}.py" for one in ("wi_deck", "wi_slides", "wi_inventory")),
            *ASKING,
        )
    )
    assert [key for key in WORDS if not re.search(f"[\"'.]{key}\\b", programs)] == []


def test_panels_are_groups_with_a_name_and_no_sections(browser, tmp_path):
    """Slide frameworks take each <section> for a slide."""
    opened = opened_alone(wordless(), browser, tmp_path)
    page = opened.page
    assert page.locator("section").count() == 0
    assert page.get_by_role("group", name="1: 2", exact=True).count() == 4 == page.locator(".wi-panel").count()
    opened.context.close()


def test_a_control_with_a_single_value_is_not_shown(browser, tmp_path):
    controls = [Control("n", "n", [1, 2, 3]), Control("one", "one", ["only"], kind="radio")]
    opened = opened_alone(squares(controls=controls), browser, tmp_path)
    assert opened.page.locator(".wi-control").count() == 1
    opened.page.locator("input[type=range]").press("End")
    assert said(opened.page) == ["It is 9!"] and opened.complaints == []
    opened.context.close()


def test_thousands_have_a_comma_everywhere(browser, tmp_path):
    """In words, captions, axes and descriptions."""
    explorer = squares(
        controls=[],
        arrays={"y": Array([1234.0, 2000.0, 2000.0])},
        panels=[Lines("Line:", "", [Series("y", "y")], (0, 2000), [0, 1000, 2000], x_step=1000, x_title="step")],
        words=[Words({"y": ("y", 0, "number"), "n": ("y", -1, "integer")}, [("{n}", "plain", "It is {y}.")])],
    )
    opened = opened_alone(explorer, browser, tmp_path)
    assert opened.page.locator(".wi-words").text_content().split() == ["·", "2,000It", "is", "1,200."]
    assert opened.page.locator(".wi-lines > .wi-drawing > svg text").all_text_contents() == [
        "0",
        "1,000",
        "2,000",
        "0",
        "1,000",
        "2,000",
        "step",
    ]
    assert (
        opened.page.locator(".wi-lines > .wi-drawing > svg").get_attribute("aria-label")
        == "Line: 1,200 at step 0, 2,000 at step 2,000"
    )
    opened.context.close()


def test_the_page_spells_numbers_as_python_does(browser):
    values = numbers()
    powers = [value % 1300 - 650 for value in values]
    context = browser.new_context()
    found = context.new_page().evaluate(
        """([program, values, powers, formats]) => {
            const { spell, spellPower } = new Function(program.replace("export default { render, indexAt, addressOf };", "return { spell, spellPower };"))();
            return [...formats.map((format) => values.map((value) => spell(value, format))), powers.map(spellPower)];
        }""",
        [Explorer._esm, values, powers, list(FORMATS)],
    )
    context.close()
    expected = [[spelled(value, form) for value in values] for form in FORMATS] + [
        [spelled_power(power) for power in powers]
    ]
    for form, page, python in zip([*FORMATS, "power"], found, expected, strict=True):
        wrong = [(value, one, other) for value, one, other in zip(values, page, python, strict=True) if one != other]
        assert wrong == [], (form, len(wrong), wrong[:3])


def test_python_reads_and_writes_what_the_page_holds():
    """What the faults above rest on: a healthy entry survives the way through JSON."""
    entry = json.loads(json.dumps(as_state(squares())))
    assert entry["state"]["spec"]["title"] == "Squares" and len(base64.b64decode(entry["buffers"][0]["data"])) == 56
