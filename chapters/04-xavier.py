# %% [markdown]
# # Xavier (and LeCun)
#
# *How large should the weights be, so that the signal keeps its size on the way forwards, and the gradient on the way back?*
#
# - **You will learn** where the rules of LeCun and Xavier come from, why neither can serve both directions, what the two rules assume, and how to
#   call them.
# - **You need** [chapter 3](03-too-large-too-small.ipynb), or the idea that a layer multiplies the size of what goes through it; the curves of tanh
#   and sigmoid, drawn in [chapter 1](01-where-learning-starts.ipynb); NumPy at reading level.
# - **Time:** 20 minutes of reading, 20 more for the exercises.

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
from wi_lib.benches import fan_bench
from wi_lib.explorers import fan_explorer

plotting.set_style()

# %% [markdown]
# ## Predict first
#
# A layer takes 784 inputs (the pixels of a small picture) to 100 units. Its weights are random, with mean 0 and standard deviation σ. Leave the
# activation out for now. You want two things:

# %% [markdown] name="two-demands" claim="A layer should keep two sizes, and has one σ"
# - **forwards:** the sums that come out are as large as the inputs;
# - **backwards:** the gradient at the inputs is as large as the gradient at the sums.

# %% [markdown]
# "Large" is measured by the rms, the root mean square, as in chapter 3. Below the answer you see what three well-known rules
# do: each mark is a mean over ten draws of the weights, and the bar through it reaches from the smallest to the largest.
#
# **Predict:** a layer takes 784 inputs to 100 units, without activation. Forwards, the sums should be as large as the inputs. Backwards, the gradient at the inputs
# should be as large as that at the sums. Is there a σ that does both?

# %% name="predict-both-ways" tags=["hide-input"]
from wi_lib.predictions.chapter_04 import both_ways_prediction


def factors(init, n_in=784, n_out=100, seeds=10):
    """Size after the layer ÷ size before it, forwards and backwards."""
    found = []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        w = init(rng, (n_in, n_out))
        x, g = rng.normal(size=(200, n_in)), rng.normal(size=(200, n_out))
        found.append((wi.rms(x @ w) / wi.rms(x), wi.rms(g @ w.T) / wi.rms(g)))
    return np.array(found)


rules = {"LeCun": wi.lecun_normal(), "Xavier": wi.xavier_normal()}
rules["He"] = wi.he_normal()
found = {name: factors(init) for name, init in rules.items()}
both_ways_prediction({name: one.mean(axis=0) for name, one in found.items()})

# %% name="three-rules" tags=["hide-input", "answer"]
# claim: From 784 inputs to 100 units, no rule of the three keeps both sizes
# alt: Three rules for a layer with 784 inputs and 100 units. LeCun: forwards {lecun_forwards}, backwards
#   {lecun_backwards}. Xavier: forwards {xavier_forwards}, backwards {xavier_backwards}. He: forwards
#   {he_forwards}, backwards {he_backwards}. None has both marks at 1.
# caption: A mark on the dashed line means that the size is kept. No rule has both marks there.
fig, ax = plt.subplots(figsize=(6.3, 2.3))
plotting.plot_factors(ax, found)
plt.show()

# %% [markdown]
# LeCun's rule gets one direction right, Xavier's gets neither.

# %% [markdown]
# Is that bad luck with 784 and 100? **Try it:** choose a rule, move the two sizes, and look for a
# place where both marks lie on the dashed line.

# %% name="fan-explorer" tags=["hide-input"]
# claim: Two sizes and a rule decide what is kept, forwards and back
fan_explorer()

# %% [markdown]
# You will have found it: LeCun and Xavier keep both sizes when the layer has as many units as inputs, such as [100 and 100](#fan:inputs=100,units=100), and only then. Uniform weights do the same as normal
# ones. He's rule is too large here on purpose; the next chapter says what for. Now let us see where the rules come from.
#
# ## Forwards, count the inputs
#
# A unit adds up one product for each input. **Predict:** with ten times as many inputs, how much larger does the sum become? Keep σ at 0.1 and measure.

# %% name="predict-ten-times" tags=["hide-input"]
from wi_lib.predictions.chapter_04 import ten_times_prediction


def size_of_sums(n_in, std=0.1):
    init = wi.normal(std)
    return factors(init, n_in, n_out=100)[:, 0]


counts = [10, 30, 100, 300, 1000]
sums = np.array([size_of_sums(n) for n in counts])
ten_times_prediction(sums[4].mean() / sums[2].mean())

# %% name="sums-and-inputs" tags=["answer"]
# claim: Ten times the inputs make the sums about three times as large: √10, not 10
# alt: Size of the sums against the number of inputs, both on log axes, for a weight std of 0.1. The measured points lie
#   on the dashed theory line 0.1 times the square root of n, and pass 1 at 100 inputs.
# caption: The sums are σ·√n times as large as the inputs: at 100 inputs, just as large.
fig, ax = plt.subplots(figsize=(6.3, 2.5))
expected = 0.1 * np.sqrt(counts)
ax.loglog(counts, sums, ".", color=plotting.BLUE)
ax.plot([], [], ".", color=plotting.BLUE, label="ten draws each")
ax.plot(counts, expected, "--", color=plotting.PURPLE, label="σ·√n")
ax.axhline(1, color=plotting.GREY, lw=0.8)
ax.set_xticks(counts, counts)
ax.set_yticks([0.3, 1, 3], ["0.3", "1", "3"])
ax.minorticks_off()
ax.set(xlabel="inputs", ylabel="sums ÷ inputs")
ax.legend()
plt.show()

measured(sums_100=sums[2].mean(), sums_1000=sums[4].mean())

# %% [markdown]
# A hundred inputs: 1.0<!--sums_100-->. A thousand: 3.2<!--sums_1000-->. Ten times the inputs, but only √10 times the sum, because random terms partly
# cancel.

# %% [markdown]
# Here is the reason, for one unit with the sum $z = \sum_i x_i w_i$. Square it and average over the draws of the weights. The products of two
# *different* weights average to 0, since the weights are independent and have mean 0. Each square $w_i^2$ averages to $\sigma^2$. What is left:

# %% [markdown] name="mean-square-of-a-sum" claim="On average only the squares are left, so a sum of n terms grows like √n"
# $$E[z^2] = \sigma^2 \sum_i x_i^2 = n_{\text{in}}\, \sigma^2 \cdot \overline{x^2}$$

# %% [markdown]
# (The bar means: averaged over the inputs.) So the layer scales the size by $\sigma \sqrt{n_{\text{in}}}$. Set that to 1, and you have **LeCun's rule** (1998):

# %% [markdown] name="lecun-rule" claim="Forwards, LeCun's rule keeps the size"
# $$\sigma^2 = \frac{1}{n_{\text{in}}}$$

# %% [markdown]
# Note what travels: the mean square of the inputs, not their variance. The two are the same only if the inputs have mean 0. And note what was **not**
# asked: that the inputs are independent. The neighbours of a dark pixel are often dark, too. It does not matter, because it is the *weights* that are independent, with mean 0.
# Try the rule on 1,000 digits, with pixels from 0 (paper) to 1 (ink):

# %% name="digits-as-inputs"
digits = wi.load_mnist()
pixels = digits.x_train[:1000]
standard = (pixels - pixels.mean()) / pixels.std()


def lecun_sums(x, seeds=10):
    draws = [wi.lecun_normal()(np.random.default_rng(seed), (784, 100))
             for seed in range(seeds)]  # fmt: skip
    return np.mean([wi.rms(x @ w) for w in draws])


raw_sums = lecun_sums(pixels)
measured(pixels_rms=wi.rms(pixels), raw_sums=raw_sums)
measured(pixels_square=wi.rms(pixels) ** 2)
measured(raw_ratio=raw_sums / wi.rms(pixels))
measured(standard_sums=lecun_sums(standard))

# %% [markdown]
# The sums are 1.0<!--raw_ratio--> times as large as the pixels: the rule keeps its promise. But the pixels themselves have an rms of 0.32<!--pixels_rms-->, so the sums have
# 0.32<!--raw_sums-->, and the first layer works with a third of the size that one has in mind. Two cures: **standardise** the inputs (subtract the mean of all pixels, divide
# by their standard deviation; the sums then have 1.00<!--standard_sums-->), or divide the first layer's σ by 0.32<!--pixels_rms-->.
#
# ## Backwards, count the units
#
# On the way back, every input collects the gradient from all the units that it feeds: $g_{\text{in}} = g\,W^T$. It is the same kind of sum, only over $n_{\text{out}}$
# terms. So the gradient is scaled by $\sigma\sqrt{n_{\text{out}}}$, and to keep its size you need
#
# $$\sigma^2 = \frac{1}{n_{\text{out}}}$$
#
# One number σ, two demands. If the two sizes differ, you cannot meet both. Glorot and Bengio (2010) put $n_{\text{in}}$ and $n_{\text{out}}$ together and take their
# mean. That is **Xavier's rule**, after Xavier Glorot; many call it Glorot's:

# %% [markdown] name="xavier-rule" claim="Xavier's rule takes the mean of both counts"
# $$\sigma^2 = \frac{1}{(n_{\text{in}} + n_{\text{out}})/2} = \frac{2}{n_{\text{in}} + n_{\text{out}}}$$

# %% [markdown]
# Three rules on the same layer, from 784 inputs to 100 units:

# %% name="rules-measured"
rules["backwards only"] = wi.variance_scaling(1.0, "fan_out")
found["backwards only"] = factors(rules["backwards only"])
f = {name: values.mean(axis=0) for name, values in found.items()}

measured(lecun_forwards=f["LeCun"][0], lecun_backwards=f["LeCun"][1])
measured(xavier_forwards=f["Xavier"][0], xavier_backwards=f["Xavier"][1])
measured(he_forwards=f["He"][0], he_backwards=f["He"][1])
measured(back_forwards=f["backwards only"][0])
measured(back_backwards=f["backwards only"][1])

# %% [markdown] name="rules-of-one-layer" claim="From 784 to 100, LeCun's rule keeps one size, Xavier's keeps none"
# | rule | σ² | forwards | backwards |
# |---|---|---|---|
# | LeCun | 1/n_in | 1.00<!--lecun_forwards--> | 0.36<!--lecun_backwards--> |
# | backwards only | 1/n_out | 2.8<!--back_forwards--> | 1.00<!--back_backwards--> |
# | Xavier | 2/(n_in + n_out) | 1.33<!--xavier_forwards--> | 0.48<!--xavier_backwards--> |

# %% [markdown]
# Xavier's rule misses both. Forwards it is nearer to 1 than the rule “backwards only” (1.33<!--xavier_forwards--> against 2.8<!--back_forwards-->), backwards nearer than
# LeCun's (0.48<!--xavier_backwards--> against 0.36<!--lecun_backwards-->). Its squared factors, $2n_{\text{in}}/(n_{\text{in}}+n_{\text{out}})$ and
# $2n_{\text{out}}/(n_{\text{in}}+n_{\text{out}})$, always add up to 2. Between hidden layers of equal width n, both rules give
# σ² = 1/n. There the choice makes no difference.
#
# You may have read that such a rule is *more robust than a fixed σ*. Measure it: six layers without activation, all 50 units wide, all 500 wide, or
# 30 and 1,000 in turn. The fixed σ is 0.1, which suits 100 units. How large is the signal after the six layers, compared with the input?

# %% name="unequal-widths" tags=["argument"]
# claim: LeCun's rule keeps the signal at all three widths, a fixed σ at none of them
def size_left(sizes, init, seed):
    rng = np.random.default_rng(seed)
    h = x = rng.normal(size=(200, sizes[0]))
    for shape in zip(sizes[:-1], sizes[1:]):
        h = h @ init(rng, shape)
    return wi.rms(h) / wi.rms(x)


nets = {"narrow": [50] * 7, "wide": [500] * 7, "jumps": [30, 1000] * 3 + [30]}
inits = {"fixed": wi.normal(0.1), "lecun": rules["LeCun"],
         "xavier": rules["Xavier"]}  # fmt: skip
for net, sizes in nets.items():
    for rule, init in inits.items():
        sizes_left = [size_left(sizes, init, seed) for seed in range(10)]
        mean = np.exp(np.mean(np.log(sizes_left)))
        measured(**{f"{rule}_{net}": mean})

# %% [markdown]
# Output size ÷ input size: 1 means kept, 0.12<!--fixed_narrow--> means that about an eighth is left, 130<!--fixed_wide--> means 130<!--fixed_wide--> times as large.

# %% [markdown] name="widths-and-rules" claim="Size after six layers ÷ before: LeCun keeps it, Xavier only where widths are equal"
# | widths of six layers | fixed σ = 0.1 | LeCun | Xavier |
# |---|---|---|---|
# | 50, 50, 50, … | 0.12<!--fixed_narrow--> | 1.00<!--lecun_narrow--> | 1.00<!--xavier_narrow--> |
# | 500, 500, 500, … | 130<!--fixed_wide--> | 1.00<!--lecun_wide--> | 1.00<!--xavier_wide--> |
# | 30, 1,000, 30, … | 5.2<!--fixed_jumps--> | 1.00<!--lecun_jumps--> | 0.038<!--xavier_jumps--> |

# %% [markdown]
# (Means over ten draws. For the fixed σ theory says $(0.1\sqrt n)^6$, which is 1/8 for n = 50 and 125 for n = 500.) A σ that suits one width fails at another; a rule follows the width. But **the compromise has a price where widths jump**: from 1,000 units to 30, Xavier's rule
# gains less than it loses from 30 to 1,000. The two layers together leave a third, and six layers 0.038<!--xavier_jumps-->. LeCun's rule keeps the signal in all three.
#
# ## Which std is larger?
#
# **Predict** once more, for 784 → 100: which weights are larger, LeCun's or Xavier's? Or He's, with σ² = 2/n_in?

# %% name="stds-of-rules"
def drawn_std(init, seeds=10):
    rng = np.random.default_rng(0)
    return np.std([init(rng, (784, 100)) for _ in range(seeds)])


measured(std_lecun=drawn_std(rules["LeCun"]))
measured(std_xavier=drawn_std(rules["Xavier"]))
measured(std_he=drawn_std(rules["He"]))

# %% [markdown]
# LeCun 0.0357<!--std_lecun-->, Xavier 0.0476<!--std_xavier-->, He 0.0505<!--std_he-->. You may have read that *Xavier always has the smallest variance*. It depends on the
# sizes. Where a layer narrows, as here, Xavier's weights are larger than LeCun's; where it widens, they are smaller. Only against He's rule does the order hold:
# $2/(n_{\text{in}}+n_{\text{out}})$ is always less than $2/n_{\text{in}}$.
#
# ## Normal or uniform
#
# Each rule names a variance. Whether the weights follow a normal or a uniform distribution makes no difference to the sizes:
# [chapter 1](01-where-learning-starts.ipynb) shows it, and so does the explorer. A uniform distribution from −a to a has variance a²/3, so its bound a is √3
# times the standard deviation:
#
# | rule | std of the normal form | bound of the uniform form |
# |---|---|---|
# | LeCun | $\sqrt{1/n_{\text{in}}}$ | $\sqrt{3/n_{\text{in}}}$ |
# | Xavier | $\sqrt{2/(n_{\text{in}}+n_{\text{out}})}$ | $\sqrt{6/(n_{\text{in}}+n_{\text{out}})}$ |
#
# Three readings of the formula to be careful with:
#
# - *Xavier is U(n_in, n_out)*, or *He is Uniform(n_in, n_out).* Weights between 784 and 100? The sizes stand in the formula of the bound, not in its
#   place: for Xavier's rule the bound is 0.082<!--xavier_bound-->, and He's has only n_in in it, √(6/n_in).
# - *1/√n is Xavier's formula.* As a std, 1/√n_in is LeCun's, and widely called Xavier's. In an equally wide net it makes no difference.
# - *The paper recommends U(±1/√n).* The paper names it as what was commonly done, and measures what is wrong with it: 1/√n is the bound there, not the std.

# %% name="common-start"
common = wi.uniform(-1 / np.sqrt(100), 1 / np.sqrt(100))
common_factor = factors(common, n_in=100)[:, 0].mean()
measured(common_factor=common_factor)
measured(xavier_bound=np.sqrt(6 / (784 + 100)))
ten = [size_left([100] * 11, common, seed) for seed in range(10)]
measured(common_ten=np.mean(ten))

# %% [markdown]
# That start leaves 0.58<!--common_factor--> of the signal's size at every layer: $1/\sqrt3$, as a uniform distribution must. Through ten layers that makes $(1/\sqrt3)^{10} = 3^{-5}$, and
# measured is 0.0040<!--common_ten-->.
#
# ## What the rules assume
#
# The derivation used that the weights are independent, with mean 0; we come back to that. And so far there was no activation. With one, the
# derivation carries over if two things hold:

# %% [markdown] name="two-assumptions" claim="An activation should have slope 1 and outputs of mean 0"
# 1. **The activation has slope 1 where the sums are**, so that φ(z) is about z. Then nothing is gained or lost.
# 2. **Its outputs have mean 0**, so that the sums of the next layer stay centred there.

# %% [markdown]
# tanh does both near 0. The sigmoid does neither: its slope is at most ¼, its outputs lie around ½. Send both through ten layers of 100 units, with
# Xavier's rule.

# %% name="gradient-of-ten-layers"
# claim: Ten layers, Xavier's rule: tanh keeps {kept_tanh} of the gradient, sigmoid {kept_neither}
# alt: Gradient at each of ten layers, log axis, band over ten seeds, theory dashed. Without activation it stays at 1.
#   With tanh it falls slowly, to {kept_tanh}. With the sigmoid it falls by nearly the same factor in every layer,
#   to {kept_neither}.
# caption: With Xavier's rule the gradient survives ten layers without activation or with tanh, and fades in ten of the
#   sigmoid.
def ten_layers(activation, seed, depth=10, width=100, gain=1.0):
    rng = np.random.default_rng(seed)
    init = wi.normal(gain / np.sqrt(width))
    layers = list(wi.random_layers(depth, width, init, rng, np.float64))
    x, upstream = rng.normal(size=(2, 500, width))
    return wi.propagate(layers, x, upstream, activation=activation)


fig, ax = plt.subplots(figsize=(6.3, 2.8))
for name, color, mark in (("identity", plotting.GREY, "^-"),
                          ("tanh", plotting.BLUE, "o-"),
                          ("sigmoid", plotting.ORANGE, "s-")):
    runs = [ten_layers(name, seed) for seed in range(10)]
    ratios = np.array([run.gradient_ratio for run in runs])
    theory = wi.predict(name, 0.1, width=100, depth=10)
    plotting.plot_layers(ax, ratios, name, color, style=mark)
    plotting.plot_layers(ax, theory.gradient_ratio, None,
                         plotting.PURPLE, style="--")
ax.set(xlabel="output of layer", ylabel="gradient ÷ sent in")
ax.legend()
plt.show()

# %% [markdown]
# (The identity is no activation at all; dashed is theory.) tanh loses a little in each layer, the sigmoid more than three quarters.
#
# The sigmoid misses both assumptions. Which of the two does the harm? **Repair them one at a time**: shift the sigmoid down by ½, so that its mean is 0. Multiply it by 4, so that its
# slope is 1. Then both.

# %% name="mended-sigmoid" tags=["argument"]
# claim: With slope 1 and mean 0, a sigmoid lets more of the gradient back than tanh
def scaled(scale, shift):
    s = wi.ACTIVATIONS["sigmoid"]
    return wi.Activation("scaled sigmoid",
                         lambda z: scale * (s(z) - shift),
                         lambda z: scale * s.derivative(z))


def typical(activation):
    runs = [ten_layers(activation, seed) for seed in range(10)]
    logs = [np.log(run.gradient_ratio[0]) for run in runs]
    moves = [run.stats[-1].unit_std for run in runs]
    return np.exp(np.mean(logs)), np.mean(moves)


repaired = {"neither": scaled(1, 0), "mean": scaled(1, 0.5),
            "slope": scaled(4, 0), "both": scaled(4, 0.5), "tanh": "tanh"}
for name, activation in repaired.items():
    kept, moves = typical(activation)
    measured(**{f"kept_{name}": kept, f"moves_{name}": moves})

# %% [markdown] name="repairs-of-the-sigmoid" claim="One repair alone does not save the sigmoid, both together do"
# | activation, ten layers | gradient left | one unit moves by |
# |---|---|---|
# | sigmoid | 4.7·10⁻⁷<!--kept_neither--> | 4.6·10⁻⁷<!--moves_neither--> |
# | sigmoid − ½: mean 0 | 7.9·10⁻⁷<!--kept_mean--> | 7.8·10⁻⁷<!--moves_mean--> |
# | 4·sigmoid: slope 1 | 0.014<!--kept_slope--> | 0.013<!--moves_slope--> |
# | 4·(sigmoid − ½): both | 0.44<!--kept_both--> | 0.41<!--moves_both--> |
# | tanh | 0.27<!--kept_tanh--> | 0.23<!--moves_tanh--> |

# %% [markdown]
# ("Moves" is the spread over the inputs, as in chapter 3.) Repairing the mean alone saves nothing: the slope ¼ is the main trouble. But the slope alone is not enough, either. Look at the
# sums of a layer in the middle:

# %% name="sums-after-four-sigmoid"
def sums_of_layer_6(activation, seed):
    rng = np.random.default_rng(seed)
    layers = wi.random_layers(10, 100, wi.normal(0.1), rng, np.float64)
    return ten_layers(activation, seed).activations[5] @ list(layers)[5]


for name in ("slope", "both"):
    z = np.array([sums_of_layer_6(repaired[name], s) for s in range(10)])
    measured(**{f"z_mean_{name}": z.mean(), f"z_std_{name}": z.std()})
    measured(**{f"steep_{name}": wi.rms(repaired[name].derivative(z))})

# %% [markdown]
# Behind 4·sigmoid, all outputs lie around 2. So each unit of the next layer gets a sum of its own, whatever the image: here a large positive one, there a large negative one. Their mean
# is near 0 (0.04<!--z_mean_slope-->), but they **spread**: their std is 2.4<!--z_std_slope-->. So far out the curve is flatter: the rms of the slope is 0.64<!--steep_slope-->, and
# $0.64^{10}$ is about a hundredth. With the mean repaired, too, the sums have a std of 0.54<!--z_std_both-->, and the slope is 0.94<!--steep_both-->. **Both assumptions count.** With both repaired, the sigmoid does at least as well as
# tanh. (In fact it is one: 4·(sigmoid(z) − ½) equals 2·tanh(z/2).)
#
# ## `rand` for `randn`
#
# Back to the assumption about the weights. In NumPy, `rand` draws evenly between 0 and 1, `randn` from a normal distribution with mean 0. One letter too few, and every weight is positive.
# **Predict:** five sigmoid layers of 100, and both kinds of weights are divided by √n. Does the division save `rand`?

# %% name="all-positive-weights"
# claim: Positive weights, even divided by √n, saturate all outputs from layer 3 on
# alt: Two rows of five histograms of sigmoid outputs from 0 to 1, a histogram for each layer. First row, weights of
#   both signs: around one half. Second row, positive weights: in layer 2 most outputs are near 1, from layer 3 on all
#   of them.
# caption: The same 1/√n. With weights of mean 0 (above) the outputs stay in the middle; with positive weights (below)
#   all are at the end of the curve, from layer 3 on.
draws = {"randn": lambda rng, shape: rng.normal(size=shape),
         "rand": lambda rng, shape: rng.random(shape)}  # fmt: skip
fig, axes = plt.subplots(2, 5, figsize=(6.3, 2.8))
for row, (name, draw) in zip(axes, draws.items()):
    shares = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        layers = [draw(rng, (100, 100)) / np.sqrt(100) for _ in range(5)]
        seen = wi.propagate(layers, rng.normal(size=(1000, 100)),
                            activation="sigmoid").activations[1:]
        shares.append([wi.saturated_share(h, "sigmoid") for h in seen])
    color = plotting.BLUE if name == "randn" else plotting.ORANGE
    plotting.plot_histograms(row, seen, (0, 1), color)
    row[0].set_ylabel(name)
    for layer in (2, 3):
        measured(**{f"{name}_{layer}": np.mean(shares, axis=0)[layer - 1]})
plt.show()

# %% [markdown]
# It does not. In layer 2, 23%<!--rand_2--> of the outputs are saturated (below 0.05 or above 0.95), in layer 3 it is 100%<!--rand_3-->; with `randn` it is 0%<!--randn_3-->. With a mean μ of the weights, the products of two different weights
# no longer average to 0, but to μ², and the sum has a term more:

# %% [markdown] name="mean-of-the-weights" claim="With a mean μ of the weights, sums of positive inputs grow like n"
# $$E[z^2] = \sigma^2 \sum_i x_i^2 + \mu^2 \left(\sum_i x_i\right)^2$$

# %% [markdown]
# If all inputs are positive, as the outputs of a sigmoid are, nothing cancels in the last term: the sum grows like $n$, and dividing by $\sqrt n$ is too little. Subtract the mean (`rand() − 0.5`), set σ
# by a rule, and the derivation holds again.
#
# ## What the weights get
#
# All pictures of this chapter send a *random* gradient in at the end. They show what becomes of it on its way. But what training uses is the gradient at the **weights**, $\partial L/\partial W = h^T\delta$
# ([chapter 2](02-zero-and-constant.ipynb)), and it contains the signal as well. Here $h$ is the input of the layer, and δ is the gradient at the layer's sums $z$. **Predict:** five hidden tanh layers of 100 at σ = 0.01, far too small. Which layer's weights get by far the smallest gradient, if any?

# %% name="weight-gradients"
small_digits = wi.load_mnist(side=7)
x, labels = small_digits.x_train[:1000], small_digits.y_train[:1000]


def weight_gradients(activation, init, seed):
    rng = np.random.default_rng(seed)
    net = wi.MLP([49] + 5 * [100] + [10], activation, init, rng, "float64")
    return [wi.rms(g) for g in net.loss_and_gradients(x, labels)[1]]


# %% name="predict-smallest-gradient" tags=["hide-input"]
from wi_lib.predictions.chapter_04 import smallest_gradient_prediction

draws = [weight_gradients("tanh", wi.normal(0.01), s) for s in range(5)]
smallest_gradient_prediction(np.exp(np.log(draws).mean(axis=0)))

# %% name="weight-gradients-picture" tags=["hide-input", "answer"]
# claim: At the weights tanh's gradient is nearly level; the sigmoid's fades to the input
# alt: Size of the weight gradient in each of six layers, log axis, four lines, band over five draws. Sigmoid at 0.01: from
#   {sigmoid_small_first} in the first layer up to {sigmoid_small_last} in the last. Sigmoid with Xavier's rule: from
#   {sigmoid_xavier_first} to {sigmoid_xavier_last}. Both tanh nets: nearly level, at {tanh_small_first} and
#   {tanh_xavier_first} in the first layer.
# caption: The gradient at the weights, loss of 1,000 digits. With tanh it is nearly the same in all layers, at
#   both σ; with the sigmoid it fades towards the input.
fig, ax = plt.subplots(figsize=(6.3, 2.8))
looks = {"small": (wi.normal(0.01), "σ = 0.01", "s--"),
         "xavier": (wi.xavier_normal(), "Xavier", "o-")}  # fmt: skip
for name, color in (("tanh", plotting.BLUE), ("sigmoid", plotting.ORANGE)):
    for start, (init, words, style) in looks.items():
        sizes = [weight_gradients(name, init, seed) for seed in range(5)]
        plotting.plot_layers(ax, sizes, f"{name}, {words}", color,
                             style=style, first=1)  # fmt: skip
        middle = np.exp(np.log(sizes).mean(axis=0))
        measured(**{f"{name}_{start}_first": middle[0]})
        measured(**{f"{name}_{start}_last": middle[-1]})
ax.set(xlabel="weights of layer", ylabel="gradient at the weights")
fig.legend(ncols=4, loc="outside upper center")
plt.show()

# %% [markdown]
# None stands out. With tanh, the first layer's weights get 2.9·10⁻⁸<!--tanh_small_first-->, the last one's 6.6·10⁻⁸<!--tanh_small_last-->. The signal shrinks on its way forwards as the gradient does on its way back, so in a late layer $h$ is tiny, in an early
# layer δ is, and their product is nearly the same everywhere: no layer is behind the others, all are slow together. (Glorot and Bengio saw this in 2010.) With the sigmoid, the outputs are around ½ in every layer, so only δ shrinks: at σ = 0.01 the last layer gets
# 0.0053<!--sigmoid_small_last-->, the first 2.9·10⁻¹¹<!--sigmoid_small_first-->. So when a picture shows that "the gradient vanishes", ask which one: the one at the outputs, or the one at the weights.
#
# ## How long does tanh keep it up?
#
# You may have read that with Xavier's rule *tanh settles*: that the std of its outputs comes to rest, at about 0.25. Go 200 layers deep and look.

# %% name="tanh-decay-runs"
def squares(seed, depth=200, width=200):
    rng = np.random.default_rng(seed)
    layers = wi.random_layers(depth, width, "xavier_normal", rng)
    seen = wi.propagate(layers, rng.normal(size=(50, width)),
                        activation="tanh", keep="stats")
    return [stats.second_moment for stats in seen.stats[1:]]


tanh_squares = np.array([squares(seed) for seed in range(10)])
theory = wi.predict("tanh", 1 / np.sqrt(200), 200, 200).second_moment[1:]

# %% name="tanh-decay" tags=["hide-input"]
# claim: The mean square of a tanh net falls about like 1/(2L), and does not settle
# alt: Mean square of the outputs of a tanh net against the layer, log axes, 200 layers, band over ten seeds. It falls
#   along the dashed theory line and the dotted line 1 over 2L without ever levelling off; the band widens with depth.
# caption: The signal of a deep tanh net goes on shrinking, however many layers there are.
number = np.arange(1, 201)
fig, ax = plt.subplots(figsize=(6.3, 2.8))
ax.fill_between(number, tanh_squares.min(0), tanh_squares.max(0),
                color=plotting.BLUE, alpha=0.2, lw=0)
ax.plot(number, tanh_squares.mean(0), color=plotting.BLUE, label="measured")
ax.plot(number, theory, "--", color=plotting.PURPLE, label="theory")
ax.plot(number, 1 / (2 * number), ":", color=plotting.ORANGE, label="1/(2L)")
ax.axhline(0.25**2, color=plotting.GREY, lw=0.8)
ax.annotate("std 0.25", (1, 0.25**2), (1, 0.043), color=plotting.GREY)
ax.set(xscale="log", yscale="log", xlabel="layer L", ylabel="mean square")
ax.legend()
plt.show()

rms_at = np.sqrt(tanh_squares.mean(0))
measured(rms_at_8=rms_at[7], rms_at_50=rms_at[49], rms_at_200=rms_at[199])
measured(theory_at_200=np.sqrt(theory[199]))

# %% [markdown]
# It passes 0.25<!--rms_at_8--> at layer 8 and goes on: 0.099<!--rms_at_50--> at layer 50, 0.047<!--rms_at_200--> at layer 200 (theory:
# 0.050<!--theory_at_200-->). For small z, tanh²(z) is about z² − ⅔z⁴. If z is normal with mean square q, then E[z⁴] = 3q². With Xavier's rule and equal widths the next sums have
# the mean square of these outputs. So one layer makes
#
# $$q \;\to\; q - 2q^2$$
#
# Now $1/(q - 2q^2) = (1/q) \cdot 1/(1 - 2q)$, and for small q, $1/(1 - 2q)$ is about $1 + 2q$. So the new 1/q is about $1/q + 2$: it grows by about 2 in each layer, and after L layers
#
# $$q \approx \frac{1}{2L}$$
#
# The decay never stops, but it is slow: a power of the depth. Compare one and the same quantity, what one unit moves by: after ten layers it is 0.23<!--moves_tanh--> with tanh, and
# 4.6·10⁻⁷<!--moves_neither--> with the sigmoid, which loses the same factor in every layer: exponentially. The band shows something else, too: at 200 layers, single draws of the
# weights differ a lot.
#
# A common remedy is a **gain**, a factor on σ. For tanh PyTorch's `calculate_gain` gives 5/3: σ = 5/3 · 1/√n. Does that keep the sizes?

# %% name="gain-five-thirds"
std = 5 / 3 / np.sqrt(100)
runs = [ten_layers("tanh", seed, 50, gain=5 / 3) for seed in range(10)]
left = [run.gradient_ratio[0] for run in runs]
theory = wi.predict("tanh", std, width=100, depth=50)

measured(std_at_10=np.mean([run.stats[10].std for run in runs]))
measured(std_at_50=np.mean([run.stats[50].std for run in runs]))
measured(factor_53=wi.theory.deep_gradient_factor("tanh", std, 100))
measured(back_53=np.exp(np.mean(np.log(left))))
measured(back_53_theory=theory.gradient_ratio[0])
measured(first_53=theory.gradient_ratio[0] / theory.gradient_ratio[1])

# %% [markdown]
# The signal, yes: its std stays at 0.65<!--std_at_50-->. The gradient, no. In 50 layers it grows 99<!--back_53--> times (mean of ten draws; theory: 88<!--back_53_theory-->). Far from the input
# each layer multiplies it by 1.10<!--factor_53-->. Near the input, where the signal has not yet settled, it is less: 0.92<!--first_53--> in the first layer. So gain 1 lets both
# fade, but slowly; gain 5/3 holds the signal, and lets the gradient grow.
#
# ## A picture to be careful with
#
# Some books and posts draw the histograms of tanh's outputs from 0 to 1, which is the sigmoid's range.

# %% name="cropped-histograms"
# claim: Drawn from 0 to 1, tanh's histograms miss {dropped_percent%} of the outputs
# alt: Two rows of five histograms of tanh outputs with Xavier's rule. Upper row from 0 to 1: half a bell, cut off at 0.
#   Lower row from minus 1 to 1: the whole bell, narrowing from layer to layer.
# caption: The same outputs twice: a histogram from 0 to 1 (above) leaves half of them out.
tanh = ten_layers("tanh", seed=0, depth=5).activations[1:]
cropped = [h[h >= 0] for h in tanh]
fig, axes = plt.subplots(2, 5, figsize=(6.3, 2.8))
plotting.plot_histograms(axes[0], cropped, (0, 1), plotting.ORANGE)
plotting.plot_histograms(axes[1], tanh, (-1, 1), plotting.BLUE)
axes[0, 0].set_ylabel("cropped")
axes[1, 0].set_ylabel("all")
plt.show()

measured(dropped_percent=np.mean([(h < 0).mean() for h in tanh]))
z4, z5 = [(h - h.mean(0)) / h.std(0) for h in tanh[3:]]
measured(std_4=tanh[3].std(), std_5=tanh[4].std())
measured(alike=np.abs((z4 * z5).mean(axis=0)).mean())

# %% [markdown]
# The upper row has lost 50%<!--dropped_percent--> of the outputs, and one could take it for ReLU's. Before you read a histogram, look at where its axis ends.
#
# And do not ask too much of it. You may have read that *if two layers have the same distribution, the second is pointless*. A histogram shows sizes, and sizes are what a rule keeps.
# It does not show which input makes which output. The outputs of layers 4 and 5 have nearly the same std, 0.35<!--std_4--> and 0.32<!--std_5-->. Yet take unit 1 of
# the one and unit 1 of the other, unit 2 and unit 2, and so on: over the inputs, their correlation is 0.19<!--alike--> in size, on average. A copy would have 1.
#
# ## The call that gives it
#
# In PyTorch, on a layer that exists: these functions fill a tensor in place, and the underscore at the end of their names says so. `torch.nn.Linear` stores the weights as
# (fan_out, fan_in), and the function knows that.
#
# ```python
# import torch
#
# layer = torch.nn.Linear(784, 100)
# torch.nn.init.xavier_normal_(layer.weight)
# torch.nn.init.zeros_(layer.bias)
# ```
#
# In Keras, as an argument of the layer. `Dense` takes `glorot_uniform` unless you say otherwise, so you may have been using Xavier's rule without knowing:
#
# ```python
# import keras
#
# layer = keras.layers.Dense(
#     100, kernel_initializer=keras.initializers.GlorotNormal()
# )
# ```
#
# Two details. Keras's normal forms are cut off at two standard deviations and widened again, so that the std comes out right. And for LeCun's rule there is
# `keras.initializers.LecunNormal()`; in PyTorch, write `torch.nn.init.kaiming_normal_(layer.weight, nonlinearity="linear")`.
#
# ## Try your own values
#
# The bench runs a whole net: any sizes, depth and activation, forwards and backwards, with theory. Pass a rule of your own with `fan_bench({"mine": init})`, where
# `init(rng, shape, dtype)` returns an array.

# %% name="fan-bench"
# claim: From 784 inputs to 10 units, five tanh layers with Xavier's rule lose part of both sizes
fan_bench()

# %% [markdown]
# ## Check yourself
#
# Answer first. Then open your answer: it says whether you are right, and why.

# %% [markdown] name="question-widening-layer"
# **1. A layer takes 100 inputs to 400 units. You draw its weights with LeCun's rule. What happens to the gradient on its way back?**
#
# <details><summary>A. It keeps its size.</summary>
#
# **Not so:** *“one rule keeps both ways”*. LeCun's rule [keeps the signal](#fan:inputs=100,units=400,rule=lecun), on the way forwards. The gradient is summed over the 400 units.
#
# </details>
# <details><summary>B. It doubles.</summary>
#
# **Right.** σ·√n_out = √400/√100 = 2.
#
# </details>
# <details><summary>C. It becomes four times as large.</summary>
#
# **Not so:** *“sums grow like n”*. That is its mean square. Random terms partly cancel, so [sizes grow with the root of the number of terms](#fan:inputs=100,units=400,rule=lecun).
#
# </details>
# <details><summary>D. It is halved.</summary>
#
# **Not so:** *“the gradient counts the inputs”*. That would be the layer the other way round, [from 400 inputs to 100 units](#fan:inputs=400,units=100,rule=lecun). Backwards, count the units.
#
# </details>

# %% [markdown] name="question-equal-widths"
# **2. Your net has ten hidden layers of 256 units each. Between them, does it matter whether you take LeCun's rule or Xavier's?**
#
# <details><summary>A. Yes: Xavier's is made for deep nets.</summary>
#
# **Not so:** *“Xavier is for deep nets”*. Put the sizes in: 1/256, and 2/(256 + 256). They are [the same number](#fan:inputs=100,units=100,rule=xavier).
#
# </details>
# <details><summary>B. Yes: Xavier's weights are smaller, because it counts the units as well.</summary>
#
# **Not so:** *“Xavier is always smaller”*. It counts both, but it has a 2 in the numerator: 2/(256 + 256) is 1/256. Xavier's weights are [smaller only where a
# layer widens](#fan:inputs=400,units=100,rule=xavier).
#
# </details>
# <details><summary>C. No: where n_in = n_out, they are the same.</summary>
#
# **Right.** They differ only where the width changes, such as in the first and in the last layer.
#
# </details>

# %% [markdown] name="question-shifted-sigmoid"
# **3. A colleague shifts the sigmoid down by ½, and uses Xavier's rule. Does the gradient now get through ten layers?**
#
# <details><summary>A. No: the slope is still ¼.</summary>
#
# **Right.** Each layer passes on about a quarter, and after ten, 7.9·10⁻⁷<!--kept_mean--> is left. To make up for the slope, σ would have to be about
# four times as large.
#
# </details>
# <details><summary>B. Yes: the mean was the problem.</summary>
#
# **Not so:** *“only the mean counts”*. It was one of two, and the lesser one: with the mean alone repaired, 7.9·10⁻⁷<!--kept_mean--> came back, with the
# slope alone, 0.014<!--kept_slope-->.
#
# </details>
# <details><summary>C. Yes: the mean is 0 now, and the slope is at its largest there.</summary>
#
# **Not so:** *“a steep curve is enough”*. It is at its largest, but that is ¼. Each layer passes on about a quarter, ten layers 7.9·10⁻⁷<!--kept_mean-->.
#
# </details>
# <details><summary>D. Yes: a shifted sigmoid is tanh.</summary>
#
# **Not so:** *“a shifted sigmoid is tanh”*. Not yet: sigmoid(z) − ½ is ½·tanh(z/2). It has tanh's form and mean, but its slope at 0 is ¼, not 1.
#
# </details>

# %% [markdown] name="question-lecun-without-standardising"
# **4. The digits' pixels have an rms of 0.32<!--pixels_rms-->. You draw the first layer by LeCun's rule, and do not standardise. How large (rms) are
# its sums?**
#
# <details><summary>A. 1: LeCun's rule makes the sums 1.</summary>
#
# **Not so:** *“the rule sets the size”*. It keeps the size that is there. It does not make it 1. With standardised pixels the sums had
# 1.00<!--standard_sums-->.
#
# </details>
# <details><summary>B. About 0.10<!--pixels_square-->: the mean square of the pixels.</summary>
#
# **Not so:** *“the mean square is the size”*. It is the mean square that travels. But the size is its root.
#
# </details>
# <details><summary>C. Much larger than 0.32<!--pixels_rms-->: pixels are never negative, so nothing cancels.</summary>
#
# **Not so:** *“positive inputs do not cancel”*. The pixels are positive, but the weights are not: half of the products are negative.
#
# </details>
# <details><summary>D. About 0.32<!--pixels_rms-->.</summary>
#
# **Right.** The rule's factor is 1, so the sums are as large as the pixels. Measured was 0.32<!--raw_sums-->. That neighbouring pixels are alike does
# not matter: it is the weights that are independent.
#
# </details>

# %% [markdown] name="question-common-start"
# **5. Ten layers without activation, all of the same width n. The weights are drawn from U(−1/√n, 1/√n). How much of the signal's size is left at the
# end?**
#
# <details><summary>A. All of it: 1/√n keeps the size.</summary>
#
# **Not so:** *“the bound is the std”*. 1/√n as a *std* keeps the size. Here it is the bound, and the std is smaller by √3.
#
# </details>
# <details><summary>B. About 0.58<!--common_factor--> of it, which is 1/√3.</summary>
#
# **Not so:** *“layers do not multiply”*. That is the factor of one layer. Each of the ten multiplies by it.
#
# </details>
# <details><summary>C. About a 240th part.</summary>
#
# **Right.** Each layer leaves 1/√3 of the size, and ten of them $(1/\sqrt3)^{10} = 3^{-5} = 1/243$. Measured was
# 0.0040<!--common_ten-->.
#
# </details>
# <details><summary>D. About a 59,000th part: the variance is 1/(3n).</summary>
#
# **Not so:** *“the variance is the size”*. The mean square falls to a third in each layer, so to $3^{-10}$ in ten. The size is its root.
#
# </details>

# %% [markdown] name="question-positive-weights"
# **6. Somebody writes `np.random.rand(n, n) / np.sqrt(n)` with n = 100 for the weights of five sigmoid layers. What happens?**
#
# <details><summary>A. Nothing special: the division by √n keeps the sums at the size of the inputs.</summary>
#
# **Not so:** *“1/√n suits all weights”*. It suits weights with mean 0, whose sums grow like √n. Here nothing cancels after the first layer, and the sums
# grow like n.
#
# </details>
# <details><summary>B. The outputs of the later layers are all at the end of the curve.</summary>
#
# **Right.** Weights and outputs are positive, so nothing cancels, and dividing by √n is too little: at 100 units the sums are large. In layer 3,
# 100%<!--rand_3--> of the outputs were saturated.
#
# </details>
# <details><summary>C. The signal fades: the weights are smaller than with `randn`.</summary>
#
# **Not so:** *“σ alone sets the size”*. Their std is smaller, by √12. But their mean is not 0, and it adds up over all inputs.
#
# </details>
# <details><summary>D. Only the first layer suffers: its inputs are not between 0 and 1.</summary>
#
# **Not so:** *“the inputs do the harm”*. It is the other way round. The first layer's inputs have both signs, so its sums partly cancel. All later
# inputs are positive, and there nothing cancels.
#
# </details>

# %% [markdown] name="question-same-histograms"
# **7. With Xavier's rule, the histograms of layers 4 and 5 of a tanh net look alike. What follows?**
#
# <details><summary>A. Layer 5 adds nothing: it could be left out.</summary>
#
# **Not so:** *“the same histogram is the same layer”*. A histogram does not show which input makes which output. Unit by unit, the two layers had a
# correlation of 0.19<!--alike--> in size.
#
# </details>
# <details><summary>B. The units of a layer are copies of each other.</summary>
#
# **Not so:** *“alike means copies”*. The histogram pools all units. Whether they differ from each other, it does not show.
#
# </details>
# <details><summary>C. The net will learn fast.</summary>
#
# **Not so:** *“a wide histogram is healthy”*. It shows the size of the signal before training. It shows neither the gradient nor the learning rate.
#
# </details>
# <details><summary>D. The size of the signal is nearly kept from the one to the other.</summary>
#
# **Right.** Their std was 0.35<!--std_4--> and 0.32<!--std_5-->. That is what the rule is made for, and all that the two pictures show.
#
# </details>

# %% [markdown]
# ## Exercises
#
# Replace the three dots, run the cell, and the check answers at once. Solutions are [on their own page](../solutions/04-xavier.ipynb).
#
# **4.1 Compute.** Which standard deviation does Xavier's rule ask for, from 300 inputs to 200 units?

# %% name="exercise-xavier-std"
xavier_std = ...

checks.exercise("4.1", xavier_std)

# %% [markdown]
# **4.2 Write it.** Complete the function: it returns the bound $a$ of Xavier's uniform form, for weights between $-a$ and $a$.


# %% name="exercise-xavier-bound"
def xavier_bound(n_in, n_out):
    return ...


checks.exercise("4.2", xavier_bound)

# %% [markdown]
# **4.3 Predict, then look.** A linear net has the sizes 784 → 400 → 100 → 10; all its weights follow LeCun's rule. A gradient is sent in at the last
# layer. How much of its size arrives at the input? Predict the number; then try the net with `factors`, layer by layer.

# %% name="exercise-gradient-kept"
kept_at_input = ...

checks.exercise("4.3", kept_at_input)

# %% [markdown]
# **4.4 Break it, then fix it.** Fifty tanh layers of 100 units. With gain 1, the outputs have nearly faded at the end: look with the bench. Find the gain with which
# theory expects an rms of 0.5 at layer 50, to within 2 per cent: `wi.predict("tanh", gain / 10, 100, 50).second_moment[50]`.

# %% name="exercise-tanh-gain"
gain = ...

checks.exercise("4.4", gain)

# %% [markdown]
# ## In this chapter
#
# - A layer scales the signal by **σ·√n_in**, the gradient by **σ·√n_out**. LeCun's rule sets the first to 1; no σ sets both to 1 unless the sizes are equal.
# - **Xavier's rule**, σ² = 2/(n_in + n_out), is the compromise. Where a layer narrows it is larger than LeCun's, where it widens, smaller.
# - Both rules assume an activation with slope 1 and outputs of mean 0. tanh has that near 0; the sigmoid misses both. And they assume weights of mean 0:
#   with positive ones, sums grow like n.
# - A rule follows the width, a fixed σ does not. But where widths jump, Xavier's rule loses more at one layer than it gains at the next.
# - Normal or uniform makes no difference to the sizes; the uniform bound is √3 times the std.
#
# **Next:** ReLU breaks both assumptions as well: it throws away half of what comes in, and its mean is not 0. What He and his colleagues did about it: [He](05-he.ipynb).
#
# **Sources.** Y. LeCun et al., [*Efficient BackProp*](../references.md#lecun-et-al-1998-efficient-backprop), 1998 (§4.6: 1/n_in). X. Glorot and Y.
# Bengio, [*Understanding the difficulty of training deep feedforward neural networks*](../references.md#glorot-and-bengio-2010), 2010 (the two demands,
# the compromise, and what was wrong with the usual start). K. Saito, [*Deep Learning from Scratch*](../references.md#saito-2016), chapter 6 (histograms
# from 0 to 1).
