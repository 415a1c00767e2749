"""What must not be in a built page: each guard takes a page, as HTML or open in a
browser, and returns the faults it finds.

`test_guards.py` feeds every guard its fault: one that finds nothing there would find nothing anywhere.
"""

import functools
import json
import re
import urllib.parse

from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup

from tests.browser import SITE
from tools import address

LANGUAGE = address.edition().language.replace("_", "-")

# ---- In the HTML --------------------------------------------------------------------------------------------------


def misnamed(html):
    """A page has one heading of the first level, a title and a language."""
    wrong = [f"{len(html.find_all('h1'))} h1"] if len(html.find_all("h1")) != 1 else []
    wrong += [] if html.title and html.title.get_text(strip=True) else ["no title"]
    return wrong + ([] if html.html.get("lang") == LANGUAGE else [f"no lang={LANGUAGE}"])


def silent_pictures(html):
    """Pictures that say too little to those who cannot see them. A badge says where its link leads."""
    if not html.article:
        return ["no article: its pictures stand where nobody looks"]
    found = []
    for picture in html.article.select("img, object, embed, video, canvas, svg:not([aria-hidden=true]), [role=img]"):
        said = picture.get("alt") or picture.get("aria-label") or ""
        if picture.find_parent("a", href=re.compile("^https:")):
            enough = re.fullmatch(r"Run chapter \d+ on (Colab|Binder|JupyterLite)", said)
        else:
            enough = len(said) > 40 and "_images" not in said
        if not enough:
            found.append(str(picture)[:200])
    return found


OTHER_HOST = re.compile(r"\s*(?:[a-z][a-z+.-]*:)?//", re.I)
LOADING = {"src", "srcset", "imagesrcset", "poster", "data", "background", "xlink:href", "action", "formaction", "ping"}
ONLY_NAMED = {
    "canonical",
    "next",
    "prev",
    "index",
    "search",
    "author",
    "license",
    "alternate",
}  # a browser loads none of them
# What loads in a style or a script, a script's text inside a widget's state (its quotes
# have a backslash there) included.
LOADED_BY_TEXT = re.compile(
    r"""(?:\burl\(|\b(?:import|fetch|importScripts|Worker|EventSource|WebSocket|sendBeacon)\s*\(|\.(?:src|href)\s*=|\bsrc=)\s*
        \\?["'`]?(?:https?:|wss?:)?//[\w.-]
        |(?:@import|\bfrom|\bimport)\s*\\?["'`](?:https?:)?//[\w.-]""",
    re.X,
)


def loaded_by_text(text):
    """What a style sheet or a script loads from other hosts, as far as its text says so."""
    return [match[0] for match in LOADED_BY_TEXT.finditer(text)]


def loaded_from_elsewhere(html):
    """What a page loads, or would send, to other hosts. Links that a reader follows are none of it."""
    found = []
    for part in html.find_all(True):
        loading = LOADING | (
            {"href"} if part.name not in ("a", "area") and not ONLY_NAMED & set(part.get("rel", ())) else set()
        )
        addresses = [one for name in loading & part.attrs.keys() for one in re.split(r",\s+", part[name])]
        found += [address for address in addresses if OTHER_HOST.match(address)]
        text = part.string or "" if part.name in ("script", "style") else ""
        found += loaded_by_text(f"{part.get('style', '')} {text}")
        if part.name == "meta" and part.get("http-equiv", "").lower() == "refresh":
            found += re.findall(r"url=\s*((?:https?:)?//.*)", part["content"], re.I)
    return found


@functools.cache
def places(file):
    """What can stand behind the # of a link to this file."""
    return {part["id"] for part in BeautifulSoup(file.read_text("utf-8"), "html.parser").find_all(id=True)}


def dead_links(html, page, site=SITE):
    """Links, pictures, styles and scripts of this site that lead to no file of it, or to no place in the file."""
    found = []
    for link in html.select("[href], [src], [poster], object[data]"):
        target = next(link[name] for name in ("href", "src", "poster", "data") if name in link.attrs)
        if re.match(r"[a-z]+:|//", target) or "canonical" in link.get("rel", ()):
            continue
        path, _, place = urllib.parse.unquote(target).partition("#")
        file = ((site / page).parent / path.partition("?")[0] if path else site / page).resolve()
        inside = file.is_file() and file.is_relative_to(site.resolve())
        if not inside or (place and file.suffix == ".html" and place not in places(file)):
            found.append(target)
    return found


def stateless_widgets(html, count):
    """A notebook that was not executed gives a page without widgets, and no warning: `count` of them belong there."""
    views = [
        json.loads(view.string) for view in html.find_all("script", type="application/vnd.jupyter.widget-view+json")
    ]
    holder = html.find("script", type="application/vnd.jupyter.widget-state+json")
    state = json.loads(holder.string)["state"] if holder else {}
    lost = [view["model_id"] for view in views if view["model_id"] not in state]
    return lost + ([] if len(views) == count else [f"{len(views)} widgets, not {count}"])


# ---- In a browser -------------------------------------------------------------------------------------------------

VIEWS = 'script[type="application/vnd.jupyter.widget-view+json"]'
SETTLED = """async () => {
  await window.MathJax?.startup?.promise;
  await document.fonts.ready;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
# A reader opens what is folded away. So does a guard.
UNFOLD = "document.querySelectorAll('article details').forEach((part) => { part.open = true; })"


def settle(opened):
    """Wait until every widget stands, formulas are typeset and fonts are there; unfold what is folded."""
    opened.evaluate(UNFOLD)
    opened.wait_for_function(
        f"document.querySelectorAll('.wi, .wi-bench').length === document.querySelectorAll('{VIEWS}').length"
    )
    opened.evaluate(SETTLED)


def untypeset(opened):
    """Formulas that are still source text, or that MathJax could not read."""
    return opened.locator(".math:not(:has(mjx-container)), .math:has(mjx-merror)").all_inner_texts()


# What scrolls of its own may be wider than the page: code, a table, a formula. The article, or what holds a heading,
# may not: a whole page would scroll with it.
TOO_WIDE = """width => {
  const overflow = (node) => getComputedStyle(node).display === "inline" ? "visible" : getComputedStyle(node).overflowX;
  const scrolls = (node) => /auto|scroll/.test(overflow(node));
  const mayScroll = (node) => scrolls(node) && node.parentElement?.closest("article") && !node.querySelector("h1, h2, h3");
  const exempt = (node) => node && (mayScroll(node) || exempt(node.parentElement));
  const found = [], page = document.documentElement.scrollWidth;
  if (page > width) found.push(`the page is ${page} px wide, not ${width}`);
  const range = document.createRange();  // one for all: the browser keeps every range up to date, whatever changes later
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, isText = node.nodeType === Node.TEXT_NODE;
    const element = isText ? node.parentElement : node;
    range.selectNode(node);
    const box = (isText ? range : node).getBoundingClientRect();
    if (box.width < 1 || !element.checkVisibility({ visibilityProperty: true }) || exempt(element.parentElement)) continue;
    const outside = (box.right > width + 0.5 || box.left < -0.5) && !(isText && exempt(element));
    const wider = !isText && box.width > 1 && node.scrollWidth > node.clientWidth + 1;  // what is in it is cut off, or makes all of it scroll
    const cut = wider && /hidden|clip/.test(overflow(node)) && node.closest("article");
    if (outside || cut || (wider && scrolls(node) && !mayScroll(node)))
      found.push(`${Math.round(box.left)} to ${Math.round(box.right)} px: ${(node.outerHTML ?? node.textContent).slice(0, 100)}`);
  }
  return found;
}"""


def too_wide(opened, width):
    """What a reader of a window of this width would have to scroll sideways for, or never sees.

    Hold it to the width that was asked for: with a mobile viewport, the window's own
    `innerWidth` grows with the content.
    """
    return opened.evaluate(TOO_WIDE, width)


def out_of_frame(opened):
    """Parts of explorers that stick out of their frame."""
    return opened.evaluate(
        """() => [...document.querySelectorAll('.wi *')].filter(node => {
             const box = node.getBoundingClientRect(), frame = node.closest('.wi').getBoundingClientRect();
             return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1);
           }).map(node => node.outerHTML.slice(0, 80))"""
    )


def too_small(opened):
    """Texts of explorers under 11.5 px."""
    return opened.evaluate(
        """() => [...document.querySelectorAll('.wi text, .wi div, .wi span, .wi p, .wi label, .wi button, .wi select')]
             .filter(node => node.textContent && node.getClientRects().length && parseFloat(getComputedStyle(node).fontSize) < 11.5)
             .map(node => node.outerHTML.slice(0, 80))"""
    )


def dead_benches(opened, notebook):
    """A bench in a page: one picture that loaded, three links to this notebook, and no
    control, which would do nothing."""
    found = []
    for bench in opened.locator(".wi-bench").all():
        loaded = bench.locator("img").evaluate_all("all => all.map(one => Boolean(one.alt && one.naturalWidth))")
        links = bench.locator("a").evaluate_all("all => all.map(one => one.href)")
        missing = [place for place in ("colab", "mybinder", "/lite/lab/") if not any(place in link for link in links)]
        dead = bench.locator("input, select, button").count()
        if loaded != [True] or missing or dead or not all(link.endswith(notebook) for link in links):
            found.append(f"pictures {loaded}, missing {missing}, dead controls {dead}, links {links}")
    return found


# Half the elements of a chapter are the coloured words of its code. One word of each kind stands for all of them, which
# halves axe's time; the others become plain text of the same code block.
ONE_WORD_OF_EACH_KIND = """() => {
  const seen = new Set();
  for (const word of document.querySelectorAll("main pre span")) {
    const kind = [word.className, word.parentElement.className, word.closest("[class*=highlight], .output")?.className].join("|");
    if (seen.has(kind)) word.replaceWith(...word.childNodes);
    seen.add(kind);
  }
}"""


def barriers(opened, **rules):
    """What axe finds on an open page that keeps a reader out."""
    opened.evaluate(ONE_WORD_OF_EACH_KIND)
    found = (
        Axe()
        .run(opened, context="main", options={"resultTypes": ["violations"], "preload": False} | rules)
        .response["violations"]
    )
    return [
        (violation["id"], node["target"], node["failureSummary"][:200])
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def deaf_controls(opened, root):
    """Controls of an explorer that do not take the focus, show it, and answer an arrow
    key: panels or words must follow."""
    root.scroll_into_view_if_needed()
    controls, found = root.locator("input[type=range], input[type=radio]:checked, select").all(), []

    def look():
        return root.locator(".wi-panels").inner_html() + root.locator(".wi-words").inner_html()

    for control in controls:
        control.focus()
        kind = control.evaluate("node => node.type")
        forward = control.evaluate(
            """node => node.type === 'range' ? +node.value < +node.max : node.type === 'radio' ? true
               : node.selectedIndex < node.options.length - 1"""
        )
        before, said = look(), control.get_attribute("aria-valuetext")
        opened.keyboard.press("ArrowRight" if forward else "ArrowLeft")
        if look() == before:
            found.append(f"nothing follows the {kind} {control.get_attribute('id')}")
        if kind == "range" and control.get_attribute("aria-valuetext") in (said, None, ""):
            found.append(f"the {kind} does not say its value")
        outlines = opened.evaluate(
            """() => [document.activeElement, document.activeElement.parentElement]
                     .map(node => getComputedStyle(node).outlineStyle)"""
        )
        if "solid" not in outlines:
            found.append(f"the {kind} does not show the focus")
    return found if controls else ["no control"]
