# %% [markdown]
# # Sigmoid or ReLU: choosing
#
# *Which activation, which start and which learning rate go together?*
#
# - **You will learn** why the sigmoid hardly learns with Xavier's rule, how to match the gain to an activation, what the learning rate has to do with it, and
#   three ways to rescue a net that does not learn.
# - **You need** the factor of a layer ([chapter 3](03-too-large-too-small.ipynb)), and the rules of Xavier and He (chapters [4](04-xavier.ipynb) and
#   [5](05-he.ipynb)).
# - **Time:** 25 minutes of reading and playing, 20 more for the exercises.

# %% tags=["hide-input"]
try:
    import wi_lib as wi
except ImportError:  # on Colab: install the course's small library, and nothing else
    # %pip install -q --no-deps git+https://github.com/weight-initialization/weight-initialization@v0.1.0
    import wi_lib as wi
import matplotlib.pyplot as plt
import numpy as np

from wi_lib import checks, measured, plotting
from wi_lib.explorers import choice_bench, choice_explorer

plotting.set_style()

# %% [markdown]
# ## Predict first
#
# You train a net to read digits: 784 pixels, four hidden layers of 100 **sigmoid** units, ten outputs. The weights start by **Xavier's rule**, as most
# courses advise for the sigmoid. You train with plain SGD: 2,000 steps, batches of 128 digits, learning rate 0.1.
#
# **Which share of new digits does it read correctly in the end?** Nearly all of them, about half, or one in ten, as if it guessed? Write your guess down,
# then look. The band reaches from the worst to the best of three seeds.

# %% tags=["hide-input"] mystnb={"image": {"alt": "Test accuracy over 2,000 steps. ReLU with He's rule rises above 0.9 within a few hundred steps. Sigmoid with Xavier's rule stays near 0.11, which is chance."}}
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

# %% tags=["hide-input"]
choice_explorer()

# %% [markdown]
# One dial, and the same net reads nine digits out of ten. The rest of this chapter finds out why, and what to make of the advice.
#
# ## Where these numbers come from
#
# All the training runs of this chapter together take half an hour, too long for a notebook. They come with the library: `make results` makes them again,
# and a test runs a sample of them on every change. The code is nothing but `wi.train`. Here is the sleeping net of the first figure, live, for
# the first 300 steps:

# %%
digits = wi.load_mnist()
rng = np.random.default_rng(0)
sizes = [784, 100, 100, 100, 100, 10]
net = wi.MLP(sizes, "sigmoid", "xavier_normal", rng)
wi.train(net, digits, lr=0.1, steps=300, batch_size=128, rng=rng, eval_every=300)

# %% [markdown]
# ## The usual advice, and the usual proof
#
# > For sigmoid and tanh take Xavier's rule, for ReLU take He's.
#
# The usual proof is one race: the net above with **ReLU**, learning rate 0.01, and three starts. Here it is, with three seeds and a band.

# %% mystnb={"image": {"alt": "Test accuracy of ReLU nets at learning rate 0.01. Standard deviation 0.01 stays at chance. Xavier and He both rise; He is ahead all the way, and the two come close at the end."}}
fig, ax = plt.subplots()
draw(ax, "relu", "σ = 0.01", 0.01, "σ = 0.01", plotting.BLUE, "s-")
draw(ax, "relu", "Xavier", 0.01, "Xavier", plotting.GREEN, "^-")
draw(ax, "relu", "He", 0.01, "He", plotting.ORANGE)
ax.set(xlabel="step", ylabel="accuracy on test digits", ylim=(0, 1))
ax.legend(loc="center right")
plt.show()

final = {rule: accuracy("relu", rule, 0.01)[:, -1] for rule in race["rules"]}
measured(relu_001=final["σ = 0.01"].mean(), relu_xavier=final["Xavier"].mean())
measured(relu_he_slow=final["He"].mean(), relu_misprint=final["2/√n"].mean())

# %% [markdown]
# The order is clear. With σ = 0.01 the net stays at chance (11%<!--relu_001-->). Xavier reaches 89%<!--relu_xavier-->, He
# 91%<!--relu_he_slow-->, and He is ahead all the way.
#
# Be careful with what this proves. The misprint 2/√n of [chapter 5](05-he.ipynb) reaches 92%<!--relu_misprint--> in the same race. Four hidden layers
# are too few to tell a right rule from a wrong one. And the race was run for ReLU only.
#
# ## The race that is seldom run
#
# Now the same race with the **sigmoid**. **Predict** the winner among σ = 0.01, Xavier, He and σ = 1, the start that
# [chapter 3](03-too-large-too-small.ipynb) warned you of.

# %% mystnb={"image": {"alt": "Test accuracy of sigmoid nets with five starts. Left, learning rate 0.1: standard deviation 0.01 and Xavier stay near chance; He, standard deviation 1 and four times Xavier rise, the last one highest. Right, learning rate 1: Xavier wakes up after several hundred steps, 0.01 never does."}}
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
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=5)
plt.show()

# %%
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
# Look inside, before the first step. How much of the gradient at the output arrives at each layer? Ten draws of each start, real digits.

# %%
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


gradient = {rule: np.array([arriving(rule, s) for s in range(10)]) for rule in rules}

# %% tags=["hide-input"] mystnb={"image": {"alt": "Gradient at the output of layers 1 to 5 relative to the logits, for three starts of the sigmoid net, on a log axis. Xavier falls by a factor of about four a layer. Four times Xavier stays near 1. Standard deviation 1 grows towards the input."}}
fig, ax = plt.subplots()
for rule, values in gradient.items():
    color, style = starts[rule]
    plotting.plot_layers(ax, values, rule, color, style=style, first=1)
ax.set(xlabel="output of layer (5: the logits)", ylabel="gradient ÷ that at the logits")
ax.legend()
plt.show()

kept = {rule: np.exp(np.log(values[:, 0]).mean()) for rule, values in gradient.items()}
measured(kept_xavier=kept["Xavier"], kept_four=kept["4 × Xavier"], kept_std1=kept["σ = 1"])
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
# $$\sigma = \frac{\text{gain}}{\sqrt{n}} \qquad\Rightarrow\qquad \text{factor of a layer} \;\approx\; \text{gain} \cdot \operatorname{rms}(\varphi')$$
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

# %%
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
# per cent; × means that at least one of the three nets diverged. The solid line is one over the slope, the dashed one the gain at which a layer keeps the
# gradient.

# %% tags=["hide-input"] mystnb={"image": {"alt": "Three heat maps, one an activation, of test accuracy over 13 gains and 5 learning rates. The good region of the sigmoid lies around gain 4 to 8 and learning rates of 0.1 and more. Those of tanh and ReLU start at lower gains and smaller learning rates. Lines mark the gains that theory gives."}}
grid = wi.results.load("gain_grid")
gains = grid["gains"]
end = grid["test_accuracy"][..., -1].mean(axis=-1)  # nan where one diverged
marks = {"sigmoid": (4, 10.15), "tanh": (1, 1), "relu": (1.41, 1.41)}

fig, axes = plt.subplots(3, 1, figsize=(6.3, 6))
for ax, name, values in zip(axes, grid["activations"], end):
    columns = [f"{gain:.2g}" for gain in gains]
    plotting.plot_heat(ax, values.T, grid["lrs"], columns)
    for gain, style in zip(marks[name], "-:"):
        ax.axvline(2 * np.log2(gain) + 4, color=plotting.ORANGE, ls=style, lw=2)
    ax.set(title=name, ylabel="learning rate")
axes[-1].set_xlabel("gain")
plt.show()

# %% [markdown]
# HEATMAP TEXT
#
# ## Three rescues
#
# Back to the net that does not learn: sigmoid, Xavier, learning rate 0.1. The map shows three ways out, and each changes one thing only. **Predict** which of them is
# fastest.

# %% mystnb={"image": {"alt": "Test accuracy of the stuck sigmoid net and of three rescues, each with one change: gain 4, learning rate 1, and tanh in place of the sigmoid. Tanh rises first, then gain 4, then learning rate 1, which waits several hundred steps. The stuck net stays near 0.11."}}
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
# All three work. Half of the digits are read after 100<!--half_tanh--> steps with tanh, after 200<!--half_gain--> with the larger gain, and after
# 900<!--half_lr--> with the larger learning rate. In the end tanh is ahead with 95%<!--tanh_end-->.
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

# %% tags=["hide-input"] mystnb={"image": {"alt": "Scatter plot of all nets: step size of layer 1 relative to its weights before training, on a log axis, against accuracy after 2,000 steps. Below about one in a hundred thousand nearly all nets stay at chance. Between one in ten thousand and one in a hundred nearly all learn. Far above, tanh and ReLU nets fail."}}
first_step = grid["update"][..., 0, 0]
reached = np.nan_to_num(grid["test_accuracy"][..., -1], nan=0.0)
looks = {
    "sigmoid": (plotting.BLUE, "s"),
    "tanh": (plotting.PURPLE, "^"),
    "relu": (plotting.ORANGE, "o"),
}
fig, ax = plt.subplots(figsize=(6.3, 3))
for steps, share, (name, (color, mark)) in zip(first_step, reached, looks.items()):
    ax.plot(steps.ravel(), share.ravel(), mark, color=color, label=name, markersize=3, alpha=0.6)
ax.set(xscale="log", xlabel="first step ÷ weights, layer 1", ylabel="accuracy (0: diverged)")
ax.legend()
plt.show()

# %%
def share_learned(low, high):
    """Of the nets whose first step is in this range, how many reach 80%?"""
    inside = (first_step >= low) & (first_step < high)
    return (reached[inside] >= 0.8).mean()


measured(learn_below=share_learned(0, 1e-5), learn_between=share_learned(1e-4, 1e-2))
measured(learn_above=share_learned(1e-1, np.inf))
