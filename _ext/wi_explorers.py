"""Widgets of notebooks in the built page: each with its own state at its own place, drawn while the browser reads it.

myst-nb leaves a mark where a widget belongs, and the state of all of them in the page's head. Here each mark becomes
the widget's still picture, its state, and a `<wi-place>`, which `static/mount.js` fills. The modules and style sheets
of all widgets, which their states carry, become files: classic scripts, so that they work from file://, and where a
host allows no others. For each explorer there is also a light page of its own, `explorers/NAME.html`, which others can
frame.
"""

from __future__ import annotations

import hashlib
import html
import importlib.util
import json
import pathlib
import re
from dataclasses import dataclass

from sphinx.util import logging
from wi_document import document
from wi_figures import drawn, figure
from wi_notebook import STATE, VIEW, models_of
from wi_page import together

from wi_lib._drawings import KEY

MARK = re.compile(rf'<script type="{re.escape(VIEW)}">\s*(.*?)\s*</script>', re.S)
FOLDER = "widgets"  # of the modules and style sheets, in _static
#: What only a module may have, at the beginning of a line. A classic script has none of it.
ONLY_IN_MODULES = re.compile(r"^(import\b|export\b(?! default )|(?:const .*= )?await\b)", re.M)
EXPORT = re.compile(r"^export default ", re.M)


def setup(app):
    app.connect("builder-inited", write_words)
    app.connect("html-page-context", put_widgets, priority=800)  # after those of myst-nb and of the launch buttons
    app.connect("build-finished", write_frames)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def words():
    """What the page's scripts say by themselves: one table for Python and JavaScript, in the library."""
    library = pathlib.Path(importlib.util.find_spec("wi_lib").origin).parent
    return json.loads((library / "explorers" / "words.json").read_text("utf-8"))


# ---- Modules ------------------------------------------------------------------------------------------------------


def name_of(text):
    """The name of a file that holds this text: another text has another name.

    Example:
        >>> name_of("export default {}")
        '9aeb8d59b4d4'
    """
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def classic(source):
    """A widget's module as a classic script that hands its export to `mount.js`; None if it is no module of that kind.

    Example:
        >>> print(classic("export default { render() {} };"))
        wiModule("a40c7c20976a", () => {
        "use strict";
        return { render() {} };
        });
        >>> classic("import other from './other.js'; export default other;")
    """
    if len(EXPORT.findall(source)) != 1 or ONLY_IN_MODULES.search(source):
        return None
    body = EXPORT.sub("return ", source).rstrip()
    return f'wiModule("{name_of(source)}", () => {{\n"use strict";\n{body}\n}});'


# ---- Widgets ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Widget:
    """A notebook's anywidget: its state with the names of its files, and these files: path in _static -> text."""

    entry: dict
    files: dict[str, str]

    @classmethod
    def of(cls, model):
        state = model["state"]
        source, css = state["_esm"], state.get("_css") or ""
        entry = {
            "state": {
                key: value
                for key, value in state.items()
                if not (key.startswith("_") or str(value).startswith("IPY_MODEL_"))
            }
        }
        entry["buffers"] = {buffer["path"][0]: buffer["data"] for buffer in model.get("buffers", [])}
        if (script := classic(source)) is None:
            return cls(entry | {"source": source, "css": css}, {})
        files = {f"{FOLDER}/{name_of(source)}.js": script} | ({f"{FOLDER}/{name_of(css)}.css": css} if css else {})
        return cls(entry | {"module": name_of(source)}, files)


def place(widget, still="", home="", why=""):
    """The HTML of a widget's place.

    Args:
        widget: a `Widget`; None if its state is lost.
        still: the HTML of its still picture. It stands first, and is seen where no script runs.
        home: the page that its links lead to, if it is not this one.
        why: the key of what is said below the still picture; by default that it is one, or that there is none.

    Example:
        >>> place(Widget({"module": "m"}, {})).splitlines()[1]
        '<script type="application/json">{"module":"m"}</script><wi-place></wi-place></div>'
    """
    why = html.escape(words()[why or ("still" if still else "no_script")])
    # A script element ends at the first "</": no "<" is left in it.
    entry = json.dumps(widget and widget.entry, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    at = f' data-page="{html.escape(home)}"' if home else ""
    return (
        f'<div class="wi-widget"><div class="wi-still">{still}<p class="wi-why">{why}</p></div>\n'
        f'<script type="application/json">{entry}</script><wi-place{at}></wi-place></div>'
    )


def bench(model, models, links):
    """The HTML of a bench, which needs a kernel: its last picture and sentence, and where it runs."""
    texts = []

    def collect(state):
        if state.get("_model_name") == "HTMLModel":
            texts.append(said(state["value"]))
        for child in state.get("children", []):
            collect(models[child.removeprefix("IPY_MODEL_")]["state"])

    collect(model["state"])
    table = words()
    note = table["runs_in"].format(places=table["or"].join(links) or table["elsewhere"])
    return f'<div class="wi-bench">{"".join(texts)}<p class="wi-bench-note">{note}</p></div>'


def said(text):
    """HTML whose words stay together, as those of the page's text do.

    Example:
        >>> said('<p class="a = b">At σ = 1</p>').replace("\\xa0", "~")
        '<p class="a = b">At σ~=~1</p>'
    """
    return re.sub(r"(?<=>)[^<]+", lambda words: together(words[0]), text)


def stills(notebook):
    """The still pictures of a notebook's widgets: model's id -> (drawings, alt text)."""
    found = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            about = output.get("metadata", {}).get("image/png", {})
            if KEY in about and VIEW in output["data"]:
                found[output["data"][VIEW]["model_id"]] = about[KEY], about.get("alt", "")
    return found


def questions(notebook):
    """What predictions ask where no script runs: model's id -> the HTML of the question, its answer folded."""
    outputs = [
        output for cell in notebook["cells"] for output in cell.get("outputs", []) if VIEW in output.get("data", {})
    ]
    return {
        one["data"][VIEW]["model_id"]: "".join(one["data"]["text/html"])
        for one in outputs
        if "text/html" in one["data"]
    }


def read(app, page):
    """The notebook of a page, as JSON, with drawings where the page has them."""
    return drawn(json.loads(pathlib.Path(app.env.doc2path(page)).read_text("utf-8")))


# ---- The page -----------------------------------------------------------------------------------------------------


def write_words(app):
    """A script of its own: a host may allow no script inside a page."""
    if app.builder.format == "html":
        write(app, {"words.js": f"window.wiWords = {json.dumps(words(), ensure_ascii=False)};\n"})
        app.add_js_file("words.js", priority=200)


def write(app, files):
    for name, text in files.items():
        path = pathlib.Path(app.outdir, "_static", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def put_widgets(app, page, template, context, doctree):
    """Put each widget of a page at its place, and load what it needs, and no other page does."""
    context["script_files"][:] = [
        script for script in context["script_files"] if getattr(script, "attributes", {}).get("type") != STATE
    ]
    if not MARK.search(context.get("body", "")):
        return
    notebook = read(app, page)
    models, pictures, asked, files, shown = models_of(notebook), stills(notebook), questions(notebook), {}, []

    def put(mark):
        name = json.loads(html.unescape(mark[1]))["model_id"]
        shown.append(name)
        if fault := unusable(models.get(name)):
            logging.getLogger(__name__).warning("a widget of %s %s: run make notebooks", page, fault)
            return place(None)
        if "_esm" not in models[name]["state"]:
            return bench(models[name], models, launches(context))
        widget = Widget.of(models[name])
        files.update(widget.files)
        if name in asked:
            return place(widget, said(asked[name]), why="asked_still")
        return place(widget, figure(*pictures[name], f"still-{len(shown)}") if name in pictures else "")

    context["body"] = MARK.sub(put, context["body"])
    if "<wi-place" in context["body"]:
        write(app, files)
        for name in ("mount.js", *of_kind("js", files)):
            app.add_js_file(name, priority=300)
        for name in ("mount.css", *of_kind("css", files)):
            app.add_css_file(name)


def unusable(model):
    """What is wrong with a widget's state, in words; "" if nothing is."""
    try:
        return "" if json.dumps(model, allow_nan=False) != "null" else "has no state in its notebook"
    except ValueError:
        return "has NaN or Infinity in its state, which is no JSON"


def of_kind(ending, files):
    return [name for name in files if name.endswith(f".{ending}")]


def launches(context):
    """Links to the places where this page's notebook runs, as the theme's launch buttons have them."""
    groups = [button for button in context.get("header_buttons", []) if button.get("label") == "launch-buttons"]
    buttons = [button for group in groups for button in group["buttons"]]
    return [
        f'<a href="{html.escape(button["url"])}">{html.escape(button["text"])}</a>'
        for button in buttons
        if str(button.get("url", "")).startswith("http")
    ]


# ---- Pages to frame -----------------------------------------------------------------------------------------------


FRAME = """<main>
{place}
<p class="wi-from"><a href="{home}#{name}:" target="_blank" rel="noopener">{source}</a></p>
</main>"""


def write_frames(app, error):
    """A light page for every explorer. A name that several pages have belongs to the last one in the book's order: what
    the landing page shows, a chapter shows in full. What an earlier build has left is removed.
    """
    if error or app.builder.format != "html":
        return
    frames, files = {}, {}
    for page in [page for page in in_order(app) if str(app.env.doc2path(page)).endswith(".ipynb")]:
        notebook = read(app, page)
        pictures = stills(notebook)
        for name, model in models_of(notebook).items():
            if "_esm" in model["state"]:
                widget, spec = Widget.of(model), model["state"].get("spec") or {}
                files |= widget.files
                if "controls" in spec:
                    frames[f"{spec['name']}.html"] = frame(app, page, widget, pictures.get(name))
    write(app, files)
    sweep(pathlib.Path(app.outdir, "_static", FOLDER), {pathlib.PurePath(name).name for name in files})
    folder = pathlib.Path(app.outdir, "explorers")
    for name, text in frames.items():
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    sweep(folder, set(frames))


def sweep(folder, wanted):
    for path in folder.glob("*"):
        if path.name not in wanted:
            path.unlink()


def frame(app, page, widget, picture):
    """The HTML of an explorer's own page."""
    spec = widget.entry["state"]["spec"]
    home = f"../{page}.html"
    source = words()["framed"].format(page=app.env.titles[page].astext(), book=app.config.project)
    files = ("mount.css", "frame.css", "words.js", "frame.js", "mount.js", *widget.files)
    body = FRAME.format(
        place=place(widget, figure(*picture, "still") if picture else "", home),
        home=home,
        name=spec["name"],
        source=html.escape(source),
    )
    return document(app.config.language, spec["title"], files, body, static="../_static")


def in_order(app):
    """The pages in the order of the book's contents, the first one first."""
    found, waiting = [], [app.config.root_doc]
    while waiting:
        page = waiting.pop(0)
        if page not in found:
            found.append(page)
            waiting = [*app.env.toctree_includes.get(page, []), *waiting]
    return found
