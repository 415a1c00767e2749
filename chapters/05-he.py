# %% [markdown]
# # He
#
# *ReLU throws away half of what comes in: how large must the weights be to make up for it?*
#
# - **You will learn** why He's rule has a 2, which square it keeps and which it does not, how a common misprint survives, and what no rule for σ can repair.
# - **You need** chapter 4: a layer scales the mean square by n_in·σ². NumPy at reading level.
# - **Time:** 21 minutes of reading, 20 more for the exercises.

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
from wi_lib.benches import depth_bench
from wi_lib.diagnostics import read_out, typical_unit
from wi_lib.explorers import depth_explorer

plotting.set_style()

# %% [markdown]
# ## Predict first
#
# A network has 30 layers of 100 ReLU units: negative sums become 0, positive ones pass unchanged. You draw the weights with Xavier's rule, which is σ = 1/√n here. Without an activation, that
# would keep the size of the signal. **How much of the mean square is left after 30 layers?** About all of it? A thirtieth? A thousandth? Less?

# %% name="predict-thirty-layers" tags=["hide-input"]
from wi_lib.predictions.chapter_05 import thirty_layers_prediction


def squares(gain, depth, width=100, activation="relu", seeds=10):
    """Mean square of every layer's outputs, shape (seeds, layers)."""
    init = wi.normal(gain / np.sqrt(width))
    found = []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        layers = wi.random_layers(depth, width, init, rng)
        x = rng.normal(size=(50, width)).astype(np.float32)
        x /= wi.rms(x)
        seen = wi.propagate(layers, x, activation=activation, keep="stats")
        found.append([stats.second_moment for stats in seen.stats])
    return np.array(found)


xavier_30 = squares(gain=1, depth=30)
kept_30 = np.exp(np.log(xavier_30[:, -1]).mean())
thirty_layers_prediction(kept_30)

# %% name="xavier-with-relu" tags=["hide-input", "answer"]
# claim: With Xavier's rule, each ReLU layer of 100 units leaves about half of the mean square
# alt: Mean square of the outputs of 30 ReLU layers with Xavier's rule, log axis, band over ten draws. A straight line
#   falls from 1 at the input to {kept_30} at layer 30.
# caption: Xavier's rule in a ReLU net: every layer leaves about half of the mean square.
fig, ax = plt.subplots(figsize=(6.3, 2.6))
plotting.plot_layers(ax, xavier_30, "Xavier", plotting.BLUE)
ax.set(xlabel="output of layer", ylabel="mean square")
plt.show()

measured(kept_30=kept_30, two_to_minus_30=2.0**-30)

# %% [markdown]
# Less than a billionth: 3.5·10⁻¹⁰<!--kept_30--> in a typical draw. Theory, which is for very wide layers, says one half for each layer: 2⁻³⁰ is 9·10⁻¹⁰<!--two_to_minus_30-->.

# %% [markdown]
# **Now repair it.** Below, the weights have σ = gain/√n; Xavier's gain is 1, and the explorer begins with 2. (It has ten draws of its own, so at gain 1 it shows another number than the one above.) Find
# the gain that keeps the signal through 50 layers. Then add a leak. Then watch the lower picture. It shows the cosine of the angle
# between two different inputs: 1 if they point the same way, 0 at right angles. Does the gain change it?

# %% name="depth-explorer" tags=["hide-input"]
# claim: Many layers make a small change of the gain a large change of the signal
depth_explorer(start={"gain": 2.0})

# %% [markdown]
# The upper picture has one right answer: [√2 for ReLU](#depth:gain=1.414,depth=50,leak=0,width=400), less with a leak. (With 100 units a layer the draws end further apart, and the typical one is further from 1. [A later part of this chapter](#spread-of-nets) says why.) If you move the slider one step away from it, the mean square after 50 layers is wrong by a factor of hundreds or thousands. The lower picture does not care about the gain at all. Both
# need an explanation.
#
# ## What ReLU takes away
#
# Look at one layer. The sums $z$ of a wide layer are close to normal, with mean 0.

# %% name="relu-halves"
# claim: ReLU turns half of the sums into zeros, and halves the mean square
# alt: First: the histogram of the sums, a bell around 0. Second: the histogram after ReLU: half of all values in one
#   bar at exactly 0, and the right half of the bell.
# caption: ReLU turns half of the sums into zeros, and leaves the others as they are.
rng = np.random.default_rng(0)
z = rng.normal(size=1_000_000)
h = np.maximum(z, 0)

fig, (left, right) = plt.subplots(1, 2, figsize=(6.3, 2.3), sharex=True)
left.hist(z, bins=60, range=(-3, 3), color=plotting.BLUE)
left.set(title="sums z", yticks=[])
right.hist(h, bins=60, range=(-3, 3), color=plotting.ORANGE)
right.set(title="outputs h = ReLU(z)", yticks=[])
plt.show()

measured(square_z=np.mean(z**2), square_h=np.mean(h**2))
measured(mean_h=h.mean(), variance_h=h.var())

# %% [markdown]
# The mean square falls from 1.0<!--square_z--> to 0.50<!--square_h-->. It has to: the bell is symmetric, so the negative half held half of the squares. The **variance** falls
# further, to 0.34<!--variance_h-->, because the outputs now have a mean of 0.40<!--mean_h-->, and the variance does not count it.
#
# You may have read that *ReLU halves the variance*. It halves the mean square. Which of the two does the next layer get? **Predict**, then send these outputs through weights with
# σ = 1/√n.

# %% name="square-travels" tags=["argument"]
# claim: The mean square travels: the next sums have {next_square}, not the variance {variance_h}
n = 1000
inputs = h.reshape(-1, n)  # 1,000 inputs, 1,000 numbers each
factors = []
for seed in range(3):
    w = wi.lecun_normal()(np.random.default_rng(seed), (n, n))
    factors.append(np.mean((inputs @ w) ** 2))

# %% name="predict-next-square" tags=["hide-input"]
from wi_lib.predictions.chapter_05 import next_square_prediction

next_square_prediction(np.mean(factors))

# %% name="square-that-travels" tags=["answer"]
measured(next_square=np.mean(factors))

# %% [markdown]
# The next sums have a mean square of 0.50<!--next_square-->, not 0.34<!--variance_h-->. A weight multiplies the whole output, its mean included. **E[h²] travels from layer to layer, Var(h) does
# not.** (For a tanh the two are equal, so chapter 4 met the difference only with pixels.)
#
# ## Double it
#
# Put the two steps of a layer together. The sums multiply the mean square by $n_{\text{in}}\sigma^2$, ReLU halves it:

# %% [markdown] name="hes-rule" claim="ReLU halves the mean square, so He's rule doubles the variance of the weights"
# $$E[h_{\text{out}}^2] \;=\; \tfrac12\, n_{\text{in}}\, \sigma^2 \, E[h_{\text{in}}^2]$$
#
# To keep it, set the factor to 1. That is **He's rule** (2015), after Kaiming He; PyTorch calls it Kaiming's:
#
# $$\sigma^2 = \frac{2}{n_{\text{in}}}, \qquad \sigma = \sqrt{\frac{2}{n_{\text{in}}}}$$

# %% [markdown]
# The uniform form has its bound at √3·σ, as always: $U(\pm\sqrt{6/n_{\text{in}}})$.
#
# And on the way back? There, ReLU lets through about half of the entries of the gradient, and stops the others. So the same 2 serves the gradient, with $n_{\text{out}}$ in place of $n_{\text{in}}$; in equally
# wide layers that is the same rule. **Predict:** what does Xavier's rule leave of the size of the gradient after 30 layers? Ten draws of each:

# %% name="gradient-comes-back"
def gradients(gain, depth=30, width=100):
    """Gradient ÷ the one sent in, at every layer, shape (seeds, layers)."""
    init = wi.normal(gain / np.sqrt(width))
    found = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        layers = list(wi.random_layers(depth, width, init, rng))
        x, upstream = rng.normal(size=(2, 500, width))
        seen = wi.propagate(layers, x, upstream, activation="relu")
        found.append(seen.gradient_ratio)
    return np.array(found)


he_back, xavier_back = gradients(np.sqrt(2)), gradients(1)

# %% name="predict-gradient-left" tags=["hide-input"]
from wi_lib.predictions.chapter_05 import gradient_left_prediction

gradient_left_prediction(np.exp(np.mean(np.log(xavier_back[:, 0]))))

# %% name="gradient-measured" tags=["answer"]
left = he_back[:, 0]
measured(gradient_left=np.exp(np.mean(np.log(left))))
measured(gradient_least=min(left), gradient_most=max(left))
measured(xavier_left=np.exp(np.mean(np.log(xavier_back[:, 0]))))
measured(two_to_minus_15=2.0**-15)

# %% name="gradient-over-30-layers" tags=["hide-input", "answer"]
# claim: Back through 30 ReLU layers, He's rule keeps the gradient, Xavier's leaves {xavier_left}
# alt: Gradient at the output of each of 30 ReLU layers ÷ the one sent in at layer 30, log axis, bands over ten draws.
#   He's rule: a level line, at {gradient_left} where it reaches the input. Xavier's rule: a straight line that falls towards
#   the input, to {xavier_left}.
# caption: The gradient enters at layer 30 and travels back to the input. Xavier's rule loses it, He's rule keeps its size.
fig, ax = plt.subplots(figsize=(6.3, 2.6))
plotting.plot_layers(ax, he_back, "He", plotting.GREEN, style="^-")
plotting.plot_layers(ax, xavier_back, "Xavier", plotting.BLUE)
ax.set(xlabel="output of layer", ylabel="gradient ÷ sent in")
ax.legend()
plt.show()

# %% [markdown]
# With He's rule 0.87<!--gradient_left--> comes back (from 0.69<!--gradient_least--> to 1.2<!--gradient_most-->), with Xavier's 2.7·10⁻⁵<!--xavier_left-->. Theory says √½ for each layer, 2⁻¹⁵ in all, which is
# 3.1·10⁻⁵<!--two_to_minus_15-->: the *mean square* is halved, and a gradient is measured by its root.
#
# ## Which n, where widths differ?
#
# The signal asks for $n_{\text{in}}$, the gradient for $n_{\text{out}}$. Which of the two? He's paper says: either. Take $n_{\text{in}}$. Then each layer scales the mean square of the gradient by
# $\tfrac12 n_{\text{out}}\sigma^2 = n_{\text{out}}/n_{\text{in}}$. Now multiply over all layers: every width in between stands once in a numerator and once in a
# denominator, so it cancels: $(n_1/n_0)\cdot(n_2/n_1)\cdot(n_3/n_2) = n_3/n_0$. The last width over the first is left, **whatever
# the depth**. With $n_{\text{out}}$ it is the signal that gets such a factor: the inverse of this one.
#
# Chapter 4's compromise, the mean of both, does not cancel like that. **Predict** what it does to 20 layers whose widths alternate between 50 and 200.

# %% name="unequal-widths"
def both_ways(mode, widths, seed):
    """Output ÷ input, and gradient at the input ÷ the one sent in."""
    rng = np.random.default_rng(seed)
    init = wi.variance_scaling(2, mode)
    layers = [init(rng, pair) for pair in zip(widths, widths[1:])]
    x, upstream = (rng.normal(size=(500, widths[end])) for end in (0, -1))
    seen = wi.propagate(layers, x, upstream, activation="relu")
    return wi.rms(seen.activations[-1]) / wi.rms(x), seen.gradient_ratio[0]


shapes = {"zigzag": [50, 200] * 10 + [50], "funnel": [784, 400, 200, 100, 50]}
for shape, widths in shapes.items():
    for mode in ("fan_in", "fan_out", "fan_avg"):
        draws = np.log([both_ways(mode, widths, seed) for seed in range(10)])
        there, back = np.exp(draws.mean(axis=0))
        name = f"{shape}_{mode}"
        measured(**{f"{name}_there": there, f"{name}_back": back})
measured(last_over_first=np.sqrt(50 / 784))

# %% [markdown] name="alternating-widths" claim="Where widths alternate, either n serves; the mean of both leaves about a tenth"
# | size left: signal, gradient | 2/n_in | 2/n_out | 2 ÷ the mean of both |
# |---|---|---|---|
# | 20 layers, 50, 200, 50, 200, …, 50 | 0.67<!--zigzag_fan_in_there-->, 0.84<!--zigzag_fan_in_back--> | 0.67<!--zigzag_fan_out_there-->, 0.84<!--zigzag_fan_out_back--> | 0.072<!--zigzag_fan_avg_there-->, 0.090<!--zigzag_fan_avg_back--> |
# | 784, 400, 200, 100, 50 | 0.98<!--funnel_fan_in_there-->, 0.25<!--funnel_fan_in_back--> | 3.9<!--funnel_fan_out_there-->, 1.0<!--funnel_fan_out_back--> | 1.7<!--funnel_fan_avg_there-->, 0.45<!--funnel_fan_avg_back--> |

# %% [markdown]
# (Ten draws, typical values.) The funnel's gradient is as theory says, √(50/784), or 0.25<!--last_over_first-->: one factor for the whole net, and not one for each layer. That is why either n serves. Between 50 and 200, the compromise
# loses a little in every pair of layers, in both directions.
#
# ## A leak

# %% [markdown] name="leaky-rule" claim="A leak keeps a part of the negative half, so the weights may be smaller"
# A **leaky** ReLU has a small slope α for negative sums. Then the negative half keeps α² of its squares, and a layer keeps (1 + α²)/2. So
#
# $$\sigma = \sqrt{\frac{2}{(1+\alpha^2)\, n_{\text{in}}}}$$

# %% [markdown]
# α = 0 is ReLU. α = 1 is no activation at all, and the rule becomes LeCun's. Measure one layer with each leak:

# %% name="leaks"
leaks = {"001": 0.01, "01": 0.1, "03": 0.3, "1": 1.0}
for name, leak in leaks.items():
    kept = np.mean(wi.leaky_relu(leak)(z) ** 2)
    gain = wi.gain("leaky_relu", leak)
    measured(**{f"kept_{name}": kept, f"gain_{name}": gain})

# %% [markdown]
# | leak α | mean square kept | gain √(2/(1+α²)) |
# |---|---|---|
# | 0 | 0.50<!--square_h--> | √2 |
# | 0.01 | 0.50<!--kept_001--> | 1.41<!--gain_001--> |
# | 0.1 | 0.51<!--kept_01--> | 1.41<!--gain_01--> |
# | 0.3 | 0.55<!--kept_03--> | 1.35<!--gain_03--> |
# | 1 | 1.00<!--kept_1--> | 1.00<!--gain_1--> |
#
# With the usual leak of 0.01 you need not bother.
#
# ## The misprint
#
# You may have read that *He's standard deviation is 2/√n*. The root is in the wrong place: 2/n is the **variance**. A std of 2/√n is a gain of 2. The sums then have $2^2 = 4$ times the mean square, and ReLU halves that.
# So the mean square doubles in every layer. How would
# you notice? Three rules, 50 layers, ten draws:

# %% name="misprint"
# claim: Over 50 ReLU layers Xavier fades, 2/√n explodes, He holds within a widening band
# alt: Mean square over 50 ReLU layers, log axis, with bands over ten draws and dashed theory lines. Xavier falls in a
#   straight line, to {faded_50}, 2 over root n rises in one, to {misprint_50}; He stays level, with a band that widens: at
#   layer 50 it reaches from {he_least} to {he_most}.
# caption: Xavier fades and 2/√n explodes. He holds the size, within a band that widens with depth.
gains = {"2/√n": (2, plotting.ORANGE, "s-"),
         "He": (np.sqrt(2), plotting.GREEN, "^-"),
         "Xavier": (1, plotting.BLUE, "o-")}
layer = np.arange(51)

fig, ax = plt.subplots(figsize=(6.3, 3))
deep = {}
for name, (gain, color, style) in gains.items():
    deep[name] = squares(gain, depth=50)
    line = plotting.plot_layers(ax, deep[name], name, color, style=style)
    line.set_markevery(5)
    ax.plot(layer, (gain**2 / 2) ** layer, "--", color=plotting.PURPLE)
ax.set(xlabel="output of layer", ylabel="mean square")
ax.legend()
plt.show()

misprint = np.exp(np.log(deep["2/√n"]).mean(axis=0))
measured(misprint_4=misprint[4], misprint_50=misprint[50])
measured(faded_50=np.exp(np.log(deep["Xavier"][:, 50]).mean()))
ends = deep["He"][:, 50]
measured(he_least=ends.min(), he_most=ends.max())

# %% [markdown]
# After four layers the misprint has made the mean square 16<!--misprint_4--> times as large. Training can cope with that, as you will see. After 50 layers the factor is
# 1.65·10¹⁴<!--misprint_50-->. Dashed is theory.
#
# ## A race on real digits
#
# Does it matter for training? Here are nets of 5, 10, 22 and 30 layers (the output layer counted; 64 ReLU units in each hidden layer), trained on handwritten digits: 10,000 MNIST images of 14 × 14 pixels, and 2,000
# others to be tested on; batches of 64, learning rate 0.02, 2,000 steps, **five seeds**. A fourth start joins: the weights that PyTorch gives a linear layer unless told otherwise, with a std of 1/√(3n). (All biases
# start at 0 here.) The training took too long for this page, so its results come with the library; `tools/results.py` makes them again.
#
# (A run has **diverged** when its loss is no longer a number that the computer can hold.) **Predict:** which rule wins at 5 layers?

# %% name="depth-race"
# claim: At rate 0.02, 2/√n is a little ahead at 5 layers; at 22 layers it diverges
# alt: Table of test accuracies after 2,000 steps. 5 layers: PyTorch's default {default_5%}, Xavier {xavier_5%}, He {he_5%},
#   2 over root n {misprint_5%}. 10 layers: {default_10%}, {xavier_10%}, {he_10%}, {misprint_10%}. 22 layers: {default_22%},
#   {xavier_22%}, {he_22%}, diverged. 30 layers: {default_30%}, {xavier_30%}, {he_30%}, diverged.
# caption: The deeper the net, the more the start decides.
race = wi.results.load("depth_race")
rules = list(race["rules"])
final = race["test_accuracy"][..., -1]  # depths, rules, seeds

fig, ax = plt.subplots(figsize=(6.3, 2.4))
names = [f"{depth} layers" for depth in race["depths"]]
plotting.plot_heat(ax, final.mean(axis=-1), names, rules)
ax.set_title("test accuracy in % (×: diverged)")
plt.show()

# %% name="depth-race-measured" tags=["hide-input"]
short = {"PyTorch's default": "default", "LeCun": "lecun", "Xavier": "xavier",
         "He": "he", "2/√n": "misprint"}
for row, depth in enumerate(race["depths"]):
    for rule, share in zip(rules, final[row].mean(axis=-1)):
        if np.isfinite(share):
            measured(**{f"{short[rule]}_{depth}": share})

he, two = rules.index("He"), rules.index("2/√n")
lead = final[0, two] - final[0, he]
measured(lead=lead.mean(), lead_error=wi.results.standard_error(lead))
measured(wins_of_misprint=np.sum(lead > 0))
first_look = race["test_accuracy"][2:, two, :, 1]
measured(first_look=race["steps"][1], runs=first_look.size)
measured(diverged_runs=np.isnan(first_look).sum())

# %% [markdown]
# **The wrong formula is ahead.** At 5 layers, 2/√n reaches 90.9%<!--misprint_5-->, He's rule 90.4%<!--he_5-->. That is a lead of 0.55%<!--lead-->, with a standard error of 0.34%<!--lead_error-->, and it was ahead in 3<!--wins_of_misprint--> of 5 seeds. Had you run this
# race alone, you might believe the misprint. At 10 layers it is 90.8%<!--misprint_10--> against He's 91.4%<!--he_10-->. At 22 and at 30 layers, 10<!--diverged_runs--> of 10<!--runs--> runs of 2/√n had diverged at the first look, after 100<!--first_look--> steps.
#
# Where does the lead come from? In a ReLU net, weights that are c times as large make the outputs of L layers $c^L$ times as large. And they make the gradient of one layer's weights $c^{L-1}$ times as
# large, if the same gradient is sent in at the outputs: it contains all the other $L - 1$ matrices. (Here even more is sent in: where larger outputs are wrong, the softmax sends back a larger gradient.) So with the same learning rate,
# **a larger gain takes larger steps**. If the rate is too small for all, that helps. **Predict** what becomes of the lead at larger rates. Here are 5 layers at five learning rates from 0.02 up (five seeds), and 22 layers at five from 0.0002 up (three seeds).

# %% name="race-at-other-rates"
# claim: Each at its best tried rate: no rule stands out at 5 layers, He's rule does at 22
# alt: Two tables of test accuracies after 2,000 steps, a row for each rule, a column for each learning rate. 5 layers,
#   from 0.02 to 0.5: all rules rise, He from {he_5%} to {shallow_he_best%}. 2 over root n is ahead at first, level with He at
#   0.1 ({shallow_misprint_mid%} and {shallow_he_mid%}), and diverges at 0.5. 22 layers, from 0.0002 to 0.1: He rises from
#   {deep_he_small%} to {deep_he_best%} at 0.02, and has a seed that diverges at 0.1; 2 over root n is at {deep_misprint_small%} at the smallest rate,
#   and diverges at the others.
# caption: At 5 layers, the lead of the misprint is gone at larger learning rates. At 22, it stays far below He's best at all five rates.
fig, axes = plt.subplots(2, 1, figsize=(6.3, 3.2), height_ratios=[2, 1])
tables = wi.results.load("shallow_race"), wi.results.load("rates_at_depth")
for ax, table, depth in zip(axes, tables, (5, 22)):
    share = table["test_accuracy"][..., -1].mean(axis=-1)
    rates = [f"{rate:g}" for rate in table["lrs"]]
    plotting.plot_heat(ax, share, list(table["rules"]), rates)
    ax.set(title=f"{depth} layers: % recognised (×: a seed diverged)",
           xlabel="learning rate")
plt.show()

# %% name="at-its-own-best-rate"
shallow, at_22 = tables
for name, table in (("shallow", shallow), ("deep", at_22)):
    best, at_end = wi.results.best_rate(table["loss"])
    for row, (rule, place) in enumerate(zip(table["rules"], best)):
        share, key = table["test_accuracy"][row, place, :, -1], short[rule]
        measured(**{f"{name}_{key}_rate": table["lrs"][place]})
        measured(**{f"{name}_{key}_best": share.mean()})
        error = wi.results.standard_error(share)
        measured(**{f"{name}_{key}_error": error})
    measured(**{f"{name}_best_at_an_end": at_end.sum()})

# %% name="at-a-common-rate" tags=["hide-input"]
share = shallow["test_accuracy"][..., -1].mean(axis=-1)
loss = shallow["loss"][..., -1].mean(axis=-1)
for place, name in ((1, "low"), (2, "mid"), (3, "large")):
    for row, rule in enumerate(shallow["rules"]):
        measured(**{f"shallow_{short[rule]}_{name}": share[row, place]})
        measured(**{f"loss_{short[rule]}_{name}": loss[row, place]})
share = at_22["test_accuracy"][..., -1].mean(axis=-1)
measured(deep_misprint_small=share[1, 0], deep_he_small=share[0, 0])
larger = at_22["test_accuracy"][1, 1:, :, -1]
measured(deep_diverged=np.isnan(larger).sum(), deep_runs=larger.size)
last = shallow["test_accuracy"][-1, -1, :, -1]
measured(shallow_diverged=np.isnan(last).sum())

# %% [markdown]
# At 0.05 the misprint is still ahead, with 92.9%<!--shallow_misprint_low--> to He's 92.4%<!--shallow_he_low-->. At 0.1 it is at 93.3%<!--shallow_misprint_mid--> and He at 93.6%<!--shallow_he_mid-->, at 0.2 at 93.8%<!--shallow_misprint_large--> and 94.1%<!--shallow_he_large-->; at 0.5 it diverges in 2<!--shallow_diverged--> of 5 seeds.
# (On the training images it keeps the lead longer: its loss is the smaller one at 0.1, too, 0.077<!--loss_misprint_mid--> to 0.097<!--loss_he_mid-->. At 0.2 it is 0.071<!--loss_misprint_large--> to 0.068<!--loss_he_large-->.) And if each rule may choose its own best rate of
# these five (the one with the least loss on training batches)?

# %% [markdown] name="best-rates-at-5-layers" claim="At 5 layers, each at its best of five rates, no rule stands out"
# | 5 layers | best rate | test accuracy there | standard error |
# |---|---|---|---|
# | LeCun | 0.2<!--shallow_lecun_rate--> | 94.1%<!--shallow_lecun_best--> | 0.2%<!--shallow_lecun_error--> |
# | Xavier | 0.2<!--shallow_xavier_rate--> | 93.8%<!--shallow_xavier_best--> | 0.5%<!--shallow_xavier_error--> |
# | He | 0.2<!--shallow_he_rate--> | 94.1%<!--shallow_he_best--> | 0.5%<!--shallow_he_error--> |
# | 2/√n | 0.2<!--shallow_misprint_rate--> | 93.8%<!--shallow_misprint_best--> | 0.3%<!--shallow_misprint_error--> |

# %% [markdown]
# (None of these rates stands at an end of the five: a better one is not to be expected outside.) **At 5 layers no rule stands out.** The differences are of the size of their errors.
#
# And 22 layers? At the smallest rate, 0.0002, the misprint is even ahead once more, with 33%<!--deep_misprint_small--> against 20%<!--deep_he_small-->: both have hardly begun, and it takes the larger steps. At the other rates, from 0.001 up, 12<!--deep_diverged--> of its 12<!--deep_runs--> runs diverge. (In between, no rate was tried.) He's rule
# goes on to 90%<!--deep_he_best-->, at 0.02<!--deep_he_rate-->. **One shallow race proves no formula, and one learning rate proves no start. Depth tells them apart.**
#
# Now the other side: does Xavier's rule *fail* at 22 and at 30 layers?

# %% name="late-not-dead"
# claim: At 22 and 30 layers He learns at once, Xavier late, PyTorch's default not in 2,000 steps
# alt: Test accuracy over 2,000 steps for 22 layers, then for 30 layers, bands over five seeds. He climbs fast in both, to
#   {he22%} and {he30%}. Xavier climbs late and slowly, to {xavier_22%} and {xavier_30%}. PyTorch's default hardly
#   gets better than a guess, at {default_22%} and {default_30%}.
# caption: He learns at once, Xavier late, and PyTorch's default has not begun after 2,000 steps.
looks = {"He": (plotting.GREEN, "^-"), "Xavier": (plotting.BLUE, "o-"),
         "PyTorch's default": (plotting.GREY, "s-")}

fig, axes = plt.subplots(1, 2, figsize=(6.3, 2.8), sharey=True)
for ax, depth in zip(axes, (22, 30)):
    d = list(race["depths"]).index(depth)
    for name, (color, style) in looks.items():
        curves = race["test_accuracy"][d, rules.index(name)]
        plotting.plot_training(ax, race["steps"], curves, name, color, style)
    ax.set(title=f"{depth} layers", xlabel="step", ylim=(0, 1))
axes[0].set_ylabel("test accuracy")
axes[1].legend(loc="center right")
plt.show()

xavier, default = rules.index("Xavier"), rules.index("PyTorch's default")
measured(x22_low=final[2, xavier].min(), x22_high=final[2, xavier].max())
measured(x30_low=final[3, xavier].min(), x30_high=final[3, xavier].max())
measured(he22=final[2, he].mean(), he30=final[3, he].mean())
curve = race["test_accuracy"][2, xavier].mean(axis=0)
measured(x22_leaves=race["steps"][np.argmax(curve > 0.15)])

# %% [markdown]
# It is late, and not dead. At 22 layers Xavier's nets become better than a guess after some 600<!--x22_leaves--> steps. They learn slowly, and are between 24%<!--x22_low--> and 50%<!--x22_high--> at the end; at 30 layers they are between 11%<!--x30_low--> (which is guessing) and
# 26%<!--x30_high-->. He's are at 91%<!--he22--> and 88%<!--he30-->. All this at the learning rate 0.02, after 2,000 steps.
#
# He's paper has nets of 22 and of 30 layers, too, but they are others: convolutional, on photographs, trained much longer. There both rules learnt at 22 layers, He's sooner. At 30, the nets with Xavier's rule stopped making
# progress. Ours have an easier task, and fully connected layers: every unit sees all outputs of the layer before. What agrees is the order, and that depth brings it out.
#
# ## What He's rule does not do
#
# **It does not spread the outputs evenly.** You may have read that it *gives an even distribution*. Here are the outputs of five ReLU layers of 100 units, from three starts, for 1,000 inputs; blue for all units pooled, orange for one
# unit over the inputs.

# %% name="relu-histograms"
# claim: He's rule keeps the width of ReLU's outputs; about half of them are exactly 0
# alt: Six rows of five histograms from 0 to 3, two rows for each start: all units pooled, and one unit over the inputs.
#   Standard deviation 0.01: everything in the bar at 0 from layer 2 on. Xavier: a bar at 0 and a slope beside it, which
#   shrinks towards 0 from layer to layer. He: a bar at 0 and a long slope, of about the same width in all five layers.
# caption: No rule is even. The bar at 0 holds about half of all outputs, and is cut off. He's slope keeps its width. What is above 3 is counted in the last bar.
starts = {"σ = 0.01": 0.01, "Xavier": 0.1, "He": np.sqrt(2 / 100)}
fig, axes = plt.subplots(6, 5, figsize=(6.3, 5.4))
for rows, (name, std) in zip(axes.reshape(3, 2, 5), starts.items()):
    rng = np.random.default_rng(0)
    layers = wi.random_layers(5, 100, wi.normal(std), rng)
    x = rng.normal(size=(1000, 100))
    outputs = wi.propagate(layers, x, activation="relu").activations[1:]
    one = [typical_unit(h) for h in outputs]
    plotting.plot_histograms(rows[0], outputs, (0, 3))
    plotting.plot_histograms(rows[1], one, (0, 3), plotting.ORANGE)
    rows[0, 0].set_ylabel(name)
    for row, values in zip(rows, (outputs, one)):
        plt.setp(row, ylim=(0, 0.15 * values[0].size))
for ax in axes[1:].flat:
    ax.set_title("")
plt.show()

# %% [markdown]
# About half of the outputs are exact zeros in every layer, and the others, pooled, lie on half a bell. He's rule keeps the *width* of that half bell; Xavier's lets it shrink. And some units are **dead**: 0 for every one of the inputs. Count them with He's rule,
# 1,000 inputs, ten draws:

# %% name="zeros-and-dead-units"
def zeros_and_dead(seed):
    rng = np.random.default_rng(seed)
    layers = wi.random_layers(50, 100, "he_normal", rng)
    x = rng.normal(size=(1000, 100))
    seen = wi.propagate(layers, x, activation="relu", keep="stats")
    return [(stats.zeros, stats.dead) for stats in seen.stats]


counted = np.mean([zeros_and_dead(seed) for seed in range(10)], axis=0)
measured(zeros_5=counted[5, 0], dead_5=counted[5, 1])
measured(zeros_50=counted[50, 0], dead_50=counted[50, 1])

# %% [markdown]
# In layer 5, 50%<!--zeros_5--> of the outputs are 0 and 1.1%<!--dead_5--> of the units are dead. In layer 50 it is 49%<!--zeros_50--> and 41%<!--dead_50-->. Why so many? Because
# of the next point.
#
# **It does not keep inputs apart.** Take two inputs with a cosine of 0.1: nearly at right angles, as different as random inputs are. Behind a ReLU no output is negative, so all outputs point into the same corner of the space. Layer by layer
# the two turn towards each other, and He's rule, which sets sizes only, cannot prevent it. For a wide layer the new cosine follows from the old one (θ is the angle):

# %% [markdown] name="cosine-of-a-layer" claim="A wide ReLU layer turns any two inputs towards each other, whatever σ is"
# $$\cos\theta_{\text{new}} = \frac{\sin\theta + (\pi-\theta)\cos\theta}{\pi}$$

# %% name="cosine-runs"
def cosines(seed, start=0.1, depth=50, width=400):
    rng = np.random.default_rng(seed)
    x, other = np.linalg.qr(rng.normal(size=(width, 2)))[0].T
    pair = np.stack([x, start * x + np.sqrt(1 - start**2) * other])
    layers = wi.random_layers(depth, width, "he_normal", rng)
    seen = wi.propagate(layers, pair, activation="relu")
    return [a @ b / np.sqrt(a @ a * (b @ b)) for a, b in seen.activations]


alike = np.array([cosines(seed) for seed in range(10)])
theory = [0.1]
for _ in range(50):
    angle = np.arccos(theory[-1])
    both = np.sin(angle) + (np.pi - angle) * np.cos(angle)
    theory.append(both / np.pi)

# %% name="inputs-grow-alike" tags=["hide-input"]
# claim: Two inputs with a cosine of 0.1 leave 10 ReLU layers with {alike_10}, 50 with {alike_50}
# alt: Cosine of two inputs' outputs over 50 ReLU layers, band over ten draws, dashed theory on top. It rises from 0.1
#   quickly to {alike_5} at layer 5, {alike_10} at layer 10, and creeps to {alike_50} at layer 50.
# caption: Two inputs come out of every layer more alike: after 50 layers their cosine is {alike_50}.
fig, ax = plt.subplots(figsize=(6.3, 2.5))
ax.fill_between(layer, alike.min(axis=0), alike.max(axis=0),
                color=plotting.GREEN, alpha=0.2, lw=0)
ax.plot(layer, alike.mean(axis=0), color=plotting.GREEN, label="measured")
ax.plot(layer, theory, "--", color=plotting.PURPLE, label="theory")
ax.set(xlabel="output of layer", ylabel="cosine", ylim=(0, 1.05))
ax.legend()
plt.show()

mean_alike = alike.mean(axis=0)
measured(alike_5=mean_alike[5], alike_10=mean_alike[10])
measured(alike_50=mean_alike[50])

# %% [markdown]
# The cosine goes from 0.1 to 0.75<!--alike_5--> in five layers, to 0.89<!--alike_10--> in ten, and to 0.99<!--alike_50--> in fifty. To a deep layer all inputs look nearly the same; so a unit that is silent for one of
# them is silent for most.
#
# Nearly the same is not the same. What can still be told from it? A course may call this the layer's *expressiveness*, and say that a good σ protects it. Measure it. Send digits through 50 layers, drawn at random and not trained, and let a linear
# read-out name them from the outputs of a layer (fitted on 3,000 images; it brings each unit to the same spread first, so size plays no part).
#
# **Predict:** digits go through ReLU layers of 100 units that are not trained. A linear read-out, ten weighted sums that are fitted to images, names the digit from the
# outputs of layer 10. From which start does it read more digits: He or σ = 0.01?

# %% name="read-out-of-a-layer"
digits = wi.load_mnist(14)
both = np.concatenate([digits.x_train[:3000], digits.x_test]).astype(float)
looked_at = [0, 1, 2, 5, 10, 20, 30, 50]


def readable(init, seed):
    """At some layers: share of test digits read, and rank of the outputs."""
    rng = np.random.default_rng(seed)
    first = init(rng, (196, 100), np.float64)
    layers = [first, *wi.random_layers(49, 100, init, rng, np.float64)]
    seen = wi.propagate(layers, both, activation="relu").activations
    labels = digits.y_train[:3000], digits.y_test
    return [(read_out(h[:3000], labels[0], h[3000:], labels[1]),
             np.linalg.matrix_rank(h)) for h in (seen[l] for l in looked_at)]


told = np.array([readable(wi.he_normal(), seed) for seed in range(5)])
small = np.array(readable(wi.normal(0.01), seed=0))

# %% name="predict-read-at-ten" tags=["hide-input"]
from wi_lib.predictions.chapter_05 import read_at_ten_prediction

ten = looked_at.index(10)
read_at_ten_prediction(small[ten, 0] - told[0, ten, 0])

# %% name="what-can-be-read" tags=["hide-input", "answer"] within=0.03
# claim: The deeper an untrained ReLU layer of 100 units, the fewer digits can be read from it
# alt: Share of test digits that a linear read-out names from the outputs of layers 0 to 50, band over five draws. It falls
#   from {told_0%} at the input to {told_5%} at layer 5, {told_10%} at layer 10 and {told_50%} at layer 50. Guessing is a dashed
#   line at one tenth.
# caption: Layers of 100 units: the deeper, the less can be read from them. With any σ the curve is the same.
fig, ax = plt.subplots(figsize=(6.3, 2.4))
plotting.plot_training(ax, looked_at, told[..., 0], "read-out",
                       plotting.GREEN, "^-")
ax.axhline(0.1, ls="--", color=plotting.GREY, label="guessing")
ax.set(xlabel="output of layer", ylabel="digits read", ylim=(0, 1))
ax.legend()
plt.show()

for place, number in enumerate(looked_at):
    measured(within=0.03, **{f"told_{number}": told[:, place, 0].mean()})
ranks = told[..., 1].mean(axis=0)
measured(largest_difference=np.abs(small - told[0])[:, 0].max())
measured(within=0.03, rank_1=ranks[1], rank_10=ranks[4], rank_50=ranks[-1])

# %% [markdown]
# The pixels themselves give 83%<!--told_0-->, layer 10 gives 52%<!--told_10-->, layer 50 gives 27%<!--told_50-->. The *rank*, which is the number of directions that the outputs of 100 units use at all, falls from 100<!--rank_1--> in layer 1 to 89<!--rank_10--> and 63<!--rank_50-->.
# (Width counts, too. With 400 units, more can be read from layer 1 than from the pixels, and from layer 10 clearly more than here.)
#
# And σ = 0.01 gives **the same numbers**: the read-outs differ by 0<!--largest_difference-->. In a ReLU net without biases σ scales the signal and changes nothing else. So what He's rule protects is the size, of the signal and of the gradient, and not the
# expressiveness. That goes with depth, sooner in narrow layers, and training has to win it back: the trained net of 30 layers named 88%<!--he30-->. (One limit: the numbers have to be representable. In float32, 50 layers of σ = 0.01 end in exact zeros.)

# %% [markdown]
# **It keeps the mean square only on average.** In the figure with three rules, He's band grows wider with depth. For one input you can draw thousands of nets quickly: given the outputs of a layer, the next sums are independent normal
# numbers, so no matrix is needed.

# %% name="spread-of-nets" tags=["argument"]
# claim: He's rule holds on average: half of the nets of 50 × 100 units keep under {narrow_median}
def ratios_after(depth, width, nets=2000):
    rng = np.random.default_rng(0)
    ratio = np.ones(nets)
    for _ in range(depth):
        z = np.sqrt(2) * rng.standard_normal((nets, width), np.float32)
        ratio *= np.mean(np.maximum(z, 0) ** 2, axis=1)
    return ratio


narrow, wide = ratios_after(50, width=100), ratios_after(50, width=1000)
measured(narrow_median=np.median(narrow), wide_median=np.median(wide))
measured(narrow_5=np.quantile(narrow, 0.05))
measured(narrow_95=np.quantile(narrow, 0.95))
measured(wide_5=np.quantile(wide, 0.05), wide_95=np.quantile(wide, 0.95))
measured(narrow_mean=narrow.mean(), wide_mean=wide.mean())

# %% [markdown] name="spread-of-nets-table" claim="The wider the layers, the closer each net is to the average of all"
# | mean square after 50 layers ÷ before | average of 2,000 nets | median | middle 90 per cent |
# |---|---|---|---|
# | He, 100 units | 1.06<!--narrow_mean--> | 0.30<!--narrow_median--> | 0.021<!--narrow_5--> to 4.0<!--narrow_95--> |
# | He, 1,000 units | 0.99<!--wide_mean--> | 0.87<!--wide_median--> | 0.38<!--wide_5--> to 2.0<!--wide_95--> |

# %% [markdown]
# The average over all nets stays near 1, as the rule promises (1.06<!--narrow_mean--> and 0.99<!--wide_mean-->); but a few large ones outweigh many small ones. The wider the layers, the closer each net is to the average.
#
# ## The call that gives it
#
# In PyTorch, on a layer that exists:
#
# ```python
# import torch
#
# layer = torch.nn.Linear(784, 100)
# torch.nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
# torch.nn.init.zeros_(layer.bias)
# ```
#
# Without `nonlinearity` the function assumes a leaky ReLU with the slope `a=0`, which is the same gain of √2. For a leak of 0.3, write
# `kaiming_normal_(layer.weight, a=0.3, nonlinearity="leaky_relu")`. In Keras:
#
# ```python
# import keras
#
# layer = keras.layers.Dense(
#     100, activation="relu",
#     kernel_initializer=keras.initializers.HeNormal(),
# )
# ```
#
# Neither library does this on its own: a new `torch.nn.Linear` has the small start of the race, and a Keras `Dense` layer has Xavier's, whatever its activation.
#
# ## Try your own values
#
# The bench computes any gain, leak, depth and width, with five draws. Pass an activation of your own with `depth_bench({"mine": wi.Activation("mine", fn, derivative)})`.

# %% name="depth-bench"
# claim: With He's rule, five draws of a net with 50 layers of 100 units end far apart
depth_bench()

# %% [markdown]
# ## Check yourself
#
# Answer first. Then open your answer: it says whether you are right, and why.

# %% [markdown] name="question-blog-post"
# **1. A blog post initialises ReLU layers with `rng.normal(size=(n, m)) * 2 / np.sqrt(n)`, n inputs to m units. Is that He's rule?**
#
# <details><summary>A. Yes: He's rule has a 2 where LeCun's has a 1.</summary>
#
# **Not so:** *“the 2 belongs to the std”*. The 2 belongs to the variance. In the std it is √2. [This code doubles the mean square in every layer](#depth:gain=2,depth=50,leak=0).
#
# </details>
# <details><summary>B. No: it should divide by the square root of n + m.</summary>
#
# **Not so:** *“every rule counts both sizes”*. That would be [a rule like Xavier's](#unequal-widths). He's counts the inputs.
#
# </details>
# <details><summary>C. No: it should be `np.sqrt(2 / n)`.</summary>
#
# **Right.** A race on a shallow net would not have shown it: after four layers the mean square is 16<!--misprint_4--> times as large, after 50 layers
# 1.65·10¹⁴<!--misprint_50--> times.
#
# </details>

# %% [markdown] name="question-which-square"
# **2. Behind a ReLU layer, the variance of the outputs is 0.34 times that of the sums. So the gain should be 1/√0.34, about 1.7. True?**
#
# <details><summary>A. True: that restores the variance.</summary>
#
# **Not so:** *“the variance travels”*. [It would, if variances travelled](#depth:gain=1.7,depth=50,leak=0). But the next layer multiplies the outputs with their mean included: the mean
# square counts, and ReLU keeps half of it.
#
# </details>
# <details><summary>B. False: ReLU halves the variance, so it should be √2.</summary>
#
# **Not so:** *“ReLU halves the variance”*. √2 is right, but not for that reason. The variance falls to 0.34<!--variance_h-->; what is halved is the
# mean square.
#
# </details>
# <details><summary>C. False: half of the outputs are 0, so it should be 2.</summary>
#
# **Not so:** *“half the outputs, twice the weights”*. Twice the *variance* of the weights, so a gain of √2. A gain of 2 is [the misprint: it doubles the
# mean square in every layer](#depth:gain=2,depth=50,leak=0).
#
# </details>
# <details><summary>D. False: the mean square is halved, and √2 makes up for it.</summary>
#
# **Right.** With 1.7 the mean square would grow by nearly a half in every layer: 1.7² / 2.
#
# </details>

# %% [markdown] name="question-size-or-content"
# **3. With He's rule, a deep ReLU net keeps the size of its signal. Does it keep what the signal says?**
#
# <details><summary>A. Not all of it: inputs grow alike with depth.</summary>
#
# **Right.** The size is kept on average; the differences between inputs shrink. In fifty layers the cosine of two inputs went from 0.1 to
# 0.99<!--alike_50-->, and of the digits a linear read-out named 27%<!--told_50-->.
#
# </details>
# <details><summary>B. Yes: a signal that keeps its size keeps what it says.</summary>
#
# **Not so:** *“size is information”*. Look at [the lower panel of the explorer](#depth:gain=1.414,depth=50,leak=0). Whatever the gain, different inputs become more and more alike.
#
# </details>
# <details><summary>C. No: half of the outputs are 0, so each layer loses half of what the signal says.</summary>
#
# **Not so:** *“a zero says nothing”*. *Which* units are 0 depends on the input, so zeros say something, too. After ten halvings a thousandth
# would be left; after ten layers the read-out still named 52%<!--told_10--> of the digits.
#
# </details>

# %% [markdown] name="question-ahead-once"
# **4. In a race of nets with 5 layers, at one learning rate, 2/√n ends half a point ahead: 90.9%<!--misprint_5-->, He's rule 90.4%<!--he_5-->. What follows?**
#
# <details><summary>A. 2/√n is the better start for nets of 5 layers.</summary>
#
# **Not so:** *“one race proves a rule”*. It was ahead at the learning rate 0.02, in 3<!--wins_of_misprint--> of 5 seeds. At 0.2 it had 93.8%<!--shallow_misprint_large-->, He's rule
# 94.1%<!--shallow_he_large-->.
#
# </details>
# <details><summary>B. Nothing yet: ask for the standard error, for other learning rates, and for a deeper net.</summary>
#
# **Right.** The lead of 0.55%<!--lead--> had a standard error of 0.34%<!--lead_error-->, and a larger gain acts like a larger step. At 22 layers, at that same rate, it diverged.
#
# </details>
# <details><summary>C. All starts are equally good for nets of 5 layers.</summary>
#
# **Not so:** *“nearly equal means all are equal”*. These two came out alike. At the same learning rate, PyTorch's default was at 64%<!--default_5-->. (It needs a
# larger rate: at 0.1 it comes to about nine in ten.) And at 0.5, 2/√n diverged in 2<!--shallow_diverged--> of 5 seeds. What came out nearly equal were four starts, each at a rate that suits it.
#
# </details>
# <details><summary>D. The 2 belongs to the std after all.</summary>
#
# **Not so:** *“the 2 belongs to the std”*. Whether a formula keeps the mean square is not a matter of races. This one doubles it in each layer: after 50, it was
# 1.65·10¹⁴<!--misprint_50--> times as large.
#
# </details>

# %% [markdown] name="question-which-n"
# **5. Twenty ReLU layers have 50, 200, 50, 200, …, 50 units. You use σ² = 2/n_in. What happens to the gradient on its way back?**
#
# <details><summary>A. It vanishes or explodes: for the gradient, n_out is needed.</summary>
#
# **Not so:** *“a wrong n is wrong in every layer”*. One layer multiplies its mean square by 4, the next by ¼. What is left over all layers is the last width over the first.
#
# </details>
# <details><summary>B. It comes back at about its size: the widths in between cancel.</summary>
#
# **Right.** Measured is 0.84<!--zigzag_fan_in_back--> of it; with n_out in the formula it is 0.84<!--zigzag_fan_out_back-->, too.
#
# </details>
# <details><summary>C. It would come back better if σ² were 2 over the mean of both widths.</summary>
#
# **Not so:** *“a compromise is always safer”*. With the mean of both 0.090<!--zigzag_fan_avg_back--> came back, and of the signal 0.072<!--zigzag_fan_avg_there--> was left.
#
# </details>
# <details><summary>D. It shrinks fourfold in each pair of layers.</summary>
#
# **Not so:** *“only shrinking counts”*. One layer of the pair shrinks its mean square fourfold, the other makes it four times as large.
#
# </details>

# %% [markdown] name="question-thirty-layers-back"
# **6. Thirty ReLU layers of equal width start with Xavier's rule. How much of the size (the rms) of the gradient does theory expect at the input?**
#
# <details><summary>A. About all of it: Xavier's rule was made for both directions.</summary>
#
# **Not so:** *“a good rule fits everywhere”*. It was made for slopes of about 1. ReLU's slope is 0 for half of the sums.
#
# </details>
# <details><summary>B. A thirtieth.</summary>
#
# **Not so:** *“layers add up”*. [Layers multiply](#depth:gain=1,depth=30,leak=0): each has its factor.
#
# </details>
# <details><summary>C. 2⁻¹⁵ of it.</summary>
#
# **Right.** The mean square is halved thirty times, and the size is its root. Measured is 2.7·10⁻⁵<!--xavier_left-->; 2⁻¹⁵ is 3.1·10⁻⁵<!--two_to_minus_15-->.
#
# </details>
# <details><summary>D. 2⁻³⁰ of it.</summary>
#
# **Not so:** *“the mean square is the size”*. That is [what is left of the mean square](#depth:gain=1,depth=30,leak=0). The size is its root.
#
# </details>

# %% [markdown] name="question-what-sigma-says"
# **7. A deep ReLU net without biases is drawn twice from the same random numbers, once with He's σ and once with σ = 0.01. A linear read-out looks at layer 10
# of each net, before training. From which net does it read more digits?**
#
# <details><summary>A. From He's: it keeps the signal alive.</summary>
#
# **Not so:** *“size is information”*. It keeps the signal's size. The read-out, which brings each unit to the same spread, found 52%<!--told_10--> of the digits with He's σ, and the same with 0.01.
#
# </details>
# <details><summary>B. From neither: ten random layers leave nothing to be read.</summary>
#
# **Not so:** *“a random layer destroys all”*. At layer 10 the read-out still named 52%<!--told_10--> of the test digits. At the pixels it was 83%<!--told_0-->.
#
# </details>
# <details><summary>C. From that of σ = 0.01: small weights mix less.</summary>
#
# **Not so:** *“small weights mix less”*. With a ReLU and no biases, [a smaller σ makes all sums smaller](#depth:gain=0.5,depth=10,leak=0) by the same factor, and which of them are negative stays as it was.
#
# </details>
# <details><summary>D. From both the same.</summary>
#
# **Right.** Here σ scales the signal, and changes nothing else. What differs is the size of the signal and of the gradient, and with it how fast the net can learn.
#
# </details>

# %% [markdown]
# ## Exercises
#
# Replace the three dots, run the cell, and the check answers at once. Solutions are [on their own page](../solutions/05-he.ipynb).
#
# **5.1 Compute.** Which standard deviation does He's rule ask for, at 256 inputs?

# %% name="exercise-he-std"
he_std = ...

checks.exercise("5.1", he_std)

# %% [markdown]
# **5.2 Write it.** Complete the function: it returns the gain for a leaky ReLU with slope α, so that the mean square is kept.


# %% name="exercise-leaky-gain"
def leaky_gain(alpha):
    return ...


checks.exercise("5.2", leaky_gain)

# %% [markdown]
# **5.3 Predict, then look.** Twenty ReLU layers, all with LeCun's rule. How much of the **rms** (not of the mean square) does theory leave? Check with [the explorer](#depth:gain=1,depth=20,leak=0), and mind the root.

# %% name="exercise-rms-left"
rms_left = ...

checks.exercise("5.3", rms_left)

# %% [markdown]
# **5.4 Break it, then fix it.** The ELU is z for positive sums, and $e^z - 1$ for negative ones. Break it first: `depth_bench({"elu": elu})` with He's gain. Then find the gain with which a layer that gets a mean square of 1
# puts out a mean square of 1, to within 1 per cent. `wi.theory.second_moment(elu, gain**2)` gives the mean square that comes out.

# %% name="exercise-elu-gain"
elu = wi.Activation(
    "elu",
    lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
    lambda z: np.where(z > 0, 1.0, np.exp(np.minimum(z, 0))),
)
elu_gain = ...

checks.exercise("5.4", elu_gain)

# %% [markdown]
# ## In this chapter
#
# - ReLU halves the mean square E[h²], and that is what travels. (The variance is not halved, and does not travel.) So **σ² = 2/n_in**: He's rule. With a leak, 2/((1+α²)·n_in).
# - Either n serves, n_in or n_out: over the whole net, one factor is left, the last width over the first or its inverse.
# - The misprint 2/√n doubles the mean square in every layer. At 5 layers and a small learning rate it is even a little ahead, because a larger gain acts like a larger step. At 22 layers it diverges at four of the five rates that were tried, from 0.001 up.
# - In the deep race Xavier's rule is slow and He's is not.
# - No gain removes the zeros or the dead units, keeps inputs apart, or makes each single net keep its size: He's rule holds on average. In a ReLU net σ does not change what can be read from a layer.
#
# **Next:** you have a rule for tanh and one for ReLU. But the sigmoid fits neither. Choosing an activation and a start together: [Sigmoid or ReLU](06-sigmoid-or-relu.ipynb).
#
# **Sources.** K. He, X. Zhang, S. Ren and J. Sun, [*Delving deep into rectifiers*](../references.md#he-et-al-2015), 2015 (the rule, its leaky form, the
# nets of 22 and 30 layers). Y. Cho and L. Saul, [*Kernel methods for deep learning*](../references.md#cho-and-saul-2009), 2009 (the formula for two
# inputs). B. Hanin and D. Rolnick, [*How to start training: the effect of initialization and architecture*](../references.md#hanin-and-rolnick-2018),
# 2018 (the spread at finite width). A. Maas, A. Hannun and A. Ng, [*Rectifier nonlinearities improve neural network acoustic
# models*](../references.md#maas-et-al-2013), 2013 (the leak).
