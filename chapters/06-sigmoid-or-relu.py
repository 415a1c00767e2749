# %% [markdown]
# # Sigmoid or ReLU: choosing
#
# *Which activation, which start and which learning rate go together?*
#
# - **You will learn** why the sigmoid hardly learns with Xavier's rule, how to match the gain to an activation, what the learning rate has to do with it, and
#   three ways to rescue a net that does not learn.
# - **You need** the factor of a layer ([chapter 3](03-too-large-too-small.ipynb)), and the rules of Xavier and He (chapters [4](04-xavier.ipynb) and
#   [5](05-he.ipynb)).
# - **Time:** 18 minutes of reading, 20 more for the exercises.

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
from wi_lib.benches import choice_bench
from wi_lib.explorers import choice_explorer

plotting.set_style()

# %% [markdown]
# ## Predict first
#
# You train a net to read digits: 784 pixels, four hidden layers of 100 **sigmoid** units, ten outputs. The weights start by **Xavier's rule**, as most
# courses advise for the sigmoid. You train with plain SGD: 2,000 steps, batches of 128 digits, learning rate 0.1.
#
# **Which share of new digits does it read correctly in the end?** Nearly all of them, about half, or one in ten, as if it guessed? Write your guess down,
# then look. The band reaches from the worst to the best of three seeds.

# %% name="sigmoid-with-xavier" tags=["hide-input"]
# alt: Test accuracy over 2,000 steps. ReLU with He's rule rises at once, to {relu_he} at the end. Sigmoid with Xavier's
#   rule stays near chance, at {sigmoid_xavier}.
# caption: The same digits, the same learning rate: one net learns at once, the other hardly at all.
race = wi.results.load("mnist_race")


def accuracy(activation, rule, lr):
    """Test accuracy of one kind of net, shape (seeds, recorded steps)."""
    at = list(race["activations"]).index(activation)
    at = at, list(race["rules"]).index(rule), list(race["lrs"]).index(lr)
    return race["test_accuracy"][at]


def draw(ax, activation, rule, lr, label, color, style="o-"):
    values = accuracy(activation, rule, lr)
    plotting.plot_training(ax, race["steps"], values, label, color, style)


fig, ax = plt.subplots()
draw(ax, "relu", "He", 0.1, "ReLU, He", plotting.ORANGE)
draw(ax, "sigmoid", "Xavier", 0.1, "sigmoid, Xavier", plotting.BLUE, "s-")
ax.set(xlabel="step", ylabel="accuracy on test digits", ylim=(0, 1))
ax.legend()
plt.show()

measured(sigmoid_xavier=accuracy("sigmoid", "Xavier", 0.1)[:, -1].mean())
measured(relu_he=accuracy("relu", "He", 0.1)[:, -1].mean())

# %% [markdown]
# Sigmoid and Xavier: 17%<!--sigmoid_xavier--> after 2,000 steps, little better than a guess. ReLU and He: 95%<!--relu_he-->. **Now take the sigmoid, and move
# its gain** from 1 to 4. (The gain multiplies 1/√fan_in, LeCun's rule; between layers of equal width that is Xavier's, too.)

# %% name="choice-explorer" tags=["hide-input"]
choice_explorer()

# %% [markdown]
# One dial, and the same net reads nine digits out of ten. The rest of this chapter finds out why, and what to make of the advice.
#
# ## Where these numbers come from
#
# All the training runs of this chapter together take most of an hour, too long for a notebook. They come with the library: `make results` makes them again,
# and a test runs a sample of them on every change. The code is nothing but `wi.train`. Here is the sleeping net of the first figure, live, for
# the first 300 steps:

# %% name="live-run"
digits = wi.load_mnist()
rng = np.random.default_rng(0)
sizes = [784, 100, 100, 100, 100, 10]
net = wi.MLP(sizes, "sigmoid", "xavier_normal", rng)
settings = {"lr": 0.1, "steps": 300, "batch_size": 128}
wi.train(net, digits, **settings, rng=rng, eval_every=300)

# %% [markdown]
# ## The usual advice, and the usual proof
#
# > For sigmoid and tanh take Xavier's rule, for ReLU take He's.
#
# The usual proof is one race: the net above with **ReLU**, learning rate 0.01, and three starts. Here it is, with three seeds and a band.

# %% name="relu-race"
# alt: Test accuracy of ReLU nets at learning rate 0.01. Standard deviation 0.01 stays at chance. Xavier and He both
#   rise; He is ahead all the way, and the two come close at the end.
# caption: With σ = 0.01 nothing is learned. Xavier and He both learn, He a little faster.
fig, ax = plt.subplots()
draw(ax, "relu", "σ = 0.01", 0.01, "σ = 0.01", plotting.BLUE, "s-")
draw(ax, "relu", "Xavier", 0.01, "Xavier", plotting.GREEN, "^-")
draw(ax, "relu", "He", 0.01, "He", plotting.ORANGE)
ax.set(xlabel="step", ylabel="accuracy on test digits", ylim=(0, 1))
ax.legend(loc="center right")
plt.show()

final = {rule: accuracy("relu", rule, 0.01)[:, -1] for rule in race["rules"]}
measured(relu_001=final["σ = 0.01"].mean())
measured(relu_xavier=final["Xavier"].mean())
measured(relu_he_slow=final["He"].mean())
measured(relu_misprint=final["2/√n"].mean())

# %% [markdown]
# The order is clear. With σ = 0.01 the net stays at chance (11%<!--relu_001-->). Xavier reaches 89.5%<!--relu_xavier-->, He
# 91.5%<!--relu_he_slow-->, and He is ahead all the way.
#
# Be careful with what this proves. The misprint 2/√n of [chapter 5](05-he.ipynb) reaches 91.7%<!--relu_misprint--> in the same race. Four hidden layers
# are too few to tell a right rule from a wrong one. And the race was run for ReLU only.
#
# ## The race that is seldom run
#
# Now the same race with the **sigmoid**. **Predict** the winner among σ = 0.01, Xavier, He and σ = 1, the start that
# [chapter 3](03-too-large-too-small.ipynb) warned you of.

# %% name="sigmoid-race"
# alt: Test accuracy of sigmoid nets with five starts. First, learning rate 0.1: standard deviation 0.01 and Xavier stay
#   near chance; He, standard deviation 1 and four times Xavier rise, the last one highest. Second, learning rate 1:
#   Xavier wakes up after several hundred steps, 0.01 never does.
# caption: Five starts of the sigmoid. Which of them learn depends on the learning rate, too.
starts = {
    "σ = 0.01": (plotting.GREY, "v-"),
    "Xavier": (plotting.BLUE, "s-"),
    "He": (plotting.GREEN, "d-"),
    "σ = 1": (plotting.PURPLE, "^-"),
    "4 × Xavier": (plotting.ORANGE, "o-"),
}
fig, axes = plt.subplots(1, 2, figsize=(6.3, 3), sharey=True)
for ax, lr in zip(axes, (0.1, 1.0)):
    for rule, (color, style) in starts.items():
        draw(ax, "sigmoid", rule, lr, rule, color, style)
    ax.set(title=f"learning rate {lr:g}", xlabel="step", ylim=(0, 1))
axes[0].set_ylabel("accuracy on test digits")
handles = axes[0].get_legend_handles_labels()
fig.legend(*handles, loc="outside lower center", ncols=5)
plt.show()

# %% name="sigmoid-race-measured"
for rule in ("σ = 0.01", "Xavier", "He", "σ = 1", "4 × Xavier"):
    slow, fast = (accuracy("sigmoid", rule, lr)[:, -1] for lr in (0.1, 1))
    print(f"{rule:11}  lr 0.1: {slow.mean():.2f}   lr 1: {fast.mean():.2f}")

ends = {lr: {rule: accuracy("sigmoid", rule, lr)[:, -1].mean()
             for rule in race["rules"]} for lr in (0.1, 1)}  # fmt: skip
measured(std1_slow=ends[0.1]["σ = 1"])
measured(four_slow=ends[0.1]["4 × Xavier"], he_slow=ends[0.1]["He"])
measured(xavier_fast=ends[1]["Xavier"])

# %% [markdown]
# At learning rate 0.1 the recommended start hardly moves. **He's rule, made for ReLU, does better with the sigmoid than Xavier's**: 70%<!--he_slow-->. So does
# the start that everybody warns of, σ = 1: 77%<!--std1_slow-->. Best is a start that is in no list, **four times Xavier**: 90%<!--four_slow-->.
#
# At learning rate 1 Xavier wakes up after some hundred steps and reaches 91%<!--xavier_fast-->; σ = 0.01 sleeps on.
#
# You may have read that *Xavier's rule was made for the sigmoid*. Its authors say nearly the opposite: they advise against the sigmoid started from small
# random weights.
#
# ## Explain
#
# Look inside, before the first step. Send real digits forwards, and a random gradient into the logits. How much of it arrives at each layer? Ten draws of each start.

# %% name="gradient-arriving-runs"
x = digits.x_train[:500]
rules = {
    "Xavier": wi.xavier_normal(),
    "4 × Xavier": wi.variance_scaling(16, "fan_avg"),
    "σ = 1": wi.normal(1),
}


def arriving(rule, seed):
    """Gradient at every layer's output ÷ gradient at the logits."""
    rng = np.random.default_rng(seed)
    net = wi.MLP(sizes, "sigmoid", rules[rule], rng)
    upstream = rng.normal(size=(500, 10))
    return wi.propagate(net, x, upstream).gradient_ratio[1:]


gradient = {}
for rule in rules:
    gradient[rule] = np.array([arriving(rule, s) for s in range(10)])

# %% name="gradient-arriving" tags=["hide-input"]
# alt: Gradient at the output of layers 1 to 5 relative to the logits, for three starts of the sigmoid net, on a log
#   axis. Xavier falls by a factor of about four a layer. Four times Xavier stays near 1. Standard deviation 1 grows
#   towards the input.
# caption: Before training: with Xavier's rule the sigmoid's gradient falls about fourfold in every layer.
fig, ax = plt.subplots()
for rule, values in gradient.items():
    color, style = starts[rule]
    plotting.plot_layers(ax, values, rule, color, style=style, first=1)
ax.set(xlabel="output of layer (5: the logits)")
ax.set(ylabel="gradient ÷ that at the logits")
ax.legend()
plt.show()

kept = {}
for rule, values in gradient.items():
    kept[rule] = np.exp(np.log(values[:, 0]).mean())
measured(kept_xavier=kept["Xavier"], kept_four=kept["4 × Xavier"])
measured(kept_std1=kept["σ = 1"])
a_layer = (gradient["Xavier"][:, 0] / gradient["Xavier"][:, 3]) ** (1 / 3)
measured(factor_xavier=a_layer.mean())

# %% [markdown]
# With Xavier each layer passes on about 0.24<!--factor_xavier-->: the slope of the sigmoid in the middle is ¼, and a gain of 1 does nothing about
# it. Of the gradient at the logits, 0.0058<!--kept_xavier--> arrives at layer 1. With four times Xavier it is 0.45<!--kept_four-->, with
# σ = 1 even 3.1<!--kept_std1--> times as much.
#
# In [chapter 4](04-xavier.ipynb) you saw what Xavier's rule assumes: **slope 1 at zero, and outputs with mean 0**. The sigmoid breaks both. Its slope is ¼, and
# its outputs lie around ½. The first can be mended at the start. Write the weights with a **gain**:
#
# $$\sigma = \frac{\text{gain}}{\sqrt{n}}$$
#
# Then $\sigma \cdot \sqrt n$ in chapter 3's formula is the gain, and
#
# $$\text{factor of a layer} \;\approx\; \text{gain} \cdot \operatorname{rms}(\varphi')$$
#
# For a factor near 1 the gain has to be **one over the slope**:
#
# | activation | slope where it works | gain |
# |---|---|---|
# | tanh | 1 at zero | 1 |
# | ReLU | 1 for half of the sums, 0 for the others | √2, one over √½ |
# | sigmoid | ¼ at zero | 4 |
#
# One over the slope at zero is a first guess, because sums away from zero meet smaller slopes. Theory knows them all: `wi.critical_std` searches the std at
# which a deep layer passes on exactly as much as it gets.

# %% name="matching-gains"
for name in ("sigmoid", "tanh", "relu"):
    print(f"{name:8} gain {wi.critical_std(name, 100) * np.sqrt(100):.2f}")

measured(edge_sigmoid=wi.critical_std("sigmoid", 100) * 10)

# %% [markdown]
# For tanh and ReLU the two agree. For the sigmoid the gain would have to be 10.1<!--edge_sigmoid-->, which is nothing but the σ = 1 of chapter 3. Which one trains
# best?
#
# ## Map it
#
# Here is every combination: 13 gains, five learning rates, three activations, three seeds each. The number in a field is the mean accuracy after 2,000 steps in
# per cent; × means that at least one of the three nets diverged. The solid frame stands around one over the slope; for the sigmoid, the dashed one stands around
# the gain that is nearest to the one at which a layer keeps the gradient.

# %% name="gain-map" tags=["hide-input"]
# alt: Three heat maps, one an activation, of test accuracy over 13 gains and 5 learning rates. The sigmoid is good
#   around gain 4 to 8, from 0.1 upwards in learning rate, and at chance where the gain is small. Tanh and ReLU are good
#   around gains of 1 to 2; tanh fails at learning rate 1, and ReLU diverges at large gains. Frames mark the gains that
#   theory gives.
# caption: The stronger the colour, the better the net has learned. Solid frames: one over the slope. Dashed: the tried
#   gain that keeps the gradient best.
grid = wi.results.load("gain_grid")
gains = grid["gains"]
end = grid["test_accuracy"][..., -1].mean(axis=-1)  # nan where one diverged
titles = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU"}

maps = {titles[name]: map.T for name, map in zip(grid["activations"], end)}
rows = "learning rate", grid["lrs"]
columns = "gain", [f"{gain:.2g}" for gain in gains]
marks = {"sigmoid": (4, 10.15), "tanh": (1,), "ReLU": (1.41,)}
framed = {
    name: [int(np.abs(np.log(gains / gain)).argmin()) for gain in marked]
    for name, marked in marks.items()
}
plotting.plot_maps(plt.figure(figsize=(6.3, 6)), maps, rows, columns, framed)
plt.show()

# %% [markdown]
# Go through the map once with your finger.
#
# - **Where the gain is smaller than the framed one, little arrives.** The sigmoid at gain 1 and below stays near chance, unless the learning rate is large. The
#   field of the usual advice, gain 1 at learning rate 0.1, lies right there.
# - **Where it is much larger, it gets worse again.** The gain in the sigmoid's dashed frame lets the whole gradient through, and it is worse than 4: the units are
#   saturated, and [chapter 3](03-too-large-too-small.ipynb) told you what that does to the gradient. ReLU does not saturate; there the nets diverge.
# - **Gain and learning rate trade.** A larger learning rate makes up for a smaller gain.
# - **The learning rate has a limit of its own.** At 1, tanh fails with nearly every gain.
#
# And where is the best gain? For each learning rate:

# %% name="best-gains"
best = {}
for name, values in zip(grid["activations"], end):
    places = [np.nanargmax(column) for column in values.T]
    best[name] = gains[places]
    print(f"{name:8}", best[name].round(2))

measured(sigmoid_least=best["sigmoid"].min())
measured(sigmoid_most=best["sigmoid"].max())
measured(tanh_least=best["tanh"][:4].min(), tanh_most=best["tanh"].max())
measured(relu_least=best["relu"][:4].min(), relu_most=best["relu"].max())

# %% [markdown]
# It is near the solid frame. For the sigmoid it lies between 4<!--sigmoid_least--> and 5.7<!--sigmoid_most--> at all five learning rates. For tanh it lies between
# 0.71<!--tanh_least--> and 2<!--tanh_most-->, for ReLU between 1<!--relu_least--> and 2<!--relu_most-->, as long as the learning rate is at most 0.3. The larger the learning
# rate, the smaller the best gain. So one over the slope is a good first guess, and no more than that: its neighbours on the map do nearly as well.
#
# ## Three rescues
#
# Back to the net that does not learn: sigmoid, Xavier, learning rate 0.1. The map shows three ways out, and each changes one thing only. **Predict** which of them is
# fastest.

# %% name="rescues"
# alt: Test accuracy of the stuck sigmoid net and of three rescues, each with one change: a gain four times as large,
#   learning rate 1, and tanh in place of the sigmoid. Tanh and gain 4 rise at once, tanh higher; learning rate 1 waits
#   several hundred steps. The unchanged net stays near chance.
# caption: Three ways to rescue the net that is stuck, each with one change.
fig, ax = plt.subplots()
draw(ax, "tanh", "Xavier", 0.1, "tanh", plotting.PURPLE, "^-")
draw(ax, "sigmoid", "4 × Xavier", 0.1, "gain × 4", plotting.ORANGE)
draw(ax, "sigmoid", "Xavier", 1.0, "learning rate 1", plotting.GREEN, "d-")
draw(ax, "sigmoid", "Xavier", 0.1, "unchanged", plotting.BLUE, "s-")
ax.set(xlabel="step", ylabel="accuracy on test digits", ylim=(0, 1))
ax.legend()
plt.show()


def first_above(values, share=0.5):
    """The first recorded step at which the mean of the seeds is above it."""
    return race["steps"][np.argmax(values.mean(axis=0) > share)]


half_tanh = first_above(accuracy("tanh", "Xavier", 0.1))
half_gain = first_above(accuracy("sigmoid", "4 × Xavier", 0.1))
half_lr = first_above(accuracy("sigmoid", "Xavier", 1.0))
measured(half_tanh=half_tanh, half_gain=half_gain, half_lr=half_lr)
measured(tanh_end=accuracy("tanh", "Xavier", 0.1)[:, -1].mean())

# %% [markdown]
# All three work. Half of the digits are read after 100<!--half_tanh--> steps with tanh, after 100<!--half_gain--> with the larger gain (accuracy was recorded
# every hundred steps), and after 800<!--half_lr--> with the larger learning rate. In the end tanh is ahead with 94.5%<!--tanh_end-->.
#
# The larger learning rate helps for a plain reason: the first layers get a tiny gradient, and the learning rate multiplies it. But it multiplies
# the gradient of *all* layers. With tanh or ReLU, which have no gradient to make up for, learning rate 1 is too much: look at the top rows of
# their maps.
#
# ## One number to watch
#
# So what has to fit together? The start gives the size of the gradient, the learning rate the size of the step. Put both into one number: **how far does one
# step move the weights, compared with the weights?**
#
# $$\frac{\text{step}}{\text{weights}} \;=\; \frac{\text{lr} \cdot \operatorname{rms}(\partial L / \partial W)}{\operatorname{rms}(W)}$$
#
# Here it is for layer 1 of every net of the three maps, before training, against the accuracy in the end.

# %% name="first-step" tags=["hide-input"]
# alt: Scatter plot of all nets: step size of layer 1 relative to its weights before training, on a log axis, against
#   accuracy after 2,000 steps. Below about one in a hundred thousand no net leaves chance. Between one in ten thousand
#   and one in ten most of them learn. Above one in ten, none does.
# caption: Each mark is a net. Where the first step is too small nothing is learned, and where it is too large, neither.
first_step = grid["update"][..., 0, 0]
reached = np.nan_to_num(grid["test_accuracy"][..., -1], nan=0.0)
looks = {
    "sigmoid": (plotting.BLUE, "s"),
    "tanh": (plotting.PURPLE, "^"),
    "relu": (plotting.ORANGE, "o"),
}
fig, ax = plt.subplots(figsize=(6.3, 3))
for steps, share, name in zip(first_step, reached, looks):
    color, mark = looks[name]
    ax.plot(steps.ravel(), share.ravel(), mark, alpha=0.6, color=color,
            label=titles[name], markersize=3)
ax.set(xscale="log", xlabel="first step ÷ weights, layer 1")
ax.set(ylabel="accuracy (0: diverged)")
ax.legend()
plt.show()

# %% name="first-step-measured"
def share_learned(low, high):
    """Of the nets whose first step is in this range, how many reach 80%?"""
    inside = (first_step >= low) & (first_step < high)
    return (reached[inside] >= 0.8).mean()


measured(learn_below=share_learned(0, 1e-5))
measured(learn_between=share_learned(1e-4, 1e-1))
measured(learn_above=share_learned(1e-1, np.inf))

# %% [markdown]
# Of the nets whose first step moves layer 1 by less than 10⁻⁵ of its weights, 0<!--learn_below--> reach 80 per cent within these 2,000 steps. Of those whose first step moves it by more
# than a tenth, 0<!--learn_above--> do. Between 10⁻⁴ and 0.1 it is 75%<!--learn_between-->. So the number is no guarantee, but a good alarm: a net outside this range needs another
# start or another learning rate. Bear in mind that these are nets with four hidden layers, trained by plain SGD.
#
# ## What to keep
#
# So, sigmoid or ReLU? With a start that fits, all three learn this task. Here is the best that each reached on the map, and on how many of its 65 fields all three
# seeds got more than 85 per cent right.

# %% name="best-of-each"
worst = reached.min(axis=-1)
for name, middle, low in zip(grid["activations"], end, worst):
    best, fields = np.nanmax(middle), (low > 0.85).sum()
    measured(**{f"best_{name}": best, f"fields_{name}": fields})

# %% [markdown]
# | activation | best accuracy | fields of 65 above 85 per cent |
# |---|---|---|
# | sigmoid | 94.7%<!--best_sigmoid--> | 24<!--fields_sigmoid--> |
# | tanh | 95.1%<!--best_tanh--> | 32<!--fields_tanh--> |
# | ReLU | 95.5%<!--best_relu--> | 24<!--fields_relu--> |
#
# With the right start, the sigmoid is not far behind. And in this race, at this depth, tanh forgives more than ReLU. That ReLU nonetheless became the usual choice has reasons that this map does not
# show: it does not saturate, and it is cheap. What the map does show is that *the activation alone decides little, and the start alone decides little*. They have to fit.
#
# A table to keep:
#
#
# | you have | start the weights with | then look at |
# |---|---|---|
# | ReLU, leaky ReLU | He: std √(2/fan_in); with a leak α, √(2/((1+α²)·fan_in)) | dead units, if it is deep |
# | tanh | Xavier: std √(2/(fan_in + fan_out)), gain 1 | the decay with depth ([chapter 4](04-xavier.ipynb)) |
# | sigmoid in hidden layers | take tanh or ReLU instead; if you must, gain 4, and a large learning rate | the gradient at layer 1 |
# | an activation of your own | as a first guess, gain one over its slope where it works; then try the neighbours | the gradient at layer 1 |
# | biases | 0 | |
# | the output layer | small or zero weights are fine ([chapter 2](02-zero-and-constant.ipynb)) | the first loss: ln(classes) |
# | a net that does not learn | before anything else, measure the gradient and the first step at layer 1 | |
#
# ## Try your own values
#
# The bench trains a net on 7 × 7 pixels live, in about a second. Make it deeper. Find a start for the sigmoid with ten hidden layers. Or bring your own activation:
# `choice_bench({"mine": wi.Activation("mine", fn, derivative)})`.

# %% name="choice-bench"
choice_bench(activation="sigmoid", gain=4, lr=1)

# %% [markdown]
# ## Check yourself
#
# Answer first. Then open your answer: it says whether you are right, and why.

# %% [markdown] name="question-one-race"
# **1. A race over 2,000 steps on a net with four hidden layers shows one rule ahead of another. What do you know?**
#
# <details><summary>A. The rule that is ahead is the better one.</summary>
#
# **Not so:** *“one race proves a rule”*. For this net, this activation, this learning rate and these 2,000 steps, perhaps. Above, Xavier's rule brought
# the sigmoid to 17%<!--sigmoid_xavier--> at learning rate 0.1, and to 91%<!--xavier_fast--> at learning rate 1.
#
# </details>
# <details><summary>B. Nothing at all: a measurement proves nothing.</summary>
#
# **Not so:** *“measurements prove nothing”*. Too strict. With several seeds and a band, you know that the rule was ahead *here*. To know why, measure
# the gradient, and vary depth and learning rate.
#
# </details>
# <details><summary>C. It was ahead under these conditions.</summary>
#
# **Right.** The misprint 2/√n came out level with He's rule in such a race, 91.7%<!--relu_misprint--> to 91.5%<!--relu_he_slow-->, and diverges in a
# [deep net](05-he.ipynb).
#
# </details>
# <details><summary>D. It will stay ahead if you train longer.</summary>
#
# **Not so:** *“who leads stays ahead”*. Look at the right panel of the sigmoid's race: at learning rate 1, σ = 1 was ahead of Xavier's rule for more
# than a thousand steps, and behind it in the end.
#
# </details>

# %% [markdown] name="question-larger-learning-rate"
# **2. A sigmoid net with Xavier's rule has learned next to nothing after 2,000 steps. With a learning rate ten times as large, it learns. Was the
# learning rate the problem?**
#
# <details><summary>A. Yes: it was too small.</summary>
#
# **Not so:** *“the learning rate alone decides”*. Too small for this start. With four times Xavier, the same learning rate led to 90%<!--four_slow-->.
# What counts is the step compared with the weights.
#
# </details>
# <details><summary>B. Start and learning rate together: the step at layer 1 was too small.</summary>
#
# **Right.** The gradient that arrives times the learning rate makes the step. You can repair either.
#
# </details>
# <details><summary>C. No: Xavier's rule has a bug for the sigmoid.</summary>
#
# **Not so:** *“a good rule fits everywhere”*. No bug. It was derived for slope 1 and mean 0, and the sigmoid has neither.
#
# </details>
# <details><summary>D. No: the net sat in a bad minimum, and larger steps threw it out.</summary>
#
# **Not so:** *“a slow net sits in a minimum”*. It walked slowly: of the gradient at the logits, 0.0058<!--kept_xavier--> arrives at layer 1, so
# the steps there are tiny. A flat place is no minimum.
#
# </details>

# %% [markdown] name="question-slope-of-a-half"
# **3. An activation has slope ½ at zero. Its sums are small. Which gain keeps the gradient from layer to layer?**
#
# <details><summary>A. ½: the gain has to match the slope.</summary>
#
# **Not so:** *“the gain equals the slope”*. It has to match in the sense of making up for it. With gain ½, each layer passes on a quarter.
#
# </details>
# <details><summary>B. 1: that neither adds nor takes away.</summary>
#
# **Not so:** *“gain 1 keeps the size”*. That holds for slope 1. Here each layer passes on half.
#
# </details>
# <details><summary>C. √2, as for ReLU.</summary>
#
# **Not so:** *“√2 fits every activation”*. ReLU has slope 1 for half of the sums and 0 for the others: the rms is √½. Here the slope is ½ for all of
# the small sums.
#
# </details>
# <details><summary>D. 2.</summary>
#
# **Right.** 2 · ½ = 1.
#
# </details>

# %% [markdown]
# ## Exercises
#
# Replace the three dots, run the cell, and the check answers at once. Solutions are [on their own page](../solutions/06-sigmoid-or-relu.ipynb).
#
# **6.1 Compute.** The activation $1/(1 + e^{-2z})$ is a sigmoid of double steepness. Which gain matches its slope at 0?

# %% name="exercise-steep-sigmoid"
gain = ...

checks.exercise("6.1", gain)

# %% [markdown]
# **6.2 Look inside.** Write the number to watch: a function that takes a weight matrix, its gradient and the learning rate, and returns the size (rms) of one step
# divided by the size of the weights.


# %% name="exercise-step-ratio"
def step_ratio(weights, gradient, lr):
    return ...


checks.exercise("6.2", step_ratio)

# %% [markdown]
# **6.3 Break it.** ReLU at learning rate 0.1. Use the explorer, or `grid`: what is the largest gain of the slider with which all three nets still get at least 80 per cent
# right?

# %% name="exercise-largest-gain"
largest_gain = ...

checks.exercise("6.3", largest_gain)

# %% [markdown]
# **6.4 Fix it three ways.** A net reads digits of 14 × 14 pixels: three hidden layers of 50 sigmoid units, gain 1, learning rate 0.1. After 800 steps it still guesses. Give a gain, a learning
# rate and an activation, each of which **alone** brings it above 70 per cent.

# %% name="exercise-three-rescues"
rescues = {"gain": ..., "lr": ..., "activation": ...}

checks.exercise("6.4", rescues)

# %% [markdown]
# ## In this chapter
#
# - The sigmoid with Xavier's rule hardly learns, because its slope ¼ lets little of the gradient through: each layer passes on **gain · rms(φ′)**.
# - **Match the gain to the slope:** 4 for the sigmoid, 1 for tanh, √2 for ReLU.
# - The learning rate belongs to the start: watch how far one step moves the weights of layer 1, compared with the weights.
# - Three rescues: the gain, the learning rate, or another activation.
#
# **Next:** you have looked at nets before and after training. Now watch what happens in between: [Watching it learn](07-watching-it-learn.ipynb).
#
# **Sources.** X. Glorot and Y. Bengio, [*Understanding the difficulty of training deep feedforward neural
# networks*](../references.md#glorot-and-bengio-2010), 2010 (they advise against the sigmoid started from small random weights). K. He, X. Zhang, S. Ren
# and J. Sun, [*Delving deep into rectifiers*](../references.md#he-et-al-2015), 2015 (the rule for ReLU). Y. LeCun et al., [*Efficient
# BackProp*](../references.md#lecun-et-al-1998-efficient-backprop), 1998 (why outputs should have mean 0). K. Saito, [*Deep Learning from
# Scratch*](../references.md#saito-2016), chapter 6 (the race that most posts repeat).
