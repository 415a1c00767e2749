"""What must not be in a built page: each guard takes a page, as HTML or open in a
browser, and returns the faults it finds.

`test_guards.py` feeds every guard its fault: one that finds nothing there would find nothing anywhere.
"""

import ast
import functools
import json
import re
import urllib.parse

import wi_settings
from axe_playwright_python.base import AXE_SCRIPT
from bs4 import BeautifulSoup, NavigableString
from matplotlib._mathtext_data import tex2uni

from tests.browser import SITE, drawn
from tools import address, agreement
from wi_lib.report import parsed

LANGUAGE = address.edition().language.replace("_", "-")

# ---- In a table of the tests -------------------------------------------------------------------------------------


def named_in(program, tables):
    """The names that stand in the tables of a program, or in its functions; what is only imported is not used."""
    found = set()
    for statement in ast.parse(program).body:
        targets = {one.id for one in getattr(statement, "targets", ()) if isinstance(one, ast.Name)}
        if isinstance(statement, ast.FunctionDef) or targets & set(tables):
            inside = [*ast.walk(statement)]
            found |= {one.id for one in inside if isinstance(one, ast.Name)}
            found |= {one.attr for one in inside if isinstance(one, ast.Attribute)}
    return found


# ---- In a notebook ------------------------------------------------------------------------------------------------

SMALLEST = 9  # points: 11 px in the narrowest column that shows the wide drawing, and on a phone of 320 px
LARGEST = 45_000  # bytes of a drawing
PICTURES = ("image/png", "image/svg+xml", "image/jpeg", "image/gif")


def is_picture(output):
    """Whether a viewer shows a cell's output as a picture, of whatever type. A widget's is its still."""
    return bool(set(PICTURES) & set(output.get("data", {}))) and agreement.VIEW not in output["data"]


def figures(notebook):
    """(cell, output) of every picture in a notebook (JSON)."""
    return [(cell, output) for cell in notebook["cells"] for output in cell.get("outputs", []) if is_picture(output)]


def unfinished_figures(notebook, least=0):
    """What a notebook's figures lack: an alt text, a caption, the picture that all viewers show, the page's two
    drawings.
    """
    found, shown = [], figures(notebook)
    if len(shown) < least:
        found.append(f"{len(shown)} figures; {least} or more are asked for: draw what the text explains")
    for cell, output in shown:
        said, drawings, name = cell["metadata"].get("mystnb", {}), agreement.drawings(output), cell.get("id")
        if len(said.get("image", {}).get("alt", "")) <= 40:
            found.append(f"{name}: no alt text, or a short one. Say what the figure shows on a line '# alt: …'")
        if len(said.get("figure", {}).get("caption", "")) <= 20:
            found.append(f"{name}: no caption, or a short one. Say what to see on a line '# caption: …'")
        if "image/png" not in output["data"]:
            found.append(
                f"{name}: no PNG, which GitHub needs: it strips the styles out of SVG. End the cell with plt.show()"
            )
        if sorted(drawings) != ["narrow", "wide"]:
            found.append(f"{name}: drawings for the page: {sorted(drawings)}. Run: make notebooks")
        found += [f"{name}, {kind}: {fault}" for kind, drawing in drawings.items() for fault in misdrawn(drawing)]
    return found


def without_spaces(text):
    return re.sub(r"\s+", "", text)


def unfinished_stills(notebook):
    """What the outputs of a notebook's explorers lack: the still picture that all viewers show, its alt text, the two
    drawings of the page, a panel, what makes a drawing legible in every theme.
    """
    found, models = [], agreement.models_of(notebook["metadata"])
    for output in [output for cell in notebook["cells"] for output in cell.get("outputs", [])]:
        view = output.get("data", {}).get(agreement.VIEW)
        if view is None or "controls" not in models.get(view["model_id"], {}).get("spec", {}):
            continue
        spec, drawings = models[view["model_id"]]["spec"], agreement.drawings(output)
        name = spec["name"]
        if "image/png" not in output["data"] or sorted(drawings) != ["narrow", "wide"]:
            found.append(f"the explorer {name!r} has no still picture, or no drawings of it. Run: make notebooks")
        if len(output["metadata"].get("image/png", {}).get("alt", "")) <= 40:
            found.append(f"the still picture of {name!r} has no alt text, or a short one")
        for kind, drawing in drawings.items():
            found += [f"{name}, {kind}: {fault}" for fault in misdrawn(drawing)]
            shown = without_spaces("".join(re.findall(">([^<]+)<", drawing)))
            found += [
                f"{name}, {kind}: no panel {panel['title']!r}"
                for panel in spec["panels"]
                if without_spaces(panel["title"]) not in shown
            ]
    return found


def misdrawn(drawing):
    """What is wrong with a drawing (SVG), whatever it shows."""
    found = [f"{len(drawing)} bytes"] if len(drawing) > LARGEST else []
    found += re.findall(r"<image", drawing)
    found += {size for size in re.findall(r"font-size:([\d.]+)px", drawing) if float(size) < SMALLEST}
    loose = re.sub(r'var\(--wi-\w+,#\w+\)|url\(#[^)]*\)|href="#[^"]*"', "", drawing)
    return found + sorted(set(re.findall(r"(?<=:)#\w+", loose)))  # colours that no theme reaches


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


def missing_drawings(html, notebook):
    """What differs between the figures of a built page and those of its notebook: names, captions, drawings inside the
    page.
    """
    wanted = [cell["metadata"]["mystnb"] for cell, _ in figures(notebook)]
    drawn = html.select(".wi-figure:not(.wi-still *, .wi-bench *)")
    found = [] if len(drawn) == len(wanted) else [f"{len(drawn)} figures, not {len(wanted)}"]
    found += [str(picture)[:100] for picture in html.select(".cell_output img:not(.wi-bench *)")]
    for said, figure in zip(wanted, drawn):
        caption = figure.find_parent("figure") and figure.find_parent("figure").figcaption
        if figure.get("role") != "img" or figure.get("aria-label") != said["image"]["alt"]:
            found.append(f"a figure is called {figure.get('aria-label')}, not {said['image']['alt']}")
        if not caption or re.sub(r"\W", "", caption.get_text()) != re.sub(r"\W", "", said["figure"]["caption"]):
            found.append(f"a caption is {caption and caption.get_text(strip=True)}, not {said['figure']['caption']}")
        kinds = [(svg.get("class"), svg.get("aria-hidden")) for svg in figure.select("svg")]
        if sorted(kinds) != [(["wi-narrow"], "true"), (["wi-wide"], "true")]:
            found.append(f"drawings {kinds}")
    names = [part["id"] for part in html.select(".wi-figure [id]")]
    return found + sorted({f"two parts with the id {name}" for name in names if names.count(name) > 1})


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
    """What can stand behind the # of a link to this file: the ids, and what its explorers can be set to."""
    html = BeautifulSoup(file.read_text("utf-8"), "html.parser")
    states = [json.loads(place.find_previous_sibling("script").string)["state"] for place in html.select("wi-place")]
    return {part["id"] for part in html.find_all(id=True)}, wi_settings.settings(states)


def leads_somewhere(file, place):
    ids, settings = places(file)
    if file.parent.name == "slides":  # reveal.js calls the slide "name" "/name"
        return place.startswith("/") and place[1:] in ids
    return place in ids or (wi_settings.ADDRESS.fullmatch(place) and not wi_settings.fault(place, settings))


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
        if not inside or (place and file.suffix == ".html" and not leads_somewhere(file, place)):
            found.append(target)
    return found


def stateless_widgets(html, count):
    """A notebook that was not executed gives a page without widgets, and no warning: `count` of them belong there."""
    states = [place.find_previous_sibling("script") for place in html.select("wi-place")]
    lost = [str(state) for state in states if not (state and (json.loads(state.string) or {}).get("state"))]
    shown = len(states) + len(html.select(".wi-bench"))
    return lost + ([] if shown == count else [f"{shown} widgets, not {count}"])


# What no sign stands for: how a formula is laid out. Accents are signs of their own, or not, as fonts have it.
LAYOUT = r"left|right|big\w?|text|mathrm|operatorname|[dt]?frac|sqrt|overline|underline|bar|hat|tilde|qquad|quad|displaystyle"
FUNCTIONS = "cos|sin|tanh|exp|log|max|min|lim"
NOT_COMPARED = str.maketrans("⋯", "…", "\u2061\xa0‾ˆ˜¯ \n")


def signs(latex):
    """The signs of a formula, sorted. It is read here once more, with matplotlib's table: what the book's extension has
    made of it must hold the same.
    """
    bare = re.sub(rf"\\(begin|end)\{{\w+\}}|\\({LAYOUT})(?![a-zA-Z])|\\[,;!: \\]|(?<!\\)[{{}}^_&]", " ", latex)
    bare = re.sub(rf"\\({FUNCTIONS})(?![a-zA-Z])", r"\1", bare)
    names = {"dots": "ldots"}
    bare = re.sub(r"\\([a-zA-Z]+)", lambda match: chr(tex2uni.get(names.get(match[1], match[1]), 0)), bare)
    bare = bare.replace("'", "′").replace("-", "−").replace("\\", "")
    return "".join(sorted(bare.translate(NOT_COMPARED)))


def misread_formulas(html):
    """Formulas of a page that are left as LaTeX, that hold a command or an error, or other signs than their LaTeX."""
    found = []
    for formula in html.select(".math"):
        whole, shown = formula.find_all("math", recursive=False), formula.get_text()
        if len(whole) != 1:
            found.append(f"{shown}: it is not MathML")
        elif "\\" in shown or formula.select("merror"):
            found.append(f"{whole[0].get('alttext')}: there is LaTeX or an error in it")
        elif "".join(sorted(shown.translate(NOT_COMPARED))) != signs(whole[0].get("alttext", "")):
            found.append(f"{whole[0].get('alttext')}: its signs are {shown}")
    return found


# What a line must not tear apart: a sign and its value, a chapter and its number, a fraction.
TORN = re.compile(
    r"[σn√]\w* [=<>≈] [−\d√]|\b(?:[Cc]hapter|[Ll]ayer|[Ss]eed|rate) \d|\d (?:%|min\b|units\b)|[½\d] [·×−+] [½√\d]"
)
FRACTION = re.compile(r"[\w)²]/(?:[√(]|n\b)")
BLOCKS = ["p", "li", "td", "th", "h1", "h2", "h3", "figcaption", "summary"]


def torn(html):
    """Signs that belong together, and that a line may break between: no-break spaces are missing, or a whole."""
    found = []
    for block in html.article.find_all(BLOCKS):
        parts = [part for part in block.find_all(string=True) if part.find_parent(BLOCKS) is block and is_said(part)]
        text = "".join(
            re.sub(r"\s", "_" if part.find_parent(["code", "math"]) else " ", part.replace("\xa0", "~"))
            for part in parts
        )
        found += [(match[0], text) for match in TORN.finditer(text)]
        found += [
            (part, text) for part in parts if FRACTION.search(part) and not part.find_parent(["code", "math", "span"])
        ]
    return [f"{wrong!r} in {text.strip()[:60]!r}" for wrong, text in found]


def is_said(part):
    return type(part) is NavigableString and not part.find_parent(["pre", "script", "style", "svg"])


def dumped(html):
    """Outputs in plain sight that only repeat what the text says, or that say that nothing was answered."""
    seen = [part for part in html.select(".cell_output pre") if not part.find_parent("details", class_="book-code")]
    texts = [part.get_text().strip() for part in seen]
    return [text[:80] for text in texts if text.startswith("○ ") or parsed(text)]


def unnamed_columns(html):
    """Headers of tables without a word."""
    return [str(head)[:80] for head in html.select("article th") if not head.get_text(strip=True)]


SHARED = ("og:title", "og:description", "og:url", "og:image", "twitter:card")


def unshared(html, home):
    """What other sites would miss when somebody links to a page; addresses are the book's own, `home`."""
    said = {tag.get("property", tag.get("name")): tag.get("content", "") for tag in html.find_all("meta")}
    found = [f"no {name}" for name in SHARED if not said.get(name)]
    return found + [
        f"{name}: {said[name]}" for name in ("og:url", "og:image") if not said.get(name, home).startswith(home)
    ]


# ---- In a browser -------------------------------------------------------------------------------------------------

# A reader opens what is folded away. So does a guard.
UNFOLD = "document.querySelectorAll('article details').forEach((part) => { part.open = true; })"
#: As a link to an answer does it (fold.js).
UNFOLD_ANSWERS = """() => {
  document.querySelectorAll(".wi-asks").forEach((cell) => cell.classList.add("wi-seen"));
  document.dispatchEvent(new Event("wi-asks"));
}"""


def settle(opened):
    """Wait until every widget stands and fonts are there; unfold what is folded."""
    opened.evaluate(UNFOLD)
    opened.wait_for_function("[...document.querySelectorAll('wi-place')].every((place) => place.querySelector('*'))")
    opened.evaluate(UNFOLD_ANSWERS)
    opened.evaluate("() => document.fonts.ready.then(() => {})")
    drawn(opened)


#: The most that may move: the theme's own does. (Google calls up to .1 good.)
MOST_SHIFT = 0.02
SHIFT = """() => new Promise((done) => new PerformanceObserver((list) =>
  done(list.getEntries().reduce((sum, one) => sum + one.value, 0))
).observe({ type: "layout-shift", buffered: true }) ?? setTimeout(() => done(0), 500))"""


def moved(opened):
    """How much of a page has moved since it was painted, as Chromium counts it, if that is too much. To be asked first:
    whatever else a guard does may move something."""
    shift = opened.evaluate(SHIFT)
    return [f"{shift:.3f} of the page has moved by itself"] if shift > MOST_SHIFT else []


def untypeset(opened):
    """Formulas that are still source text, that hold a command or an error, or that have no size."""
    return opened.evaluate(
        """() => [...document.querySelectorAll(".math")].filter((part) => {
             const math = part.querySelector("math"), box = math?.getBoundingClientRect();
             const seen = part.checkVisibility();
             return !math || part.querySelector("merror") || part.textContent.includes("\\\\") || (seen && !(box.width && box.height));
           }).map((part) => part.textContent)"""
    )


def crowded(opened):
    """Buttons and links of the bar that lie on each other, or that leave it, with all that they say."""
    return opened.evaluate(
        """() => {
          const bar = document.querySelector(".bd-header-article").getBoundingClientRect(), range = document.createRange();
          const said = (node) => (range.selectNodeContents(node), [node, ...(node.textContent.trim() && ![...node.children].some((part) => part.offsetWidth === 1) ? [range] : [])].map((one) => one.getBoundingClientRect()));
          const boxes = [...document.querySelectorAll(".bd-header-article :is(a, button, label)")]
            .filter((node) => node.checkVisibility() && node.getBoundingClientRect().width > 1 && !node.closest(".dropdown-menu"))
            .map((node) => {
              const all = said(node);
              return { name: node.textContent.trim() || node.title || node.className, left: Math.min(...all.map((one) => one.left)), right: Math.max(...all.map((one) => one.right)),
                       top: Math.min(...all.map((one) => one.top)), bottom: Math.max(...all.map((one) => one.bottom)) };
            });
          return boxes.flatMap((one, k) => [
            ...(one.top < bar.top - 1 || one.bottom > bar.bottom + 1 || one.left < -1 || one.right > innerWidth + 1 ? [`${one.name} leaves the bar`] : []),
            ...boxes.slice(k + 1).filter((other) => one.left < other.right - 1 && other.left < one.right - 1).map((other) => `${one.name} lies on ${other.name}`),
          ]);
        }"""
    )


def parted(opened):
    """Signs that stand on another line than the formula that they touch."""
    return opened.evaluate(
        """() => {
          const range = document.createRange(), box = (text, place) => {
            range.setStart(text, place), range.setEnd(text, place + 1);
            return range.getBoundingClientRect();
          };
          const apart = (math, text, place) => {
            const sign = box(text, place), middle = (sign.top + sign.bottom) / 2, formula = math.getBoundingClientRect();
            return /\\S/.test(text.data[place]) && sign.width && (middle > formula.bottom || middle < formula.top);
          };
          return [...document.querySelectorAll("math:not([display='block'])")].map((math) => math.closest(".math") ?? math).filter((math) => {
            const { previousSibling: before, nextSibling: after } = math;
            return (before?.length && apart(math, before, before.length - 1)) || (after?.length && apart(math, after, 0));
          }).map((math) => math.textContent);
        }"""
    )


# To ask for a sign's font is a message to the browser and back: one of each sign is asked for.
MARK_ONE_OF_EACH_SIGN = """() => {
  const seen = new Set();
  for (const sign of document.querySelectorAll("mi, mn, mo, mtext, msqrt")) {
    const { fontFamily, fontSize, fontStyle, fontWeight, mathStyle } = getComputedStyle(sign);
    const kind = [sign.outerHTML, fontFamily, fontSize, fontStyle, fontWeight, mathStyle, sign.checkVisibility()].join("|");
    sign.toggleAttribute("data-one-sign", !seen.has(kind));
    seen.add(kind);
  }
}"""


def other_fonts(opened):
    """Signs of formulas that the browser takes from a font that is not the book's."""
    opened.evaluate(MARK_ONE_OF_EACH_SIGN)
    session = opened.context.new_cdp_session(opened)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    signs = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": "[data-one-sign]"})["nodeIds"]
    fonts = {one: session.send("CSS.getPlatformFontsForNode", {"nodeId": one})["fonts"] for one in signs}
    strange = {one: font["familyName"] for one, found in fonts.items() for font in found if not font["isCustomFont"]}
    said = {
        one: session.send("DOM.getOuterHTML", {"nodeId": one})["outerHTML"].replace(' data-one-sign=""', "")
        for one in strange
    }
    session.detach()
    return [f"{said[one]} is drawn in {family}" for one, family in strange.items()]


# What scrolls of its own may be wider than the page: code, a table, a formula. The article, or what holds a heading,
# may not: a whole page would scroll with it.
TOO_WIDE = """width => {
  const overflow = (node) => getComputedStyle(node).display === "inline" ? "visible" : getComputedStyle(node).overflowX;
  const scrolls = (node) => /auto|scroll/.test(overflow(node));
  const mayScroll = (node) => scrolls(node) && node.parentElement?.closest("article") && !node.querySelector("h1, h2, h3");
  const known = new Map([[null, false]]);  // most nodes have their ancestors in common
  const exempt = (node) => {
    if (!known.has(node)) known.set(node, mayScroll(node) || exempt(node.parentElement));
    return known.get(node);
  };
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
    if (isText && element.clientWidth <= 1 && overflow(element) === "hidden") continue;  // for those who hear the page
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
    """Parts of explorers that stick out of their frame. (What is panned inside has a frame of its own.)"""
    return opened.evaluate(
        """() => [...document.querySelectorAll('.wi *:not(.wi-pan *)')].filter(node => {
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


# A drawing's own unit is a point; how many pixels that is, its matrix tells. Under a number of a heat map lies a cell,
# under a legend's word its ground.
FIGURE_FAULTS = """(kind) => {
  const found = [], rgb = (text) => text.match(/[\\d.]+/g)?.map(Number) ?? [];
  const linear = (part) => (part /= 255, part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const over = (colour, strength, ground) => colour.slice(0, 3).map((part, k) => strength * part + (1 - strength) * ground[k]);
  const page = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const colour = rgb(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const strength = (style) => style.opacity * style.fillOpacity;
  const shown = (svg) => getComputedStyle(svg).display !== "none" && svg.getBoundingClientRect().width > 0;

  for (const figure of document.querySelectorAll(".wi-figure")) {
    if (figure.closest(".wi-still") && !shown(figure)) continue; // an explorer stands in its place
    const say = (fault) => found.push(`${figure.ariaLabel?.slice(0, 30)}: ${fault}`);
    const svgs = [...figure.querySelectorAll("svg")].filter(shown);
    if (svgs.length !== 1 || !svgs[0].classList.contains(kind)) {
      say(`shows ${svgs.map((svg) => svg.className.baseVal)}, not ${kind}`);
      continue;
    }
    const svg = svgs[0], frame = svg.getBoundingClientRect(), scale = svg.getScreenCTM().a, ground = page(figure);
    if (frame.right > figure.getBoundingClientRect().right + 1) say("is wider than its column");
    if (svg.querySelector("image")) say("has a picture inside");
    const filled = [...svg.querySelectorAll("path")].filter((path) => !path.closest("defs") && getComputedStyle(path).fill !== "none");
    const texts = [...svg.querySelectorAll("text")], boxes = texts.map((text) => text.getBoundingClientRect());
    texts.forEach((text, k) => {
      const style = getComputedStyle(text), size = parseFloat(style.fontSize) * scale, box = boxes[k];
      if (size < 11) say(`"${text.textContent}" has ${size.toFixed(1)} px`);
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
        say(`"${text.textContent}" is cut off`);
      const inner = text.getBBox(), middle = new DOMPoint(inner.x + inner.width / 2, inner.y + inner.height / 2);
      const under = text.hasAttribute("transform") ? [] : filled.filter((path) =>
        path.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING && path.isPointInFill(middle));
      const behind = under.reduce((below, path) => {
        const look = getComputedStyle(path);
        return over(rgb(look.fill), strength(look), below);
      }, ground);
      if (contrast(rgb(style.fill), behind) < 4.5)
        say(`"${text.textContent}" has a contrast of ${contrast(rgb(style.fill), behind).toFixed(1)}`);
      for (let other = 0; other < k; other++) {
        const wide = Math.min(box.right, boxes[other].right) - Math.max(box.left, boxes[other].left);
        const high = Math.min(box.bottom, boxes[other].bottom) - Math.max(box.top, boxes[other].top);
        // A line's box is higher than its letters, in some fonts by a third; of a line that is turned, the box is wider.
        const turned = [box, boxes[other]].every((one) => one.height > 1.5 * one.width), short = turned ? "width" : "height";
        const [along, across] = turned ? [high, wide] : [wide, high];
        if (along > 1 && across > 0.25 * Math.min(box[short], boxes[other][short]))
          say(`"${text.textContent}" lies on "${texts[other].textContent}"`);
      }
    });
    for (const part of svg.querySelectorAll("path, use")) {
      if (part.closest("defs") && !part.closest("marker")) continue;  // what uses it gives it its colours
      const style = getComputedStyle(part);
      for (const [name, see] of [["fill", strength(style)], ["stroke", style.opacity * style.strokeOpacity]]) {
        if (style[name] === "none" || see < 1 || /--wi-(grid|page|heat)/.test(part.closest(`[style*="${name}:"]`)?.style[name])) continue;
        if (style[name].startsWith("rgb") && contrast(rgb(style[name]), ground) < 3)
          say(`a ${name} has a contrast of ${contrast(rgb(style[name]), ground).toFixed(1)}`);
      }
    }
  }
  return [...new Set(found)];
}"""


def misshown(opened, kind):
    """What is wrong with the figures of an open page, where `kind` of drawing ("wi-wide" or "wi-narrow") belongs."""
    return opened.evaluate(FIGURE_FAULTS, kind)


def dead_benches(opened, notebook):
    """A bench in a page: one picture that loaded, three links to this notebook, and no
    control, which would do nothing."""
    found = []
    for bench in opened.locator(".wi-bench").all():
        # A picture, or its drawings; `misshown` looks at those.
        shown = "all => all.map(one => Boolean((one.alt && one.naturalWidth) || (one.ariaLabel && one.clientHeight)))"
        loaded = bench.locator("img, .wi-figure[role=img]").evaluate_all(shown)
        links = bench.locator("a").evaluate_all("all => all.map(one => one.href)")
        missing = [place for place in ("colab", "mybinder", "/lite/lab/") if not any(place in link for link in links)]
        dead = bench.locator("input, select, button").count()
        if loaded != [True] or missing or dead or not all(link.endswith(notebook) for link in links):
            found.append(f"pictures {loaded}, missing {missing}, dead controls {dead}, links {links}")
    return found


# Half the elements of a chapter are the coloured words of its code, and half of the rest are the lines of its drawings.
# One word of each kind stands for all of them. The drawings go: they are hidden from screen readers (the frame of each
# has the name), and `misshown` looks at what is legible in them. That halves axe's time.
TAKE_APART = """() => {
  const seen = new Set();
  for (const word of document.querySelectorAll("main pre span")) {
    const kind = [word.className, word.parentElement.className, word.closest("[class*=highlight], .output")?.className].join("|");
    if (seen.has(kind)) word.replaceWith(...word.childNodes);
    seen.add(kind);
  }
  document.querySelectorAll(".wi-figure > svg[aria-hidden=true]").forEach((svg) => svg.replaceChildren());
}"""
# Contrast costs axe more than all else. It is a matter of the text's colour and size and of the ground: one text of
# each kind is looked at, and each that lies on something by its position. (What the theme lays beside the article lies
# on nothing.) Kinds that are known go in; all come out.
MARK_ONE_TEXT_OF_EACH_KIND = """(known) => {
  const seen = new Set(known), clear = /^rgba\\(.*, 0\\)$|^transparent$/;
  const kind = (node) => {
    const { color, fill, fontSize, fontWeight, fontFamily, textShadow } = getComputedStyle(node);
    const look = [node.localName, color, fill, fontSize, fontWeight, fontFamily, textShadow];
    for (let one = node; one; one = one.parentElement) {
      const style = getComputedStyle(one);
      const beside = one.matches(".bd-header-article, .bd-sidebar-secondary");
      if (one.parentElement?.closest("main") && !beside && !/^(static|relative)$/.test(style.position)) return null;
      if (style.opacity !== "1" || !clear.test(style.backgroundColor) || style.backgroundImage !== "none" || style.filter !== "none")
        look.push(style.opacity, style.backgroundColor, style.backgroundImage, style.filter);
    }
    return look.join("|");
  };
  for (const node of document.querySelectorAll("main *")) {
    node.removeAttribute("data-one-of-its-kind");
    const spoken = [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim());
    if (!(spoken || node.matches("input, select, textarea")) || !node.checkVisibility({ visibilityProperty: true })) continue;
    const look = kind(node);
    if (look === null || !seen.has(look)) node.setAttribute("data-one-of-its-kind", "");
    if (look !== null) seen.add(look);
  }
  return [...seen];
}"""
#: What may differ on a phone: what is too small, out of sight, or shown there alone, as a list that stands for buttons.
#: All else is colours and structure, and those are the wide page's. (Size, axe checks only where it is told to.)
ON_A_PHONE = ["target-size", "scrollable-region-focusable", "select-name", "label", "button-name", "link-name"]
# axe's own script, told whose contrast to look at, and not to look for what would not count.
AXE = (
    AXE_SCRIPT
    + """;
axe.configure({ rules: [{ id: "color-contrast", selector: "[data-one-of-its-kind]" }] });
for (const rule of axe._audit.rules) if (!["serious", "critical"].includes(rule.impact)) rule.enabled = false;"""
)


def barriers(opened, known=None, **rules):
    """What axe finds on an open page that keeps a reader out. It takes the page apart: other guards look first.

    `known` is a set of the kinds of text whose contrast was looked at on other pages: they are not looked at again, and
    this page's own are added.
    """
    known = set() if known is None else known
    opened.evaluate(TAKE_APART)
    known.update(opened.evaluate(MARK_ONE_TEXT_OF_EACH_KIND, list(known)))
    nothing_new = not opened.locator("[data-one-of-its-kind]").count()
    if nothing_new and rules.get("runOnly") == ["color-contrast"]:
        return []
    options = {"resultTypes": ["violations"], "preload": False} | rules
    if not opened.evaluate("Boolean(window.axe)"):
        opened.evaluate(AXE)
    found = opened.evaluate("options => axe.run('main', options).then((found) => found.violations)", options)
    return [
        (violation["id"], node["target"], node["failureSummary"][:200])
        for violation in found
        for node in violation["nodes"]
    ]


def deaf_controls(opened, root):
    """Controls of an explorer that do not take the focus, show it, and answer an arrow
    key: panels or words must follow."""
    root.scroll_into_view_if_needed()
    # Sliders first: at step 0 of a training two activations may look the same.
    kinds = "input[type=range]", "input[type=radio]:checked:visible, select:visible"
    controls, found = [control for kind in kinds for control in root.locator(kind).all()], []

    def look():
        drawn(opened)
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
