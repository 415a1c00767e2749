"""What a built page says about its explorers, read from the page's file alone: no
browser, and none of wi_lib's own code."""

import base64
import functools
import json
import math
import re
import shutil
from decimal import ROUND_HALF_UP, Decimal
from unittest import mock

import numpy as np
import wi_explorers
from bs4 import BeautifulSoup

from tests import ROOT
from tests.browser import SITE, Visit

NAN_INT16 = -32768
WORDS = json.loads((ROOT / "wi_lib" / "explorers" / "words.json").read_text("utf-8"))
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class PageExplorer:
    """One explorer of a page: its declaration (`spec`) and its table."""

    def __init__(self, spec, table, start):
        self.spec, self.table, self.start = spec, table, start
        logs = [series for panel in spec["panels"] if panel.get("log") for series in panel["series"]]
        self.powers = {series[of] for series in logs for of in ("y", "low", "high")}

    @classmethod
    def of_entry(cls, entry):
        return cls(entry["state"]["spec"], base64.b64decode(entry["buffers"]["table"]), entry["state"]["index"])

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


def entries(html):
    """What stands in a page for each of its widgets that a script draws: state, buffers, the name of the module."""
    return [json.loads(place.find_previous_sibling("script").string) for place in html.select("wi-place")]


@functools.cache
def explorers_of(page):
    """The explorers of a page, in the order in which it shows them."""
    return [
        PageExplorer.of_entry(entry) for entry in entries(soup(page)) if "controls" in entry["state"].get("spec", {})
    ]


def as_state(explorer):
    """An explorer's entry in the widget state of a page, or a prediction's."""
    if "asked" in explorer.get_state():
        return {"state": {name: explorer.get_state()[name] for name in ("asked", "_esm", "_css")}, "buffers": []}
    state = {name: explorer.get_state()[name] for name in ("spec", "index", "_esm", "_css")}
    table = {"path": ["table"], "encoding": "base64", "data": base64.b64encode(explorer.table).decode()}
    return {"state": state, "buffers": [table]}


def opened_alone(
    models, browser, folder, state=None, words=WORDS, link="", stills=None, style="", scripts=(), below="", **options
):
    """A page with nothing but these widgets, one below the other, put there and mounted as in the book.

    `models` is an explorer, or {id: its entry in a notebook's state}; `state` may be the text to write instead of each
    one's JSON, `words` the table of what the page says by itself, `link` the end of the address by which the page is
    opened, `stills` {id: HTML of its still picture}, `style` more of its head, `scripts` the book's scripts that come
    first, `below` HTML that follows each widget's cell; `options` are those of `Visit`.
    """
    models = models if isinstance(models, dict) else {"m": as_state(models)}
    files = {"words.js": f"window.wiWords = {json.dumps(words)};"}

    def put(name, model):
        if "_esm" not in model.get("state", {"_esm": ""}):
            return wi_explorers.bench(model, models, [])
        widget = wi_explorers.Widget.of(model) if model else None
        files.update(widget.files if widget else {})
        return wi_explorers.place(widget, (stills or {}).get(name, ""))

    with mock.patch.object(wi_explorers, "words", lambda: words):
        body = "\n".join(f"<div class=cell>{put(name, model)}</div>{below}" for name, model in models.items())
    if state is not None:
        body = re.sub('(?<=json">).*?(?=</script>)', state, body)
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    for name in ("mount.js", "mount.css", *scripts):
        shutil.copy(ROOT / "_ext" / "static" / name, folder)
    sheets = "".join(
        f"<link rel=stylesheet href={name}>" for name in ("mount.css", *wi_explorers.of_kind("css", files))
    )
    modules = [name for name in wi_explorers.of_kind("js", files) if name != "words.js"]
    head = sheets + "".join(f"<script src={name}></script>" for name in ("words.js", *scripts, "mount.js", *modules))
    (folder / "page.html").write_text(
        f"<!doctype html><html lang=en><head><meta charset=utf-8><meta name=viewport content=width=device-width>"
        f"{style}{head}</head><body><main>{body}</main></body></html>",
        "utf-8",
    )
    return Visit(browser, (folder / "page.html").as_uri() + link, **options)
