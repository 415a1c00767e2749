# %% [markdown]
# # {title}
#
# *✎ What does this chapter find out, in one question?*
#
# - **You will learn** ✎ four things at most.
# - **You need** ✎ what a reader has to know before.
# - **Time:** 20 minutes of reading, 10 more for the exercises.

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
import matplotlib.pyplot as plt
import numpy as np

from wi_lib import checks, measured, plotting
from wi_lib.benches import signal_bench
from wi_lib.explorers import signal_explorer

plotting.set_style()

# %% [markdown]
# ## Predict first
#
# ✎ Describe the experiment in three or four sentences. Ask for a guess that can be wrong. Here is an example: a gradient
# of size 1 goes into the last of five sigmoid layers, whose weights have std `0.2`. **How much of it arrives at the
# input?** Make your guess.


# %% name="predict-your-gradient" tags=["hide-input"]
from wi_lib.predictions.chapter_NN import your_gradient_prediction


def gradient(std, seed, depth=5, width=100):
    rng = np.random.default_rng(seed)
    layers = [rng.normal(0, std, (width, width)) for _ in range(depth)]
    x, upstream = rng.normal(size=(2, 500, width))
    net = wi.propagate(layers, x, upstream, activation="sigmoid")
    return net.gradient_ratio


ratios = np.array([gradient(0.2, seed) for seed in range(5)])
left = np.exp(np.log(ratios[:, 0]).mean())
your_gradient_prediction(left)

# %% name="your-figure" tags=["hide-input", "answer"]
# claim: ✎ What is to be seen, in one sentence without a full stop: the title of its slide
# alt: ✎ Say what the figure shows to somebody who cannot see it: here, a line that falls from layer 5 to the input.
# caption: ✎ Say in a sentence what to see: here, that little is left at the input.
fig, ax = plt.subplots(figsize=(6.3, 2.8))
plotting.plot_layers(ax, ratios, "σ = 0.2", plotting.GREEN)
ax.set(xlabel="output of layer", ylabel="gradient ÷ upstream")
ax.legend()
plt.show()

measured(kept=left)

# %% [markdown]
# ✎ Say what came out, in figures that the cell has printed: 0.0096<!--kept--> of the gradient is left. This paragraph
# is folded, as the figure is, until readers commit.
#
# ✎ Then hand over the controls.

# %% name="your-explorer" tags=["hide-input"]
# claim: ✎ What a lecturer shows with it, in one sentence: the title of its slide
signal_explorer(activations=("sigmoid",), depths=(5,), widths=(100,))

# %% [markdown]
# ## Explain
#
# ✎ Say why, step by step, and end with the formula:
#
# $$\frac{\text{gradient in}}{\text{gradient out}} \;\approx\; \sigma \cdot \sqrt n \cdot \operatorname{rms}(\varphi')$$
#
# ## Try your own values
#
# ✎ The bench computes live. Say what is worth trying.

# %% name="your-bench"
# claim: ✎ What its picture shows, in one sentence: the title of its slide
signal_bench(std=0.2)

# %% [markdown]
# ## Check yourself
#
# Answer first. Then open your answer: it says whether you are right, and why.

# %% [markdown] name="question-your-first"
# **1. ✎ A question about the idea, not about a figure?**
#
# <details><summary>A. ✎ A likely mistake.</summary>
#
# **Not so:** *“✎ the mistaken belief in a few words”*. ✎ Say what is wrong with it.
#
# </details>
# <details><summary>B. ✎ The right answer.</summary>
#
# **Right.** ✎ Say why.
#
# </details>
# <details><summary>C. ✎ Another likely mistake.</summary>
#
# **Not so:** *“✎ another belief”*. ✎ Say what is wrong with it.
#
# </details>

# %% [markdown] name="question-your-second"
# **2. ✎ A question about a new case?**
#
# <details><summary>A. ✎ The right answer.</summary>
#
# **Right.** ✎ Say why.
#
# </details>
# <details><summary>B. ✎ A likely mistake.</summary>
#
# **Not so:** *“✎ the mistaken belief”*. ✎ Say what is wrong with it.
#
# </details>
# <details><summary>C. ✎ Another likely mistake.</summary>
#
# **Not so:** *“✎ another belief”*. ✎ Say what is wrong with it.
#
# </details>

# %% [markdown] name="question-your-third"
# **3. ✎ A question about the misconception that matters most?**
#
# <details><summary>A. ✎ A likely mistake.</summary>
#
# **Not so:** *“✎ the mistaken belief”*. ✎ Say what is wrong with it.
#
# </details>
# <details><summary>B. ✎ Another likely mistake.</summary>
#
# **Not so:** *“✎ another belief”*. ✎ Say what is wrong with it.
#
# </details>
# <details><summary>C. ✎ The right answer.</summary>
#
# **Right.** ✎ Say why.
#
# </details>

# %% [markdown]
# ## Exercises
#
# Replace the three dots, run the cell, and the check answers at once. Solutions are
# [on their own page](../solutions/{slug}.ipynb).
#
# **{number}.1 Compute.** ✎ A number that follows from the formula: here, one sigmoid layer of 100 units, with σ at `0.01`,
# multiplies the gradient by what?

# %% name="exercise-your-first"
factor = ...

checks.exercise("{number}.1", factor)

# %% [markdown]
# **{number}.2 Look closer.** ✎ A small function to write: here, the std of each unit over the inputs.


# %% name="exercise-your-second"
def unit_spread(h):
    return ...


checks.exercise("{number}.2", unit_spread)

# %% [markdown]
# **{number}.3 Find it.** ✎ A value to find with the bench: here, the σ that lets the whole gradient come back.

# %% name="exercise-your-third"
edge = ...

checks.exercise("{number}.3", edge)

# %% [markdown]
# ## In this chapter
#
# - ✎ What the reader now knows: one line for each promise at the top.
#
# **Next:** ✎ the question that is still open.
#
# **Sources.** ✎ Author, *title*, year (what it is the source of).
