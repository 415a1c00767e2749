"""Links to a setting of an explorer, `03-too-large-too-small.ipynb#signal:std=0.01,depth=20`: one that leads nowhere
fails the build.

In the built page, `mount.js` moves the explorer. Where that cannot be, as on GitHub, such a link leads to the page; so
the text names the values, too.
"""

from __future__ import annotations

import json
import pathlib
import re

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from wi_notebook import models_of

ADDRESS = re.compile(r"([a-z][\w-]*):(.*)", re.ASCII)


def setup(app):
    app.add_transform(WithinPage)
    app.add_post_transform(BetweenPages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def explorers(notebook):
    """What a notebook's explorers can be set to; see `settings`."""
    return settings(model["state"] for model in models_of(json.loads(notebook.read_text("utf-8"))).values())


def settings(states):
    """What the explorers among these widgets can be set to: name -> {control: keys of its values}."""
    specs = [spec for state in states if "controls" in (spec := state.get("spec") or {})]
    return {spec["name"]: {control["name"]: control["keys"] for control in spec["controls"]} for spec in specs}


def fault(address, known):
    """What is wrong with an address, in words; "" if nothing is. `known` is what `explorers` returns."""
    name, settings = ADDRESS.fullmatch(address).groups()
    if name not in known:
        return f"the page has no explorer {name!r}; it has {', '.join(known) or 'none'}"
    controls = [setting.partition("=")[0] for setting in settings.split(",")]
    for setting, control in zip(settings.split(","), controls):
        if control not in known[name]:
            return f"the explorer {name!r} has no control {control!r}; it has {', '.join(known[name])}"
        key = setting.partition("=")[2]
        if key not in known[name][control]:
            return f"{control} of the explorer {name!r} cannot be {key!r}; it can be {', '.join(known[name][control])}"
    twice = [control for place, control in enumerate(controls) if control in controls[:place]]
    return f"the link sets {twice[0]} twice" if twice else ""


def check(env, docname, address, link):
    """Warn if the page has no explorer that can be set so; with -W, that ends the build."""
    path = pathlib.Path(env.doc2path(docname))
    wrong = fault(address, explorers(path) if path.suffix == ".ipynb" else {})
    if wrong:
        logging.getLogger(__name__).warning("link to %s#%s: %s", path.name, address, wrong, location=link)


class WithinPage(SphinxTransform):
    """Links such as `#signal:std=0.01`."""

    default_priority = 870  # before MyST looks for a heading of that name (879)

    def apply(self):
        for link in self.document.findall(nodes.reference):
            address = link.get("refuri", "").removeprefix("#")
            if link.get("id_link") and ADDRESS.fullmatch(address):
                check(self.env, self.env.docname, address, link)
                del link["id_link"]  # it is resolved
                link["internal"] = True


class BetweenPages(SphinxPostTransform):
    """Links such as `03-too-large-too-small.ipynb#signal:std=0.01`."""

    default_priority = 8  # before MyST looks for a heading of that name (9)

    def run(self):
        for link in list(self.document.findall(pending_xref)):
            address, docname = link.get("reftargetid") or "", link["reftarget"]
            if link.get("refdomain") == "doc" and ADDRESS.fullmatch(address):
                check(self.env, docname, address, link)
                uri = self.app.builder.get_relative_uri(self.env.docname, docname)
                link.replace_self(nodes.reference("", "", *link.children, internal=True, refuri=f"{uri}#{address}"))
