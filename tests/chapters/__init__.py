"""What the tests know of each chapter stands in a module of its own, so that chapters grow side by side.

A module may have these tables; CONTRIBUTING says what belongs in them:

SET: numbers that the chapter and its solutions set, and do not measure.
WORKED_OUT: exercise -> the right answer, and then the mistakes in the order of their hints, to three digits. A
    function's are the means of its results on the first two cases. A hint at another number would blame the wrong
    mistake.
BY_HAND: exercises whose check is neither `check_number` nor `check_function`, and has nothing worked out.
HONEST: exercise -> what a careful reader may find, by how it was found. All of it must pass.
MISTAKES: exercise -> [(a mistake, a word of what it is told)]. Those with a hint of their own are tried anyway.
LIMITS: exercise -> the lowest and the highest number that is right.
ANSWERS: prediction -> words, and settings of explorers, that would state its answer above it; see
    tests/test_predictions_above.py.
EXPLORERS, BENCHES, PROMISES, ADDRESSES: entries for the tables of these names in tests/explorers.py and
    tests/test_explorers.py.
"""

import importlib
import pkgutil

MODULES = {
    int(one.name[-2:]): importlib.import_module(f"{__name__}.{one.name}") for one in pkgutil.iter_modules(__path__)
}


def of_all(table):
    """exercise -> its entry in the tables of that name of all chapters."""
    return {name: entry for module in MODULES.values() for name, entry in getattr(module, table, {}).items()}


def file_of(exercise):
    """The file whose tables have the exercise: for messages."""
    return f"tests/chapters/chapter_{int(exercise.split('.')[0]):02d}.py"
