# %% [markdown]
# # Solutions: {title}
#
# Try the [exercises](../chapters/{slug}.ipynb) first. There is often more than one way; here is one of each.

# %% tags=["hide-input"]
try:
    import wi_lib as wi
except ImportError:  # on Colab: install the course's small library, and nothing else
    # %pip install -q --no-deps git+https://github.com/weight-initialization/weight-initialization@v0.1.0
    import wi_lib as wi
import numpy as np

from wi_lib import checks

# %% [markdown]
# ## {number}.1 Compute
#
# ✎ Say how to get there, then compute it.

# %%
factor = 0.01 * np.sqrt(100) * 0.25

checks.exercise("3.1", factor)

# %% [markdown]
# ## {number}.2 Look closer
#
# ✎ Say how.


# %%
def unit_spread(h):
    return h.std(axis=0)


checks.exercise("3.2", unit_spread)

# %% [markdown]
# ## {number}.3 Find it
#
# ✎ Say how: this one was found with the bench.

# %%
edge = 1.01

checks.exercise("3.3", edge)
