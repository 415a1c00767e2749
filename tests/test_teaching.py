"""Pages for teachers: numbers, settings, beliefs and minutes that they state are those of the chapters."""

import re

import pytest
import wi_settings

import tests.chapters
from tests import ROOT, no_faults
from tools import lecture, misconceptions, notebooks, tied

PAGES = [ROOT / "teaching.md", *sorted(ROOT.glob("teaching/*.md"))]
#: Pages made of chapters' words, and one whose numbers are its own simulation's (see test_assignments.py).
MADE, OWN_NUMBERS = {"misconceptions", "inventory"}, {"assignments"}
CHAPTERS = {path.stem: path for path in sorted(ROOT.glob("chapters/*.py"))}
SCRIPTS = {path.stem: script for path in PAGES if (script := lecture.read(path))}
#: What every page may say: Peer Instruction's limit, and the version of a licence.
SET = {"70 per cent", "4.0"}
SETTING = re.compile(r"(?:`|([\w-]+)\.ipynb#)([a-z][a-z-]*):([a-z]+=[^`)\s]+)")
BELIEF = re.compile(r"\*“([^”]+)”\*")
#: Minutes of a chapter: all steps, and the most of those that are not cut.
WHOLE, LEAST = (40, 50), 36

pages = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
numbers = pytest.mark.parametrize("path", [path for path in PAGES if path.stem not in MADE | OWN_NUMBERS], ids=lambda path: path.stem)  # fmt: skip


def sources(path):
    """The chapters whose numbers a page may quote: its own, or all."""
    return [CHAPTERS[path.stem]] if path.stem in CHAPTERS else list(CHAPTERS.values())


def measured(path):
    """What those chapters print: name -> value; of a name that several print, the values of all."""
    found = {}
    for source in sources(path):
        if book := notebooks.stored(source):  # a new chapter has none yet
            for name, value in tied.figures(notebooks.printed(book)).items():
                found.setdefault(name, []).append(value)
    return found


def misquoted(text, figures):
    """Tied numbers that fit the measured values of no chapter."""
    return [
        f"{quoted}<!--{name}-->: measured is {' or '.join(f'{value:g}' for value in figures.get(name, [])) or 'nothing'}"
        for quoted, _, name in tied.TIED.findall(text)
        if not any(tied.fits(quoted, value) for value in figures.get(name, []))
    ]


def known(text, path):
    """Numbers that a page need not tie: those that its chapters set, those of settings, and the names of exercises."""
    modules = [tests.chapters.MODULES[int(source.stem[:2])] for source in sources(path)]
    of_settings = {part.partition("=")[2] for _, _, values in SETTING.findall(text) for part in values.split(",")}
    exercises = {
        name
        for module in tests.chapters.MODULES.values()
        for name in {*module.WORKED_OUT, *getattr(module, "BY_HAND", ())}
    }
    return SET.union(of_settings, exercises, *(getattr(module, "SET", set()) for module in modules))


def prose(text):
    """A page without the table that `make pages` writes, and without the minutes of its steps."""
    return re.sub(r"^\|.*deck\]\(slides/.*$", "", text, flags=re.M)


@numbers
def test_numbers_are_measured_ones(path):
    text = prose(path.read_text("utf-8"))
    wrong = misquoted(text, measured(path))
    wrong += [
        f"{loose} is tied to no measured value: write {loose}<!--name-->, as in a chapter"
        for loose in tied.loose(text, known(text, path))
    ]
    no_faults(f"{path.relative_to(ROOT)}: {one}" for one in wrong)


def no_such(text, path, found):
    """Settings of a page that no explorer has; `found`: chapter -> its explorers."""
    for chapter, name, values in SETTING.findall(text):
        places = [found[chapter or path.stem]] if (chapter or path.stem) in found else found.values()
        ways = [explorers[name] for explorers in places if name in explorers]
        for control, _, key in (part.partition("=") for part in values.split(",")):
            if not any(key in keys.get(control, []) for keys in ways):
                yield f"{name}:{control}={key}"


@pytest.fixture(scope="module")
def explorers():
    made = {stem: source.with_suffix(".ipynb") for stem, source in CHAPTERS.items()}
    return {stem: wi_settings.explorers(notebook) for stem, notebook in made.items() if notebook.exists()}


@pages
def test_settings_are_settings_of_an_explorer(path, explorers):
    if path.stem in CHAPTERS and path.stem not in explorers:
        pytest.skip("run make notebooks")
    no_faults(f"{path.relative_to(ROOT)}: there is no setting {one}" for one in no_such(path.read_text("utf-8"), path, explorers))  # fmt: skip


@pages
def test_a_belief_in_italics_is_that_of_a_question(path):
    """Another one stands without italics: no vote shows its name."""
    names = set(misconceptions.beliefs())
    no_faults(
        f"{path.relative_to(ROOT)}: no option of a question stands for *“{name}”*: take its words, or no italics"
        for name in BELIEF.findall(path.read_text("utf-8"))
        if name not in names
    )


def too_long_or_short(script):
    whole, least = script.minutes
    return [f"all steps take {whole:g} minutes, not {WHOLE[0]} to {WHOLE[1]}"] * (not WHOLE[0] <= whole <= WHOLE[1]) + [
        f"without those that can be cut it takes {least:g}, more than {LEAST}"
    ] * (least > LEAST)


@pytest.mark.parametrize("stem", CHAPTERS)
def test_a_chapter_fits_into_its_minutes(stem):
    no_faults(f"teaching/{stem}.md: {one}" for one in too_long_or_short(SCRIPTS[stem]))


def head(source):
    """A chapter's minutes, as its head has them: reading, exercises."""
    return re.search(r"\*\*Time:\*\* (\d+) minutes of reading, (\d+) more", source.read_text("utf-8")).groups()


def other_minutes(text, heads):
    """Sittings whose minutes are not those of the chapter's head; `heads`: chapter -> reading, exercises."""
    for stem, *minutes in re.findall(r"/([\w-]+)\.ipynb\) \| (\d+) min \| (\d+) min \|", text):
        if tuple(minutes) != heads.pop(stem):
            yield f"{stem}: {' + '.join(minutes)} minutes are not those of its head"
    yield from (f"{stem} has no sitting" for stem in heads)


def test_a_sitting_alone_takes_the_minutes_of_its_chapter():
    text = (ROOT / "teaching/self-study.md").read_text("utf-8")
    no_faults(f"teaching/self-study.md: {one}" for one in other_minutes(text, {stem: head(CHAPTERS[stem]) for stem in CHAPTERS}))  # fmt: skip


# ---- The guards are red where they should be ----------------------------------------------------------------------

FAULTS = {
    "a number that is another": ("It is 0.9<!--pooled-->.", "0.9<!--pooled-->: measured is 0.12"),
    "a number of no cell": ("It is 0.9<!--nowhere-->.", "measured is nothing"),
}


@pytest.mark.parametrize(("text", "says"), FAULTS.values(), ids=FAULTS)
def test_a_wrong_number_is_named(text, says):
    (wrong,) = misquoted(text, {"pooled": [0.12, 0.125]})
    assert says in wrong


def test_a_setting_that_is_none_is_named():
    path, found = PAGES[0], {"03-a": {"signal": {"std": ["1", "0.4"]}}}
    text = "### 3 min · `03/signal` at `signal:std=0.4`\n[σ](../chapters/03-a.ipynb#signal:std=1,std=7,depth=2)"
    assert list(no_such(text, path, found)) == ["signal:std=7", "signal:depth=2"]


def test_minutes_of_a_sitting_that_are_old_are_named():
    text = "| 1 | [A](../chapters/01-a.ipynb) | 29 min | 15 min | 5 min |"
    said = list(other_minutes(text, {"01-a": ("24", "15"), "02-b": ("18", "20")}))
    assert said == ["01-a: 29 + 15 minutes are not those of its head", "02-b has no sitting"]


def test_minutes_that_do_not_fit_are_named():
    text = "# T\n\n## The lecture\n\n### 37 min · `signal`\n\nAsk.\n"
    script = lecture.parse(text, ROOT / "teaching/03-a.md")
    assert [one.split(",")[0] for one in too_long_or_short(script)] == ["all steps take 37 minutes", "without those that can be cut it takes 37"]  # fmt: skip
