"""What runs on GitHub: pinned, with few rights, and nothing that does not exist."""

import http.server
import importlib.util
import re
import subprocess
import threading

import pytest
import yaml

from tests import ROOT, no_faults
from tools import address, handout, links, try_matrix

EDITION = address.edition()
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def workflow(path):
    return yaml.safe_load(path.read_text("utf-8"))


def steps(path):
    return [(name, step) for name, job in workflow(path)["jobs"].items() for step in job["steps"]]


def targets():
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.M))


def left_out(makefile, *runs):
    """What `make test` leaves to a target of its own, and a script or workflow does not run."""
    for mark in re.findall(r'-m "not (\w+)"', makefile):
        target = re.search(rf"^([a-z-]+):.*\n\t.* -m {mark}$", makefile, re.M)
        if not target:
            yield f"no target runs the tests marked {mark}"
        else:
            yield from (f"make {target[1]} is missing" for run in runs if f"make {target[1]}\n" not in run)


def test_what_make_test_leaves_out_is_run_for_every_change():
    makefile, *runs = (
        (ROOT / name).read_text("utf-8") for name in ("Makefile", ".ci/run", ".github/workflows/book.yml")
    )
    assert list(left_out(makefile, *runs)) == []
    assert list(left_out(makefile, "make test\n", *runs)) == ["make test-slides is missing"]
    assert list(left_out(makefile.replace(" -m decks", ""), *runs)) == ["no target runs the tests marked decks"]


def test_there_is_one_for_every_change_and_one_for_every_week():
    events = {path.stem: workflow(path)[True] for path in WORKFLOWS}  # YAML reads "on" as true
    assert {"pull_request", "push"} <= events["book"].keys() and events["book"]["push"] == {"branches": ["main"]}
    assert "schedule" in events["weekly"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_pinned_by_its_commit_and_says_its_version(path):
    uses = re.findall(r"uses: *(.*)", path.read_text("utf-8"))
    assert uses and all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one) for one in uses), uses


def test_the_same_action_has_the_same_commit_everywhere():
    uses = {one for path in WORKFLOWS for one in re.findall(r"uses: *(.*)", path.read_text("utf-8"))}
    assert len({one.split("@")[0] for one in uses}) == len(uses)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_rights_are_named_job_by_job_and_only_publishing_may_write(path):
    whole = workflow(path)
    assert whole["permissions"] == {}
    assert whole["concurrency"]["group"]
    for name, job in whole["jobs"].items():
        expected = {"pages": "write", "id-token": "write"} if name == "publish" else {"contents": "read"}
        assert job["permissions"] == expected, name
        assert job["timeout-minutes"] <= 120
    for _, step in steps(path):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_a_fork_is_not_published_before_its_address_is_its_own():
    """The refusal itself is tried in test_project.py."""
    commands = [
        step.get("run", "") for name, step in steps(ROOT / ".github" / "workflows" / "book.yml") if name == "build"
    ]
    (check,) = (
        number for number, command in enumerate(commands) if command == 'make check-address "REPOSITORY=$REPOSITORY"'
    )
    assert check < commands.index("make dist")
    (step,) = (
        step for _, step in steps(ROOT / ".github" / "workflows" / "book.yml") if "check-address" in step.get("run", "")
    )
    assert step["env"] == {"REPOSITORY": "${{ github.repository }}"}


def test_every_week_other_machines_run_library_and_notebooks():
    job = workflow(ROOT / ".github" / "workflows" / "weekly.yml")["jobs"]["machines"]
    assert job["strategy"]["matrix"] == {"machine": ["macos-latest", "ubuntu-24.04-arm", "windows-latest"]}
    assert job["runs-on"] == "${{ matrix.machine }}" and job["strategy"]["fail-fast"] is False
    commands = [step["run"] for step in job["steps"] if "run" in step]
    # One simple command a step: they mean the same to bash and to PowerShell, and Windows has no make.
    assert all(re.fullmatch(r"python -m [\w -./]+", command) for command in commands)
    assert commands[-1] == "python -m tools.try_here" and importlib.util.find_spec("tools.try_here")


def test_the_other_engines_are_there_where_their_tests_run():
    """Every week, by a job whose machine has Firefox: they take more than the two minutes that .ci/run can spare."""
    needs = "webkit2gtk-driver", "xvfb"
    job = workflow(ROOT / ".github" / "workflows" / "weekly.yml")["jobs"]["engines"]
    install, test = [step for step in job["steps"] if "run" in step]
    assert all(name in install["run"].split() for name in needs) and test["run"] == "make test-engines"


def test_every_supported_python_is_tried_somewhere():
    (job,) = (
        job
        for job in workflow(ROOT / ".github" / "workflows" / "weekly.yml")["jobs"].values()
        if "test-newest" in str(job)
    )
    (setup,) = (step for step in job["steps"] if "setup-python" in step.get("uses", ""))
    assert sorted(setup["with"]["python-version"].split()) == list(try_matrix.PYTHONS)
    assert set(
        workflow(ROOT / ".github" / "workflows" / "book.yml")["jobs"]["test"]["strategy"]["matrix"]["python"]
    ) <= set(try_matrix.PYTHONS)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_no_expression_stands_inside_a_command(path):
    """What comes from outside reaches a command as a variable; only a choice of our own matrix may stand in it."""
    for _, step in steps(path):
        assert set(re.findall(r"\$\{\{ *(.+?) *\}\}", step.get("run", ""))) <= {"matrix.target"}


def test_nothing_is_published_from_a_pull_request_or_before_the_tests():
    jobs = workflow(ROOT / ".github" / "workflows" / "book.yml")["jobs"]
    assert jobs["publish"]["needs"] == "build" and jobs["build"]["needs"] == "test"
    assert "github.event_name != 'pull_request'" in jobs["build"]["if"] and "refs/heads/main" in jobs["build"]["if"]


def test_the_printed_handout_is_published_with_the_book():
    """Under the names that the teaching page links to."""
    commands = [
        step.get("run", "") for name, step in steps(ROOT / ".github" / "workflows" / "book.yml") if name == "build"
    ]
    (copied,) = (number for number, command in enumerate(commands) if "handout" in command)
    assert commands.index("make dist") < copied
    names = {path.relative_to(ROOT).as_posix() for path in handout.pdfs()}
    assert set(commands[copied].split()[1:-1]) == names and commands[copied].split()[-1] == "_build/html/"
    page = (ROOT / "teaching" / "handout.md").read_text("utf-8")
    assert all(f"{address.site(EDITION.repository)}/{path.name}" in page for path in handout.pdfs())


def uploads(job):
    """The artifacts that a job of book.yml uploads: name -> (path, when)."""
    found = workflow(ROOT / ".github" / "workflows" / "book.yml")["jobs"][job]["steps"]
    return {step["with"]["name"]: (step["with"]["path"], step.get("if"))
            for step in found if step.get("uses", "").startswith("actions/upload-artifact@")}  # fmt: skip


def test_a_pull_request_has_a_preview_that_no_red_test_holds_back():
    job = workflow(ROOT / ".github" / "workflows" / "book.yml")["jobs"]["preview"]
    assert job["if"] == "github.event_name == 'pull_request'" and "needs" not in job
    assert [step["run"] for step in job["steps"] if "run" in step] == ["make dist"]
    assert uploads("preview") == {"book-preview": ("dist/*.zip", None)}
    # pull_request_target would run a fork's code with the rights of this repository.
    assert not any("pull_request_target" in path.read_text("utf-8") for path in WORKFLOWS)


def test_a_red_run_keeps_what_the_tests_wrote_about_it():
    (folder,) = re.findall(r"^WHY_RED := (\S+)$", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert uploads("test") == {"why-red-${{ matrix.python }}": (folder, "failure()")}
    # Every pytest that `make test` and `make test-slides` start says where: make itself fills the commands in.
    commands = subprocess.run(
        ["make", "--dry-run", "test", "test-slides"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    runs = [command for command in commands if "-m pytest" in command]
    assert len(runs) == 3 and all(f"--why-red {folder}" in run for run in runs), runs


def test_the_guide_for_contributors_names_what_can_be_downloaded():
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for name in {**uploads("preview"), **uploads("test")}:
        assert f"**{name.replace('${{ matrix.python }}', '3.13')}**" in guide


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_make_target_exists(path):
    called = set()
    for name, step in steps(path):
        command = step.get("run", "").replace("${{ matrix.target }}", "MATRIX")
        asked_first = re.findall(r"if grep -q '\^([a-z-]+):' Makefile; then make \1; fi", command)
        for target in set(re.findall(r"\bmake ([\w-]+)", command)) - set(asked_first):
            called |= (
                set(workflow(path)["jobs"][name]["strategy"]["matrix"]["target"]) if target == "MATRIX" else {target}
            )
    assert called and called <= targets()


def test_browser_tests_may_not_be_skipped_there():
    for path in WORKFLOWS:
        for name, step in steps(path):
            if re.search(r"make (test|\$)", step.get("run", "")):
                assert step["env"]["REQUIRE_BROWSER"] == "1", name


def test_dependabot_looks_after_packages_and_actions():
    updates = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text("utf-8"))["updates"]
    assert {one["package-ecosystem"] for one in updates} == {"uv", "github-actions"}


def test_the_pull_request_template_has_the_list_of_the_guide_for_contributors():
    def boxes(name):
        return re.findall(r"^- \[ \] (.+)$", (ROOT / name).read_text("utf-8"), re.M)

    unlinked = [re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", box) for box in boxes("CONTRIBUTING.md")]
    template = ".github/pull_request_template.md"
    no_faults(f"{template}: it lacks the line of CONTRIBUTING.md, {box!r}: copy the list from there, without its links"
              for box in unlinked if box not in boxes(template))  # fmt: skip
    assert boxes(template) == unlinked and len(unlinked) >= 4


# ---- The check of links -------------------------------------------------------------------------------------------


def test_links_are_found_where_they_are():
    found = links.links()
    assert found[
        f"https://colab.research.google.com/github/{EDITION.repository}/blob/{EDITION.branch}/chapters/03-too-large-too-small.ipynb"
    ]
    assert "references.md" in found.values() and not any(".whl" in address for address in found)


@pytest.mark.parametrize(
    ("code", "verdict"), [(200, "fine"), (404, "broken"), (410, "broken"), (403, "unclear"), (503, "unclear")]
)
def test_only_a_clear_no_counts_as_broken(code, verdict):
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(code)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.handle_request, daemon=True).start()
    assert links.ask(f"http://127.0.0.1:{server.server_port}/") == (verdict, str(code))
    server.server_close()


def test_a_refused_connection_is_unclear():
    assert links.ask("http://127.0.0.1:1/")[0] == "unclear"
