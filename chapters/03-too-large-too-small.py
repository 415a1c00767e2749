# %% [markdown]
# # Too large, too small
#
# *What goes wrong when the weights start too large, and what when they start too small?*
#
# - **You will learn** three questions to ask of a start, why the usual story has its answers backwards, one short formula that
#   predicts them, and which histogram not to trust.
# - **You need** matrix products, the chain rule, standard deviation; NumPy at reading level.
# - **Time:** 19 minutes of reading, 20 more for the exercises.

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
from wi_lib.explorers import neighbours_explorer, signal_explorer

plotting.set_style()

# %% [markdown]
# ## Predict first
#
# A network has 5 layers of 100 sigmoid units each. You draw all its weights from a normal distribution with mean 0. The only thing
# that you choose is their standard deviation σ: a large one, **σ = 1**, or a small one, **σ = 0.01**.
#
# Then you send a gradient of size 1 into the last layer and let it travel back to the input, as training does. **Which start lets
# more of the gradient through?** Keep in mind: where a sigmoid's output is near 0 or 1, its curve is flat, and a flat curve passes on almost
# nothing.
#
# Begin with the large start. (If you have turned σ on the first page of this book, you have seen how much arrives. Then draw what happens on the way.)
#
# **Predict:** five layers of 100 sigmoid units start with σ = 1. A gradient of size 1 is sent into layer 5. Draw it: how does its size change on its way back,
# from layer to layer, down to the input?


# %% name="predict-way-back" tags=["hide-input"]
from wi_lib.predictions.chapter_03 import way_back_prediction


def look(std, seed=0, depth=5, width=100):
    """Send 1,000 random inputs forwards, a random gradient back."""
    rng = np.random.default_rng(seed)
    layers = [rng.normal(0, std, (width, width)) for _ in range(depth)]
    x, upstream = rng.normal(size=(2, 1000, width))
    return wi.propagate(layers, x, upstream, activation="sigmoid")


large = look(std=1)
way_back_prediction(large.gradient_ratio)

# %% name="large-start" tags=["hide-input", "answer"]
# claim: At σ = 1 most outputs pile up at 0 and 1, and the gradient still comes back
# alt: Three views of five sigmoid layers at weight standard deviation 1. Top: in every layer the tallest bars are those
#   at 0 and at 1. Middle: a typical unit of each layer. Bottom: the gradient stays near 1 all the way back to the input.
# caption: The large start, σ = 1. Read the lowest row from right to left: it is the gradient on its way back.
figure = plt.figure(figsize=(6.3, 4))
layers = large.activations[1:]
plotting.plot_signal(figure, layers, large.gradient_ratio, (0, 1))
plt.show()

# %% [markdown]
# This is the large start. Upper row: the outputs of all units of a layer; most of them do sit near 0 or near 1 (below 0.05 or above 0.95). Middle row: one unit
# only. Below: how much of the gradient is left. Most of it comes back.

# %% [markdown]
# **Now turn σ yourself**, from [1](#signal:std=1) down to [0.01](#signal:std=0.01), and watch the green line.

# %% name="signal-explorer" tags=["hide-input"]
# claim: One dial, σ, changes what goes forwards and what comes back
signal_explorer()

# %% [markdown]
# Surprised? The rest of this chapter finds out what happened. It asks **three questions** of a start:

# %% [markdown] name="three-questions" claim="A start has to answer three questions"
# 1. Is the **size** of the signal kept?
# 2. Are inputs **kept apart, and neighbours kept together**? A net can shrink all inputs to one answer, or scramble them.
# 3. Does the **gradient** come back?

# %% [markdown]
# No single figure answers all three.
#
# ## The usual story
#
# Many courses and posts show such histograms of all units together, and tell this story:

# %% [markdown] name="usual-story" claim="The usual story: the gradient vanishes at σ = 1, and is fine at σ = 0.01"
# > With σ = 1 the sigmoid saturates: its outputs are near 0 or 1, its slope there is nearly 0, so **the gradient vanishes**.
# > With σ = 0.01 the outputs stay near 0.5, where the slope is largest. So **the gradient is fine**; the only trouble is that
# > all units do the same, which limits what the network can express.

# %% [markdown]
# Its first half is true: most outputs do saturate, and the slope there is tiny. Look at the slope yourself.

# %% name="sigmoid-slope" tags=["hide-input"]
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
# The sigmoid is $\varphi(z) = 1/(1 + e^{-z})$. Its slope is $\varphi(z)\,(1 - \varphi(z))$, so you can compute it from the output $h$: it is $h\,(1 - h)$.
# The slope is 0.25<!--slope_at_0--> in the middle and 0.00665<!--slope_at_5--> at ±5: small, but never exactly 0.
#
# Now the second half of the story: does the gradient vanish at σ = 1, and survive at σ = 0.01? That is a claim about a number. So
# measure the number.
#
# ## Measure
#
# The whole experiment is a dozen lines of NumPy, which you can copy anywhere. `look`, in a folded cell above, does the same with `wi.propagate`.

# %% name="plain-numpy" tags=["argument"]
# claim: A dozen lines of NumPy measure it: in this draw {by_hand} of the gradient comes back
rng = np.random.default_rng(0)
layers = [rng.normal(0, 1, (100, 100)) for _ in range(5)]
x, upstream = rng.normal(size=(2, 1000, 100))

h, outputs = x, []
for W in layers:  # forwards
    h = 1 / (1 + np.exp(-h @ W))
    outputs.append(h)

g = upstream
for W, h in zip(layers[::-1], outputs[::-1]):  # backwards
    g = (g * h * (1 - h)) @ W.T

by_hand = np.sqrt((g**2).mean() / (upstream**2).mean())
measured(by_hand=by_hand, by_library=large.gradient_ratio[0])
assert np.isclose(by_hand, large.gradient_ratio[0])

# %% [markdown]
# In this draw the input receives 0.76<!--by_hand--> of the gradient. But one draw proves little. Take ten draws of the weights for each start. The line
# is their mean (the geometric one, since layers multiply), the band reaches from the smallest to the largest.


# %% name="gradient-of-two-starts"
# claim: The input receives {kept_at_1} of the gradient at σ = 1, and {kept_at_001} at σ = 0.01
# alt: Size of the gradient at the input and at each layer, on a log axis, over ten seeds. For standard deviation 1 the
#   line is flat just below 1. For 0.01 each layer leaves {per_layer}, down to {kept_at_001} at the input.
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
ax.set(xlabel="layer", ylabel="gradient ÷ sent in", ylim=(1e-9, 10))
ax.legend()
plt.show()

measured(kept_at_1=typical(ratios[1]), kept_at_001=typical(ratios[0.01]))
at_input = ratios[1][:, 0]
measured(smallest_at_1=at_input.min(), largest_at_1=at_input.max())
measured(per_layer=typical(ratios[0.01]) ** (1 / 5))

# %% [markdown]
# **The story is backwards.** With σ = 1 the input still receives 0.76<!--kept_at_1--> of the gradient (from 0.67<!--smallest_at_1--> to
# 0.85<!--largest_at_1--> over ten draws). With σ = 0.01, the start with the healthy-looking slopes, it receives 1·10⁻⁸<!--kept_at_001-->: next to
# nothing. (The explorer takes five of these ten draws, and other inputs: its last digit may differ.)
#
# Is that an accident of five layers? Take twenty.

# %% name="twenty-layers"
deep = {std: gradients(std, depth=20) for std in (1, 0.01)}
measured(deep_at_1=typical(deep[1]), deep_at_001=typical(deep[0.01]))
measured(deep_low=deep[1][:, 0].min(), deep_high=deep[1][:, 0].max())

# %% [markdown]
# Twenty layers leave 0.54<!--deep_at_1--> of the gradient at σ = 1 (the mean of ten draws, which differ much: from 0.21<!--deep_low--> to 0.98<!--deep_high-->), and
# 9·10⁻³³<!--deep_at_001--> at σ = 0.01.
#
# ## Explain
#
# What was missing in the story? The weights. On its way back through a layer, the gradient is multiplied by the slope **and by the
# weights**, and it is summed over all the units of the layer:

# %% [markdown] name="way-back-formula" claim="The gradient is multiplied by the slopes and summed with the weights"
# $$g_{\text{in}} = (g_{\text{out}} \odot \varphi'(z))\, W^{T}$$

# %% [markdown]
# (⊙ multiplies two arrays entry by entry.) Follow the sizes. The product with φ′ changes the size by about rms(φ′), the root mean square of the slopes. The product with the weights adds
# up $n$ random terms, each of size σ. Random terms partly cancel, so $n$ of them grow like $\sqrt n$, not like $n$. Together:

# %% [markdown] name="factor-formula" claim="On the way back the weights count as much as the slopes"
# $$\frac{\text{gradient in}}{\text{gradient out}} \;\approx\; \sigma \cdot \sqrt n \cdot \operatorname{rms}(\varphi')$$

# %% [markdown]
# Put in the numbers of the last layer.


# %% name="factor-of-a-layer" tags=["argument"]
# claim: The factor of one layer: {factor_at_1} at σ = 1, {factor_at_001} at σ = 0.01
def slope_of(output):
    return output * (1 - output)  # the sigmoid's slope, from its output


def rms_slope(std):
    outputs = [look(std, seed).activations[5] for seed in range(10)]
    return wi.rms(slope_of(np.concatenate(outputs)))


rms_at_1, rms_at_001 = rms_slope(1), rms_slope(0.01)
root_n = np.sqrt(100)
measured(rms_at_1=rms_at_1, factor_at_1=1 * root_n * rms_at_1)
measured(rms_at_001=rms_at_001, factor_at_001=0.01 * root_n * rms_at_001)

# %% [markdown] name="factors-of-two-starts" claim="At σ = 1 weights make up for small slopes; at σ = 0.01 no slope is steep enough"
# | | σ·√n | rms(φ′) | factor of one layer |
# |---|---|---|---|
# | σ = 1 | 10 | 0.10<!--rms_at_1--> | 1.0<!--factor_at_1--> |
# | σ = 0.01 | 0.1 | 0.25<!--rms_at_001--> | 0.025<!--factor_at_001--> |

# %% [markdown]
# At σ = 1 the slopes are small, but the weights are large: ten times 0.10<!--rms_at_1--> is about 1. At σ = 0.01 the slopes are as
# good as a sigmoid can have, and it does not help: **both** numbers are below 1, and their product is tiny. Multiply five factors of
# 0.025<!--factor_at_001-->, and 10⁻⁸ is left.
#
# What if the layers become wider, and σ stays 1? Take nine times as many units. Then √n is three times as large, and so are the sums. Of sums
# three times as wide, only about a third falls into the steep middle of the curve. So the mean square of the slopes falls to about a third, and
# rms(φ′) to about 1/√3. Together: the factor of a layer becomes about 3/√3 = √3 times as large. √n grows faster than rms(φ′) falls.
#
# The formula needs no simulation at all. In a wide layer the sums $z$ are close to normal, with mean 0 and some variance $q$. So
# rms(φ′) is an average over a normal distribution. Of which variance? A sum has $n$ terms, so $q = \sigma^2 n$ times the mean square of the
# inputs. Those of the first layer have mean square 1. Every other layer gets the outputs of the layer before. So
# each $q$ gives the next, with a number $u$ from the normal distribution of variance 1:

# %% [markdown] name="length-map-formula" claim="The variance of one layer's sums gives that of the next"
# $$q \;\to\; \sigma^2 n \cdot E\left[\varphi(\sqrt q\, u)^2\right]$$

# %% [markdown]
# This is the **length map**. Here it is at σ = 1, with the variance of $z$ in our five layers.

# %% name="length-map" tags=["hide-input"]
# claim: The length map takes the variance of the sums to {q_fixed} within a few layers
# alt: The length map of sigmoid layers at sigma 1: a curve that rises steeply, then flattens, and crosses the diagonal at
#   {q_fixed}. Measured pairs of one layer's variance and the next lie on the curve, those after the second layer close to the crossing.
# caption: From one layer's variance to the next. Where curve and diagonal meet, it stays.
grid = np.linspace(0, 110, 100)
curve = [wi.theory.length_map("sigmoid", 1, 100, q) for q in grid]
sums = []  # ten draws, five layers
for seed in range(10):
    rng = np.random.default_rng(seed)
    weights = [rng.normal(0, 1, (100, 100)) for _ in range(5)]
    inputs = look(std=1, seed=seed).activations[:5]
    sums.append([np.mean((h @ W) ** 2) for h, W in zip(inputs, weights)])
q = np.mean(sums, axis=0)

fig, ax = plt.subplots(figsize=(6.3, 2.8))
ax.plot(grid, curve, color=plotting.PURPLE, ls="--", label="theory")
ax.plot(grid, grid, color=plotting.INK, lw=0.8, label="no change")
ax.plot(q[:-1], q[1:], "o", color=plotting.BLUE, label="measured")
ax.set(xlabel="variance of z in a layer", ylabel="in the next layer")
ax.legend()
plt.show()

q_fixed = wi.theory.fixed_length("sigmoid", 1, 100)
measured(q_fixed=q_fixed, q_1=q[0], q_2=q[1], q_5=q[4])

# %% [markdown]
# The variance begins at 100<!--q_1--> in layer 1, is 45<!--q_2--> in layer 2, and settles at 44<!--q_fixed-->. `wi.predict` follows it from
# layer to layer, and multiplies the factors. Theory (dashed) on top of the measurement:

# %% name="theory-and-measurement" tags=["hide-input"]
# claim: The factor of a layer, σ·√n·rms(φ′), predicts what comes back from both starts
# alt: The measured gradient sizes of the two starts, with dashed theory lines that lie on top of them. At the input theory
#   says {theory_at_1} and {theory_at_001}.
# caption: The formula (dashed) and the measurement (marks) agree.
fig, ax = plt.subplots(figsize=(6.3, 2.8))
theory = {}
marks = {1: (plotting.ORANGE, "o"), 0.01: (plotting.BLUE, "s")}
for std, (color, mark) in marks.items():
    expected = wi.predict("sigmoid", std, width=100, depth=5)
    theory[std] = expected.gradient_ratio
    plotting.plot_layers(ax, ratios[std], f"σ = {std}", color, style=mark)
    plotting.plot_layers(ax, theory[std], "theory", color, style="--")
ax.set(xlabel="layer", ylabel="gradient ÷ sent in", ylim=(1e-9, 10))
ax.legend(ncols=2)
plt.show()

measured(theory_at_1=theory[1][0], theory_at_001=theory[0.01][0])

# %% [markdown]
# Theory says 0.78<!--theory_at_1--> and 9.7·10⁻⁹<!--theory_at_001-->. It is made for very wide layers, and 100 units are nearly wide enough.
#
# You may have read that *outside ±5 the gradient is 0*, or that *saturated means vanishing*. Both leave out the weights.
#
# ## What is wrong with σ = 1
#
# So is σ = 1 a good start? Ask the second question. Take 300 inputs, and a near neighbour of each. Send both through.
#
# **Predict:** sigmoid layers of 100 units start with σ = 1. The squared distance of near inputs is a hundredth of that of unrelated ones. After five layers this
# share is about a tenth, as the explorer shows. How large is it after **twenty**?


# %% name="near-distances"
def near_distances(std, depth=20, width=100):
    ratios = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        layers = [rng.normal(0, std, (width, width)) for _ in range(depth)]
        x, noise = rng.normal(size=(2, 300, width))
        near = 0.99 * x + np.sqrt(1 - 0.99**2) * noise
        seen = wi.neighbours(layers, x, near, activation="sigmoid")
        ratios.append(seen.distance)
    return np.array(ratios)


near = {std: near_distances(std) for std in (0.1, 1, 2)}

# %% name="predict-neighbours" tags=["hide-input"]
from wi_lib.predictions.chapter_03 import neighbours_prediction

middle = {std: np.exp(np.log(one).mean(axis=0)) for std, one in near.items()}
neighbours_prediction(middle[1][20])

# %% name="near-inputs" tags=["hide-input", "answer"]
# claim: At σ = 2, twenty sigmoid layers leave near inputs as far apart as any two
# alt: Squared distance of near inputs divided by that of unrelated ones, over twenty sigmoid layers, log axis, bands over
#   ten draws. Sigma 0.1 stays at {near_01} in layer 5. Sigma 1 climbs to {near_1_5} in layer 5 and {near_1_20} in layer 20. Sigma 2 climbs to
#   {near_2_20}. Dashed theory lines follow.
# caption: Near ÷ unrelated at three starts. It stays at σ = 0.1. It climbs at σ = 1, because unrelated inputs come together
#   faster than near ones, and at σ = 2, because near ones part. Dashed is theory.
fig, ax = plt.subplots(figsize=(6.3, 2.8))
colors = plotting.BLUE, plotting.ORANGE, plotting.GREEN
for std, color, style in zip(near, colors, ("s-", "o-", "^-")):
    theory = wi.theory.predict_distance("sigmoid", std, 100, 20)
    plotting.plot_layers(ax, near[std], f"σ = {std}", color, style=style)
    plotting.plot_layers(ax, theory, None, color, style="--")
ax.set(xlabel="layer", ylabel="near ÷ unrelated", ylim=(0.005, 1.5))
ax.legend(loc="center right")
plt.show()

measured(near_01=middle[0.1][5], near_1_5=middle[1][5])
measured(near_1_20=middle[1][20], near_2_5=middle[2][5])
measured(near_2_20=middle[2][20])

# %% name="distances-at-1" tags=["hide-input", "answer"]
def squared_distances(std, seed, depth=20, width=100):
    """Of near and of unrelated inputs, at the outputs of every layer."""
    rng = np.random.default_rng(seed)
    layers = [rng.normal(0, std, (width, width)) for _ in range(depth)]
    x, noise = rng.normal(size=(2, 300, width))
    pairs = x, 0.99 * x + np.sqrt(1 - 0.99**2) * noise, np.roll(x, 1, axis=0)
    seen = [wi.propagate(layers, one, activation="sigmoid") for one in pairs]
    x, near, other = [one.activations for one in seen]
    return [[np.mean((h - k) ** 2) for h, k in zip(x, second)]
            for second in (near, other)]  # fmt: skip


apart = np.mean([squared_distances(1, seed) for seed in range(10)], axis=0)
near_left, other_left = apart[:, 20] / apart[:, 1]
measured(near_left=near_left, other_left=other_left)
measured(chi_1=wi.theory.deep_gradient_factor("sigmoid", 1, 100) ** 2)

# %% [markdown]
# At σ = 0.1 neighbours stay together: 0.010<!--near_01-->, as at the input. At σ = 1 they are at 0.12<!--near_1_5--> after five layers, and at 0.36<!--near_1_20-->
# after twenty. At σ = 2 they are at 0.42<!--near_2_5--> after five, and at 0.99<!--near_2_20--> after twenty: near
# inputs get answers as different as any two. The net works like a hash function. Each unit still moves with the input, so its spread looks healthy.

# %% [markdown]
# **Order and chaos.** This has a theory (Poole et al. 2016, Schoenholz et al. 2017), and you know its formula. A small difference between two inputs
# goes forwards through the same slopes and weights that the gradient meets on its way back. So one layer, far from the input, multiplies the
# *squared* distance of very near inputs by the *square* of our factor:

# %% [markdown] name="chi-1-formula" claim="The factor's square scales the squared distance of very near inputs"
# $$\chi_1 = \sigma^2\, n\, E[\varphi'(z)^2]$$

# %% [markdown] name="order-and-chaos" claim="Below χ₁ = 1 very near inputs come together, above it they part"
# | | very near inputs | the gradient | the net is called |
# |---|---|---|---|
# | χ₁ < 1 | become alike | vanishes with depth | **ordered** |
# | χ₁ > 1 | are driven apart | explodes with depth | **chaotic** |

# %% [markdown]
# (“Become alike” means: their distance shrinks. With a sigmoid the outputs keep a size of about ½ or more, so the distance shrinks compared
# with them, too. With
# tanh at a small σ the outputs shrink together with the distance, as in chapter 1. Unrelated inputs come nearer as well, so the ratio in the figure can
# stay.) The edge lies between.
#
# At σ = 1, width 100, a sigmoid net is just below the edge: χ₁ is 0.99<!--chi_1-->. So very near inputs come nearer still. Then why does the line at σ = 1
# climb in the figure? It shows near ÷ unrelated, and **unrelated inputs come together much faster**. From layer 1 to layer 20, their squared distance
# falls to 0.019<!--other_left--> of what it was, that of near inputs only to 0.23<!--near_left-->. Near inputs are not driven apart there. But what made them
# near, compared with all others, is lost in part.
#
# <details><summary>Look closer: the map of the correlation</summary>
#
# Let $c$ be the correlation of the sums of two inputs: 1 if they are the same, 0 if they have nothing in common. A layer takes it to
# $c' = E[\varphi(z_1)\varphi(z_2)] / E[\varphi(z)^2]$. `wi.theory.correlation_map` computes it, for any activation. It always leaves $c = 1$ where it
# is, and χ₁ is its slope there. Below 1, all pairs of inputs are drawn to $c = 1$. Above 1, they are drawn to a smaller $c$ (`fixed_correlation`): near
# inputs part until they get there. Near the edge the map is steepest at $c = 1$, with a slope of about 1. So near pairs move slowest, and unrelated ones
# catch up: that is the curve at σ = 1 above.
#
# </details>
#
# Now send two near inputs yourself. The first panel is the second question, the others are the first and the third. The slider shows the **gain**,
# which is σ·√n: at width 100, gain 10 is σ = 1. **Find a setting that answers all three well.**

# %% name="neighbours-explorer" tags=["hide-input"]
# claim: Three panels answer three questions: neighbours, size and spread, gradient
neighbours_explorer()

# %% [markdown]
# With [tanh and five layers, gain 1.41](#neighbours:activation=tanh,gain=1.414,depth=5) answers all three questions well. With a sigmoid no gain here does that: where neighbours stay together, all inputs are drawn together, too.
#
# There is one more thing about σ = 1. The gradient that comes back is **spiky**. Look at the gradient at the sums $z$ of the first layer, where the
# weights will be updated.

# %% name="spiky-gradient" tags=["hide-input"]
# claim: At σ = 1, {top_percent%} of the gradient's sum of squares is in 1 of 100 entries
# alt: Histogram of the sizes of the gradient entries in layer 1 on a log axis, for standard deviation 1. They spread
#   over many powers of ten. The median is at {median_delta}, the root mean square at {rms_delta}.
# caption: Most entries are tiny and a few are large: the root mean square is far above the median.
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
bell = np.random.default_rng(0).normal(size=sizes.size)
measured(top_of_normal=wi.energy_share(bell, top=0.01))
outputs = np.concatenate([run.activations[1] for run in runs]).ravel()
middle_ones = (outputs > 0.05) & (outputs < 0.95)
largest = sizes > np.quantile(sizes, 0.99)
measured(of_largest=middle_ones[largest].mean(), of_all=middle_ones.mean())

# %% name="saturated-shares" tags=["hide-input"]
saturated = [[layer.saturated for layer in run.stats[1:]] for run in runs]
by_layer = np.mean(saturated, axis=0)
measured(most_saturated=by_layer.max(), least_saturated=by_layer.min())

# %% [markdown]
# Between 66%<!--least_saturated--> and 77%<!--most_saturated--> of the outputs are saturated (below 0.05 or above 0.95). Where a unit is
# saturated, almost no gradient passes. The typical entry is 5·10⁻⁴<!--median_delta-->, the root mean square 0.077<!--rms_delta-->.
# **One entry in a hundred carries 42%<!--top_percent--> of the sum of squares.** Of normal numbers it would carry
# 8.5%<!--top_of_normal-->. The size of the gradient is kept, but it rests on few entries. Of these, 100%<!--of_largest--> belong to a unit that is not saturated for
# that input; of all entries 23%<!--of_all--> do.
#
# ## The picture that hides the failure
#
# Between the two lies a start that many recommend for the sigmoid: σ = 1/√n, here 0.1. (Where all layers are equally wide, it is Xavier's rule and
# LeCun's; the next chapter tells them apart.) Its histograms look round and healthy. Does the signal get through?
#
# **Predict:** five layers of 100 sigmoid units start with σ = 0.1. All units of layer 5 together spread by 0.12<!--pooled-->. How far does **one** unit move
# from input to input?

# %% name="predict-one-unit" tags=["hide-input"]
from wi_lib.predictions.chapter_03 import one_unit_prediction

runs = [look(std=0.1, seed=seed) for seed in range(10)]
one_unit = np.mean([run.stats[5].unit_std for run in runs])
one_unit_prediction(one_unit)

# %% name="pooled-picture" tags=["answer"]
# claim: At σ = 0.1 a wide histogram of the whole layer hides units that hardly respond
# alt: Two rows of five histograms for standard deviation 0.1. Upper row, all units pooled: wide in every layer. Lower
#   row, one unit over the inputs: it narrows from layer to layer to a single spike. In layer 5 the mean spreads over ten draws are {pooled} and {one_unit}.
# caption: The same layers twice. Pooled, all looks healthy. One unit alone hardly moves.
medium = look(std=0.1)
unit_1 = [h[:, 0] for h in medium.activations[1:]]
fig, axes = plt.subplots(2, 5, figsize=(6.3, 2.8))
plotting.plot_histograms(axes[0], medium.activations[1:], (0, 1))
plotting.plot_histograms(axes[1], unit_1, (0, 1), plotting.ORANGE)
axes[0, 0].set_ylabel("all units")
axes[1, 0].set_ylabel("unit 1 only")
plt.show()

pooled = np.mean([run.stats[5].std for run in runs])
measured(pooled=pooled, one_unit=one_unit, times=pooled / one_unit)
he = gradients(np.sqrt(2 / 100))
measured(kept_at_01=typical(gradients(0.1)), kept_at_he=typical(he))

# %% [markdown]
# The upper row pools all outputs of a layer, as most published pictures of this kind do. In layer 5 its std is
# 0.12<!--pooled-->: wide and healthy. The lower row takes **one unit** and asks how much it moves when the input changes. In layer 5 that is
# 0.00063<!--one_unit-->, some 190<!--times--> times less. Each unit has settled near a constant of its own; the upper row shows the
# differences *between* the constants. All inputs get nearly the same answer, and the gradient agrees: 6.4·10⁻⁴<!--kept_at_01--> of it comes back.
# He's rule, σ = √(2/n), was not made for the sigmoid either: 0.0027<!--kept_at_he-->.

# %% [markdown]
# You may have read that *a wide histogram is a healthy one*. Ask for both rows. And if one unit does move, ask for its neighbours.
#
# ## What a tiny spread costs
#
# Nearly the same answer is not the same answer. Is the input still in there, in the last digits? Send 5,000 **handwritten digits** of MNIST through five
# sigmoid layers. Then fit a linear read-out to the last layer, and ask it for the digits of 2,000 others. Its units are brought to one size first, so
# their spread has no part in it. (It is fitted by least squares, with the small ridge of chapter 1.) Ten draws.
#
# Do it twice: with the 16 digits of **float64**, as on this page so far, and with **float32**, in which nets are usually trained. Around ½ the
# numbers of float32 lie 6·10⁻⁸<!--step--> apart above, half of it below.

# %% name="through-the-layers"
digits = wi.load_mnist()


def through(images, std, dtype, seed):
    """The outputs of five sigmoid layers, computed in that dtype."""
    rng = np.random.default_rng(seed)
    shapes = [(784, 100)] + [(100, 100)] * 4
    layers = [rng.normal(0, std, shape).astype(dtype) for shape in shapes]
    x = images.astype(dtype)
    return wi.propagate(layers, x, activation="sigmoid").activations[1:]


def share_read(std, dtype, seed):
    h = through(digits.x_train[:5000], std, dtype, seed)[-1]
    h_test = through(digits.x_test, std, dtype, seed)[-1]
    y, y_test = digits.y_train[:5000], digits.y_test
    return wi.diagnostics.read_out(h, y, h_test, y_test)


starts = {"small_64": (0.01, "f8"), "small_32": (0.01, "f4")}
starts["large_64"] = 1, "f8"
for name, start in starts.items():
    read = [share_read(*start, seed) for seed in range(10)]
    measured(**{name: np.mean(read)}, within=0.02)
    error = np.std(read, ddof=1) / np.sqrt(10)
    measured(**{f"{name}_error": error}, within=0.3)


# %% name="tiny-spread" within=0.03 tags=["hide-input"]
# claim: At σ = 0.01 a unit of layer 5 takes {values_5} different values in float32
# alt: Different values that a unit takes for 1,000 images, layer by layer, at sigma 0.01. In float64 it is {values_64} in layer 5. In
#   float32 it falls from {values_2} in layer 2 over {values_3} and {values_4} to {values_5} in layer 5.
# caption: One unit, 1,000 images, σ = 0.01; mean over the units of three draws. In float32 layer 5 has {values_5} different answers left.
def values_of_a_unit(dtype):
    x = digits.x_train[:1000]
    runs = [through(x, 0.01, dtype, seed) for seed in range(3)]
    layers = [np.hstack(draws) for draws in zip(*runs)]
    return [np.mean([len(np.unique(u)) for u in h.T]) for h in layers]


fine, coarse = values_of_a_unit("f8"), values_of_a_unit("f4")
fig, ax = plt.subplots(figsize=(6.3, 2.6))
ax.plot(range(1, 6), fine, "s--", color=plotting.ORANGE, label="float64")
ax.plot(range(1, 6), coarse, "o-", color=plotting.BLUE, label="float32")
ax.set(xlabel="layer", ylabel="different values", ylim=(1, 2000))
ax.set(yscale="log", xticks=range(1, 6))
ax.legend()
plt.show()

measured(step=np.spacing(np.float32(0.5)))
measured(values_64=fine[4], values_2=coarse[1])
_, _, values_3, values_4, values_5 = coarse
measured(values_3=values_3, values_4=values_4, values_5=values_5, within=0.1)
unit = through(digits.x_train[:1000], 0.01, "f8", seed=0)[4]
measured(spread_5=wi.layer_stats(unit).unit_std)

# %% [markdown]
# In float64 every unit still gives 1,000 answers to 1,000 images, and the read-out names 79%<!--small_64--> of the digits. In float32 its spread,
# 10⁻⁸<!--spread_5-->, is below the step of the numbers: a unit of layer 5 takes about 1.8<!--values_5--> different values. There, "the units are asleep" is
# literally true, and the read-out of all 100 units falls to 52%<!--small_32-->. At σ = 1, where everything moves, it names 46%<!--large_64-->, in float64.
# So this read-out loses more at σ = 1 than by shrinking, as long as the digits of the computer last. (The standard errors of these means are 0.2%<!--small_64_error-->,
# 0.7%<!--small_32_error--> and 0.4%<!--large_64_error-->.)
#
# ## Try your own values
#
# The explorer at the top shows a grid of values worked out beforehand. The bench below computes: any σ, depth, width and seed, and any activation. Pass
# your own with `signal_bench({"mine": wi.Activation("mine", fn, derivative)})`.

# %% name="signal-bench"
# claim: At σ = 0.1 five sigmoid layers of 100 let less than a hundredth of the gradient back
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
# **Not so:** *“a steep curve is enough”*. The largest slope of a sigmoid is ¼, and the weights count as much. With σ·√n = 0.1 a layer [passes on a
# fortieth](#signal:std=0.01).
#
# </details>
# <details><summary>C. Yes: nothing is saturated, and only saturation stops a gradient.</summary>
#
# **Not so:** *“only saturation stops gradients”*. [At σ = 0.01 nothing is saturated](#signal:std=0.01), and 1·10⁻⁸<!--kept_at_001--> of the gradient comes back.
#
# </details>
# <details><summary>D. No: sigmoid gradients always vanish.</summary>
#
# **Not so:** *“sigmoids always vanish”*. [At σ = 1 and width 100](#signal:std=1,width=100), 0.76<!--kept_at_1--> of it came back.
#
# </details>

# %% [markdown] name="question-wide-histogram"
# **2. The pooled histogram of layer 5 is wide, and centred at the middle of the range. One unit alone moves by 0.00063<!--one_unit--> from input to
# input. What follows?**
#
# <details><summary>A. The units tell the inputs apart: the histogram is wide.</summary>
#
# **Not so:** *“a wide histogram is healthy”*. The width comes from differences between units that each give every input nearly the same answer. [Here,
# at σ = 0.1](#signal:std=0.1), the pooled spread was some 190<!--times--> times that of one unit.
#
# </details>
# <details><summary>B. The layer is saturated.</summary>
#
# **Not so:** *“wide means saturated”*. Saturated means piled up at the ends, and you would see that. [A wide histogram](#signal:std=0.1) need not be.
#
# </details>
# <details><summary>C. The gradient comes back: where the signal is, the gradient is, too.</summary>
#
# **Not so:** *“the signal shows the gradient”*. This was [the start σ = 0.1](#signal:std=0.1). Its pooled picture was wide, and 6.4·10⁻⁴<!--kept_at_01--> of the
# gradient came back. A histogram of outputs does not show the weights.
#
# </details>
# <details><summary>D. Each unit gives nearly the same answer to all inputs.</summary>
#
# **Right.** The pooled spread mixes the spread over inputs with the spread over units. Only the first carries information about the input, and here
# it is tiny.
#
# </details>

# %% [markdown] name="question-four-times-as-wide"
# **3. You make every layer four times as wide and keep σ = 1. What happens to the gradient?**
#
# <details><summary>A. Nothing: σ has not changed.</summary>
#
# **Not so:** *“σ alone sets the size”*. Look again at the formula: √n is in it, too. Try "units a layer" in the explorer: [50](#signal:std=1,width=50), then [200](#signal:std=1,width=200).
#
# </details>
# <details><summary>B. It shrinks: the larger sums saturate more units.</summary>
#
# **Not so:** *“saturated means vanished”*. [More units are saturated](#signal:std=1,width=200), and rms(φ′) falls, to about 1/√2. But √n doubles.
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
# **Not so:** *“the slopes stay as they are”*. √n doubles, but the larger sums saturate more units, so rms(φ′) falls. The factor becomes [about √2 times
# as large](#signal:std=1,width=200), not twice.
#
# </details>

# %% [markdown] name="question-near-inputs-at-two"
# **4. A sigmoid net of width 100 has σ = 2. You send two near inputs through twenty layers. What comes out?**
#
# <details><summary>A. Two near answers: every unit still moves with its input, so the signal is healthy.</summary>
#
# **Not so:** *“a unit that moves is healthy”*. [Every unit moved](#neighbours:activation=sigmoid,gain=20,depth=20), and near inputs came out at 0.99<!--near_2_20--> of the squared distance of
# unrelated ones. A spread above 0 is needed, and it is not enough.
#
# </details>
# <details><summary>B. Two answers as different as those to any two inputs.</summary>
#
# **Right.** They were at 0.99<!--near_2_20--> of the squared distance of unrelated inputs, and at 0.42<!--near_2_5--> after five layers. The net
# scrambles.
#
# </details>
# <details><summary>C. Nearly the same answer, to these two and to all inputs: most units are saturated.</summary>
#
# **Not so:** *“a saturated unit does not move”*. A saturated unit can be near 0 for one input and near 1 for the other. That is [a large move](#neighbours:activation=sigmoid,gain=20,depth=20).
#
# </details>
# <details><summary>D. Two answers as near as the inputs: a gradient that comes back shows that distances are kept.</summary>
#
# **Not so:** *“the gradient shows the signal”*. At σ = 2 the factor of a layer is above 1: [the gradient grows on its way back](#neighbours:activation=sigmoid,gain=20,depth=20), and near inputs are
# driven apart on the way forwards.
#
# </details>

# %% [markdown] name="question-order-and-chaos"
# **5. Deep in a net, one layer scales the rms of the gradient by 0.9. All layers are equally wide. What becomes of two very near inputs?**
#
# <details><summary>A. They are driven apart: what the gradient loses, the signal gains.</summary>
#
# **Not so:** *“forwards is backwards turned round”*. Both meet the same slopes and weights. In layers of one width, [both shrink](#neighbours:activation=tanh,gain=0.7,depth=20) or [both grow](#neighbours:activation=tanh,gain=2,depth=20).
#
# </details>
# <details><summary>B. Nothing: the gradient says nothing about the way forwards.</summary>
#
# **Not so:** *“forwards and backwards have nothing in common”*. A small difference between two inputs is [multiplied by the same slopes and weights](#neighbours:activation=tanh,gain=2,depth=20).
#
# </details>
# <details><summary>C. One layer multiplies their squared distance by 0.9.</summary>
#
# **Not so:** *“χ₁ is the factor itself”*. The factor scales the rms; χ₁ scales the mean square. It is 0.9 times 0.9.
#
# </details>
# <details><summary>D. They come nearer: one layer multiplies their squared distance by 0.81.</summary>
#
# **Right.** χ₁ is the square of the factor. It is below 1, so the net is ordered.
#
# </details>

# %% [markdown] name="question-last-digits"
# **6. σ = 0.01, sigmoid, float32. A unit of layer 5 takes about two different values for 1,000 images. Why?**
#
# <details><summary>A. Float32 cannot hold a number as small as 10⁻⁸.</summary>
#
# **Not so:** *“small numbers are lost”*. It holds far smaller ones near 0. But these outputs are near ½, and around ½ its numbers are
# 6·10⁻⁸<!--step--> apart.
#
# </details>
# <details><summary>B. The outputs are saturated: 0 or 1.</summary>
#
# **Not so:** *“two values are 0 and 1”*. At σ = 0.01 [no output is near 0 or 1](#signal:std=0.01). The two values are neighbours, near ½.
#
# </details>
# <details><summary>C. Its spread over the images is smaller than the distance between two numbers near ½.</summary>
#
# **Right.** The spread was 10⁻⁸<!--spread_5-->. In float64 the numbers lie closer, and the same unit takes 1,000 values.
#
# </details>
# <details><summary>D. By layer 5 a net of small weights holds nothing of its input, however it computes.</summary>
#
# **Not so:** *“shrunk means lost”*. In float64 a linear read-out of layer 5 named 79%<!--small_64--> of the digits.
#
# </details>

# %% [markdown] name="question-gradient-comes-back"
# **7. At σ = 1, width 100, most of a sigmoid's gradient comes back. What follows?**
#
# <details><summary>A. One of three questions has a good answer. Ask the two others.</summary>
#
# **Right.** Behind five layers near inputs were at 0.12<!--near_1_5--> of the squared distance of unrelated ones; they began at a hundredth. And a read-out
# of the digits named 46%<!--large_64-->, against 79%<!--small_64--> at σ = 0.01.
#
# </details>
# <details><summary>B. The start is good: what counts for training is the gradient.</summary>
#
# **Not so:** *“the gradient is all that counts”*. The gradient can only use what the layers still say about the input, and part of that is lost: [all
# inputs come together, and near ones stand out less](#signal:std=1).
#
# </details>
# <details><summary>C. The signal gets through, too: where the gradient passes, so does the input.</summary>
#
# **Not so:** *“the gradient shows the signal”*. Its size comes back. But [after twenty layers](#signal:std=1,depth=20) near inputs were at 0.36<!--near_1_20--> of the squared distance of unrelated
# ones, and they began at a hundredth.
#
# </details>
# <details><summary>D. σ = 1 is right for a sigmoid of any width.</summary>
#
# **Not so:** *“σ alone sets the size”*. What counts is σ·√n. At width 400 the gradient of the same σ explodes with depth.
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
# - Ask three questions: is the **size** kept, are inputs **kept apart and neighbours together**, does the **gradient** come back.
# - A layer scales the gradient by **σ·√n·rms(φ′)**: the weights count as much as the slope. Its square, χ₁, scales the squared distance of very near
#   inputs: below 1 is order, above 1 chaos.
# - At width 100, σ = 1 keeps most of a sigmoid's gradient; σ = 0.01 leaves a hundred-millionth after five layers.
# - σ = 1 is still a poor start: near inputs do not stay near, compared with others, and a few entries carry the gradient.
# - A pooled histogram can look healthy while every single unit hardly moves. Look at one unit over the inputs.
# - A tiny spread still holds the input, as far as the digits of the computer reach. In float32, around ½, those digits end at steps of 6·10⁻⁸<!--step-->.
#
# **Next:** choose σ so that the signal keeps its size on the way forwards *and* the gradient on the way back. That is what LeCun, Glorot and Bengio worked out:
# [Xavier (and LeCun)](04-xavier.ipynb).
#
# **Sources.** X. Glorot and Y. Bengio, [*Understanding the difficulty of training deep feedforward neural
# networks*](../references.md#glorot-and-bengio-2010), 2010 (they advise against the sigmoid started from small random weights). S. Schoenholz et al.,
# [*Deep information propagation*](../references.md#schoenholz-et-al-2017), 2017 (the square of our factor, order and chaos). B. Poole et al.,
# [*Exponential expressivity in deep neural networks through transient chaos*](../references.md#poole-et-al-2016), 2016 (the maps of length and correlation). K. Saito, [*Deep Learning from
# Scratch*](../references.md#saito-2016), chapter 6 (the five-layer experiment that most posts repeat).
