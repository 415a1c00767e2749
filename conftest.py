"""What both test runs share: why a test was red, in files; and how nbval compares what is no text.

nbval runs every notebook and compares text. Numbers, figures and widgets are compared here, as `tools/agreement.py`
says.
"""

import contextlib
import os
import pathlib
import re
import shutil
import sys

import pytest

sys.path.insert(0, os.path.dirname(__file__))


def pytest_addoption(parser):
    parser.addoption(
        "--why-red", metavar="DIR", help="for each test that fails: what it says, and the pages it had open"
    )


def pytest_runtest_setup(item):
    if browser := sys.modules.get("tests.browser"):
        browser.Visit.closed.clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    folder = item.config.getoption("why_red")
    if folder and report.failed:
        keep(pathlib.Path(folder), re.sub(r"[^\w.-]+", "-", item.nodeid)[-150:], report.longreprtext)
    return report


def keep(folder, name, text):
    """Write down why a test failed, and what the pages that it had open looked like."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.txt").write_text(text, "utf-8")
    for number, picture in enumerate(pictures()):
        (folder / f"{name}-{number}.png").write_bytes(picture)


def pictures():
    """The pages that the running test has open, or has left by an error, as PNG."""
    browser = sys.modules.get("tests.browser")
    for page in browser.Visit.opened if browser else ():
        with contextlib.suppress(Exception):  # a page that has crashed: the test's own words matter more
            yield page.screenshot(full_page=True)
    yield from browser.Visit.closed if browser else ()


def pytest_configure(config):
    if (folder := config.getoption("why_red", default=None)) and not hasattr(config, "workerinput"):
        shutil.rmtree(folder, ignore_errors=True)
    if not config.getoption("nbval", default=False):
        return
    from nbval.plugin import IPyNbCell, IPyNbFile

    from tools import agreement

    receive, compare_text = IPyNbFile.get_kernel_message, IPyNbCell.compare_outputs

    def get_kernel_message(self, *arguments, **options):
        """nbval passes over the messages of widgets; they say what an explorer shows."""
        message = receive(self, *arguments, **options)
        if not hasattr(self, "widget_models"):
            self.widget_models = agreement.Messages()
        self.widget_models.add(message)
        return message

    def compare_outputs(self, test, ref, skip_compare=None):
        stored = agreement.models_of(self.parent.nb.metadata)
        within = self.cell.metadata.get("within", agreement.WITHIN)
        found = agreement.differences(ref, test, stored, self.parent.widget_models, within)
        same_text = compare_text(self, agreement.with_kept_lines(ref, test), ref, skip_compare)
        self.comparison_traceback += [f"{sentence}\n" for sentence in found]
        if found or not same_text:
            self.comparison_traceback.append("If the change is meant: make notebooks\n")
        return same_text and not found

    IPyNbFile.get_kernel_message, IPyNbCell.compare_outputs = get_kernel_message, compare_outputs
