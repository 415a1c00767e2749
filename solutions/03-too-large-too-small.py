# %% [markdown]
# # Solutions: Too large, too small
#
# Try the [exercises](../chapters/03-too-large-too-small.ipynb) first. There is often more than one way; here is one of each.

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

from wi_lib import checks, measured

# %% [markdown]
# ## 3.1 Compute
#
# At σ = 0.01 the sums $z$ are small (their std is at most σ·√n = 0.1), so every slope is close to the sigmoid's ¼. The factor is
# 0.01 · 10 · ¼.

# %% name="exercise-layer-factor"
factor = 0.01 * np.sqrt(100) * 0.25

checks.exercise("3.1", factor)

# %% [markdown]
# ## 3.2 Look behind the pooled histogram
#
# Inputs are the rows, so the spread over the inputs runs along axis 0.


# %% name="exercise-unit-spread"
def unit_spread(h):
    return h.std(axis=0)


checks.exercise("3.2", unit_spread)

# %% [markdown]
# ## 3.3 Find the edge
#
# The factor grows with σ, so halve the interval again and again: below the edge it is less than 1, above it more.

# %% name="exercise-edge"
low, high = 0.1, 10.0
while high - low > 0.001:
    middle = (low + high) / 2
    if wi.theory.deep_gradient_factor("sigmoid", middle, 100) < 1:
        low = middle
    else:
        high = middle
edge = low
measured(edge=edge)

checks.exercise("3.3", edge)

# %% [markdown]
# The edge is at σ = 1.01<!--edge-->. The start that everyone warns of is, at width 100, almost exactly the one that keeps a sigmoid's gradient. It is an
# accident of the width, as the next exercise shows.
#
# ## 3.4 Break it, then fix it
#
# At width 400 the same σ makes σ·√n twice as large, and the gradient explodes. What has to stay the same is σ·√n. So take σ smaller by √4:

# %% name="exercise-wider-layers"
std_for_400 = edge * np.sqrt(100 / 400)
measured(std_for_400=std_for_400)

checks.exercise("3.4", std_for_400)

# %% [markdown]
# So σ = 0.51<!--std_for_400--> does at width 400 what 1.01<!--edge--> does at width 100. This is the second dial: **the fan**. The next chapter builds on it.
