"""Settings of explorers in words: `signal:std=0.01`, the end of a link, is "weight std σ: 0.01" for those who read it.

The explorer's own declaration has the words: the labels of its controls, and what they show.
"""

from __future__ import annotations

import re

#: What the label of a control adds to its words.
EXPLAINED = re.compile(r" \(.*\)$|, n_\w+$")


def spec_of(name, states):
    """The declaration of the explorer of that name among the states of a notebook's widgets; {} if none has it."""
    specs = [state.get("spec") or {} for state in states]
    return next((spec for spec in specs if spec.get("name") == name and "controls" in spec), {})


def worded(address, states):
    """A setting in the words of the explorer's controls; what no explorer has, stays as it is.

    Example:
        >>> control = {"name": "std", "label": "weight std σ (of all)", "keys": ["1"], "texts": ["1.0"]}
        >>> states = [{"spec": {"name": "signal", "title": "One dial", "controls": [control]}}]
        >>> worded("signal:std=1", states), worded("signal:std=7", states), worded("map:lr=1", states)
        ('weight std σ: 1.0', 'std=7', 'lr=1')
    """
    name, _, settings = address.partition(":")
    controls = {one["name"]: one for one in spec_of(name, states).get("controls", ())}

    def word(part):
        control, _, key = part.partition("=")
        if control not in controls or key not in controls[control]["keys"]:
            return part
        one = controls[control]
        return f"{EXPLAINED.sub('', one['label'])}: {dict(zip(one['keys'], one['texts']))[key]}"

    return ", ".join(map(word, settings.split(",")))
