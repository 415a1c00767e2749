"""What a built page says about its explorers, read from the page's file alone: no
browser, and none of wi_lib's own code."""

import base64
import functools
import json
import math
import re
import shutil
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from bs4 import BeautifulSoup

from tests import ROOT
from tests.browser import SITE, Visit

NAN_INT16 = -32768
WORDS = f"window.wiWords = {(ROOT / 'wi_lib' / 'explorers' / 'words.json').read_text('utf-8')};"
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class PageExplorer:
    """One explorer of a page: its declaration (`spec`) and its table."""

    def __init__(self, spec, table, start):
        self.spec, self.table, self.start = spec, table, start
        logs = [series for panel in spec["panels"] if panel.get("log") for series in panel["series"]]
        self.powers = {series[of] for series in logs for of in ("y", "low", "high")}

    @classmethod
    def of_model(cls, model):
        (buffer,) = (one for one in model["buffers"] if one["path"] == ["table"])
        return cls(model["state"]["spec"], base64.b64decode(buffer["data"]), model["state"]["index"])

    def slice(self, name, index):
        about = self.spec["arrays"][name]
        data = np.frombuffer(self.table, about["dtype"], math.prod(about["shape"]), about["offset"])
        data = data.reshape(about["shape"])[tuple(index[control] for control in about["along"])].astype(float)
        if about["dtype"] == "int16":
            data = np.where(data == NAN_INT16, np.nan, data * about["step"])
        return data

    def words(self, index):
        """Tags and sentences, as the page should say them."""
        tags, texts = [], []
        for words in self.spec["words"]:
            tag, _, text = words["sentences"][int(self.slice(words["case"], index)[0])]
            tags.append(self._filled(tag, words, index))
            texts.append(self._filled(text, words, index).replace("**", ""))
        return [tag for tag in tags if tag], texts

    def _filled(self, text, words, index):
        def value(match):
            array, position, form = words["values"][match[1]]
            values = self.slice(array, index)
            known = np.flatnonzero(~np.isnan(values))
            at = position if position >= 0 else (known[-1] + 1 if len(known) else 0) + position
            number = values[at] if 0 <= at < len(values) else math.nan
            return spelled_power(number) if array in self.powers else spelled(number, form)

        return re.sub(r"\{(\w+)\}", value, text)


def spelled(value, form="number"):
    """A number as the page writes it."""
    if math.isnan(value):
        return "–"
    if form == "integer":
        return f"{math.floor(value + 0.5):,}".replace("-", "−")
    if form == "percent":
        if 0 < 100 * value < 0.5 or 99.5 <= 100 * value < 100:
            return "under 1%" if value < 0.5 else "over 99%"
        return f"{math.floor(100 * value + 0.5)}%".replace("-", "−")
    return scientific(value) + (" ×" if form == "times" else "")


def scientific(value):
    if value == 0:
        return "0"
    exact = Decimal(float(value))
    # Two digits, ties upwards, as JavaScript does it (Python's own formatting goes to the even digit).
    rounded = exact.quantize(Decimal(1).scaleb(exact.adjusted() - 1), ROUND_HALF_UP)
    power = rounded.adjusted()
    if -3 <= power < 4:
        return f"{float(rounded):,.10f}".rstrip("0").rstrip(".").replace("-", "−")
    return f"{float(rounded.scaleb(-power)):.1f}".replace("-", "−") + f"·10{str(power).translate(SUPERSCRIPTS)}"


def spelled_power(power):
    if math.isnan(power):
        return "–"
    if -300 < power < 300:
        return scientific(10**power)
    whole = math.floor(power)
    digits = f"{10 ** (power - whole):.1f}"
    if digits == "10.0":
        digits, whole = "1.0", whole + 1
    return f"{digits}·10{str(whole).translate(SUPERSCRIPTS)}"


@functools.cache
def soup(page):
    return BeautifulSoup((SITE / page).read_text("utf-8"), "html.parser")


@functools.cache
def explorers_of(page):
    """The explorers of a page, in the order in which it shows them."""
    html = soup(page)
    holder = html.find("script", type="application/vnd.jupyter.widget-state+json")
    if holder is None:
        return []
    state = json.loads(holder.string)["state"]
    views = [
        json.loads(view.string) for view in html.find_all("script", type="application/vnd.jupyter.widget-view+json")
    ]
    return [
        PageExplorer.of_model(state[view["model_id"]]) for view in views if "spec" in state[view["model_id"]]["state"]
    ]


def as_state(explorer):
    """An explorer's entry in the widget state of a page, or a prediction's."""
    if "asked" in explorer.get_state():
        return {"state": {name: explorer.get_state()[name] for name in ("asked", "_esm", "_css")}, "buffers": []}
    state = {name: explorer.get_state()[name] for name in ("spec", "index", "_esm", "_css")}
    table = {"path": ["table"], "encoding": "base64", "data": base64.b64encode(explorer.table).decode()}
    return {"state": state, "buffers": [table]}


def opened_alone(models, browser, folder, state=None, words=WORDS, link="", scripts=(), below="", **options):
    """A page with nothing but these widgets, one below the other, mounted as in the book.

    `models` is an explorer, or {id: its entry in the page's state}; `state` may be the text to write instead of the
    state's JSON, `words` the script that holds what the page says by itself, `link` the end of the address by which
    the page is opened, `scripts` the book's scripts that come first, `below` HTML that follows each widget's cell;
    `options` are those of `Visit`.
    """
    models = models if isinstance(models, dict) else {"m": as_state(models)}
    state = json.dumps({"state": models}) if state is None else state
    kind = "application/vnd.jupyter.widget-"
    views = "".join(
        f"<div class=cell><script type={kind}view+json>{json.dumps({'model_id': name})}</script></div>{below}"
        for name in models
    )
    for script in ("mount.js", *scripts):
        shutil.copy(ROOT / "_ext" / "static" / script, folder)
    first = "".join(f"<script src={script}></script>" for script in scripts)
    (folder / "page.html").write_text(
        # A script element ends at the first "</".
        f"<!doctype html><html lang=en><meta name=viewport content='width=device-width'>{first}<body><main>"
        + f"<script type={kind}state+json>{state.replace('</', '<' + chr(92) + '/')}</script>{views}"
        f"<script>{words}</script><script defer src=mount.js></script></main></body></html>",
        "utf-8",
    )
    return Visit(browser, (folder / "page.html").as_uri() + link, **options)
