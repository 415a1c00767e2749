"""Renew the exact versions in requirements.txt: install the newest of what the project asks for, write down what came.

    make lock PYTHON=python3.11

What the project asks for stands in requirements.txt itself, under "# asked for by this project": to add a package, add
a line with its name there and run this. It takes some minutes and leaves your own environment alone.
"""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys
import tempfile
import venv

FILE = pathlib.Path(__file__).resolve().parent.parent / "requirements.txt"
BINDER = FILE.parent / "binder" / "requirements.txt"  # a few of the same packages, at the same versions
ASKED, NEEDED = "# asked for by this project", "# needed by those"
OLDEST = (3, 11)  # versions that are found with the oldest Python serve the newer ones, too
HELD = {"jupyter-book": ">=1.0.4.post1,<2"}  # not simply the newest; requirements.txt says why


def key(name):
    """A package's name in the one spelling that all its spellings share."""
    return re.sub(r"[-_.]+", "-", name).lower()


def parts(text):
    """The heading of requirements.txt, and the packages asked for: name -> comment."""
    heading, _, rest = text.partition(ASKED)
    lines = rest.partition(NEEDED)[0].strip().splitlines()
    return heading, {re.match(r"[\w.-]+", line)[0]: line.partition("#")[2].strip() for line in lines}


def installed(asked):
    """name -> version of all that a fresh environment holds after installing the newest of `asked`."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        pip = [str(pathlib.Path(folder, "bin", "python")), "-m", "pip", "--disable-pip-version-check"]
        subprocess.run(
            [*pip, "install", "--quiet", "--upgrade", *(name + HELD.get(name, "") for name in asked)], check=True
        )
        frozen = subprocess.run(
            [*pip, "freeze", "--all", "--exclude", "pip"], check=True, capture_output=True, text=True
        ).stdout
    return dict(line.split("==") for line in frozen.split())


def written(heading, asked, versions):
    """The text of requirements.txt."""
    by_key = {key(name): version for name, version in versions.items()}
    lines = [f"{name}=={by_key.pop(key(name))}{comment and f'  # {comment}'}" for name, comment in asked.items()]
    others = [f"{name}=={versions[name]}" for name in sorted(versions, key=str.lower) if key(name) in by_key]
    return heading + "\n".join([ASKED, *lines, "", NEEDED, *others, ""])


def same_versions(text, versions):
    """Another requirements file with these versions, where it names the package."""
    by_key = {key(name): version for name, version in versions.items()}
    return re.sub(r"^([\w.-]+)==.+$", lambda line: f"{line[1]}=={by_key[key(line[1])]}", text, flags=re.M)


def main():
    if sys.version_info[:2] != OLDEST:
        sys.exit("Use the oldest Python that the book supports; newer ones follow. Run: make lock PYTHON=python3.11")
    before = FILE.read_text("utf-8")
    heading, asked = parts(before)
    versions = installed(asked)
    after = written(heading, asked, versions)
    FILE.write_text(after, "utf-8")
    BINDER.write_text(same_versions(BINDER.read_text("utf-8"), versions), "utf-8")
    for line in sorted(set(after.splitlines()) - set(before.splitlines()), key=str.lower):
        print(line)
    print("requirements.txt is renewed." if after != before else "requirements.txt has the newest versions already.")


if __name__ == "__main__":
    main()
