"""Change the library's code in small ways, one at a time, and count the changes that no test notices.

    python tools/mutants.py                         every module named in pyproject.toml, under [tool.mutmut]
    python tools/mutants.py "wi_lib.theory.*"       one module; "wi_lib.theory.x_predict*" is one function
    python tools/mutants.py --sample 1000           so many of all, drawn at random

mutmut does the work, in the folder `mutants`; run from the environment that has it, by `make mutants`. A run that was
stopped goes on where it stopped. One that is out of date (a test, the library or the settings have changed) starts
anew: no change counts as noticed because of a test that is gone.
"""

from __future__ import annotations

import argparse
import collections
import fnmatch
import hashlib
import math
import os
import pathlib
import random
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LEAST = 90  # per cent of the mutants that the tests must notice
NOTICED = ("killed", "timeout")  # a test failed; a test did not end


def mutmut(*arguments, **more):
    # One BLAS thread a worker, as in `make test`.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    program = pathlib.Path(sys.executable).with_name("mutmut")
    return subprocess.run([program, *arguments], cwd=ROOT, env=environment, check=True, **more)


def fingerprint():
    """A text that changes with anything the results depend on."""
    parts = [*ROOT.glob("wi_lib/**/*"), *ROOT.glob("tests/*.py"), ROOT / "pyproject.toml", ROOT / "requirements.txt"]
    files = [path for path in sorted(parts) if path.is_file() and path.suffix != ".pyc"]
    return hashlib.sha256(
        b"".join(str(path.relative_to(ROOT)).encode() + path.read_bytes() for path in files)
    ).hexdigest()


def results(text, patterns=()):
    """mutant -> what became of it, from mutmut's list; with patterns, of the mutants that match one."""
    pairs = (line.strip().rsplit(": ", 1) for line in text.splitlines() if line.strip())
    return {name: fate for name, fate in pairs if not patterns or any(fnmatch.fnmatch(name, one) for one in patterns)}


def summary(fates):
    """The report, and whether enough mutants were noticed. What was not tried, or has no test, was not noticed."""
    modules = collections.defaultdict(collections.Counter)
    for name, fate in fates.items():
        for line in (name.rpartition(".")[0], "all"):
            modules[line]["mutants"] += 1
            modules[line]["noticed"] += fate in NOTICED
            modules[line]["timeout"] += fate == "timeout"
    modules["all"] = modules.pop("all", collections.Counter())
    share = {module: 100 * count["noticed"] / max(count["mutants"], 1) for module, count in modules.items()}
    lines = [f"{name} ({fate})" for name, fate in fates.items() if fate not in NOTICED]
    lines += ["", f"{'':32}{'mutants':>8}{'noticed':>8}{'(timeout)':>10}{'share':>9}"]
    for module, count in modules.items():
        lines.append(f"{module:32}{count['mutants']:8}{count['noticed']:8}{count['timeout']:10}{share[module]:8.1f}%")
    enough = share["all"] >= LEAST
    lines += [
        "",
        f"{share['all']:.1f}% of the mutants were noticed; {'' if enough else 'NOT '}enough: at least {LEAST}% is asked for.",
    ]
    return "\n".join(lines), enough


def listed(patterns=()):
    """What became of each mutant so far."""
    return results(mutmut("results", "--all", "true", capture_output=True, text=True).stdout, patterns)


def drawn(names, count, seed=0):
    """So many of the names, at random; with one seed always the same ones.

    Example:
        >>> drawn(["a", "b", "c"], 2) == drawn(["c", "b", "a"], 2), drawn(["a"], 5)
        (True, ['a'])
    """
    names = sorted(names)
    return random.Random(seed).sample(names, min(count, len(names)))


def uncertainty(share, count, of):
    """How far the share (per cent) of a sample may be from that of all: two standard errors.

    Example:
        >>> round(uncertainty(92, 1000, 8000), 1), uncertainty(92, 8000, 8000)
        (1.6, 0.0)
    """
    left = (of - count) / max(of - 1, 1)  # nothing is uncertain when all were tried
    return 200 * math.sqrt(share / 100 * (1 - share / 100) / count * left)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("patterns", nargs="*", help="mutants to try; all, if there is none")
    parser.add_argument("--sample", type=int, metavar="COUNT", help="try so many of all, drawn at random")
    options = parser.parse_args(arguments)
    folder, now = ROOT / "mutants", fingerprint()
    stamp = folder / "of.txt"
    if not stamp.exists() or stamp.read_text("utf-8") != now:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        stamp.write_text(now, "utf-8")
    patterns = options.patterns
    if options.sample:
        mutmut("run", "wi_lib.diagnostics.x_rms__mutmut_1")  # writes all of them, and tries one
        every = listed()
        patterns = drawn(every, options.sample)
    mutmut("run", *patterns)
    report, enough = summary(listed(patterns))
    print(report)
    if options.sample:
        share = 100 * sum(fate in NOTICED for fate in listed(patterns).values()) / len(patterns)
        print(
            f"{len(patterns)} of {len(every)} were drawn: the share of all is {share:.1f} ± {uncertainty(share, len(patterns), len(every)):.1f}%."
        )
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
