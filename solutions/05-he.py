# %% [markdown]
# # Solutions: He
#
# Try the [exercises](../chapters/05-he.ipynb) first. There is often more than one way; here is one of each.

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
# ## 5.1 Compute
#
# The rule names the variance, 2/n_in. The standard deviation is its root.

# %% name="exercise-he-std"
he_std = np.sqrt(2 / 256)
measured(he_std=he_std)

checks.exercise("5.1", he_std)

# %% [markdown]
# ## 5.2 Write it
#
# A layer keeps (1 + α²)/2 of the mean square. The gain multiplies the mean square by its own square, so that gain² · (1 + α²)/2 must be 1.


# %% name="exercise-leaky-gain"
def leaky_gain(alpha):
    return np.sqrt(2 / (1 + alpha**2))


checks.exercise("5.2", leaky_gain)

# %% [markdown]
# ## 5.3 Predict, then look
#
# With LeCun's rule the sums keep the mean square, and ReLU halves it: 2⁻²⁰ of it is left after twenty layers. The rms is its root, 2⁻¹⁰.

# %% name="exercise-rms-left"
rms_left = np.sqrt(0.5**20)
theory = wi.predict("relu", 1 / np.sqrt(100), width=100, depth=20)
measured(rms_left=rms_left, by_theory=np.sqrt(theory.second_moment[20]))

checks.exercise("5.3", rms_left)

# %% [markdown]
# ## 5.4 Break it, then fix it
#
# The mean square that comes out grows with the gain. Halve the interval again and again. (No formula with a root this time: unlike ReLU, the ELU changes its share with the size of the sums.)

# %% name="exercise-elu-gain"
elu = wi.Activation(
    "elu",
    lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
    lambda z: np.where(z > 0, 1.0, np.exp(np.minimum(z, 0))),
)

low, high = 1.0, 2.0
while high - low > 0.0001:
    middle = (low + high) / 2
    if wi.theory.second_moment(elu, middle**2) < 1:
        low = middle
    else:
        high = middle
elu_gain = low
measured(elu_gain=elu_gain)

checks.exercise("5.4", elu_gain)

# %% name="elu-in-a-deep-net"
def after(gain, depth=50, width=400):
    found = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        init = wi.normal(gain / np.sqrt(width))
        layers = wi.random_layers(depth, width, init, rng)
        seen = wi.propagate(layers, rng.normal(size=(20, width)),
                            activation=elu, keep="stats")
        found.append(seen.stats[-1].second_moment)
    return np.mean(found)


measured(with_he=after(np.sqrt(2)), with_elu_gain=after(elu_gain))

# %% [markdown]
# A gain of 1.28<!--elu_gain-->. Measured after 50 layers of 400 units, the mean square is 1.0<!--with_elu_gain--> with it, and 21<!--with_he--> with He's gain.
