# %% [markdown]
# # Sigmoid or ReLU: choosing
#
# *Which activation, which start and which learning rate go together?*
#
# - **You will learn** why the sigmoid learns so late with Xavier's rule, how to choose the gain for an activation, what the learning rate has to do with it,
#   and four ways to help a net that has not learned yet.
# - **You need** the factor of a layer ([chapter 3](03-too-large-too-small.ipynb)), and the rules of Xavier and He (chapters [4](04-xavier.ipynb) and
#   [5](05-he.ipynb)).
# - **Time:** 24 minutes of reading, 20 more for the exercises.

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
from wi_lib.benches import choice_bench
from wi_lib.explorers import choice_explorer, map_explorer

plotting.set_style()

# %% [markdown]
# ## Predict first
#
# You train a net to read digits: 784 pixels, four hidden layers, ten outputs. The weights start by **Xavier's rule**, as most
# courses advise for the sigmoid. You train on 10,000 digits with plain **SGD** (gradient descent with random batches, as in chapter 1), in batches of 128.
#
# Four hidden layers of 100 **sigmoid** units, **Xavier's rule**, learning rate 0.1. **Which share of 2,000 new digits does this net read correctly after 2,000 steps?**
# Nearly all of them, about half, or one in ten, as if it guessed?

# %% name="predict-sigmoid-xavier" tags=["hide-input"]
from wi_lib.predictions.chapter_06 import sigmoid_xavier_prediction

race = wi.results.load("mnist_race")


def accuracy(activation, rule, lr):
    """Test accuracy of one kind of net, shape (seeds, recorded steps)."""
    at = list(race["activations"]).index(activation)
    at = at, list(race["rules"]).index(rule), list(race["lrs"]).index(lr)
    return race["test_accuracy"][at]


def reached(activation, rule, lr):
    return accuracy(activation, rule, lr)[:, -1].mean()


sigmoid_xavier_prediction(reached("sigmoid", "Xavier", 0.1))

# %% name="sigmoid-with-xavier" tags=["hide-input", "answer"]
# claim: Rate 0.1, 2,000 steps: ReLU, He reads {relu_he%}; sigmoid, Xavier {sigmoid_xavier%}
# alt: Test accuracy over 2,000 steps. ReLU with He's rule rises at once, to {relu_he} at the end. Sigmoid with Xavier's
#   rule stays at the level of a guess for most of the way, and ends at {sigmoid_xavier}.
# caption: The same digits, the same learning rate: one net learns at once, the other has hardly begun after 2,000 steps.
#   The band reaches from the worst to the best of three seeds.
def draw(ax, activation, rule, lr, label, color, style="o-"):
    values = accuracy(activation, rule, lr)
    plotting.plot_training(ax, race["steps"], values, label, color, style)


fig, ax = plt.subplots()
draw(ax, "relu", "He", 0.1, "ReLU, He", plotting.ORANGE)
draw(ax, "sigmoid", "Xavier", 0.1, "sigmoid, Xavier", plotting.BLUE, "s-")
ax.set(xlabel="step", ylabel="accuracy on test digits", ylim=(0, 1))
ax.legend()
plt.show()

measured(sigmoid_xavier=reached("sigmoid", "Xavier", 0.1))
measured(relu_he=reached("relu", "He", 0.1))

# %% [markdown]
# Sigmoid and Xavier: 17%<!--sigmoid_xavier--> after 2,000 steps, little better than a guess. ReLU and He: 95%<!--relu_he-->.

# %% [markdown]
# **Now take the sigmoid, and move
# its gain** from [1](#choice:activation=sigmoid,gain=1,lr=0.1) to [4](#choice:activation=sigmoid,gain=4,lr=0.1). (The gain multiplies 1/√fan_in, LeCun's rule; between layers of equal width that is Xavier's, too. The last layer goes from 100 units to 10: there Xavier's weights are larger, so more of the gradient comes back than with gain 1, and a few more digits are read.)

# %% name="choice-explorer" tags=["hide-input"]
# claim: Gain and learning rate decide together whether a net learns in 2,000 steps
choice_explorer(start={"activation": "relu"})

# %% [markdown]
# One dial, and after the same 2,000 steps the net reads nine digits out of ten. The rest of this chapter finds out why, and what to make of the advice.
#
# ## Where these numbers come from
#
# All the training runs of this chapter together take about an hour on one core, too long for a notebook. They come with the library: `make results` makes them again,
# and a test runs a sample of them on every change. If nothing else is said, a number is the mean of **three seeds**, after **2,000 steps** of 128 out of
# **10,000 training images**, measured on **2,000 test images**; ± is the standard error of that mean. The code is nothing but `wi.train`. Here is the net of
# the first figure, live, for the first 300 steps:

# %% name="live-run" tags=["argument"]
# claim: After 300 steps at rate 0.1, the sigmoid net with Xavier's rule still guesses
digits = wi.load_mnist()
rng = np.random.default_rng(0)
sizes = [784, 100, 100, 100, 100, 10]
net = wi.MLP(sizes, "sigmoid", "xavier_normal", rng)
settings = {"lr": 0.1, "steps": 300, "batch_size": 128}
wi.train(net, digits, **settings, rng=rng, eval_every=300)

# %% [markdown]
# Nothing in it is hidden. This is the whole training in plain NumPy, without the library; copy it anywhere. It starts from the same weights, takes the same
# batches, and ends with the same ones as `wi.train`:

# %% name="plain-numpy" tags=["argument"]
# claim: Forwards, loss, backwards, update: the whole training is a page of NumPy
def train_plainly(W, x, labels, lr, steps, order):
    b = [np.zeros(w.shape[1]) for w in W]
    for batch in order[: steps * 128].reshape(steps, 128):
        h = [x[batch]]
        for w, c in zip(W[:-1], b):
            h.append(1 / (1 + np.exp(-(h[-1] @ w + c))))  # the sigmoid
        p = np.exp(h[-1] @ W[-1] + b[-1])
        p /= p.sum(axis=1, keepdims=True)  # softmax
        delta = (p - np.eye(10)[labels[batch]]) / 128
        for l in reversed(range(len(W))):
            g = delta @ W[l].T
            W[l] -= lr * h[l].T @ delta
            b[l] -= lr * delta.sum(axis=0)
            delta = g * h[l] * (1 - h[l])
    return W


rng = np.random.default_rng(0)
twin = wi.MLP(sizes, "sigmoid", "xavier_normal", rng, "float64")
mine = [w.copy() for w in twin.weights]

# %% name="plain-numpy-compared" tags=["argument"]
# claim: The plain loop ends with the same weights as the library
order = np.random.default_rng(1).permutation(len(digits.x_train))
data = digits.x_train.astype(float), digits.y_train
mine = train_plainly(mine, *data, 0.1, 50, order)
rng = np.random.default_rng(1)
wi.train(twin, digits, 0.1, 50, batch_size=128, rng=rng)
print(all(np.allclose(*pair) for pair in zip(mine, twin.weights)))

# %% [markdown]
# ## The usual advice, and the usual proof

# %% [markdown] name="usual-advice" claim="The usual advice gives every activation a rule of its own"
# > For sigmoid and tanh take Xavier's rule, for ReLU take He's.

# %% [markdown]
# The usual proof is one race: the net above with **ReLU**, learning rate 0.01, and three starts. Here it is, with three seeds and a band.

# %% name="relu-race"
# claim: ReLU at rate 0.01: σ = 0.01 guesses for 2,000 steps, He is ahead of Xavier all the way
# alt: Test accuracy of ReLU nets at learning rate 0.01. Standard deviation 0.01 only guesses for these 2,000 steps.
#   Xavier and He both rise; He is ahead all the way, and the two come close at the end.
# caption: With σ = 0.01 nothing is learned within 2,000 steps. Xavier and He both learn, He a little faster.
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
# The order is clear. With σ = 0.01 the net is still at the level of a guess, one in ten (11%<!--relu_001-->). Xavier reaches 89.5%<!--relu_xavier-->, He
# 91.5%<!--relu_he_slow-->, and He is ahead all the way.
#
# Be careful with what this proves. All three ran at one learning rate, and a larger gain acts like a larger step. So let each rule have **its own best
# learning rate** of 0.01, 0.1 and 1: the one with the least *training* loss over the last hundred steps. The test images have no part in the choice.

# %% name="own-best-rates"
def own_best(activation, rule):
    """The best learning rate, and the test accuracy of each seed."""
    at = list(race["activations"]).index(activation)
    at = at, list(race["rules"]).index(rule)
    place, at_end = wi.results.best_rate(race["loss"][at])
    note = "  (end of the grid)" if at_end else ""
    reached = race["test_accuracy"][at][place, :, -1]
    return f"{race['lrs'][place]:g}{note}", reached


def compare(activation, common):
    rows = []
    for rule in ("σ = 0.01", "Xavier", "He", "2/√n", "4 × Xavier"):
        lr, own = own_best(activation, rule)
        one = accuracy(activation, rule, common)[:, -1]
        texts = [f"{e.mean():.3f} ± {wi.results.standard_error(e):.3f}"
                 for e in (one, own)]  # fmt: skip
        rows.append([rule, *texts, lr])
    heads = ["start", f"lr {common}", "own best", "at lr"]
    return wi.report.table(heads, rows)


compare("relu", 0.01)

# %% name="own-best-measured"
three = ("Xavier", "He", "2/√n")
ends = [own_best("relu", rule)[1] for rule in three]
measured(own_xavier=ends[0].mean(), own_he=ends[1].mean())
measured(own_misprint=ends[2].mean())
measured(own_error=max(wi.results.standard_error(end) for end in ends))
places = [list(race["rules"]).index(rule) for rule in three]
relu = list(race["activations"]).index("relu")
losses = race["loss"][relu, places, 1, :, -1].mean(axis=-1)  # at 0.1
measured(loss_xavier=losses[0], loss_he=losses[1], loss_misprint=losses[2])

# %% [markdown]
# At learning rate 0.01 the misprint 2/√n of [chapter 5](05-he.ipynb) is level with He's rule, 91.7%<!--relu_misprint--> to 91.5%<!--relu_he_slow-->. At their own
# best rate, 0.1 for all three, Xavier and He are level, 95.0%<!--own_xavier--> and 95.2%<!--own_he-->, and the misprint is last with
# 93.9%<!--own_misprint-->; the largest standard error is 0.0022<!--own_error-->. Yet the misprint has the smallest loss on the training images there: 0.0027<!--loss_misprint-->, He's rule 0.0042<!--loss_he-->, Xavier's
# 0.019<!--loss_xavier-->. **One setting gives one order, another setting another**, and so may training images and new digits. Xavier and He are not told apart here: for that, four hidden layers are too few. And the race was run for ReLU only.
#
# ## The race that is seldom run
#
# Now a race of the **sigmoid**, with the same digits and the same batches.
#
# **Predict:** four hidden layers of 100 **sigmoid** units, learning rate 0.1. Which start is ahead after 2,000 steps: σ = 0.01, Xavier, He, or σ = 1, the start that
# [chapter 3](03-too-large-too-small.ipynb) warned you of?

# %% name="predict-sigmoid-race" tags=["hide-input"]
from wi_lib.predictions.chapter_06 import sigmoid_race_prediction

sigmoid_race_prediction({
    rule: reached("sigmoid", rule, 0.1)
    for rule in ("σ = 0.01", "Xavier", "He", "σ = 1")
})

# %% name="sigmoid-race" tags=["answer"]
# claim: Sigmoid, rate 0.1, 2,000 steps: σ = 1 is ahead of He and Xavier, 4 × Xavier of all
# alt: Test accuracy of sigmoid nets with five starts, over 2,000 steps. First, learning rate 0.1: standard deviation 0.01
#   and Xavier hardly get better than a guess; He, standard deviation 1 and four times Xavier rise, the last one highest.
#   Second, learning rate 1: Xavier rises late, after {wakes} steps, and 0.01 has not risen at the end.
# caption: Five starts of the sigmoid. How soon each of them learns depends on the learning rate, too.
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

# %% name="sigmoid-race-measured" tags=["answer"]
compare("sigmoid", 0.1)

# %% name="sigmoid-race-ends" tags=["answer"]
def first_above(values, steps, share=0.5):
    """The first recorded step at which the mean of the seeds is above it."""
    return steps[np.argmax(values.mean(axis=0) > share)]


late = accuracy("sigmoid", "Xavier", 1.0)
measured(wakes=first_above(late, race["steps"], 0.2))

ends = {lr: {rule: accuracy("sigmoid", rule, lr)[:, -1].mean()
             for rule in race["rules"]} for lr in (0.1, 1)}  # fmt: skip
measured(std1_slow=ends[0.1]["σ = 1"])
measured(four_slow=ends[0.1]["4 × Xavier"], he_slow=ends[0.1]["He"])
measured(xavier_fast=ends[1]["Xavier"], std1_fast=ends[1]["σ = 1"])
losses = race["loss"][0, :, 2, :, -1].mean(axis=-1)  # sigmoid, at 1
losses = dict(zip(race["rules"], losses))
measured(xavier_loss=losses["Xavier"], std1_loss=losses["σ = 1"])

# %% [markdown]
# At learning rate 0.1 the recommended start has hardly moved. **He's rule, made for ReLU, is ahead of Xavier's with the sigmoid, too**: 70%<!--he_slow-->. So is
# the start that everybody warns of, σ = 1: 77%<!--std1_slow-->. Best is **four times Xavier**: 90%<!--four_slow-->. (Its σ is four times that of Xavier's
# rule, so its σ² is 16 times.)
#
# At learning rate 1 Xavier rises after 600<!--wakes--> steps and reaches 91%<!--xavier_fast-->; σ = 0.01 has not begun. σ = 1 is behind Xavier there, with 88%<!--std1_fast--> of
# the test digits. On the training images it is not: its loss is 0.055<!--std1_loss-->, Xavier's 0.21<!--xavier_loss-->. All rules that learned do best at 1, which
# is the end of this grid: a larger rate may be better still.

# %% [markdown]
# You may have read that *Xavier's rule was made for the sigmoid*. The paper advises against the sigmoid started from small random weights. And four times Xavier
# is an old recipe: Xavier Glorot himself [wrote it into Theano's tutorial](../references.md#lisa-lab-2010) in 2010, [Bengio's
# guide](../references.md#bengio-2012) has it, and [Deeplearning4j](../references.md#deeplearning4j-2017) calls it `SIGMOID_UNIFORM`. Many later posts keep the
# rule and lose the 4.
#
# ## Late, or never?
#
# At learning rate 0.1 two of these nets “have not learned”. Is that for ever?
#
# **Predict:** two sigmoid nets have hardly learned in 2,000 steps at learning rate 0.1: those that start with σ = 0.01 and with Xavier's rule. Train these two for 12,000
# steps, at the same rate. How many of the new digits does the one with Xavier's rule read then?

# %% name="predict-late" tags=["hide-input"]
from wi_lib.predictions.chapter_06 import late_prediction

long = wi.results.load("long_race")
at_long = dict(zip(long["rules"], long["test_accuracy"]))


def share_after(rule, step):
    return at_long[rule][:, list(long["steps"]).index(step)].mean()


late_prediction(share_after("Xavier", 12000))

# %% name="long-race" tags=["hide-input", "answer"]
# claim: A net that has learned next to nothing after 2,000 steps may learn later
# alt: Test accuracy of sigmoid nets over 12,000 steps at learning rate 0.1, two starts. Xavier is above one half after {half_late} steps and ends at
#   {long_xavier}. Standard deviation 0.01 only guesses all the time, and ends at {long_small}.
# caption: Sigmoid, learning rate 0.1, three seeds, 10,000 training and 2,000 test images. The dashed line is where the race above ended.
fig, ax = plt.subplots()
for rule, values in at_long.items():
    color, style = starts[rule]
    plotting.plot_training(ax, long["steps"], values, rule, color, style[1:])
ax.axvline(2000, color=plotting.GREY, linestyle="--", linewidth=1)
ax.set(xlabel="step", ylabel="accuracy on test digits", ylim=(0, 1))
ax.legend(loc="center right")
plt.show()

measured(half_late=first_above(at_long["Xavier"], long["steps"]))
measured(xavier_3000=share_after("Xavier", 3000))
measured(xavier_5000=share_after("Xavier", 5000))
measured(xavier_8000=share_after("Xavier", 8000))
measured(long_xavier=share_after("Xavier", 12000))
measured(long_small=share_after("σ = 0.01", 12000))

# %% [markdown]
# **Late, not never.** With Xavier's rule the net reads 50%<!--xavier_3000--> after 3,000 steps, 83%<!--xavier_5000--> after 5,000, 90%<!--xavier_8000--> after 8,000
# and 93%<!--long_xavier--> after 12,000. σ = 0.01 is at 11%<!--long_small-->. Is that “never”? This race cannot tell: with fewer
# layers, in [chapter 7](07-watching-it-learn.ipynb), the same start comes late, too. So say “has not learned after 12,000 steps”, and not “does not learn”.
#
# ## Explain
#
# Look inside, before the first step. Send real digits forwards, and a random gradient into the **logits**, the sums of the last layer before the softmax.
# How much of it arrives at each layer? Ten draws of each start.

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
# claim: With Xavier's rule, a sigmoid layer passes on about a quarter of the gradient
# alt: Gradient at the output of layers 1 to 5 relative to the logits, for three starts of the sigmoid net, on a log
#   axis. Xavier falls by a factor of about four a layer. Four times Xavier falls slowly, to
#   {kept_four} at layer 1. Standard deviation 1 grows towards the input, to {kept_std1}.
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
# Is the small gradient at layer 1 the reason why the sigmoid net with Xavier's rule learns late? Then a larger learning rate for **layer 1 alone** should help much: it
# makes up for that gradient. All else stays as it was. **Predict** the accuracy after 2,000 steps, with ten times the rate of 0.1 in layer 1.

# %% name="predict-layer-1-alone" tags=["hide-input"]
from wi_lib.predictions.chapter_06 import layer_1_alone_prediction

alone = wi.results.load("one_layer")
tenfold = list(alone["factors"]).index(10)
layer_1_alone_prediction(alone["test_accuracy"][0, tenfold, :, -1].mean())

# %% name="first-layer" tags=["hide-input", "answer"]
# claim: A larger rate for layer 1 alone: the sigmoid with Xavier's rule learns in 2,000 steps
# alt: Test accuracy of the sigmoid net with Xavier's rule over 2,000 steps. With learning rate 0.1 in all layers it ends at
#   {layer_1}. With ten times as much in layer 1 alone it ends at {layer_10}, with a hundred times as much at {layer_100}.
# caption: Sigmoid, Xavier, learning rate 0.1; only layer 1 has another one. Three seeds.
colors = plotting.BLUE, plotting.GREEN, plotting.ORANGE
looks = zip(colors, ("s-", "d-", "o-"))
fig, ax = plt.subplots()
reached = zip(alone["factors"], alone["test_accuracy"][0])
for (factor, values), look in zip(reached, looks):
    label = f"layer 1: {0.1 * factor:g}"
    plotting.plot_training(ax, alone["steps"], values, label, *look)
    measured(**{f"layer_{factor}": values[:, -1].mean()})
ends = alone["test_accuracy"][..., -1].mean(axis=-1)  # layers, factors
measured(others_10=ends[1:3, 1].mean(), fourth_10=ends[3, 1])
measured(others_100=ends[1:3, 2].mean(), fourth_100=ends[3, 2])
ax.set(xlabel="step", ylabel="accuracy on test digits", ylim=(0, 1))
ax.legend()
plt.show()

# %% [markdown]
# It is enough: 81%<!--layer_10--> with ten times the learning rate at layer 1, and 91%<!--layer_100--> with a hundred times. (In the library:
# `wi.train(…, lr_factors=(10, 1, 1, 1, 1))`.)
#
# But is layer 1 the only slow one? Make the same test with another layer alone. A hundred times the rate in
# layer 2, or in layer 3, leads to 85%<!--others_100--> on average, ten times to 64%<!--others_10-->. In layer 4 ten times leads to 58%<!--fourth_10-->, and
# a hundred times to 16%<!--fourth_100-->, no more than without. So nothing was stuck. The hidden layers were slow, and layer 1, which gets the least, gains most from help.

# %% [markdown]
# In [chapter 4](04-xavier.ipynb) you saw what Xavier's rule assumes: **slope 1 at zero, and outputs with mean 0**. The sigmoid breaks both. Its slope is ¼, and
# its outputs lie around ½. The first can be cured at the start. Write the weights with a **gain**:

# %% [markdown] name="gain-formula" claim="The gain takes the width out of σ, and has to make up for the slopes"
# $$\sigma = \frac{\text{gain}}{\sqrt{n}}$$
#
# Then $\sigma \cdot \sqrt n$ in chapter 3's formula is the gain, and
#
# $$\text{factor of a layer} \;\approx\; \text{gain} \cdot \operatorname{rms}(\varphi')$$

# %% [markdown] name="one-over-the-slope" claim="A first guess for the gain: one over the slope where the activation works"
# For a factor near 1 the gain has to be **one over the slope**:
#
# | activation | slope where it works | gain |
# |---|---|---|
# | tanh | 1 at zero | 1 |
# | ReLU | 1 for half of the sums, 0 for the others | √2, one over √½ |
# | sigmoid | ¼ at zero | 4 |

# %% [markdown]
# One over the slope at zero is a first guess, because sums away from zero meet smaller slopes. Theory knows them all: `wi.critical_std` searches the std at
# which a deep layer passes on exactly as much as it gets.

# %% name="matching-gains"
rows = [[name, f"{wi.critical_std(name, 100) * np.sqrt(100):.2f}"]
        for name in ("sigmoid", "tanh", "relu")]  # fmt: skip
measured(edge_sigmoid=wi.critical_std("sigmoid", 100) * 10)
deep = wi.predict("sigmoid", 4 / 10, 100, 41).gradient_ratio
measured(deep_factor=deep[20] / deep[21])
wi.report.table(["activation", "gain"], rows)

# %% [markdown]
# For tanh and ReLU the two agree. For the sigmoid the gain would have to be 10.1<!--edge_sigmoid-->, which is nothing but the σ = 1 of chapter 3. At gain 4 a deep layer
# passes on 0.63<!--deep_factor--> of the gradient: most sums are not in the middle, where the slope is ¼. Which gain reads new digits best?
#
# ## Map it
#
# Here is every combination of gain and learning rate, for three activations, three seeds each. The number in a field is the mean accuracy on the test digits after 2,000 steps, in
# per cent; × means that at least one of the three nets diverged. The solid frame stands around one over the slope; for the sigmoid, the dashed one stands around
# the gain that is nearest to the one at which a layer keeps the gradient.

# %% name="gain-map" tags=["hide-input"]
# claim: Up to rate 0.3 the best gains lie near one over the slope, and fall as the rate grows
# alt: Three heat maps, one an activation, of test accuracy over gains and learning rates. The sigmoid is good around gain
#   4 to 8, from the middle learning rate upwards, and only guesses where gain and learning rate are small. Tanh and ReLU are
#   good around gains of 1 to 2. At learning rate 1 tanh only guesses but for the smallest gains, and ReLU is good at a few
#   small gains; it diverges at large ones. Frames mark the gains that theory gives.
# caption: The stronger the colour, the more test digits are read. Solid frames: one over the slope. Dashed: the tried
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
# Behind every field stand three nets. Touch one, and see how they came there: at once, late, or not at all.

# %% name="map-explorer" tags=["hide-input"]
# claim: Behind a field stand three nets that learned at once, late, or not in 2,000 steps
map_explorer()

# %% [markdown]
# Go through the map once with your finger.
#
# - **Where the gain is much smaller than the framed one, little arrives.** The sigmoid at gain 1 and below is still near the level of a guess after these 2,000 steps, unless the
#   learning rate is large. The field of the usual advice, [gain 1 at learning rate 0.1](#map:activation=sigmoid,gain=1,lr=0.1), lies right there.
# - **Where it is much larger, fewer new digits are read.** The gain in the sigmoid's [dashed frame](#map:activation=sigmoid,gain=11.31,lr=0.3) lets the whole gradient through, and has fewer test digits right than 4. A lack of gradient is not the
#   reason: at learning rate 0.3 its loss on the training images is the smaller one, 0.088<!--loss_dashed--> to 0.12<!--loss_solid-->. It learns these, and reads new digits less well. With ReLU, the nets diverge.
# - **Gain and learning rate trade.** Up to a limit, a larger learning rate makes up for a smaller gain.
# - **The learning rate has a limit of its own.** Look where the learning rate is 1. Tanh only guesses with every gain of [½](#map:activation=tanh,gain=0.5,lr=1) or more. ReLU still reaches
#   92%<!--relu_least_fast--> to 93%<!--relu_most_fast--> with three gains below 1.
#
# And where is the best gain? The map counts new digits, so ask twice: which gain has most of them right, and which has the least loss on the training images? For each learning rate:

# %% name="best-gains"
best, fits = {}, {}
end_loss = grid["loss"][..., -1].mean(axis=-1)
for name, values, losses in zip(grid["activations"], end, end_loss):
    best[name] = gains[np.nanargmax(values, axis=0)]
    fits[name] = gains[np.nanargmin(losses, axis=0)]

measured(sigmoid_least=best["sigmoid"].min())
measured(sigmoid_most=best["sigmoid"].max())
measured(tanh_least=best["tanh"][:4].min(), tanh_most=best["tanh"].max())
measured(relu_least=best["relu"][:4].min(), relu_most=best["relu"].max())
fast = end[2][np.nan_to_num(end[2][:, 4]) > 0.9, 4]  # ReLU, learning rate 1
measured(relu_least_fast=fast.min(), relu_most_fast=fast.max())
found = {"most digits right": best, "least loss": fits}
rows = [[name, of, *(f"{gain:.2g}" for gain in found[of][name])]
        for name in best for of in found]  # fmt: skip
lrs = [f"lr {lr:g}" for lr in grid["lrs"]]
wi.report.table(["activation", "best gain for", *lrs], rows)

# %% name="best-gains-by-loss" tags=["hide-input"]
for name, found in fits.items():
    low, high = min(found[:4]), max(found[:4])
    measured(**{f"{name}_fits_least": low, f"{name}_fits_most": high})
solid, dashed = framed["sigmoid"]
measured(loss_solid=end_loss[0, solid, 3], loss_dashed=end_loss[0, dashed, 3])

# %% [markdown]
# For new digits it is near the solid frame. For the sigmoid it lies between 4<!--sigmoid_least--> and 5.7<!--sigmoid_most--> at all five learning rates. For tanh it lies between
# 0.71<!--tanh_least--> and 2<!--tanh_most-->, for ReLU between 1<!--relu_least--> and 2<!--relu_most-->, as long as the learning rate is at most 0.3. The larger the learning
# rate, the smaller this gain. By the loss on the training images, the best gain is as large or larger: at these rates 5.7<!--sigmoid_fits_least--> to 8<!--sigmoid_fits_most--> for the sigmoid, 2<!--tanh_fits_least--> to
# 2.8<!--tanh_fits_most--> for tanh, 1<!--relu_fits_least--> to 2.8<!--relu_fits_most--> for ReLU. So one over the slope is a good first guess, and no more than that: its neighbours on the map do nearly as well.
#
# It is a guess for *this* depth and *these* 2,000 steps. A deep layer at gain 4 loses a third of the gradient, and many layers lose nearly all. Take the net of the
# bench below, with ten hidden layers of 50 sigmoid units: 300 steps at learning rate 0.1, three seeds.

# %% name="deeper-gains"
small = wi.load_mnist(7)


def deep_sigmoid(gain, seed):
    rng = np.random.default_rng(seed)
    start = wi.variance_scaling(gain**2, "fan_in")
    net = wi.MLP([49, *[50] * 10, 10], "sigmoid", start, rng)
    run = wi.train(net, small, 0.1, 300, 64, rng=rng, eval_every=300)
    return run.test_accuracy[-1]


deep_4 = np.mean([deep_sigmoid(4, seed) for seed in range(3)])
deep_8 = np.mean([deep_sigmoid(8, seed) for seed in range(3)])
measured(deep_4=deep_4, deep_8=deep_8, within=0.15)

# %% [markdown]
# Gain 4 is at 11%<!--deep_4-->, gain 8 at 53%<!--deep_8-->. So a deeper net wants a larger gain, above all if there are few steps. With ten times as many steps gain 4 comes much nearer; at learning rate 1 it is then ahead of gain 8 on average.
#
# ## Four rescues
#
# Back to the net of the first figure: sigmoid, Xavier, learning rate 0.1. One way out you have seen: **patience**. The map shows three more, and each changes one thing
# only. **Predict** which of them is fastest.

# %% name="rescues"
# claim: Tanh and gain × 4 rescue the late sigmoid at once, learning rate 1 somewhat later
# alt: Test accuracy of the late sigmoid net and of three rescues, each with one change: a gain four times as large,
#   learning rate 1, and tanh in place of the sigmoid. Tanh and gain 4 rise at once, tanh higher; learning rate 1 is above
#   one half after {half_lr} steps. The unchanged net is hardly better than a guess all the time.
# caption: Three ways to help the late net, each with one change; the fourth is to wait. Three seeds, 2,000 steps.
fig, ax = plt.subplots()
draw(ax, "tanh", "Xavier", 0.1, "tanh", plotting.PURPLE, "^-")
draw(ax, "sigmoid", "4 × Xavier", 0.1, "gain × 4", plotting.ORANGE)
draw(ax, "sigmoid", "Xavier", 1.0, "learning rate 1", plotting.GREEN, "d-")
draw(ax, "sigmoid", "Xavier", 0.1, "unchanged", plotting.BLUE, "s-")
ax.set(xlabel="step", ylabel="accuracy on test digits", ylim=(0, 1))
ax.legend()
plt.show()

steps = race["steps"]
half_tanh = first_above(accuracy("tanh", "Xavier", 0.1), steps)
half_gain = first_above(accuracy("sigmoid", "4 × Xavier", 0.1), steps)
half_lr = first_above(accuracy("sigmoid", "Xavier", 1.0), steps)
measured(half_tanh=half_tanh, half_gain=half_gain, half_lr=half_lr)
measured(tanh_end=accuracy("tanh", "Xavier", 0.1)[:, -1].mean())

# %% [markdown]
# All four work. Half of the digits are read after 100<!--half_tanh--> steps with tanh, after 100<!--half_gain--> with the larger gain (accuracy was recorded
# every hundred steps), after 800<!--half_lr--> with the larger learning rate, and after 3,100<!--half_late--> with patience. After 2,000 steps tanh is ahead with
# 94.5%<!--tanh_end-->.
#
# With a larger learning rate nearly the same happens sooner: the first layers get a tiny gradient, and the learning rate multiplies it. But ten times the rate did not need a
# tenth of the steps: 800<!--half_lr--> against 3,100<!--half_late-->. And it multiplies the gradient of *all* layers. With tanh, which has no gradient to make up for, learning rate 1 is too much
# for nearly every gain, and with ReLU for every gain from 1 on: see the map.
#
# ## One number to watch
#
# So what has to fit together? The start gives the size of the gradient, the learning rate the size of the step. Put both into one number: **how far does one
# step move the weights, compared with the weights?**

# %% [markdown] name="step-and-weights" claim="Start and learning rate in one number: a step, compared with the weights"
# $$\frac{\text{step}}{\text{weights}} \;=\; \frac{\eta \cdot \operatorname{rms}(\partial L / \partial W)}{\operatorname{rms}(W)}$$

# %% [markdown]
# Here η is the learning rate, `lr` in the code. A. Karpathy's [course notes](../references.md#karpathy-2015) ask for about a thousandth. Here it is for layer 1 of every net of the three maps, before training, with
# the gradient of 1,000 images, against the accuracy after 2,000 steps.

# %% name="first-step" tags=["hide-input"]
# claim: No net with a first step below 10⁻⁵ or above 0.1 of layer 1's weights reads 80 per cent
# alt: Scatter plot of all nets: step size of layer 1 relative to its weights before training, on a log axis, against
#   accuracy after 2,000 steps. Below one in a hundred thousand no net is better than a guess. Between one in ten thousand and one
#   in ten most of them have learned. Above one in ten no net reaches 80 per cent; none of these is a sigmoid net.
# caption: Each mark is a net of the maps after 2,000 steps. The grey line is at a thousandth, an old rule of thumb.
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
ax.axvline(1e-3, color=plotting.GREY, linestyle="--", linewidth=1)
ax.set(xscale="log", xlabel="first step ÷ weights, layer 1")
ax.set(ylabel="accuracy (0: diverged)")
ax.legend()
plt.show()

# %% name="first-step-measured"
def nets_between(low, high):
    """How many nets have their first step in this range, and how many of them
    reach 80%?"""
    inside = (first_step >= low) & (first_step < high)
    return inside.sum(), (reached[inside] >= 0.8).sum()


ranges = {"least": (0, 1e-5), "small": (1e-5, 1e-4), "good": (1e-4, 1e-1),
          "large": (1e-1, np.inf)}  # fmt: skip
for name, limits in ranges.items():
    nets, learned = nets_between(*limits)
    measured(**{f"nets_{name}": nets, f"learned_{name}": learned})

at_1 = np.flatnonzero(gains == 1)[0]  # sigmoid, gain 1, learning rate 0.1
measured(step_late=first_step[0, at_1, list(grid["lrs"]).index(0.1)].mean())
best_small = reached[(first_step >= 1e-5) & (first_step < 1e-4)].max()
best_large = reached[first_step >= 1e-1].max()
measured(best_small=best_small, best_large=best_large)

# %% name="least-first-steps" tags=["hide-input"]
measured(best_least=reached[first_step < 1e-5].max())
measured(least_relu=(first_step[2] < 1e-5).sum())

# %% [markdown] name="first-steps" claim="The first step is an alarm and no guarantee"
# | first step ÷ weights | nets | of them above 80 per cent |
# |---|---|---|
# | below 10⁻⁵ | 52<!--nets_least--> | 0<!--learned_least--> |
# | 10⁻⁵ to 10⁻⁴ | 65<!--nets_small--> | 11<!--learned_small-->, the best at 94%<!--best_small--> |
# | 10⁻⁴ to 0.1 | 366<!--nets_good--> | 273<!--learned_good--> |
# | above 0.1 | 102<!--nets_large--> | 0<!--learned_large-->, the best at 78%<!--best_large--> |

# %% [markdown]
# So the number is an alarm and no guarantee, and its range is wide. Know what is behind it:
#
# - These are nets with four hidden layers, plain SGD and 2,000 steps. The sigmoid net with gain 1 begins with 4.3·10⁻⁵<!--step_late--> at learning rate 0.1; much like it,
#   Xavier's came after 3,100<!--half_late--> steps. Above 0.1 there are no sigmoid nets.
# - A first step of **0** at layer 1 may be harmless: an output layer of zeros ([chapter 2](02-zero-and-constant.ipynb)) sends no gradient back in step 1. It moves itself, and in
#   step 2 the others get theirs. Look again after ten steps.
# - **Adam**, another common way to make a step from a gradient, divides every gradient by its own recent size. Its first step is about η for every weight, however small the gradient, as long as that is far above
#   the 10⁻⁸ in Adam's formula. Then this ratio is η ÷ rms(W), and tells nothing about what arrives: look at the gradient itself.
#
# ## What to keep
#
# So, sigmoid or ReLU? With a start that fits, all three learn this task. Here is the best field of each on the map after 2,000 steps (picked by its test accuracy, so
# these numbers are a little too high), and on how many of its 65<!--fields--> fields all three seeds got more than 85 per cent right.

# %% name="best-of-each"
worst = reached.min(axis=-1)
measured(fields=worst[0].size)
for name, middle, low in zip(grid["activations"], end, worst):
    best, fields = np.nanmax(middle), (low > 0.85).sum()
    measured(**{f"best_{name}": best, f"fields_{name}": fields})
    measured(**{f"strict_{name}": (low > 0.9).sum()})

# %% [markdown] name="best-fields" claim="With a start and a rate that fit, sigmoid, tanh and ReLU all learn this task"
# | activation | best accuracy | fields above 85 per cent |
# |---|---|---|
# | sigmoid | 94.7%<!--best_sigmoid--> | 24<!--fields_sigmoid--> |
# | tanh | 95.1%<!--best_tanh--> | 32<!--fields_tanh--> |
# | ReLU | 95.5%<!--best_relu--> | 24<!--fields_relu--> |

# %% [markdown]
# With the right start, the sigmoid is not far behind. And in this race, at this depth, on this grid, tanh forgives more than ReLU. (The threshold counts: above 90 per cent it is 23<!--strict_tanh--> fields to
# 21<!--strict_relu-->, and the sigmoid has 14<!--strict_sigmoid-->.) That ReLU nonetheless became the usual choice has reasons that this map does not
# show: it does not saturate, and it is cheap. What the map does show is that *the activation alone decides little, and the start alone decides little*. They have to fit.
#
# A table to keep:
#

# %% [markdown] name="table-to-keep" claim="For each activation a start, and what to look at then"
# | you have | start the weights with | then look at |
# |---|---|---|
# | ReLU, leaky ReLU | He: std √(2/fan_in); with a leak α, √(2/((1+α²)·fan_in)) | dead units, if it is deep |
# | tanh | Xavier: std √(2/(fan_in + fan_out)), gain 1 | the decay with depth ([chapter 4](04-xavier.ipynb)) |
# | sigmoid in hidden layers | take tanh or ReLU instead; if you must, gain 4, more if it is deep; then raise the learning rate while the loss falls | the gradient at layer 1 |
# | an activation of your own | the std of `wi.critical_std`; one over the slope at zero may mislead | the gradient at layer 1 |
# | biases | 0 | |
# | the output layer | small or zero weights are fine ([chapter 2](02-zero-and-constant.ipynb)) | the first loss: ln(classes) |
# | a net that has not learned | before anything else, measure the gradient and the first step at layer 1 | |

# %% [markdown]
# <details><summary>Look closer: GELU, SiLU, and where one over the slope misleads</summary>
#
# GELU and SiLU have slope ½ at zero. One over it is gain 2, which is the misprint 2/√n of [chapter 5](05-he.ipynb) again. But their slope is near 1 for large sums and near
# 0 for very negative ones, much as ReLU's. `wi.critical_std` averages over all sums, and finds gain 1.47<!--gelu_gain--> for GELU and 1.56<!--silu_gain--> for SiLU, close to
# ReLU's √2. Use them for some ten layers. For these two the balance is not stable: a signal that grows a little meets larger slopes and grows faster, one that
# shrinks, shrinks faster. With GELU, theory leaves 2.5·10⁻⁵<!--gelu_less--> of the gradient after 50 layers at gain 1.44, and makes it 26<!--gelu_more--> times as large at 1.5.
#
# </details>

# %% name="own-activations" tags=["hide-input"]
import math


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


places = np.linspace(-9, 9, 18_001)
below = np.array([0.5 * (1 + math.erf(z / math.sqrt(2))) for z in places])


def gauss(z):  # the share of a normal distribution that lies below z
    return np.interp(z, places, below)


def bell(z):
    return np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)


def silu_slope(z):
    return sigmoid(z) * (1 + z * (1 - sigmoid(z)))


def gelu_slope(z):
    return gauss(z) + z * bell(z)


silu = wi.Activation("silu", lambda z: z * sigmoid(z), silu_slope)
gelu = wi.Activation("gelu", lambda z: z * gauss(z), gelu_slope)
measured(gelu_gain=wi.critical_std(gelu, 100) * 10)
measured(silu_gain=wi.critical_std(silu, 100) * 10)
less, more = (wi.theory.predict_gradient(gelu, gain / 10, 100, 50)[0]
              for gain in (1.44, 1.5))  # fmt: skip
measured(gelu_less=less, gelu_more=more)

# %% [markdown]
# ## Try your own values
#
# The bench trains a net on 7 × 7 pixels live, in about a second. Make it deeper. Find a start for the sigmoid with ten hidden layers. Or bring your own activation:
# `choice_bench({"mine": wi.Activation("mine", fn, derivative)})`.

# %% name="choice-bench"
# claim: Gain 4, rate 1: after 300 steps a sigmoid net reads about three in four small digits
choice_bench(activation="sigmoid", gain=4, lr=1)

# %% [markdown]
# ## Check yourself
#
# Answer first. Then open your answer: it says whether you are right, and why.

# %% [markdown] name="question-tiny-first-step"
# **1. You train a net with four hidden layers by plain SGD, for 2,000 steps. Its first step moves the weights of layer 1 by less than 10⁻⁵ of their
# size. What do you expect after the 2,000 steps?**
#
# <details><summary>A. It reads most digits: many small steps add up.</summary>
#
# **Not so:** *“patience is always enough”*. Two thousand steps of a hundred-thousandth make a fiftieth of the weights: little,
# unless the gradient grows in time. Of 52<!--nets_least--> such nets, 0<!--learned_least--> were above 80 per cent.
#
# </details>
# <details><summary>B. That depends on the learning rate: with 0.1 it reads most digits.</summary>
#
# **Not so:** *“the learning rate alone decides”*. The learning rate is in the number already: a step is the learning rate times the gradient. With so
# small a step, the gradient is too small for this rate.
#
# </details>
# <details><summary>C. It still guesses.</summary>
#
# **Right.** Of the 52<!--nets_least--> nets of the map with such a first step, the best was at 11%<!--best_least--> after 2,000 steps. What becomes
# of them later, the map does not show.
#
# </details>
# <details><summary>D. It reads most digits if its units are ReLU: they do not saturate.</summary>
#
# **Not so:** *“only saturation stops gradients”*. Small weights make the gradient small, too. Of the 52<!--nets_least--> nets with such a first step,
# 7<!--least_relu--> had ReLU, and none of all these was above 11%<!--best_least-->.
#
# </details>

# %% [markdown] name="question-larger-learning-rate"
# **2. A sigmoid net with Xavier's rule has learned next to nothing after 2,000 steps at learning rate 0.1. With a learning rate ten times as large,
# it learns. What was too small at first?**
#
# <details><summary>A. Only the learning rate: at 0.1 a sigmoid net does not learn, whatever its start.</summary>
#
# **Not so:** *“the learning rate alone decides”*. It was too small for this start. With four times Xavier, [the same learning rate](#choice:activation=sigmoid,gain=4,lr=0.1) led to
# 90%<!--four_slow-->.
#
# </details>
# <details><summary>B. The steps of the hidden layers: their gradient times the learning rate.</summary>
#
# **Right.** The start gives the size of the gradient, the learning rate the size of the step. You can repair either. At layer 1 the gradient is smallest; but a larger rate in layer 2 or 3 alone
# helped, too.
#
# </details>
# <details><summary>C. Nothing, if the code is right: Xavier's rule fits every net.</summary>
#
# **Not so:** *“a good rule fits everywhere”*. It was derived for slope 1 and mean 0, and the sigmoid has neither. So each layer passed on only about
# 0.24<!--factor_xavier--> of the gradient.
#
# </details>
# <details><summary>D. Nothing: the net sat in a bad minimum, and larger steps threw it out.</summary>
#
# **Not so:** *“a slow net sits in a minimum”*. It walked slowly: of the gradient at the logits, 0.0058<!--kept_xavier--> arrives at layer 1, so the
# steps there are tiny. A flat place is no minimum.
#
# </details>

# %% [markdown] name="question-slope-of-a-half"
# **3. An activation has slope ½ at zero. Its sums are small. Which gain keeps the gradient from layer to layer?**
#
# <details><summary>A. ½: the gain has to equal the slope.</summary>
#
# **Not so:** *“the gain equals the slope”*. It has to make up for the slope, so it is one over it. With gain ½, each layer passes on a quarter.
#
# </details>
# <details><summary>B. 1: that neither adds nor takes away.</summary>
#
# **Not so:** *“gain 1 keeps the size”*. That holds for slope 1. Here each layer passes on half, and at a sigmoid's slope of ¼ [about a quarter](#choice:activation=sigmoid,gain=1,lr=0.1).
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

# %% [markdown] name="question-sigmoid-xavier-or-he"
# **4. The net of this chapter has sigmoid units and learning rate 0.1. You compare two starts, Xavier's and He's. Which one is ahead after 2,000 steps?**
#
# <details><summary>A. He's.</summary>
#
# **Right.** Between layers of equal width its gain is √2 instead of 1, so each layer passes on more of the gradient: 70%<!--he_slow--> to
# 17%<!--sigmoid_xavier-->. Neither is the best: four times Xavier is at 90%<!--four_slow-->.
#
# </details>
# <details><summary>B. Xavier's: it was made for the sigmoid.</summary>
#
# **Not so:** *“Xavier is for the sigmoid”*. It was derived for slope 1 and mean 0, and the sigmoid has neither. After 2,000 steps it is at
# 17%<!--sigmoid_xavier-->.
#
# </details>
# <details><summary>C. Neither: both still guess.</summary>
#
# **Not so:** *“a small factor changes little”*. [The factor √2](#choice:activation=sigmoid,gain=1.414,lr=0.1) counts once for every layer that the gradient passes. After 2,000 steps, He's rule is at
# 70%<!--he_slow-->.
#
# </details>
# <details><summary>D. Xavier's: He's rule is for ReLU. It is too large for a sigmoid, so the units saturate.</summary>
#
# **Not so:** *“each rule works only with its own activation”*. Four times Xavier is larger than He's rule, and reaches 90%<!--four_slow-->. The sums are [not yet too
# large](#choice:activation=sigmoid,gain=4,lr=0.1).
#
# </details>

# %% [markdown] name="question-late-or-never"
# **5. After 2,000 steps a net is hardly better than a guess. What do you know about step 12,000?**
#
# <details><summary>A. It will still guess: what does not learn in 2,000 steps does not learn.</summary>
#
# **Not so:** *“late means never”*. The sigmoid with Xavier's rule was at 17%<!--sigmoid_xavier--> after 2,000 steps, and at 93%<!--long_xavier--> after
# 12,000.
#
# </details>
# <details><summary>B. It will have learned: every net does if you wait.</summary>
#
# **Not so:** *“patience is always enough”*. Some do. With σ = 0.01, the net was still at 11%<!--long_small--> after 12,000 steps. And no waiting
# brings back a net that has diverged.
#
# </details>
# <details><summary>C. It sits in a bad minimum, and will stay there.</summary>
#
# **Not so:** *“a slow net sits in a minimum”*. Ten times the learning rate in layer 1 alone brought such a net to 81%<!--layer_10--> within the 2,000 steps; in
# layer 2 or 3 alone, to 64%<!--others_10--> on average. It was slow, and not caught.
#
# </details>
# <details><summary>D. Nothing yet. The gradient at layer 1 says more.</summary>
#
# **Right.** A curve that has not risen does not tell late from never. Measure what arrives at layer 1, and how far one step moves it.
#
# </details>

# %% [markdown] name="question-deeper-sigmoid"
# **6. With four hidden layers, gain 4 suits the sigmoid. The net becomes deeper, up to ten hidden layers. Which gain do you try first?**
#
# <details><summary>A. 4 again: it is one over the slope, and the slope is the same.</summary>
#
# **Not so:** *“one over the slope fits every depth”*. Most sums are not at zero, and there the slope is smaller. A deep layer passes on
# 0.63<!--deep_factor-->, and ten such layers about one hundredth.
#
# </details>
# <details><summary>B. A larger one.</summary>
#
# **Right.** What each layer loses now counts more often. In the bench's net with ten hidden layers, gain 8 was at 53%<!--deep_8--> after 300 steps at learning rate 0.1, gain 4 at
# 11%<!--deep_4-->. With more steps, gain 4 comes nearer.
#
# </details>
# <details><summary>C. A smaller one: deep nets need small weights.</summary>
#
# **Not so:** *“small weights are safe”*. [With a smaller gain](#choice:activation=sigmoid,gain=2,lr=0.1), even less of the gradient passes each layer.
#
# </details>

# %% [markdown] name="question-first-step-of-zero"
# **7. The hidden layers start at random, the output layer at zero. The first step moves layer 1 by exactly nothing. What happens then?**
#
# <details><summary>A. Layer 1 never moves: it gets no gradient.</summary>
#
# **Not so:** *“zero stays zero”*. Only the first step is lost. It moves the output layer, and then [the gradient gets through](02-zero-and-constant.ipynb#symmetry:hidden=he,output=zero,activation=tanh,step=25).
#
# </details>
# <details><summary>B. The net learns, but ends clearly worse than with an output layer that starts like the others.</summary>
#
# **Not so:** *“every layer needs the same rule”*. In [chapter 2](02-zero-and-constant.ipynb#zero-output-layer) ten draws of each showed no clear difference. An output
# layer of zeros is a good start.
#
# </details>
# <details><summary>C. From the second step on, layer 1 moves, too.</summary>
#
# **Right.** The output layer has a gradient from the first step on. As soon as it is not zero, it hands one back.
#
# </details>
# <details><summary>D. Only the output layer learns, and that is enough.</summary>
#
# **Not so:** *“the last layer is enough”*. The others [learn, too](02-zero-and-constant.ipynb#symmetry:hidden=he,output=zero,activation=tanh,step=500), one step later.
#
# </details>

# %% [markdown]
# ## Exercises
#
# Replace the three dots, run the cell, and the check answers at once. Solutions are [on their own page](../solutions/06-sigmoid-or-relu.ipynb).
#
# **6.1 Compute.** The activation $1/(1 + e^{-2z})$ is a sigmoid of double steepness. Which gain is one over its slope at 0?

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
# - The sigmoid with Xavier's rule learns late, because its slope ¼ lets little of the gradient through: each layer passes on **gain · rms(φ′)**.
# - **Set the gain to one over the slope, as a first guess:** 4 for the sigmoid, 1 for tanh, √2 for ReLU. A deep sigmoid net wants more, above all if there are few steps.
# - The learning rate belongs to the start: watch how far one step moves the weights of layer 1, compared with the weights.
# - Four rescues: the gain, the learning rate, another activation, or patience.
# - A race says who was ahead: with these images, steps and learning rates. Compare each rule at its own best rate, too. Who reads most new digits need not have the least loss on the training images.
#
# **Next:** you have looked at nets before and after training. Now watch what happens in between: [Watching it learn](07-watching-it-learn.ipynb).
#
# **Sources.** X. Glorot and Y. Bengio, [*Understanding the difficulty of training deep feedforward neural
# networks*](../references.md#glorot-and-bengio-2010), 2010 (they advise against the sigmoid started from small random weights). K. He, X. Zhang, S. Ren
# and J. Sun, [*Delving deep into rectifiers*](../references.md#he-et-al-2015), 2015 (the rule for ReLU). Y. LeCun et al., [*Efficient
# BackProp*](../references.md#lecun-et-al-1998-efficient-backprop), 1998 (why outputs should have mean 0). Y. Bengio, [*Practical
# recommendations for gradient-based training of deep architectures*](../references.md#bengio-2012), 2012 (four times Xavier for the sigmoid). A. Karpathy,
# [*CS231n* course notes](../references.md#karpathy-2015), 2015 (a step of about a thousandth of the weights). K. Saito, [*Deep Learning from
# Scratch*](../references.md#saito-2016), chapter 6 (the race that most posts repeat).
