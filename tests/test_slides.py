"""Lecture decks: a script names cells of a chapter; the built deck shows them, whole and legible, without a network."""

import contextlib
import doctest
import json
import pathlib
import re

import pytest
import wi_deck
import wi_document
from bs4 import BeautifulSoup
from playwright.sync_api import TimeoutError
from wi_explorers import stills
from wi_figures import drawn

from tests import ROOT
from tests.browser import SITE, Visit, needs_browser
from tools import lecture

SCRIPTS = {path.stem: script for path in sorted(ROOT.glob("teaching/*.md")) if (script := lecture.read(path))}
DECKS = sorted(SITE.glob("slides/*.html"))
SCREEN = {"width": wi_deck.WIDTH, "height": wi_deck.HEIGHT}
#: The lowest letters, in pixels of a slide: those of an explorer's small labels, and all others.
SMALL_LABEL, SMALLEST = 18, wi_deck.SMALLEST
#: What is wrong with the slide that is shown, as sentences.
FAULTS = """([small, smallest]) => {
  const slide = Reveal.getCurrentSlide(), frame = slide.querySelector(".deck-frame").getBoundingClientRect(), faults = new Set();
  const scale = frame.width / 1280;
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4)).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if ((colour[3] ?? 1) > 0.99) return colour;
    }
    return [255, 255, 255];
  };
  const contrast = (node, style) => {
    const [a, b] = [light(rgb(node.tagName === "text" ? style.fill : style.color)), light(ground(node))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const name = (node) => `${node.tagName.toLowerCase()}.${node.className.baseVal ?? node.className}`;
  for (const node of slide.querySelectorAll(".deck-frame *")) {
    const style = getComputedStyle(node), box = node.getBoundingClientRect();
    if (style.visibility === "hidden" || !box.width || !box.height || node.closest(".wi-hidden, defs, .wi-still, .wi-unseen, .wi-guess-ghost")) continue;
    if (node.closest("svg") && !["svg", "text"].includes(node.tagName)) continue;
    if (node.closest("math") && node.tagName !== "math") continue;
    const own = [...node.childNodes].some((one) => one.nodeType === 3 && one.textContent.trim());
    if (box.right > frame.right + 1 || box.bottom > frame.bottom + 1 || box.left < frame.left - 1 || box.top < frame.top - 1)
      faults.add(`${name(node)} leaves the slide`);
    if (style.overflow !== "visible" && style.display !== "inline" && (node.scrollHeight > node.clientHeight + 2 || node.scrollWidth > node.clientWidth + 2) && !node.closest("svg"))
      faults.add(`${name(node)} is cut off`);
    if (style.display === "list-item" && style.listStyleType !== "none" && box.left - frame.left < 60 * scale)
      faults.add(`${name(node)} has its mark at the edge`);
    if (!own) continue;
    const unit = node.tagName === "text" ? node.ownerSVGElement.getScreenCTM().a / scale : 1;
    const size = unit * parseFloat(style.fontSize), least = node.closest(".wi-hall") ? small : smallest;
    if (contrast(node, style) < 4.5 && !node.matches(":disabled")) faults.add(`${name(node)} has a contrast of ${contrast(node, style).toFixed(2)}: ${node.textContent.trim().slice(0, 30)}`);
    if (size < least - 0.5) faults.add(`${name(node)} has letters of ${size.toFixed(1)} px: ${node.textContent.trim().slice(0, 30)}`);
  }
  return [...faults];
}"""
#: All slides, one after the other, each in the three looks that the key c goes round, and each prediction with every
#: option, or the lowest and the highest guess, and shown: name and look -> faults.
WALK = """async ([faultsOf, sizes, only]) => {
  const press = (guess, button) => guess.querySelector(`.wi-${button}`).click();
  const guesses = (guess) => {
    const inputs = [...guess.querySelectorAll("input")];
    const turned = (end) => () => inputs.forEach((one) => (one.value = one[end], one.dispatchEvent(new Event("input"))));
    const made = inputs[0].type === "radio" ? inputs.map((one) => () => one.click()) : [turned("min"), turned("max")];
    return [...made.map((make) => () => (make(), press(guess, "commit"))), () => press(guess, "show")];
  };
  const look = eval(faultsOf), found = {}, frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const worn = () => (document.documentElement.classList.contains("deck-contrast") ? "contrast" : document.documentElement.dataset.theme);
  for (const slide of only ?? Reveal.getSlides().map(({ id }) => id)) {
    Reveal.slide(Reveal.getIndices(document.getElementById(slide)).h);
    await frame();
    await frame();
    for (const _ of ["light", "dark", "contrast"]) {  // styles alone: no frame between them
      const faults = look(sizes);
      if (faults.length) found[`${slide}, ${worn()}`] = faults;
      Reveal.triggerKey(67);
    }
    const asked = document.querySelector(`#${slide} .wi-guess`);
    for (const [place, answer] of (asked ? guesses(asked) : []).entries()) {
      answer();
      await frame();
      const faults = look(sizes);
      if (faults.length) found[`${slide}, guess ${place}`] = faults;
      press(asked, "again");
    }
  }
  return found;
}"""


def walk(page, only=None):
    return page.evaluate(WALK, [FAULTS, [SMALL_LABEL, SMALLEST], only])


def opened(browser, deck, **options):
    where = deck.as_uri() + options.pop("query", "")
    visit = Visit(browser, where, **{"home": SITE.as_uri()} | SCREEN | options)
    visit.page.wait_for_function("window.Reveal?.isReady()")
    return visit


@pytest.mark.parametrize("module", [lecture, wi_deck, wi_document], ids=lambda module: module.__name__)
def test_the_examples_in_the_docstrings_run(module):
    failed, tried = doctest.testmod(module)
    assert tried and not failed


# ---- Scripts ------------------------------------------------------------------------------------------------------


STEP = "# T\n\n## The lecture\n\n### 3 min · `signal`\n\nAsk.\n"
WRONG = {
    "no minutes": (STEP.replace("3 min · ", ""), ":5: ", "no step"),
    "a mark that is none": (STEP.replace("`signal`", "`signal` · skip"), ":5: ", "no step"),
    "a part of the lecture that is no step": (STEP + "\n### Then\n", ":9: ", "no step"),
    "a note that is a speech": (STEP + "word " * 61, ":5: ", "62 words"),
}


@pytest.mark.parametrize("text, line, says", WRONG.values(), ids=WRONG)
def test_a_script_that_cannot_be_read_is_refused_with_file_and_line(text, line, says):
    with pytest.raises(ValueError, match=says) as caught:
        lecture.parse(text, pathlib.Path("teaching/03-a.md"))
    assert str(caught.value).startswith(f"teaching/03-a.md{line}")


def test_a_plan_over_several_chapters_names_the_chapter_of_each_cell():
    path = pathlib.Path("teaching/one-lecture.md")
    assert lecture.parse(STEP.replace("`signal`", "`03/signal`"), path).steps[0].chapter == "03"
    with pytest.raises(ValueError, match="03/signal|several chapters"):
        lecture.parse(STEP, path)


def test_minutes_are_counted_with_and_without_what_can_be_cut():
    script = lecture.parse(STEP + "\n### 1.5 min · `other` · cut\n", pathlib.Path("teaching/03-a.md"))
    assert script.minutes == (4.5, 3)


@pytest.mark.parametrize("chapter", sorted(ROOT.glob("chapters/*.py")), ids=lambda path: path.stem)
def test_every_chapter_has_a_script(chapter):
    assert chapter.stem in SCRIPTS


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_every_step_has_a_note(script):
    assert [step.cell for step in script.steps if not step.note] == []


# ---- From cells to slides -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def third():
    path = next(ROOT.glob("chapters/03-*.ipynb"))
    notebook = drawn(json.loads(path.read_text("utf-8")))
    return wi_deck.Chapter(f"chapters/{path.stem}", notebook, stills(notebook))


def step(cell, setting=""):
    return lecture.Step(3, "03", cell, setting, "", "Ask.", 5)


MISFITS = {
    "a cell that is not there": (step("signal-explorers"), "no cell"),
    "a cell that shows nothing": (step("set-up"), "nothing that a slide can show"),
    "a setting of another explorer": (step("signal-explorer", "depth:gain=1"), "cannot stand at"),
    "a setting that is none": (
        step("signal-explorer", "signal:std=0.011"),
        "std of the explorer 'signal' cannot be '0.011'; it can be 0.001",
    ),
    "a setting that sets twice": (step("signal-explorer", "signal:std=1,std=1"), "sets std twice"),
    "a setting without its explorer": (step("signal-explorer", "std=1"), "is no setting"),
    "a setting of a figure": (step("pooled-picture", "signal:std=1"), "no explorer"),
    "a figure too tall": (step("large-start"), "too tall"),
}


@pytest.mark.parametrize("one, says", MISFITS.values(), ids=MISFITS)
def test_a_step_that_cannot_be_shown_says_why(one, says, third):
    with pytest.raises(wi_deck.Misfit, match=says):
        wi_deck.slides(one, third)


def test_a_cell_without_a_claim_has_no_title(third):
    third.cells["pooled-picture"]["metadata"].pop("claim")
    with pytest.raises(wi_deck.Misfit, match="no claim"):
        wi_deck.slides(step("pooled-picture"), third)


def test_a_question_shows_its_answer_on_the_next_slide_only(third):
    asked, answered = wi_deck.slides(step("question-steepest-part"), third)
    assert "deck-right" not in asked.body and "✓" not in asked.body
    assert answered.body.count("✓") == 1 and answered.body.count("✗") == 3
    assert asked.minutes + answered.minutes == 3
    assert asked.note == "Ask." and answered.note.startswith("**A.**")


@pytest.mark.parametrize("deck", DECKS, ids=lambda deck: deck.stem)
def test_every_note_is_a_cue(deck):
    """Also the one that the chapter gives, the reason of a right answer."""
    notes = BeautifulSoup(deck.read_text("utf-8"), "html.parser").select("aside.notes")
    assert notes and max(len(note.get_text().split()) for note in notes) <= lecture.MOST_WORDS


def test_no_number_of_a_title_is_left_to_fill_in():
    for deck in DECKS:
        assert not re.findall(r"<h2>[^<]*\{\w+%?\}", deck.read_text("utf-8"))


# ---- In a browser -------------------------------------------------------------------------------------------------


def test_every_script_has_its_deck():
    assert [deck.stem for deck in DECKS] == sorted(name for name, script in SCRIPTS.items() if script.steps)


@pytest.mark.decks
@needs_browser
@pytest.mark.parametrize("deck", DECKS, ids=lambda deck: deck.stem)
def test_every_slide_is_whole_and_legible(deck, browser):
    """From its file, without a network."""
    with opened(browser, deck) as visit:
        assert walk(visit.page) == {}


ALL_LOOKS = ["light", "dark", "contrast"]
PLANTED = {
    "a text that leaves the slide": ("position: relative; top: 600px", "leaves the slide", ALL_LOOKS),
    "a text that is cut off": ("overflow: hidden; height: 5px; flex: none", "is cut off", ALL_LOOKS),
    "letters too pale for white": ("p, li div { color: #999 !important }", "has a contrast of", ["light", "contrast"]),
    "letters too dark for the dark": ("p, li div { color: #555 !important }", "has a contrast of", ["dark"]),
    "letters that are too small": ("p, li div { font-size: 20px !important }", "letters of 20.0 px", ALL_LOOKS),
    "marks of a list at the edge": ("li { display: list-item; list-style: disc }", "its mark at the edge", ALL_LOOKS),
    "one look alone": (
        ":root.deck-contrast & { overflow: hidden; height: 5px; flex: none }",
        "is cut off",
        ["contrast"],
    ),
}


@pytest.mark.decks
@needs_browser
@pytest.mark.parametrize("fault, says, looks", PLANTED.values(), ids=PLANTED)
def test_a_slide_with_a_fault_is_found(fault, says, looks, browser):
    """In the first vote of a deck."""
    with opened(browser, DECKS[0]) as visit:
        name = visit.page.locator(".deck-vote").first.evaluate("vote => vote.closest('section').id")
        visit.page.add_style_tag(content=f"#{name} .deck-body {{ {fault} }}")
        found = walk(visit.page, [name])
        assert list(found) == [f"{name}, {look}" for look in looks]
        assert all(any(says in one for one in faults) for faults in found.values())


@pytest.mark.decks
@needs_browser
@pytest.mark.parametrize("deck", DECKS, ids=lambda deck: deck.stem)
def test_a_bench_shows_its_picture_or_says_what_it_has_found(deck, browser):
    """A picture that nobody could read stays away; then the sentence below it is all there is."""
    with opened(browser, deck) as visit:
        for name in visit.page.locator("section:has(.wi-bench)").evaluate_all("all => all.map((one) => one.id)"):
            go_to(visit.page, name)
            shown = visit.page.locator(f"#{name} :is(.wi-figure, .wi-bench p:not(.wi-bench-note))")
            assert any(one.is_visible() for one in shown.all()), name


def go_to(page, name):
    page.evaluate("name => Reveal.slide(Reveal.getIndices(document.getElementById(name)).h)", name)


def explorer_slide(page):
    """Go to the first slide with an explorer; its name."""
    name = page.locator("section[data-kind=explorer]").first.get_attribute("id")
    go_to(page, name)
    return name


def with_script(tmp_path, deck, was, becomes):
    """A copy of a deck, the rest of the book beside it, in which a part of deck.js is another one."""
    (tmp_path / "slides").mkdir()
    (tmp_path / "_static").mkdir()
    for path in (SITE / "_static").iterdir():
        (tmp_path / "_static" / path.name).symlink_to(path)
    script = tmp_path / "_static" / "deck.js"
    text = script.read_text("utf-8")
    assert was in text
    script.unlink()
    script.write_text(text.replace(was, becomes), "utf-8")
    copy = tmp_path / "slides" / deck.name
    copy.write_text(deck.read_text("utf-8"), "utf-8")
    return copy


#: Between them, these decks have each form of prediction.
WITH_PREDICTIONS = [one for one in DECKS if one.stem.startswith(("01", "03"))]
SETTING = """() => [...document.querySelectorAll("section.present input")]
  .map((one) => (one.type === "radio" ? one.checked : one.value)).join()"""
SHOWN = "Reveal.getCurrentSlide().id"


def answer_and_turn(deck, browser, **options):
    """Move the first explorer's first control by its keys, then turn the slide by a clicker's."""
    with opened(browser, deck, **options) as visit:
        page = visit.page
        name = explorer_slide(page)
        sliders, radios = (page.locator(f"section.present input[type={kind}") for kind in ("range]", "radio]:checked"))
        before = page.evaluate(SETTING)
        (sliders if sliders.count() else radios).first.focus()
        for key in ("ArrowLeft", "ArrowLeft", "ArrowRight"):
            page.keyboard.press(key)
        changed = page.evaluate(SETTING)
        assert changed != before
        assert page.evaluate(SHOWN) == name
        page.keyboard.press("PageDown")
        assert page.evaluate(SHOWN) != name
        page.keyboard.press("PageUp")
        assert page.evaluate(SHOWN) == name
        assert page.evaluate(SETTING) == changed


@pytest.mark.decks
@needs_browser
@pytest.mark.parametrize(
    "deck", [one for one in DECKS if 'data-kind="explorer"' in one.read_text("utf-8")], ids=lambda one: one.stem
)
def test_explorers_answer_and_a_clicker_turns_slides(deck, browser):
    answer_and_turn(deck, browser)


@pytest.mark.decks
@needs_browser
def test_a_clicker_that_the_deck_does_not_hear_is_noticed(browser, tmp_path):
    deaf = with_script(tmp_path, DECKS[0], 'addEventListener("keydown", onKey, true);', "")
    with pytest.raises(AssertionError):
        answer_and_turn(deaf, browser, home=tmp_path.as_uri())


def keys_of_the_deck(deck, browser, **options):
    """What keys do not, that are the deck's, while a control has the focus, in the black, and after an answer."""
    wrong = []
    with opened(browser, deck, **options) as visit:
        page = visit.page

        def expect(key, what, holds):
            page.keyboard.press(key)
            if not page.evaluate(holds):
                wrong.append(f"{key} {what}")

        name = explorer_slide(page)
        hold = "() => document.querySelector('section.present .wi input:is([type=range], :checked)').focus()"
        page.evaluate(hold)
        expect("b", "makes it black", "Reveal.isPaused()")
        expect("PageDown", "ends the black", f"!Reveal.isPaused() && {SHOWN} === {name!r}")
        page.evaluate("Reveal.togglePause(false)")
        explorer_slide(page)
        page.evaluate(hold)
        look = page.evaluate("document.documentElement.dataset.theme")
        expect("c", "changes the look", f"document.documentElement.dataset.theme !== {look!r}")
        page.evaluate(hold)
        expect("Space", "goes on", f"{SHOWN} !== {name!r}")
        asked = page.locator("section[data-kind=prediction]").first.get_attribute("id")
        go_to(page, asked)
        page.evaluate("document.querySelector('section.present .wi-show').focus()")
        page.evaluate("document.querySelector('section.present .wi-show').click()")
        expect("Space", "goes on from an answer", f"{SHOWN} !== {asked!r}")
        expect("PageUp", "goes back to it", f"!document.querySelector('#{asked} .wi-again').hidden")
    return wrong


@pytest.mark.decks
@needs_browser
def test_the_keys_stay_the_decks(browser):
    assert keys_of_the_deck(WITH_PREDICTIONS[-1], browser) == []


#: A line of deck.js without which some keys are lost -> what is noticed.
LOST_KEYS = {
    "Reveal.triggerKey(event.keyCode);": ["b makes it black", "c changes the look", "Space goes on"],
    "if (Reveal.isPaused()) Reveal.togglePause(false);\n      else ": ["PageDown ends the black"],
    "document.activeElement.blur(); // the keys": ["Space goes on from an answer"],
}


@pytest.mark.decks
@needs_browser
@pytest.mark.parametrize("line, missed", LOST_KEYS.items(), ids=["of a control", "in the black", "after an answer"])
def test_keys_that_the_deck_loses_are_noticed(line, missed, browser, tmp_path):
    deaf = with_script(tmp_path, WITH_PREDICTIONS[-1], line, "// " if line.endswith("the keys") else "")
    assert set(missed) <= set(keys_of_the_deck(deaf, browser, home=tmp_path.as_uri()))


STATE = "JSON.stringify(wiExplorers.map(({ model }) => model.get('index')))"
MOVE = """(to) => {
  const { model } = wiExplorers.find(({ model }) => model.get("spec")), index = model.get("index");
  model.set("index", { ...index, [Object.keys(index)[0]]: to });
}"""


@contextlib.contextmanager
def in_speaker_view(deck, browser, **options):
    """The hall's window, the two frames of the speaker view that follows it, and that view's window."""
    with opened(browser, deck, **options) as visit:
        hall = visit.page
        with visit.context.expect_page() as popup:
            hall.keyboard.press("s")
        speaker = popup.value
        speaker.wait_for_selector("#upcoming-slide iframe")
        speaker.wait_for_timeout(1000)  # the frames begin empty
        frames = [frame for frame in speaker.frames if "receiver" in frame.url]
        assert len(frames) == 2
        for frame in frames:
            frame.wait_for_function("window.wiExplorers?.length")
        yield hall, frames, speaker


def move_together(deck, browser, timeout=30_000, **options):
    """Move an explorer in the hall's window, then in a frame of the speaker view, and wait for the others."""
    with in_speaker_view(deck, browser, **options) as (hall, frames, speaker):
        for window, to in ((hall, 1), (frames[0], 0)):
            window.evaluate(MOVE, to)
            for other in (hall, *frames):
                other.wait_for_function(f"{STATE} === {window.evaluate(STATE)!r}", timeout=timeout)
        assert speaker.locator("#speaker-controls, .speaker-controls").first.is_visible()
        assert speaker.locator(".pacing").is_visible(), "the minutes of the steps"


def together_after_a_reload(deck, browser, timeout=30_000, **options):
    """The hall's window has forgotten who followed it."""
    with in_speaker_view(deck, browser, **options) as (hall, frames, _):
        hall.reload()
        hall.wait_for_function("window.Reveal?.isReady()")
        hall.wait_for_timeout(1500)
        hall.evaluate(MOVE, 2)
        for other in frames:
            other.wait_for_function(f"{STATE} === {hall.evaluate(STATE)!r}", timeout=timeout)


#: What of the speaker view's own texts lies on the next slide.
COVERED = """() => {
  const slide = document.querySelector("#upcoming-slide iframe").getBoundingClientRect();
  return [...document.querySelectorAll("#upcoming-slide .label, #speaker-layout")]
    .filter((one) => one.getBoundingClientRect().bottom > slide.top).map((one) => one.textContent.trim().slice(0, 20));
}"""


def covered(deck, browser, **options):
    with in_speaker_view(deck, browser, **options) as (_, _, speaker):
        return speaker.evaluate(COVERED)


@pytest.mark.decks
@needs_browser
def test_nothing_lies_on_the_next_slide_in_the_speaker_view(browser, tmp_path):
    assert covered(DECKS[0], browser) == []
    bare = with_script(tmp_path, DECKS[0], "dress(source.parent);", "")
    assert len(covered(bare, browser, home=tmp_path.as_uri())) == 2


#: Whether the colour around the slides is that of the slides.
ONE_GROUND = """getComputedStyle(document.body).backgroundColor
  === getComputedStyle(document.querySelector(".present .deck-frame")).backgroundColor"""


@pytest.mark.decks
@needs_browser
@pytest.mark.parametrize("look", ["light", "dark", "contrast"])
def test_around_the_slides_is_their_colour(look, browser):
    """A screen of another shape shows it, and so does the overview."""
    with opened(browser, DECKS[0], query=f"?look={look}", width=1024, height=768) as visit:
        assert visit.page.evaluate(ONE_GROUND)
        visit.page.evaluate("document.body.style.backgroundColor = '#fffffe'")
        assert not visit.page.evaluate(ONE_GROUND)


@pytest.mark.decks
@needs_browser
def test_what_moves_in_one_window_moves_in_the_others(browser):
    """From files."""
    move_together(DECKS[0], browser)


@pytest.mark.decks
@needs_browser
def test_they_still_do_when_the_hall_was_loaded_anew(browser):
    together_after_a_reload(DECKS[0], browser)


#: A part of deck.js, what it becomes, and what then does not come to an end.
SILENT = {
    "do not tell each other": ("if (!hearing) tell(others(), { indices: state() });", "", move_together),
    "ask to be told only once": ("setInterval(", "(() => {})(", together_after_a_reload),
}


@pytest.mark.decks
@needs_browser
@pytest.mark.parametrize("was, becomes, together", SILENT.values(), ids=SILENT)
def test_silent_windows_are_noticed(was, becomes, together, browser, tmp_path):
    silent = with_script(tmp_path, DECKS[0], was, becomes)
    with pytest.raises(TimeoutError):
        together(silent, browser, timeout=2000, home=tmp_path.as_uri())


#: What a window shows of its predictions: what was chosen, which buttons there are, and what is said.
GUESSES = """JSON.stringify([...document.querySelectorAll(".wi-guess")].map((one) => [
  [...one.querySelectorAll("input")].map(({ type, checked, value, disabled }) => [type === "radio" ? checked : value, disabled]),
  [...one.querySelectorAll("button")].map(({ hidden }) => hidden), one.querySelector(".wi-status").textContent]))"""
#: Choose something in a prediction, at its first and at its last place, as a reader's keys do.
CHOOSE = """(n) => {
  const one = document.querySelectorAll(".wi-guess")[n], inputs = [...one.querySelectorAll("input")];
  for (const [input, to] of [[inputs[0], 0], [inputs.at(-1), 1]]) {
    if (input.type === "radio") input.checked = true;
    else input.value = Math.round(input.max * (to ? 0.9 : 0.2));
    input.dispatchEvent(new Event(input.type === "radio" ? "change" : "input"));
  }
}"""
PRESS = "([n, button]) => document.querySelectorAll('.wi-guess')[n].querySelector(`.wi-${button}`).click()"


def predict_together(deck, browser, timeout=30_000, **options):
    """Commit each prediction, ask it again, have it shown: each in another window, and wait for the others."""
    with in_speaker_view(deck, browser, **options) as (hall, frames, _):
        windows = (hall, *frames)
        for n in range(hall.locator(".wi-guess").count()):
            for window, button in zip(windows, ("commit", "again", "show")):
                if button == "commit":
                    window.evaluate(CHOOSE, n)
                before = window.evaluate(GUESSES)
                window.evaluate(PRESS, [n, button])
                now = window.evaluate(GUESSES)
                assert now != before
                for other in windows:
                    other.wait_for_function(f"shown => {GUESSES} === shown", arg=now, timeout=timeout)
                assert hall.evaluate("document.activeElement === document.body") or window is hall


@pytest.mark.decks
@needs_browser
@pytest.mark.parametrize("deck", WITH_PREDICTIONS, ids=lambda deck: deck.stem)
def test_what_is_predicted_in_one_window_is_predicted_in_the_others(deck, browser):
    """From files."""
    predict_together(deck, browser)


@pytest.mark.decks
@needs_browser
def test_predictions_that_stay_in_their_window_are_noticed(browser, tmp_path):
    silent = with_script(tmp_path, WITH_PREDICTIONS[0], "tell(others(), { guesses: guesses() });", "{}")
    with pytest.raises(TimeoutError):
        predict_together(silent, browser, timeout=2000, home=tmp_path.as_uri())


@pytest.mark.decks
@needs_browser
def test_a_speaker_view_that_opens_late_shows_what_was_predicted(browser):
    with opened(browser, WITH_PREDICTIONS[0]) as visit:
        visit.page.evaluate(CHOOSE, 0)
        visit.page.evaluate(PRESS, [0, "commit"])
        with visit.context.expect_page() as popup:
            visit.page.keyboard.press("s")
        popup.value.wait_for_selector("#upcoming-slide iframe")
        popup.value.wait_for_timeout(1000)
        for frame in [frame for frame in popup.value.frames if "receiver" in frame.url]:
            frame.wait_for_function(f"shown => {GUESSES} === shown", arg=visit.page.evaluate(GUESSES))


@pytest.mark.decks
@needs_browser
def test_a_printed_deck_has_its_predictions(browser):
    """A page of the book leaves them to a form for paper."""
    with opened(browser, WITH_PREDICTIONS[0], query="?print-pdf") as visit:
        visit.page.wait_for_selector(".pdf-page")
        visit.page.emulate_media(media="print")
        guesses = visit.page.locator(".deck-prediction .wi-guess")
        assert guesses.count() > 1 and all(one.is_visible() for one in guesses.all())
        visit.page.add_style_tag(content="@media print { .wi-guess { display: none !important; } }")
        assert not guesses.first.is_visible()


def pages(deck, browser, style=""):
    """How many pages a deck prints, and how many slides it has."""
    with opened(browser, deck, query="?print-pdf") as visit:
        visit.page.wait_for_selector(".pdf-page")
        if style:
            visit.page.add_style_tag(content=style)
        printed = visit.page.pdf(prefer_css_page_size=True)
        return len(re.findall(rb"/Type\s*/Page\b", printed)), visit.page.evaluate("Reveal.getTotalSlides()")


@pytest.mark.decks
@needs_browser
@pytest.mark.parametrize("deck", DECKS, ids=lambda deck: deck.stem)
def test_a_deck_prints_a_page_for_every_slide(deck, browser):
    printed, slides = pages(deck, browser)
    assert printed == slides


@pytest.mark.decks
@needs_browser
def test_slides_that_take_two_pages_are_noticed(browser):
    printed, slides = pages(DECKS[0], browser, ".reveal .slides .pdf-page { height: 900px !important; }")
    assert printed > slides
