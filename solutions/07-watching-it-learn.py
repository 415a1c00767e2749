# %% [markdown]
# # Solutions: Watching it learn
#
# Try the [exercises](../chapters/07-watching-it-learn.ipynb) first. There is often more than one way; here is one of each.

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
# ## 7.1 Compute
#
# A comparison of an array gives True and False for every entry; the mean of those is the share. For arrays, "or" is written `|`, with brackets around each
# comparison.


# %% name="exercise-saturated-share"
def saturated(h):
    return np.mean((h < 0.05) | (h > 0.95))


checks.exercise("7.1", saturated)

# %% [markdown]
# ## 7.2 Predict
#
# Two steps lead from the output to layer 1. Each multiplies by σ, by the root of the number of units above, and by a slope of about ¼:

# %% name="exercise-first-over-output"
to_layer_2 = 0.02 * np.sqrt(10) / 4
to_layer_1 = 0.02 * np.sqrt(50) / 4
first_over_output = to_layer_2 * to_layer_1
measured(first_over_output=first_over_output)

checks.exercise("7.2", first_over_output)

# %% [markdown]
# ## 7.3 Break it
#
# Small weights are the quiet way. ReLU passes on about half of the gradient's entries, so the formula needs rms(φ′) = √½ in place of ¼. At σ = 0.005, this
# little of the gradient comes to layer 1:

# %% name="exercise-broken-start"
broken_std = 0.005
measured(relu_arrives=broken_std**2 * np.sqrt(10 * 50) / 2)

checks.exercise("7.3", broken_std)

# %% [markdown]
# About 0.00028<!--relu_arrives--> of it. There is a way at the other end, too: with σ = 5, say, the first steps are so violent that the net still guesses after 300.
#
# ## 7.4 Fix it
#
# Both dials have to move. A sigmoid has the slope ¼, so give it about four times LeCun's std: 4/√n. Layer 1 has 196 inputs, layer 2 has 100, the output
# layer 50. One σ has to serve them all, so take the one in the middle. And take larger steps.

# %% name="exercise-repaired-start"
std, lr = 4 / np.sqrt(100), 1
measured(std=std)

checks.exercise("7.4", {"std": std, "lr": lr})

# %% [markdown]
# σ = 0.4<!--std--> does it. Many other pairs do, too: try half of it with learning rate 3. Why four times? Chapter 6 asks that question.
