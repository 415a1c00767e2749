"""Write the book's address, branch and version into every file that states them.

    python tools/address.py            # rewrite what disagrees
    python tools/address.py --check    # write nothing; print what disagrees, exit 1 if anything does

`repository` in _config.yml is the one statement of where the book lives; `__version__` in wi_lib/__init__.py is the one
statement of its version. Run twice, the second run changes nothing. Afterwards: `make notebooks`.
"""

from __future__ import annotations

import argparse
import pathlib
import re
import sys
import tomllib

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
# pyproject.toml states the old address, so it is written last: a run that was stopped half-way can be repeated.
FILES = """README.md CONTRIBUTING.md STYLE.md run.md LICENSE* CITATION.cff intro.py chapters/*.py solutions/*.py templates/*.py
           teaching/*.md _config.yml pyproject.toml""".split()
ANY = r"[\w.-]+/[\w.-]+?"  # owner/name


def files(root=ROOT):
    """The files that state the address."""
    return [path for pattern in FILES for path in sorted(root.glob(pattern))]


def wanted():
    """(owner/name, branch, version), as the book should state them."""
    repository = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8")).get("repository") or {}
    url, branch = str(repository.get("url")), str(repository.get("branch"))
    if not re.fullmatch(rf"https://github\.com/{ANY}", url) or url.endswith(".git"):
        sys.exit(f"_config.yml: repository.url must be https://github.com/OWNER/REPO, without more; it is {url}")
    if not re.fullmatch(r"[\w.-]+", branch):
        sys.exit(f"_config.yml: repository.branch must be letters, digits, '.', '_' and '-' only; it is {branch}")
    version = re.search(r'^__version__ = "(.+)"$', (ROOT / "wi_lib/__init__.py").read_text("utf-8"), re.M)[1]
    return url.removeprefix("https://github.com/"), branch, version


def stated():
    """The owner/name that the files state now."""
    url = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["urls"]["Repository"]
    return url.removeprefix("https://github.com/")


def site(address):
    """Where GitHub Pages shows the book."""
    owner, name = address.split("/")
    return f"https://{owner.lower()}.github.io/{name}"


def rewritten(text, old, new, branch, version):
    """The text with every address replaced. Set-up cells and launch links are the book's own, whatever they stated."""
    text = re.sub(rf"git\+https://github\.com/{ANY}@v[\w.]*\w", f"git+https://github.com/{new}@v{version}", text)
    text = re.sub(r'^(version: "?)[\w.]*\w', rf"\g<1>{version}", text, flags=re.M)  # in CITATION.cff
    text = re.sub(rf"/github/{ANY}/blob/[\w.-]+/", f"/github/{new}/blob/{branch}/", text)
    text = re.sub(rf"/v2/gh/{ANY}/[\w.-]+", f"/v2/gh/{new}/{branch}", text)
    for before, after in ((f"https://github.com/{old}", f"https://github.com/{new}"), (site(old), site(new))):
        text = re.sub(rf"{re.escape(before)}(?![\w-])", after, text)
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file disagrees")
    options = parser.parse_args()
    new, branch, version = wanted()
    old = stated()
    wrong = 0
    for path in files():
        text = path.read_text("utf-8")
        better = rewritten(text, old, new, branch, version)
        for number, (line, right) in enumerate(zip(text.splitlines(), better.splitlines()), 1):
            if line != right:
                wrong += 1
                where = f"{path.relative_to(ROOT)}:{number}"
                print(f"{where}: {line.strip()}" if options.check else f"{where}: {right.strip()}")
        if better != text and not options.check:
            path.write_text(better, "utf-8")
    if options.check and wrong:
        sys.exit(f"{wrong} lines disagree with _config.yml or wi_lib.__version__: make address, then make notebooks")
    print(f"{new}, branch {branch}, version {version}: {f'{wrong} lines rewritten' if wrong else 'all files agree'}.")


if __name__ == "__main__":
    main()
