# %% [markdown]
# # Too large, too small
#
# *What goes wrong when the weights start too large, and what when they start too small?*
#
# - **You will learn** what the start does to the signal and to the gradient, why the usual tale has it backwards, one short formula that
#   predicts it, and which histogram not to trust.
# - **You need** matrix products, the chain rule, standard deviation; NumPy at reading level.
# - **Time:** 14 minutes of reading, 20 more for the exercises.

# %% name="set-up" tags=["hide-input"]
import importlib.util
import site

WHEEL = "https://weight-initialization.github.io/weight-initialization/wi_lib-0.3.0-py3-none-any.whl#sha256=1699247ee8f73eff4b506df358b69dd07c65274ff1443739f023d052af93cb38"
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
# A network has 5 layers of 100 sigmoid units each. You draw all its weights from a normal distribution with mean 0. The only thing
# that you choose is their standard deviation σ: a large one, **σ = 1**, or a small one, **σ = 0.01**.
#
# Then you send a gradient of size 1 into the last layer and let it travel back to the input, as training does. **Which start lets
# more of the gradient through?** Keep in mind: where a sigmoid's output is near 0 or 1, its curve is flat, and a flat curve passes on almost
# nothing. Make your guess, then look.
#
# This is the large start. Upper row: the outputs of all units of a layer. Middle row: one unit only. Below: how much of the gradient is left, to be
# read from right to left.

# %% name="large-start" tags=["hide-input"]
# claim: At σ = 1 most outputs pile up at 0 and 1, and the gradient still comes back
# alt: Three views of five sigmoid layers at weight standard deviation 1. Top: in every layer nearly all outputs pile up
#   at 0 and at 1. Middle: one unit does the same. Bottom: the gradient stays near 1 all the way back to the input.
# caption: The large start, σ = 1. Read the lowest row from right to left: it is the gradient on its way back.
def look(std, seed=0, depth=5, width=100):
    """Send 1,000 random inputs forwards, a random gradient back."""
    rng = np.random.default_rng(seed)
    layers = [rng.normal(0, std, (width, width)) for _ in range(depth)]
    x, upstream = rng.normal(size=(2, 1000, width))
    return wi.propagate(layers, x, upstream, activation="sigmoid")


large = look(std=1)
figure = plt.figure(figsize=(6.3, 4))
layers = large.activations[1:]
plotting.plot_signal(figure, layers, large.gradient_ratio, (0, 1))
plt.show()

# %% [markdown]
# Most outputs do sit at 0 or at 1. And the gradient? **Now turn σ yourself**, from 1 down to 0.01, and watch the green line.

# %% name="signal-explorer" tags=["hide-input"]
# claim: With 100 sigmoid units a layer, σ = 0.01 loses the gradient and σ = 1 keeps it
signal_explorer()

# %% [markdown]
# Surprised? You are in good company. The rest of this chapter finds out what happened.
#
# ## The usual tale
#
# Many courses and posts show the upper row of histograms, and tell this story:
#
# > With σ = 1 the sigmoid saturates: its outputs are near 0 or 1, its slope there is nearly 0, so **the gradient vanishes**.
# > With σ = 0.01 the outputs stay near 0.5, where the slope is largest. So **the gradient is fine**; the only trouble is that
# > all units do the same, which limits what the network can express.
#
# It is a good story. Its first half is true: the outputs do saturate, and the slope there is tiny. Look at the slope yourself.

# %% name="sigmoid-slope"
# claim: The sigmoid's slope is at most {slope_at_0}, small beyond ±5, and never exactly 0
# alt: First: the sigmoid rises from 0 to 1. Second: its slope is a bell with a peak of one quarter at 0, and close to 0
#   beyond plus and minus 5.
# caption: Where the sigmoid is flat, its slope is nearly 0. It is nowhere more than a quarter.
z = np.linspace(-8, 8, 321)
sigmoid = wi.ACTIVATIONS["sigmoid"]
fig, (left, right) = plt.subplots(1, 2, figsize=(6.3, 2.4))
left.plot(z, sigmoid(z), color=plotting.BLUE)
left.set(title="the sigmoid φ(z)", xlabel="z")
right.plot(z, sigmoid.derivative(z), color=plotting.GREEN)
right.set(title="its slope φ′(z)", xlabel="z")
plt.show()

slope_at_0, slope_at_5 = sigmoid.derivative(np.array([0.0, 5.0]))
measured(slope_at_0=slope_at_0, slope_at_5=slope_at_5)

# %% [markdown]
# The slope is 0.25<!--slope_at_0--> in the middle and 0.00665<!--slope_at_5--> at ±5: small, but never exactly 0.
#
# Now the second half of the story: does the gradient vanish at σ = 1, and survive at σ = 0.01? That is a claim about a number. So
# measure the number.
#
# ## Measure
#
# One random draw proves nothing. Take ten draws of the weights for each start. (`look`, in a folded cell above, draws the weights, sends 1,000 random inputs
# forwards, and a random gradient back.) The line is their mean (the geometric one, since layers
# multiply), the band reaches from the smallest to the largest.

# %% name="gradient-of-two-starts"
# claim: At σ = 1 the input receives {kept_at_1} of the gradient, at σ = 0.01 {kept_at_001}
# alt: Size of the gradient at the input and at each layer, on a log axis, over ten seeds. For standard deviation 1 the
#   line is flat just below 1. For 0.01 it falls by a factor of about 40 a layer, down to {kept_at_001} at the input.
# caption: Ten draws each: σ = 1 keeps the gradient, σ = 0.01 leaves {kept_at_001} of it.
def gradients(std, depth=5):
    runs = [look(std, seed, depth) for seed in range(10)]
    return np.array([run.gradient_ratio for run in runs])


def typical(ratios):
    return np.exp(np.log(ratios[:, 0]).mean())  # geometric, at the input


ratios = {std: gradients(std) for std in (1, 0.01)}

fig, ax = plt.subplots(figsize=(6.3, 2.8))
plotting.plot_layers(ax, ratios[1], "σ = 1", plotting.ORANGE)
plotting.plot_layers(ax, ratios[0.01], "σ = 0.01", plotting.BLUE, style="s-")
ax.set(xlabel="layer", ylabel="gradient ÷ upstream", ylim=(1e-9, 10))
ax.legend()
plt.show()

measured(kept_at_1=typical(ratios[1]), kept_at_001=typical(ratios[0.01]))
at_input = ratios[1][:, 0]
measured(smallest_at_1=at_input.min(), largest_at_1=at_input.max())

# %% [markdown]
# **The tale is backwards.** With σ = 1 the input still receives 0.76<!--kept_at_1--> of the gradient (from 0.67<!--smallest_at_1--> to
# 0.85<!--largest_at_1--> over ten draws). With σ = 0.01, the start with the healthy-looking slopes, it receives 1·10⁻⁸<!--kept_at_001-->: next to
# nothing.
#
# Is that an accident of five layers? Take twenty.

# %% name="twenty-layers"
deep = {std: gradients(std, depth=20) for std in (1, 0.01)}
measured(deep_at_1=typical(deep[1]), deep_at_001=typical(deep[0.01]))

# %% [markdown]
# Twenty layers leave 0.54<!--deep_at_1--> of the gradient at σ = 1, and 9·10⁻³³<!--deep_at_001--> at σ = 0.01.
#
# ## Explain
#
# What was missing in the story? The weights. On its way back through a layer, the gradient is multiplied by the slope **and by the
# weights**, and it is summed over all the units of the layer:
#
# $$g_{\text{in}} = (g_{\text{out}} \odot \varphi'(z))\, W^{T}$$
#
# Follow the sizes. The product with φ′ changes the size by about rms(φ′), the root mean square of the slopes. The product with the weights adds
# up $n$ random terms, each of size σ. Random terms partly cancel, so $n$ of them grow like $\sqrt n$, not like $n$. Together:
#
# $$\frac{\text{gradient in}}{\text{gradient out}} \;\approx\; \sigma \cdot \sqrt n \cdot \operatorname{rms}(\varphi')$$
#
# Put in the numbers of the last layer.

# %% name="factor-of-a-layer"
def slope_of(output):
    return output * (1 - output)  # the sigmoid's slope, from its output


def rms_slope(std):
    outputs = [look(std, seed).activations[5] for seed in range(10)]
    return wi.rms(slope_of(np.concatenate(outputs)))


rms_at_1, rms_at_001 = rms_slope(1), rms_slope(0.01)
root_n = np.sqrt(100)
measured(rms_at_1=rms_at_1, factor_at_1=1 * root_n * rms_at_1)
measured(rms_at_001=rms_at_001, factor_at_001=0.01 * root_n * rms_at_001)

# %% [markdown]
# | | σ·√n | rms(φ′) | factor of one layer |
# |---|---|---|---|
# | σ = 1 | 10 | 0.10<!--rms_at_1--> | 1.0<!--factor_at_1--> |
# | σ = 0.01 | 0.1 | 0.25<!--rms_at_001--> | 0.025<!--factor_at_001--> |
#
# At σ = 1 the slopes are small, but the weights pay it back: ten times 0.10<!--rms_at_1--> is about 1. At σ = 0.01 the slopes are as
# good as a sigmoid can have, and it does not help: **both** numbers are below 1, and their product is tiny. Multiply five factors of
# 0.025<!--factor_at_001-->, and 10⁻⁸ is left.
#
# The formula needs no simulation at all. In a wide layer the sums $z$ are close to normal, so rms(φ′) is an average over a normal
# distribution, and `wi.predict` computes it. Theory (dashed) on top of the measurement:

# %% name="theory-and-measurement"
# claim: The factor of a layer, σ·√n·rms(φ′), predicts what comes back from both starts
# alt: The measured gradient sizes of the two starts, with dashed theory lines that lie on top of them.
# caption: The formula (dashed) and the measurement (marks) agree.
fig, ax = plt.subplots(figsize=(6.3, 2.8))
theory = {}
marks = {1: (plotting.ORANGE, "o"), 0.01: (plotting.BLUE, "s")}
for std, (color, mark) in marks.items():
    expected = wi.predict("sigmoid", std, width=100, depth=5)
    theory[std] = expected.gradient_ratio
    plotting.plot_layers(ax, ratios[std], f"σ = {std}", color, style=mark)
    plotting.plot_layers(ax, theory[std], "theory", color, style="--")
ax.set(xlabel="layer", ylabel="gradient ÷ upstream", ylim=(1e-9, 10))
ax.legend(ncols=2)
plt.show()

measured(theory_at_1=theory[1][0], theory_at_001=theory[0.01][0])

# %% [markdown]
# Theory says 0.78<!--theory_at_1--> and 9.7·10⁻⁹<!--theory_at_001-->. It is made for very wide layers, and 100 units are nearly wide enough.
#
# You may have read that *outside ±5 the gradient is 0*, or that *saturated means vanishing*. Both leave out the weights.
#
# ## What is really wrong with σ = 1
#
# So is σ = 1 a good start? No. But for another reason: the gradient that arrives is **spiky**. Look at the gradient at the sums $z$ of
# the first layer, where the weights will be updated.

# %% name="spiky-gradient"
# claim: At σ = 1 one entry in a hundred carries {top_percent%} of the gradient's energy
# alt: Histogram of the sizes of the gradient entries in layer 1 on a log axis, for standard deviation 1. They spread
#   over more than ten powers of ten; the median is far to the left of the root mean square.
# caption: Most entries are tiny and a few are large: the root mean square lies far to the right of the median.
runs = [look(std=1, seed=seed) for seed in range(10)]
delta = [run.gradients[1] * slope_of(run.activations[1]) for run in runs]
sizes = np.abs(np.concatenate(delta)).ravel()
median_delta, rms_delta = np.median(sizes), wi.rms(sizes)

fig, ax = plt.subplots(figsize=(6.3, 2.6))
powers = np.log10(np.maximum(sizes, 1e-18))
ax.hist(powers, 80, range=(-14, 1), color=plotting.ORANGE, alpha=0.5)
ax.axvline(np.log10(median_delta), color=plotting.INK, label="median")
ax.axvline(np.log10(rms_delta), color=plotting.INK, ls="--", label="rms")
ax.set(title="gradient at layer 1, σ = 1", xlabel="power of ten", yticks=[])
ax.legend()
plt.show()

measured(median_delta=median_delta, rms_delta=rms_delta)
measured(top_percent=wi.energy_share(sizes, top=0.01))

# %% name="saturated-shares"
saturated = [[layer.saturated for layer in run.stats[1:]] for run in runs]
by_layer = np.mean(saturated, axis=0)
measured(most_saturated=by_layer.max(), least_saturated=by_layer.min())

# %% [markdown]
# Between 66%<!--least_saturated--> and 77%<!--most_saturated--> of the outputs are saturated (below 0.05 or above 0.95). Where a unit is
# saturated, almost no gradient passes; where it is not, far too much does. The typical entry is 5·10⁻⁴<!--median_delta-->, the root mean
# square 0.077<!--rms_delta-->. **One entry in a hundred carries 42%<!--top_percent--> of the energy** (the sum of
# squares). The gradient comes back, but through the few units that happen to sit in the middle.
#
# So two starts, two different diseases: σ = 0.01 passes on almost nothing, σ = 1 passes on enough, but to the wrong few.
#
# ## The picture that hides the failure
#
# Between the two lies a start that many recommend for the sigmoid: σ = 1/√n, here 0.1. (It is often called Xavier's rule; it is LeCun's.) **Predict:**
# its histograms look round and healthy. Does the signal get through?

# %% name="pooled-picture"
# claim: A wide histogram of a whole layer can hide units that no longer respond
# alt: Two rows of five histograms for standard deviation 0.1. Upper row, all units pooled: wide in every layer. Lower
#   row, one unit over the inputs: it narrows from layer to layer to a single spike.
# caption: The same layers twice: pooled, all looks healthy; one unit alone falls silent.
medium = look(std=0.1)
unit_1 = [h[:, 0] for h in medium.activations[1:]]
fig, axes = plt.subplots(2, 5, figsize=(6.3, 2.8))
plotting.plot_histograms(axes[0], medium.activations[1:], (0, 1))
plotting.plot_histograms(axes[1], unit_1, (0, 1), plotting.ORANGE)
axes[0, 0].set_ylabel("all units")
axes[1, 0].set_ylabel("unit 1 only")
plt.show()

runs = [look(std=0.1, seed=seed) for seed in range(10)]
pooled = np.mean([run.stats[5].std for run in runs])
one_unit = np.mean([run.stats[5].unit_std for run in runs])
kept = np.mean([run.gradient_ratio[0] for run in runs])
measured(pooled=pooled, one_unit=one_unit, times=pooled / one_unit)
measured(kept_at_01=kept)

# %% [markdown]
# The upper row pools all outputs of a layer, as most published pictures of this kind do. In layer 5 its std is
# 0.12<!--pooled-->: wide and healthy. The lower row takes **one unit** and asks how much it moves when the input changes. In layer 5 that is
# 0.00063<!--one_unit-->, some 190<!--times--> times less. Each unit has settled at a constant of its own; the upper row shows the
# differences *between* the constants. The network has stopped listening to its input, and the gradient agrees:
# 6.4·10⁻⁴<!--kept_at_01--> of it comes back.
#
# You may have read that *a wide histogram is a healthy one*. Ask for both rows.
#
# ## Try your own values
#
# The explorer at the top shows a grid of values worked out beforehand. The bench below computes: any σ, depth, width and seed, and any activation. Pass
# your own with `signal_bench({"mine": wi.Activation("mine", fn, derivative)})`.

# %% name="signal-bench"
signal_bench(std=0.1)

# %% [markdown]
# ## Check yourself
#
# Answer first. Then open your answer: it says whether you are right, and why.

# %% [markdown] name="question-steepest-part"
# **1. All five layers have sigmoid outputs near 0.5, in the steepest part of the curve. Is the gradient safe?**
#
# <details><summary>A. No: outputs so near 0.5 come from a small σ·√n.</summary>
#
# **Right.** From layer 2 on the inputs are near ½, so the sums have a spread of about σ·√n/2. Where that is small, so is the factor of a layer, which
# is at most σ·√n/4. At σ = 0.01 it is 0.025<!--factor_at_001-->.
#
# </details>
# <details><summary>B. Yes: the slope is as large as it can be.</summary>
#
# **Not so:** *“a steep curve is enough”*. The largest slope of a sigmoid is ¼, and the weights count as much. With σ·√n = 0.1 a layer passes on a
# fortieth.
#
# </details>
# <details><summary>C. Yes: nothing is saturated, and only saturation stops a gradient.</summary>
#
# **Not so:** *“only saturation stops gradients”*. At σ = 0.01 nothing is saturated, and 1·10⁻⁸<!--kept_at_001--> of the gradient comes back.
#
# </details>
# <details><summary>D. No: sigmoid gradients always vanish.</summary>
#
# **Not so:** *“sigmoids always vanish”*. At σ = 1 and width 100, 0.76<!--kept_at_1--> of it came back.
#
# </details>

# %% [markdown] name="question-wide-histogram"
# **2. The pooled histogram of layer 5 is wide. What follows?**
#
# <details><summary>A. The units tell the inputs apart.</summary>
#
# **Not so:** *“a wide histogram is healthy”*. The width can come from differences between units that each give every input the same answer. At σ = 0.1
# the pooled spread was some 190<!--times--> times that of one unit.
#
# </details>
# <details><summary>B. The layer is saturated.</summary>
#
# **Not so:** *“wide means saturated”*. Saturated means piled up at the ends, and you would see that. A wide histogram need not be.
#
# </details>
# <details><summary>C. The gradient comes back: where the signal is, the gradient is, too.</summary>
#
# **Not so:** *“the picture shows the gradient”*. At σ = 0.1 the pooled picture was wide, and 6.4·10⁻⁴<!--kept_at_01--> of the gradient came back. A
# histogram of outputs does not show the weights.
#
# </details>
# <details><summary>D. Nothing yet: look at one unit over the inputs.</summary>
#
# **Right.** The pooled spread mixes the spread over inputs with the spread over units. Only the first carries information about the input.
#
# </details>

# %% [markdown] name="question-four-times-as-wide"
# **3. You make every layer four times as wide and keep σ = 1. What happens to the gradient?**
#
# <details><summary>A. Nothing: σ has not changed.</summary>
#
# **Not so:** *“σ alone sets the size”*. Look again at the formula: √n is in it, too. Try "units a layer" in the explorer.
#
# </details>
# <details><summary>B. It shrinks: the larger sums saturate more units.</summary>
#
# **Not so:** *“saturated means vanished”*. More units are saturated, and rms(φ′) falls. But √n grows faster than rms(φ′) falls.
#
# </details>
# <details><summary>C. It grows in every layer, but less than twofold.</summary>
#
# **Right.** √n doubles, while more saturation lowers rms(φ′): the factor of a layer, which was about 1, becomes about √2. Over many layers that is an
# explosion. Exercise 3.4 shows it.
#
# </details>
# <details><summary>D. It doubles in every layer.</summary>
#
# **Not so:** *“the slopes stay as they are”*. √n doubles, but the larger sums saturate more units, so rms(φ′) falls. The factor becomes about √2 times
# as large, not twice.
#
# </details>

# %% [markdown]
# ## Exercises
#
# Replace the three dots, run the cell, and the check answers at once. Solutions are [on their own page](../solutions/03-too-large-too-small.ipynb).
#
# **3.1 Compute.** By what factor does one sigmoid layer of 100 units scale the gradient at σ = 0.01? Use the formula, not the table above.

# %% name="exercise-layer-factor"
factor = ...

checks.exercise("3.1", factor)

# %% [markdown]
# **3.2 Look behind the pooled histogram.** Write a function that takes the outputs `h` of a layer, shape (inputs, units), and returns the spread (standard deviation) of every
# unit over the inputs, shape (units,).


# %% name="exercise-unit-spread"
def unit_spread(h):
    return ...


checks.exercise("3.2", unit_spread)

# %% [markdown]
# **3.3 Find the edge.** At which σ does a deep sigmoid net of width 100 neither shrink nor grow the gradient? Find it to within 3 per cent with
# `wi.theory.deep_gradient_factor("sigmoid", std, 100)`, or roughly with the bench: take many layers, and more than one seed.

# %% name="exercise-edge"
edge = ...

checks.exercise("3.3", edge)

# %% [markdown]
# **3.4 Break it, then fix it.** Now the net has 20 layers of 400 units. Try your answer from 3.3: what goes wrong? Then give a σ with which
# between a tenth and ten times the gradient comes back.

# %% name="exercise-wider-layers"
std_for_400 = ...

checks.exercise("3.4", std_for_400)

# %% [markdown]
# ## In this chapter
#
# - A layer scales the gradient by **σ·√n·rms(φ′)**: the weights count as much as the slope.
# - At width 100, σ = 1 keeps most of a sigmoid's gradient; σ = 0.01 leaves a hundred-millionth after five layers.
# - σ = 1 is still a poor start: most units are saturated, and a few entries carry the gradient.
# - A pooled histogram can look healthy while every single unit has stopped responding. Look at one unit over the inputs.
#
# **Next:** choose σ so that the signal keeps its size on the way forwards *and* the gradient on the way back. That is what LeCun, Glorot and Bengio worked out:
# [Xavier (and LeCun)](04-xavier.ipynb).
#
# **Sources.** X. Glorot and Y. Bengio, [*Understanding the difficulty of training deep feedforward neural
# networks*](../references.md#glorot-and-bengio-2010), 2010 (they advise against the sigmoid started from small random weights). S. Schoenholz et al.,
# [*Deep information propagation*](../references.md#schoenholz-et-al-2017), 2017 (the factor of a layer). K. Saito, [*Deep Learning from
# Scratch*](../references.md#saito-2016), chapter 6 (the five-layer experiment that most posts repeat).
