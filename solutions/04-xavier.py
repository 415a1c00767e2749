# %% [markdown]
# # Solutions: Xavier (and LeCun)
#
# Try the [exercises](../chapters/04-xavier.ipynb) first. There is often more than one way; here is one of each.

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
# ## 4.1 Compute
#
# The rule names the variance, $2/(n_{\text{in}}+n_{\text{out}})$. The standard deviation is its root.

# %% name="exercise-xavier-std"
xavier_std = np.sqrt(2 / (300 + 200))
measured(xavier_std=xavier_std)

checks.exercise("4.1", xavier_std)

# %% [markdown]
# ## 4.2 Write it
#
# A uniform distribution between $-a$ and $a$ has variance $a^2/3$. Set that equal to the rule's variance and solve for $a$.


# %% name="exercise-xavier-bound"
def xavier_bound(n_in, n_out):
    return np.sqrt(3 * 2 / (n_in + n_out))


checks.exercise("4.2", xavier_bound)

# %% [markdown]
# ## 4.3 Predict, then look
#
# Every layer scales the gradient by σ·√n_out = √(n_out/n_in). In the product each hidden size stands once above and once below the line, and cancels. What is left is
# the last size over the first.

# %% name="exercise-gradient-kept"
kept_at_input = np.sqrt(10 / 784)
measured(kept_at_input=kept_at_input)

sizes, ratios = [784, 400, 100, 10], []
for seed in range(10):
    rng = np.random.default_rng(seed)
    g = rng.normal(size=(200, 10))
    sent = wi.rms(g)
    for n_in, n_out in list(zip(sizes[:-1], sizes[1:]))[::-1]:
        g = g @ wi.lecun_normal()(rng, (n_in, n_out)).T
    ratios.append(wi.rms(g) / sent)
measured(arrived=np.mean(ratios))

checks.exercise("4.3", kept_at_input)

# %% [markdown]
# Expected: 0.113<!--kept_at_input-->; measured: 0.11<!--arrived-->. So the miss of LeCun's rule on the way back does not pile up with depth: it depends on the first and the last size only.
#
# ## 4.4 Break it, then fix it
#
# The mean square at layer 50 grows with the gain. Halve the interval again and again.

# %% name="exercise-tanh-gain"
low, high = 1.0, 2.0
while high - low > 0.001:
    middle = (low + high) / 2
    if wi.predict("tanh", middle / 10, 100, 50).second_moment[50] < 0.5**2:
        low = middle
    else:
        high = middle
gain = low
measured(gain=gain)

checks.exercise("4.4", gain)

# %% name="gradient-at-that-gain"
ratio = wi.predict("tanh", gain / 10, 100, 50).gradient_ratio
measured(gradient_at_input=ratio[0])

# %% [markdown]
# A gain of 1.31<!--gain--> holds the signal at 0.5. Theory expects the gradient to come back 3.1<!--gradient_at_input--> times as large after 50 layers. With a gain of 5/3 it was far more; with a gain of 1 it
# shrinks. Which you mind more depends on the net.
