# %% [markdown]
# # Solutions: Where learning starts
#
# Try the [exercises](../chapters/01-where-learning-starts.ipynb) first. There is often more than one way; here is one of each.

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
# ## 1.1 Compute
#
# Every term has the variance $\sigma^2 E[x^2]$, and 784 variances add up. The standard deviation is the root.

# %% name="exercise-std-of-sums"
std_of_z = np.sqrt(784 * 0.01**2 * 0.1)
measured(std_of_z=std_of_z)

checks.exercise("1.1", std_of_z)

# %% [markdown]
# ## 1.2 Compute
#
# The mean square of a uniform distribution on ±b is $b^2/3$. Set it equal to the square of the std and solve for b.


# %% name="exercise-uniform-bound"
def uniform_bound(std):
    return np.sqrt(3) * std


checks.exercise("1.2", uniform_bound)

# %% [markdown]
# ## 1.3 Break out
#
# The path must not settle in B, and must settle in C: the learning rate lies between their limits, 2 divided by their curvatures. Somewhere in between it works; here are some tries.

# %% name="exercise-into-valley-c"
minima, _ = wi.valleys(wi.three_valleys)
limits = 2 / wi.descent.curvature(wi.three_valleys, minima)
measured(limit_b=limits[1], limit_c=limits[2])

for lr in (0.1, 0.2, 0.3, 0.5, 0.7):
    end = wi.descend(wi.three_valleys, -0.3, lr, steps=30)[-1]
    print(f"lr = {lr}: w = {end:.2f}")

lr_into_c = 0.3
checks.exercise("1.3", lr_into_c)

# %% [markdown]
# The limits are 0.083<!--limit_b--> and 0.72<!--limit_c-->. At 0.1 and 0.2 the path is caught in a bounce inside B: the leaps are too short for the hill. At 0.3 and 0.5
# they carry it into C, where it settles. At 0.7, close below C's limit, it has not settled yet. So the limits tell where a path can settle. Whether it leaves, and where it lands, only trying tells.
#
# ## 1.4 Fix
#
# The sums are √400·σ = 20 σ times as large as the inputs. Set this equal to 1.

# %% name="exercise-fixed-sums"
std_for_400 = 1 / np.sqrt(400)

checks.exercise("1.4", std_for_400)

# %% [markdown]
# The rule σ = 1/√n will come back: it is LeCun's, and half of Xavier's.
