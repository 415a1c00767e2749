"""A class on a JupyterHub: settings give what was measured, in names that the chart has; the page says the same."""

import copy
import doctest
import os
import re
import subprocess
import sys
import time

import pytest

from tests import ROOT, no_faults
from tools import hub, release, try_hub

PAGE = (ROOT / "teaching" / "jupyterhub.md").read_text("utf-8")
FILES = ("values", "class-30", "class-300")
FOUND, NEEDED, MACHINE = hub.measured(), hub.needed(hub.measured()), hub.Machine()
#: Names of the chart's values that we use, and what they may be: compared by hand with its values.schema.yaml. It takes
#: no others: an unknown name ends the installation. What stands under hub.config goes to JupyterHub as it is.
KNOWN = {
    "hub.config": dict,
    "singleuser.image.name": str,
    "singleuser.image.tag": str,
    "singleuser.defaultUrl": str,
    "singleuser.extraEnv": dict,
    "singleuser.memory.guarantee": str,
    "singleuser.memory.limit": str,
    "singleuser.cpu.guarantee": (int, float),
    "singleuser.cpu.limit": (int, float),
    "singleuser.startTimeout": int,
    "singleuser.storage.capacity": str,
    "scheduling.userScheduler.enabled": bool,
    "scheduling.podPriority.enabled": bool,
    "scheduling.userPlaceholder.enabled": bool,
    "scheduling.userPlaceholder.replicas": int,
    "scheduling.userPods.nodeAffinity.matchNodePurpose": str,
    "prePuller.hook.enabled": bool,
    "prePuller.continuous.enabled": bool,
    "cull.enabled": bool,
    "cull.timeout": int,
    "cull.every": int,
}


@pytest.mark.parametrize("module", [hub])
def test_the_examples_in_the_docstrings_run(module):
    failed, tried = doctest.testmod(module)
    assert failed == 0 and tried > 0


# ---- The settings ---------------------------------------------------------------------------------------------------


def unknown(settings, path=""):
    """What the chart does not know, or knows as another kind of value."""
    for name, value in settings.items():
        here = f"{path}.{name}".lstrip(".")
        if here in KNOWN:
            if not isinstance(value, KNOWN[here]):
                yield f"{here} is {value!r}"
        elif isinstance(value, dict):
            yield from unknown(value, here)
        else:
            yield f"{here} is no name that the chart has"


def wrong(values, found):
    """What in the settings is not what follows from what was measured."""
    needed, given = hub.needed(found), values["singleuser"]
    wanted = {
        "memory": {"guarantee": f"{needed.guarantee}M", "limit": f"{needed.limit}M"},
        "cpu": {"guarantee": hub.CORES, "limit": hub.MOST_CORES},
    }
    return [
        f"hub/values.yaml: singleuser.{name} is {given[name]}, and must be {wanted[name]} (python -m tools.hub)"
        for name in wanted
        if given[name] != wanted[name]
    ]


@pytest.mark.parametrize("name", FILES)
def test_the_chart_knows_every_name(name):
    no_faults(f"hub/{name}.yaml: {one}" for one in unknown(hub.values(name)))


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"singleuser": {"memory": {"request": "1G"}}}, "singleuser.memory.request is no name that the chart has"),
        ({"singleuser": {"cpu": {"limit": "2"}}}, "singleuser.cpu.limit is '2'"),
        ({"culling": {"timeout": 600}}, "culling.timeout is no name that the chart has"),
    ],
)
def test_a_name_that_the_chart_does_not_know_is_noticed(settings, says):
    assert list(unknown(settings)) == [says]


def test_students_get_what_was_measured():
    no_faults(wrong(hub.values(), FOUND))


def test_settings_that_give_something_else_are_noticed():
    found = copy.deepcopy(FOUND)
    found["chapters"]["04-xavier"]["memory"] += 200
    (memory,) = wrong(hub.values(), found)
    assert "singleuser.memory" in memory
    values = hub.values()
    values["singleuser"]["cpu"]["guarantee"] = 1
    (cpu,) = wrong(values, FOUND)
    assert "singleuser.cpu" in cpu


def test_a_measurement_beyond_the_settings_ends_the_proof():
    assert try_hub.too_little(FOUND, hub.values()) == []
    more = {"chapters": {"03-a": {"memory": NEEDED.guarantee + 1}}, "several": {"memory": NEEDED.limit + 1}}
    assert [one.split(" MB")[0] for one in try_hub.too_little(more, hub.values())] == [
        f"a chapter needs {NEEDED.guarantee + 1}",
        f"several at once needs {NEEDED.limit + 1}",
    ]


def test_one_more_node_is_kept_ready():
    placeholders = hub.values("class-300")["scheduling"]["userPlaceholder"]["replicas"]
    assert placeholders == MACHINE.students(NEEDED)


def test_every_chapter_was_measured():
    assert list(FOUND["chapters"]) == sorted(path.stem for path in ROOT.glob("chapters/*.py"))


def test_the_release_is_the_one_that_the_set_up_cells_name():
    version = release.named()[0].split("-")[1]
    assert hub.values()["singleuser"]["image"]["tag"].startswith(f"{version}@sha256:")
    assert set(re.findall(r"\b\d+\.\d+\.\d+\b", PAGE.replace(hub.PULLER, "").replace(hub.CHART, ""))) == {version}


# ---- The page -------------------------------------------------------------------------------------------------------


def test_the_page_has_the_table():
    assert hub.table(FOUND) in PAGE, f"teaching/jupyterhub.md must have this table:\n{hub.table(FOUND)}"


def test_the_page_says_what_was_measured():
    each, cpu = MACHINE.students(NEEDED), [one["cpu"] for one in FOUND["chapters"].values()]
    worst = max(FOUND["chapters"].values(), key=lambda one: one["memory"])
    for said in (
        f"The server alone takes {FOUND['idle']} MB",
        f"takes {worst['memory']} MB at its highest, so {NEEDED.guarantee} MB are guaranteed",
        f"open at once take {FOUND['several']['memory']} MB; with a fifth more the limit is {NEEDED.limit} MB",
        f"{min(cpu)} to {max(cpu)} seconds of one core",
        f"it takes {NEEDED.seconds} seconds",
        f"limits.memory {NEEDED.limit}M",
        f"limits.cpu {hub.MOST_CORES}",
        f"Set the pool to {hub.machines(300, each)} nodes",
        f"{each} placeholders",
        f"fewer than {each}",
    ):
        assert said in PAGE, f"teaching/jupyterhub.md must say: {said}"
    assert PAGE.count(hub.PULLER) == 2 and f"--version {hub.CHART} " in PAGE


def test_the_page_and_the_settings_name_each_other():
    assert all(f"hub/{name}.yaml" in PAGE for name in FILES)
    assert "teaching/jupyterhub.md" in (ROOT / "hub" / "values.yaml").read_text("utf-8")
    assert f'OPENBLAS_NUM_THREADS": "{hub.values()["singleuser"]["extraEnv"]["OPENBLAS_NUM_THREADS"]}' in PAGE


# ---- The measurement ------------------------------------------------------------------------------------------------


def test_memory_and_time_are_those_of_a_process_and_its_children():
    code = "import time; room = bytearray(60 << 20); end = time.process_time() + 0.3\nwhile time.process_time() < end: pass\ntime.sleep(60)"
    with try_hub.Watch(os.getpid()) as watch:
        before = try_hub.megabytes(os.getpid())
        child = subprocess.Popen([sys.executable, "-c", code])
        try:
            end = time.monotonic() + 30
            while watch.highest < before + 55 and time.monotonic() < end:
                time.sleep(0.1)
            time.sleep(1)
            assert child.pid in list(try_hub.tree(os.getpid()))
            assert watch.highest >= before + 55
            spent = try_hub.seconds(child.pid)
        finally:
            child.kill()
            child.wait()
    assert spent >= 0.2


def test_a_server_that_is_not_there_is_missed():
    with pytest.raises(SystemExit, match="nobody has no server"):
        try_hub.server_of("nobody")
