"""A progress bar for work of more than two seconds, where somebody is waiting for it, and nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def bar(items: Sequence[Item], what: str) -> Iterable[Item]:
    """The items, one after the other, with a bar that shows how many are done.

    The bar appears after two seconds and goes when the work is done. There is none where nobody waits: in a notebook
    that is executed for its outputs or by a test, in the callback of a widget, in a script whose messages go into a
    file. There is none without tqdm, either, which Colab and Jupyter's usual companions have, and wi_lib does not need.

    Args:
        items: what to go through.
        what: a word for the bar, such as "training".

    Returns:
        The items, as they are, or wrapped by tqdm.

    Example:
        >>> [item**2 for item in bar([1, 2, 3], "squares")]
        [1, 4, 9]
    """
    if not somebody_waits():
        return items
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return items
    return tqdm(items, what, delay=2, leave=False)


def somebody_waits() -> bool:
    """Could this program ask its user something? A notebook's front end says so with every cell that it sends
    (`allow_stdin` in Jupyter's protocol); programs that execute notebooks say no. Outside of a notebook, a terminal
    says yes.
    """
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return sys.stderr is not None and sys.stderr.isatty()
    try:
        return bool(kernel.get_parent("shell")["content"]["allow_stdin"])
    except (AttributeError, KeyError, TypeError):  # a kernel of another kind, or no cell is running
        return False
