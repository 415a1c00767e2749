# %% [markdown]
# # Solutions: Sigmoid or ReLU: choosing
#
# Try the [exercises](../chapters/06-sigmoid-or-relu.ipynb) first. There is often more than one way; here is one of each.

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
# ## 6.1 Compute
#
# The chain rule gives the slope of $1/(1 + e^{-2z})$ at 0: twice the slope of the sigmoid, 2 · ¼ = ½. The gain is one over it.

# %% name="exercise-steep-sigmoid"
gain = 1 / (2 * 0.25)

checks.exercise("6.1", gain)

# %% [markdown]
# ## 6.2 Look inside
#
# The step is the learning rate times the gradient. Both sizes are measured by the root mean square.


# %% name="exercise-step-ratio"
def step_ratio(weights, gradient, lr):
    return lr * wi.rms(gradient) / wi.rms(weights)


checks.exercise("6.2", step_ratio)

# %% [markdown]
# ## 6.3 Break it
#
# With the explorer: choose ReLU and learning rate 0.1, then move the gain to the right until the tag says that a net diverged. Or ask the table that the explorer
# draws:

# %% name="worst-of-three-nets"
grid = wi.results.load("gain_grid")
relu = list(grid["activations"]).index("relu")
reached = grid["test_accuracy"][relu, :, list(grid["lrs"]).index(0.1), :, -1]
gains = grid["gains"]
rows = [[f"{gain:.2f}", "diverged" if np.isnan(worst) else f"{worst:.2f}"]
        for gain, worst in zip(gains, reached.min(axis=1))]  # fmt: skip
wi.report.table(["gain", "the worst of three nets reaches"], rows)

# %% name="exercise-largest-gain"
largest_gain = 2

checks.exercise("6.3", largest_gain)

# %% [markdown]
# ## 6.4 Fix it three ways
#
# One over the slope of the sigmoid is 4. A learning rate twenty times as large makes up for the small gradient. And tanh has slope 1 at zero, so it needs neither.

# %% name="exercise-three-rescues"
rescues = {"gain": 4, "lr": 2, "activation": "tanh"}

checks.exercise("6.4", rescues)
