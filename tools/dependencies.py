"""Which files of the library a notebook uses, and a hash of what they do: comments and docstrings do not count.

A notebook is executed again only if something that can change its outputs has changed. Python's own syntax trees tell
what is imported and used; where a use cannot be followed, the whole library counts.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import pathlib
import re

PACKAGE = "wi_lib"
#: What a module reads besides Python: patterns of files.
DATA = {
    f"{PACKAGE}.data": ("data/mnist_10k_2k.npz",),
    f"{PACKAGE}.results": ("data/results/*.npz",),
    f"{PACKAGE}.explorers.engine": ("explorers/*.js", "explorers/*.css"),
    f"{PACKAGE}.predictions.guess": (
        "predictions/prediction.js",
        "predictions/prediction.css",
        "explorers/engine.css",
    ),
    f"{PACKAGE}.explorers.spelling": ("explorers/words.json",),
}


# What a text says is asked again and again, for a library in several states: most files are the same in all of them.
@functools.cache
def parsed(text):
    return ast.parse(text)


@functools.cache
def meaning(text):
    """What a module does, as text: its syntax tree without docstrings and without the types in signatures."""
    copy = ast.parse(text)
    for node in ast.walk(copy):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
    return ast.dump(copy)


class Library:
    """The modules of the package under a folder, by dotted name."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.paths = {}
        for path in sorted((self.root / PACKAGE).rglob("*.py")):
            parts = path.relative_to(self.root).with_suffix("").parts
            self.paths[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path

    @functools.cache
    def text(self, module):
        return self.paths[module].read_text("utf-8")

    def tree(self, module):
        return parsed(self.text(module))

    def is_package(self, module):
        return self.paths[module].name == "__init__.py"

    @functools.cache
    def home(self, package, name):
        """The module in which `package.name` is defined; None if it cannot be told."""
        if f"{package}.{name}" in self.paths:
            return f"{package}.{name}"
        if not self.is_package(package):
            return package
        for node in self.tree(package).body:
            if isinstance(node, ast.ImportFrom) and name in (alias.asname or alias.name for alias in node.names):
                return self.origin(package, node)
            if (
                any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node))
                or getattr(node, "name", "") == name
            ):
                return package
        return None

    def origin(self, module, node):
        """The module that a `from … import` in `module` names; None if it is none of the package's."""
        if not node.level:
            return node.module if node.module in self.paths else None
        parts = module.split(".") if self.is_package(module) else module.split(".")[:-1]
        base = parts[: len(parts) - node.level + 1]
        return ".".join([*base, node.module] if node.module else base)

    def used_by(self, tree, module=""):
        """The modules that a piece of code uses directly; None if something cannot be followed."""
        used, aliases, nodes = set(), {}, [*ast.walk(tree)]
        for node in nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name.split(".")[0] == PACKAGE:
                        aliases[alias.asname or PACKAGE] = alias.name if alias.asname else PACKAGE
            elif isinstance(node, ast.ImportFrom) and (source := self.origin(module, node)):
                for alias in node.names:
                    home = self.home(source, alias.name)
                    if home is None:
                        return None
                    used.add(home)
                    if home in self.paths and self.is_package(home):
                        aliases[alias.asname or alias.name] = home
        taken = set()
        for node in nodes:
            if isinstance(node, ast.Attribute) and (chain := dotted(node)) and chain[0] in aliases:
                taken.add(chain[0])
                home = self.home(aliases[chain[0]], chain[1])
                if home is not None and self.is_package(home) and len(chain) > 2:
                    home = self.home(home, chain[2])
                if home is None:
                    return None
                used.add(home)
        loaded = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        bare = [name for name in loaded & set(aliases) if name not in taken]
        return None if bare else used

    @functools.cache
    def uses(self, module):
        return self.used_by(self.tree(module), module)

    def needed_by(self, tree):
        """All modules that code depends on, directly or through others."""
        waiting, seen = [self.used_by(tree), checked_by(tree)], set()
        while waiting:
            found = waiting.pop()
            if found is None:
                return set(self.paths)
            for module in (found & set(self.paths)) - seen:
                seen.add(module)
                # A package's own __init__ defines what it re-exports; it is followed by name, not as a whole.
                if not self.is_package(module) or module == f"{PACKAGE}.checks":
                    waiting.append(self.uses(module))
        return seen

    def digest(self, code):
        """A hash of the code and of all that it depends on in the library."""
        tree = ast.parse(code)
        sha = hashlib.sha256(ast.dump(tree).encode())
        for module in sorted(self.needed_by(tree)):
            sha.update(module.encode() + meaning(self.text(module)).encode())
            for path in [path for name in DATA.get(module, ()) for path in sorted((self.root / PACKAGE).glob(name))]:
                raw = path.read_bytes()
                sha.update(raw if path.suffix == ".npz" else "\n".join(code_lines(raw.decode())).encode())
        requirements = self.root / "requirements.txt"
        if requirements.exists():
            sha.update("\n".join(exact_versions(requirements.read_text("utf-8"))).encode())
        return sha.hexdigest()


def checked_by(tree):
    """The modules that check the exercises of a piece of code; None if an exercise's name is not written out."""
    asked = [node.args[0] for node in ast.walk(tree)
             if isinstance(node, ast.Call) and (dotted(node.func) or [""])[-1] == "exercise" and node.args]  # fmt: skip
    names = [getattr(name, "value", None) for name in asked]
    numbers = [re.fullmatch(r"(\d+)\.\d+", name) if isinstance(name, str) else None for name in names]
    return {f"{PACKAGE}.checks.chapter_{int(one[1]):02d}" for one in numbers} if all(numbers) else None


def dotted(node):
    """The names of `a.b.c`, or None for anything else."""
    names = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return [node.id, *reversed(names)] if isinstance(node, ast.Name) else None


def exact_versions(text):
    """The "name==version" of a requirements file, sorted: hashes, comments and extras change no output."""
    found = re.findall(r"^([\w.-]+)(?:\[[\w,.-]+\])?==([\w.!+-]+)", text, re.MULTILINE)
    return sorted(f"{name}=={version}" for name, version in found)


def code_lines(text):
    """A script or a style without its blank lines and its comments of whole lines."""
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith(("//", "/*", "*"))]
