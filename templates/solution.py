# %% [markdown]
# # Solutions: {title}
#
# Try the [exercises](../chapters/{slug}.ipynb) first. There is often more than one way; here is one of each.

# %% name="set-up" tags=["hide-input"]
import importlib.util
import site

WHEEL = "https://weight-initialization.github.io/weight-initialization/wi_lib-0.7.2-py3-none-any.whl#sha256=c4fb9ab682a34060df0423306708c32eb16922eecf11e4fa89c6c2f26ccc9c9d"
if not importlib.util.find_spec("wi_lib"):  # fetch the course's library: exactly these bytes, or nothing
    print("wi_lib is not here. Installing", WHEEL)
    # %pip install -q --no-deps --retries 1 --timeout 15 {WHEEL}
    site.addusersitepackages(None)  # where pip installs if the kernel's own folder is not yours to write to
if not importlib.util.find_spec("wi_setup"):
    raise ImportError(f"wi_lib did not come (see pip's lines above), or is older than this notebook. Install it from {WHEEL}, then restart the kernel.")
import wi_setup

wi_setup.ready(WHEEL)  # installs what else is missing, and replaces nothing
import wi_lib as wi
import numpy as np

from wi_lib import checks

# %% [markdown]
# ## {number}.1 Compute
#
# ✎ Say how to get there, then compute it.

# %% name="exercise-your-first"
factor = 0.01 * np.sqrt(100) * 0.25

checks.exercise("{number}.1", factor)

# %% [markdown]
# ## {number}.2 Look closer
#
# ✎ Say how.


# %% name="exercise-your-second"
def unit_spread(h):
    return h.std(axis=0)


checks.exercise("{number}.2", unit_spread)

# %% [markdown]
# ## {number}.3 Find it
#
# ✎ Say how: this one was found with the bench.

# %% name="exercise-your-third"
edge = 1.01

checks.exercise("{number}.3", edge)
