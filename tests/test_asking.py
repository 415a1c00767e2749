"""What the built pages ask their readers: predictions that fold their answers, and "Check yourself"."""

import re

import pytest

from tests import ROOT, guards, no_faults
from tests.browser import PHONE, SITE, needs_browser
from tests.pages import entries, soup
from tools import cells

CHAPTERS = sorted((ROOT / "chapters").glob("*.py"))
PAGES = [f"chapters/{path.stem}.html" for path in CHAPTERS]
CHAPTER_3 = PAGES[2]
CALL = re.compile(r"^\w+_prediction\(", re.M)
#: Chapters that have predictions; a new one, fresh from its template, has none yet.
ASKING = [page for page, path in zip(PAGES, CHAPTERS) if CALL.search(path.read_text("utf-8"))]

built = pytest.mark.skipif(not SITE.exists(), reason="there is no built book: run make book")


# ---- The sources --------------------------------------------------------------------------------------------------


def misplaced(text, name="one.py"):
    """What is wrong with a chapter's predictions and answers, in sentences."""
    book, lines = cells.parse(text, name)
    asked = False  # whether the cells so far end in a prediction, and answers to it
    for line, cell in zip(lines, book.cells):
        tags, asks = cell.metadata.get("tags", []), bool(CALL.search(cell.source))
        if asks and cell.cell_type == "code":
            if "answer" in tags or "hide-input" not in tags:
                yield f"{name}:{line}: a prediction's cell has the tag hide-input, and not answer"
            if "measured(" in cell.source:
                yield f"{name}:{line}: measured() prints the answer beside the question: it belongs into the next cell"
            if not cell.metadata.get("name", "").startswith("predict-"):
                yield f"{name}:{line}: the name of a prediction's cell begins with predict-"
        if "answer" in tags and not asked:
            yield f"{name}:{line}: an answer follows its prediction directly, or another answer: nothing folds this one"
        asked = asks or (asked and "answer" in tags)


@pytest.mark.parametrize("source", CHAPTERS, ids=lambda path: path.stem)
def test_predictions_stand_above_their_answers(source):
    text = source.read_text("utf-8")
    no_faults(misplaced(text, cells.shown(source)))
    assert len(CALL.findall(text)) <= 4, "more would tire"


def test_the_chapters_have_predictions():
    assert len(ASKING) >= 7 and sum(len(CALL.findall(path.read_text("utf-8"))) for path in CHAPTERS) >= 20


ASKED = """# %% name="predict-x" tags=["hide-input"]
x = 3
x_prediction(x)

# %% name="a" tags=["answer"]
measured(x=x)

# %% name="b" tags=["hide-input", "answer"]
plt.show()

# %% [markdown]
# It is 3.
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", None),
        ("x = 3\n", "measured(x=x)\n", "measured() prints the answer beside the question"),
        ("predict-x", "look", "begins with predict-"),
        (' tags=["hide-input"]\nx', "\nx", "has the tag hide-input"),
        ('"predict-x" tags=["hide-input"]', '"predict-x" tags=["hide-input", "answer"]', "and not answer"),
        (
            '# %% name="b"',
            '# %% [markdown]\n# A word.\n\n# %% name="b"',
            "one.py:11: an answer follows its prediction directly",
        ),
        ("x_prediction(x)", "x", "one.py:5: an answer follows its prediction directly"),
    ],
)
def test_a_prediction_or_an_answer_in_the_wrong_place_is_noticed(old, new, said):
    found = list(misplaced(ASKED.replace(old, new, 1)))
    assert found == [] if said is None else any(said in one for one in found), found


# ---- Folded answers -----------------------------------------------------------------------------------------------

#: What each waiting prediction folds, its cells and its text: whether they are seen; null where no cell answers.
FOLDED = """() => [...document.querySelectorAll(".wi-asks")].map((cell) => {
  const answer = cell.nextElementSibling;
  return answer?.matches(".book-answer") ? [...answer.children].map((part) => part.checkVisibility()) : null;
})"""


#: Cells that answer and show it. (Of one that prints for the tests alone, the text below it is the answer.)
ANSWERS = ".tag_answer:has(> .cell_output):not(.book-code *)"


def answered(source):
    """For each prediction of a chapter, whether a cell answers it."""
    made = cells.parse(source.read_text("utf-8"), source.name)[0].cells
    pairs = zip(made, [*made[1:], None])
    return [
        "answer" in after.metadata.get("tags", [])
        for cell, after in pairs
        if cell.cell_type == "code" and CALL.search(cell.source)
    ]


@built
@needs_browser
@pytest.mark.parametrize("page", ASKING)
def test_answers_are_folded_until_the_reader_has_answered(page, visit):
    opened = visit(page, **PHONE)
    opened.wait_for_function("document.querySelectorAll('.wi-guess').length > 1")
    parts = opened.evaluate(FOLDED)
    # (Where no cell answers, an explorer does. One that prints for the tests alone stood in the fold of the prediction:
    # the text after it was there for all to read.)
    assert [one is not None for one in parts] == answered((ROOT / page).with_suffix(".py"))
    for one in filter(None, parts):
        assert not any(one)
    for button in opened.locator(".wi-show").all():
        button.click()
    assert opened.evaluate(FOLDED) == [] and opened.locator('[hidden="until-found"]').count() == 0
    assert all(cell.is_visible() for cell in opened.locator(ANSWERS).all())


@built
@pytest.mark.parametrize("page", ASKING)
def test_what_is_folded_with_an_answer_is_the_text_that_speaks_of_it(page):
    """All of it: the paragraph after the first one gave two answers away."""
    answers = soup(page).select(".book-answer")
    assert len(answers) == sum(answered((ROOT / page).with_suffix(".py")))
    for one in answers:
        assert one.find_previous_sibling()["id"].startswith("predict-")
        text = one.find_all(["p", "ul", "ol"], recursive=False)
        assert text and text[-1] is one.find_all(recursive=False)[-1]


@built
@needs_browser
def test_paper_shows_every_answer(visit):
    opened = visit(CHAPTER_3)
    opened.wait_for_selector(".wi-asks")
    opened.emulate_media(media="print")
    assert all(cell.is_visible() for cell in opened.locator(ANSWERS).all())
    assert not opened.locator(".wi-buttons").first.is_visible()


@built
@needs_browser
def test_without_scripts_every_answer_is_there(browser, home):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(home + CHAPTER_3)
    assert all(cell.is_visible() for cell in page.locator(ANSWERS).all())
    assert page.locator("#check-yourself > details > summary").first.is_visible()
    context.close()


@built
@needs_browser
def test_a_link_to_an_answer_unfolds_it(visit):
    opened = visit(f"{CHAPTER_3}#near-inputs")
    opened.wait_for_function("document.getElementById('near-inputs').offsetHeight > 100")
    assert sorted(any(one) for one in opened.evaluate(FOLDED)) == [False, False, True], "the others wait"
    assert -1 <= opened.locator("#near-inputs").bounding_box()["y"] < 400


@built
@needs_browser
def test_a_search_in_the_page_unfolds_what_it_finds(visit):
    opened = visit(CHAPTER_3)
    opened.wait_for_selector('[hidden="until-found"] > #large-start', state="attached")
    opened.evaluate("document.getElementById('large-start').dispatchEvent(new Event('beforematch', { bubbles: true }))")
    assert opened.locator("#large-start").is_visible() and opened.locator(".wi-asks").count() == 3


@built
@needs_browser
def test_a_search_in_the_book_unfolds_all(visit):
    opened = visit(f"{CHAPTER_3}?highlight=gradient")
    opened.wait_for_selector(".wi-asks.wi-seen")
    assert all(cell.is_visible() for cell in opened.locator(ANSWERS).all())


# ---- Check yourself -----------------------------------------------------------------------------------------------


def options_of(opened, number):
    """The options of a question, which are <details>."""
    stem = opened.locator("#check-yourself > p", has=opened.locator("strong", has_text=re.compile(rf"^{number}\. ")))
    return stem.locator(
        f"xpath=following-sibling::details[preceding-sibling::p[1][starts-with(normalize-space(.), '{number}.')]]"
    )


@built
@needs_browser
def test_an_opened_option_is_marked_and_closes_the_others(visit):
    opened = visit(CHAPTER_3)
    first, second = options_of(opened, 1), options_of(opened, 2)
    assert first.count() == second.count() == 4
    other = second.nth(0)
    other.locator("summary").click()
    wrong, right = first.nth(1), first.nth(0)
    wrong.locator("summary").focus()
    opened.keyboard.press("Enter")
    assert wrong.get_attribute("open") is not None and wrong.locator(".wi-tried").text_content() == "✗ not so"
    assert opened.locator("#check-yourself [role=status]").text_content() == "✗ not so"
    right.locator("summary").click()
    assert right.locator(".wi-tried").text_content() == "✓ right" and wrong.get_attribute("open") is None
    assert wrong.locator(".wi-tried").is_visible(), "what was tried stays marked"
    assert other.get_attribute("open") is not None, "another question's stays open"
    assert "Of 2 questions you had 0 right at the first try." in opened.locator(".wi-tally").text_content()
    opened.reload()
    assert options_of(opened, 1).nth(1).locator(".wi-tried").text_content() == "✗ not so"


@built
@needs_browser
def test_a_double_click_opens_an_option_and_does_not_close_it_again(visit):
    opened = visit(CHAPTER_3)
    option = options_of(opened, 1).first
    option.locator("summary").dblclick()
    assert option.get_attribute("open") is not None and option.locator(".wi-tried").count() == 1
    opened.wait_for_timeout(600)
    option.locator("summary").click()
    assert option.get_attribute("open") is None, "a click of its own closes it"


@built
@needs_browser
@pytest.mark.parametrize("page", PAGES)
def test_every_question_has_one_right_option_and_is_nearer_to_its_own_answers(page, visit):
    opened = visit(page)
    stems = opened.locator("#check-yourself > p:has(+ details)")
    assert 3 <= stems.count() <= 7
    opened.locator("#check-yourself > details > summary").evaluate_all("all => all.forEach((one) => one.click())")
    opened.wait_for_function("!document.querySelector('#check-yourself > details:not(:has(.wi-tried))')")
    marks = opened.locator("#check-yourself .wi-tried").all_text_contents()
    assert marks.count("✓ right") == stems.count() and len(marks) == opened.locator("#check-yourself > details").count()
    boxes = opened.evaluate(
        """() => [...document.querySelectorAll("#check-yourself > p:has(+ details)")].map((stem) => {
            const [own, last] = [stem.nextElementSibling, stem.previousElementSibling].map((one) => one.getBoundingClientRect());
            const box = stem.getBoundingClientRect();
            return [own.top - box.bottom, box.top - last.bottom];
        })"""
    )
    assert all(below < above / 2 for below, above in boxes[1:]), boxes


@built
@needs_browser
def test_the_options_are_large_enough_to_touch_and_keep_no_reader_out(visit):
    opened = visit(CHAPTER_3, **PHONE)
    summaries = opened.locator("#check-yourself > details > summary")
    assert all(one.bounding_box()["height"] >= 44 for one in summaries.all())
    summaries.nth(0).click()
    summaries.nth(5).click()
    opened.locator(".wi-show").first.click()
    assert guards.barriers(opened, runOnly=["color-contrast", "nested-interactive", "summary-name"]) == []


# ---- The summary --------------------------------------------------------------------------------------------------


@built
@needs_browser
def test_a_chapter_ends_with_what_was_predicted_and_it_can_be_cleared(visit):
    opened = visit(CHAPTER_3)
    opened.wait_for_function("document.querySelectorAll('.wi-guess').length === 3")
    assert opened.locator(".wi-tally").count() == 0
    roots = opened.locator(".wi-guess")
    roots.nth(0).locator("input").first.press("ArrowUp")  # near the truth at the input
    roots.nth(0).locator(".wi-commit").click()
    roots.nth(1).locator("input").press("Home")
    roots.nth(1).locator(".wi-commit").click()
    roots.nth(2).locator(".wi-show").click()
    tally = opened.locator(".wi-tally")
    assert "You predicted 2; 1 surprised you." in tally.text_content()
    kept = opened.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('wi:kept:'))")
    assert len(kept) == 3
    tally.get_by_role("button").click()
    assert opened.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('wi:kept:'))") == []
    assert "nothing is kept" in tally.text_content() and roots.nth(0).locator(".wi-commit").is_visible()
    assert opened.evaluate("document.activeElement.className") == "wi-tally"


@built
@pytest.mark.parametrize("page", ASKING)
def test_a_page_holds_the_predictions_of_its_chapter(page):
    asked = [one for one in entries(soup(page)) if "asked" in one["state"]]
    assert len(asked) == len(CALL.findall((ROOT / page).with_suffix(".py").read_text("utf-8")))
