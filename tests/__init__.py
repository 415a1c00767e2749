import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent


def no_faults(faults):
    """Pass if there are none; else fail with these sentences alone. Each says where, what is there, and what to do."""
    if faults := list(faults):
        pytest.fail("\n".join(["", *map(str, faults)]), pytrace=False)
