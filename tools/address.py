"""Write what an edition of the book is (its title, its address, its version) into every file that states it.

    python -m tools.address                # rewrite what disagrees
    python -m tools.address OWNER/REPO     # first make OWNER/REPO on GitHub the book's address in _config.yml
    python -m tools.address --check        # write nothing; print what disagrees, exit 1 if anything does
    python -m tools.address --published-from OWNER/REPO    # write nothing; exit 1 unless that is the book's address

_config.yml is the one statement of title, language and `repository`; `__version__` in wi_lib/__init__.py that of the
version. Notebooks follow, too, so nothing has to be executed. Run twice, the second run changes nothing. Which wheel
the set-up cells fetch is decided by `make release`; where they fetch it from, here.
"""

from __future__ import annotations

import argparse
import html
import json
import pathlib
import re
import sys
import tomllib
from dataclasses import dataclass

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
# pyproject.toml states the old address, so it is written last: a run that was stopped half-way can be repeated.
FILES = """README.md teaching.md CONTRIBUTING.md MAINTAINING.md STYLE.md run.md corrections.md LICENSE* CITATION.cff
           intro.py chapters/*.py solutions/*.py templates/*.py intro.ipynb chapters/*.ipynb solutions/*.ipynb teaching/*.md _static/logo.svg _config.yml
           pyproject.toml""".split()
ANY = r"[\w.-]+/[\w.-]+?"  # owner/name
# Where a file states the title: what stands before it, the title, and how that kind of file spells a text.
TITLES = {
    "README.md": (r"\A# ", r".+", str),
    "intro.py": (r"\A# %% \[markdown\]\n# # ", r".+", str),
    "intro.ipynb": (r'"source": "# ', r'(?:[^"\\]|\\[^n])+', lambda text: json.dumps(text, ensure_ascii=False)[1:-1]),
    "logo.svg": (r'aria-label="', r'[^"]*', html.escape),
    "CITATION.cff": (r'^title: "', r'(?:[^"\\:]|\\.)+(?=: )', lambda text: json.dumps(text, ensure_ascii=False)[1:-1]),
}


@dataclass(frozen=True)
class Edition:
    """What _config.yml and the library say that this book is."""

    title: str
    language: str
    repository: str  # owner/name
    branch: str
    version: str


def files(root=ROOT):
    """The files that state any of it."""
    return [path for pattern in FILES for path in sorted(root.glob(pattern))]


def edition(root=ROOT):
    """The Edition, as the book should state it. Stops with a message if _config.yml has none of the right form."""
    settings = yaml.safe_load((root / "_config.yml").read_text("utf-8"))
    title, language = settings.get("title"), settings.get("sphinx", {}).get("config", {}).get("language")
    repository = settings.get("repository") or {}
    url, branch = str(repository.get("url")), str(repository.get("branch"))
    if not isinstance(title, str) or not re.fullmatch(r"\S(.*\S)?", title):
        sys.exit(f"_config.yml: title must be one line of text; it is {title!r}")
    if not isinstance(language, str) or not re.fullmatch(r"[a-z]{2,3}([-_]\w+)?", language):
        sys.exit(
            f"_config.yml: sphinx.config.language must be a language's code, such as en or pt_BR; it is {language!r}"
        )
    if not re.fullmatch(rf"https://github\.com/{ANY}", url) or url.endswith(".git"):
        sys.exit(f"_config.yml: repository.url must be https://github.com/OWNER/REPO, without more; it is {url}")
    if not re.fullmatch(r"[\w.-]+", branch):
        sys.exit(f"_config.yml: repository.branch must be letters, digits, '.', '_' and '-' only; it is {branch}")
    version = re.search(r'^__version__ = "(.+)"$', (root / "wi_lib/__init__.py").read_text("utf-8"), re.M)[1]
    return Edition(title, language, url.removeprefix("https://github.com/"), branch, version)


def stated(root=ROOT):
    """The owner/name that the files state now."""
    url = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["urls"]["Repository"]
    return url.removeprefix("https://github.com/")


def site(repository):
    """Where GitHub Pages shows the book of owner/name."""
    owner, name = repository.split("/")
    host = f"{owner.lower()}.github.io"
    return f"https://{host}" if name.lower() == host else f"https://{host}/{name}"


def rewritten(text, old, edition, name=""):
    """The text of a file of that name with every address replaced, and the title and version where such a file states
    them.

    The set-up cells' wheel, the launch links and the download are the book's own, whatever they stated: so what a fork
    merges from the book that it came from is put right, too.
    """
    new = edition.repository
    text = re.sub(r'https://[^\s"\\]+/(wi_lib-[\w.]+-py3-none-any\.whl#)', rf"{site(new)}/\1", text)
    text = re.sub(
        r"https://[\w.-]+\.github\.io(?:/[\w.-]+)?/(lite/lab/index\.html|offline\.zip)", rf"{site(new)}/\1", text
    )
    text = re.sub(rf"/github/{ANY}/blob/[\w.-]+/", f"/github/{new}/blob/{edition.branch}/", text)
    text = re.sub(rf"/v2/gh/{ANY}/[\w.-]+", f"/v2/gh/{new}/{edition.branch}", text)
    for before, after in ((f"https://github.com/{old}", f"https://github.com/{new}"), (site(old), site(new))):
        text = re.sub(rf"{re.escape(before)}(?![\w-]|\.\w)", after, text)
    if name == "CITATION.cff":
        text = re.sub(r'^(version: "?)[\w.]*\w', rf"\g<1>{edition.version}", text, flags=re.M)
    if name in TITLES:
        before, title, spelled = TITLES[name]
        text = re.sub(f"({before}){title}", lambda match: match[1] + spelled(edition.title), text, count=1, flags=re.M)
    return text


def move(repository, root=ROOT):
    """Make owner/name the address in _config.yml."""
    path = root / "_config.yml"
    text, count = re.subn(
        r"^(repository:\n  url: ).+$", rf"\g<1>https://github.com/{repository}", path.read_text("utf-8"), flags=re.M
    )
    if count != 1:
        sys.exit("_config.yml: `repository:` must be followed by a line `  url: https://github.com/OWNER/REPO`")
    path.write_text(text, "utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", nargs="?", help="OWNER/REPO: write this address into _config.yml first")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file disagrees")
    parser.add_argument(
        "--published-from", metavar="OWNER/REPO", help="write nothing; exit 1 unless that is the book's address"
    )
    options = parser.parse_args()
    for given in filter(None, (options.repository, options.published_from)):
        if not re.fullmatch(ANY, given):
            sys.exit(f"The repository must be OWNER/REPO; it is {given}")
    if options.repository and not options.check:
        move(options.repository)
    only_looking = options.check or options.published_from
    new, old, wrong = edition(), stated(), 0
    if options.published_from and options.published_from.lower() != new.repository.lower():
        sys.exit(f"This is {options.published_from}, and the book says that it lives at {new.repository} (repository.url in _config.yml): "
                 f"its links, buttons and set-up cells lead there. Not published. Run this, commit, and push:\n"
                 f"    make address REPOSITORY={options.published_from}")  # fmt: skip
    for path in files():
        text = path.read_text("utf-8")
        better = rewritten(text, old, new, path.name)
        for number, (line, right) in enumerate(zip(text.splitlines(), better.splitlines()), 1):
            if line != right:
                wrong += 1
                where = f"{path.relative_to(ROOT)}:{number}"
                print(f"{where}: {(line if only_looking else right).strip()[:300]}")
        if better != text and not only_looking:
            path.write_text(better, "utf-8")
    if only_looking and wrong:
        sys.exit(
            f"{wrong} lines disagree with _config.yml or wi_lib.__version__. Run this, commit, and push: make address"
        )
    print(f"{new.title}, {new.repository}, branch {new.branch}, version {new.version}: "
          f"{f'{wrong} lines rewritten' if wrong else 'all files agree'}.")  # fmt: skip


if __name__ == "__main__":
    main()
