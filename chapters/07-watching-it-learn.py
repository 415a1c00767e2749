# %% [markdown]
# # Watching it learn
#
# *What do pictures of the layers, taken before training, tell about the training, and what do they miss?*
#
# - **You will learn** what happens in every layer while a network learns, why a bad start can lose hundreds of steps and then catch up, how far
#   the weights travel, and how little one picture or one learning rate proves.
# - **You need** [chapter 3](03-too-large-too-small.ipynb): saturation, and the factor by which a layer scales the gradient.
# - **Time:** 17 minutes of reading, 20 more for the exercises.

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
from wi_lib.benches import watching_bench
from wi_lib.experiments import STARTS, replay
from wi_lib.explorers import watching_explorer

plotting.set_style()

# %% [markdown]
# ## Predict first
#
# So far you have looked at networks *before* training. Now one of them learns: it reads handwritten digits (MNIST, 28 × 28 pixels). It has 784 inputs, two hidden
# layers of 100 and 50 units, and 10 outputs, one for each digit. You can start it in four ways. Three have sigmoid units: weights with **σ = 1**, with
# **σ = 0.01**, or by **Xavier's** rule. The fourth has **ReLU** units and weights by **He's** rule.
#
# These are the outputs of the hidden units at step 0, over 500 images.

# %% name="before-training" tags=["hide-input"]
# alt: Outputs of the two hidden layers at step 0, one row for each start. Sigmoid with standard deviation 1: piled up
#   at 0 and 1. With 0.01: one spike at one half. Xavier: a bell around one half, wider in layer 2. ReLU with He: about
#   half of all outputs exactly 0, the others small.
# caption: The four starts before training, a row for each.
digits = wi.load_mnist()
fig, axes = plt.subplots(4, 2, figsize=(6.3, 5))
for row, start in zip(axes, STARTS):
    rng = np.random.default_rng(0)
    net = wi.MLP([784, 100, 50, 10], start.activation, start.init, rng)
    outputs = wi.propagate(net, digits.x_train[:500]).activations
    plotting.plot_histograms(row, outputs[1:3], (0, 1))
    row[0].set_ylabel(start.name.replace(", ", ",\n"), rotation=0, ha="right")
for ax in axes[1:].flat:
    ax.set_title("")
plt.show()

# %% [markdown]
# From these pictures alone, rank the four. **Which start has the most digits right after 2,000 steps, and which the fewest? Does one of them never learn?**
# Write your ranking down. Then choose a start, press ▶, and watch. A ring marks where you are.

# %% name="watching-explorer" tags=["hide-input"]
watched = replay()
watching_explorer(watched)

# %% [markdown]
# Was your ranking right? Look at σ = 0.01 once more, at the steps 100, 500 and 2,000. The rest of this chapter finds out what happened there, and in the others.
#
# Each step takes a batch of 128 images. All four starts see the same batches. The sigmoid nets learn with the learning rate 1, the ReLU net with 0.1. (Sigmoid
# slopes are small, so these nets need larger steps. We come back to that choice: it matters.)
#
# `replay` reads what was recorded when these nets were trained for the course, so that you need not wait. `wi_lib.experiments.watch` trains them anew, from the same
# seeds: about half a minute on a computer, and a good deal longer in a browser.
#
# ## What happened
#
# Here is the lower panel once more, with bands over three seeds. The step axis gives much room to the first steps.

# %% name="accuracy-of-four-starts"
# alt: Test accuracy over the training steps for the four starts, with narrow bands over three seeds. ReLU with He rises
#   first, then sigmoid with Xavier and with standard deviation 1. Standard deviation 0.01 stays at one tenth for 100
#   steps, waits near one third until about step 500, then climbs above standard deviation 1.
# caption: Mean and band over three seeds. The small start waits longest, and still passes the large one in the end.
colors = [plotting.ORANGE, plotting.BLUE, plotting.GREEN, plotting.PURPLE]
looks = list(zip(colors, ["o-", "s-", "^-", "D--"]))

fig, ax = plt.subplots(figsize=(6.3, 3))
for one, (color, style) in zip(watched, looks):
    name, accuracy = one.start.name, one.accuracy
    plotting.plot_training(ax, one.steps, accuracy, name, color, style)
plotting.spread_steps(ax, one.steps)
ax.set(ylabel="test accuracy", ylim=(0, 1))
ax.legend()
plt.show()


# %% name="accuracy-measured"
def at(step, figure):
    """The mean over the seeds at that training step."""
    return figure[:, watched[0].steps.index(step)].mean(axis=0)


large, small, xavier, he = watched
measured(large_100=at(100, large.accuracy))
measured(large_end=at(2000, large.accuracy))
measured(small_100=at(100, small.accuracy))
measured(small_end=at(2000, small.accuracy))
measured(xavier_100=at(100, xavier.accuracy))
measured(xavier_end=at(2000, xavier.accuracy))
measured(he_100=at(100, he.accuracy))
measured(he_end=at(2000, he.accuracy))

# %% [markdown]
# | start | right after 100 steps | after 2,000 steps |
# |---|---|---|
# | sigmoid, σ = 1 | 69%<!--large_100--> | 88%<!--large_end--> |
# | sigmoid, σ = 0.01 | 11%<!--small_100--> | 92%<!--small_end--> |
# | sigmoid, Xavier | 78%<!--xavier_100--> | 94%<!--xavier_end--> |
# | ReLU, He | 85%<!--he_100--> | 94%<!--he_end--> |
#
# Two things may surprise you. The start with most of its units saturated learns from the first steps on; yet it ends last. And the start that
# does no better than guessing for a hundred steps ends *above* it.
#
# ## What the pictures said, and what they missed
#
# Now go through the four pictures. What did each of them promise? The figures are those of step 0, means over three seeds: the share of saturated outputs,
# the spread of one unit over the images, and the gradient δ at layer 1, divided by that at the output layer.

# %% name="pictures-measured"
first_layer, second_layer = 0, 1
measured(large_saturated=at(0, large.saturated)[first_layer])
measured(large_arrives=at(0, large.arriving))
measured(small_unit=at(0, small.unit_std)[second_layer])
measured(small_arrives=at(0, small.arriving))


def outputs(net):
    """Of both hidden layers, for 500 images."""
    return wi.propagate(net, digits.x_train[:500]).activations[1:3]


pooled = np.std(outputs(xavier.before)[second_layer])
measured(xavier_pooled=pooled, xavier_unit=at(0, xavier.unit_std)[1])
measured(xavier_arrives=at(0, xavier.arriving))
measured(he_zeros=at(0, he.zeros)[first_layer])
measured(he_arrives=at(0, he.arriving))
measured(he_dead=wi.dead_share(outputs(he.before)[first_layer]))

# %% [markdown]
# - **Sigmoid, σ = 1.** Of layer 1's outputs, 73%<!--large_saturated--> are saturated. It looks hopeless. But the gradient arrives: at layer 1 it is
#   0.20<!--large_arrives--> of that at the output layer. *Saturated is not vanished*, as in chapter 3.
# - **Sigmoid, σ = 0.01.** Nothing is saturated. But one unit of layer 2 moves by 0.0004<!--small_unit--> over the images: every digit looks the same to it. The
#   gradient at layer 1 is 1.5·10⁻⁴<!--small_arrives--> of the output layer's.
# - **Sigmoid, Xavier.** All outputs of layer 2 together spread by 0.148<!--xavier_pooled-->, one unit by 0.021<!--xavier_unit-->. The pooled picture shows seven
#   times the spread that a unit has. The gradient arrives with 0.028<!--xavier_arrives-->.
# - **ReLU, He.** Of layer 1's outputs, 49%<!--he_zeros--> are exactly 0: it looks half dead. But these zeros are not always in the same units: the share of units that are 0
#   for all 500 images is 0<!--he_dead-->. The gradient arrives with 0.33<!--he_arrives-->, more than in the others, and this net learns fastest at first.
#
# You may have read that *a wide histogram is healthy* and *a saturated layer cannot learn*. Here is what learning does to saturation.

# %% name="saturation-in-training"
# alt: Share of saturated outputs in layer 1 over the training steps, for the three sigmoid starts. Standard deviation 1
#   stays near three quarters. The two others start at 0 and rise to about one third while they learn.
# caption: Saturation is no verdict: σ = 1 learns in spite of it, and the two others saturate while they learn.
fig, ax = plt.subplots(figsize=(6.3, 2.6))
for one, (color, style) in zip(watched[:3], looks):
    share, name = one.saturated[:, :, first_layer], one.start.name
    plotting.plot_training(ax, one.steps, share, name, color, style)
plotting.spread_steps(ax, one.steps)
ax.set(ylabel="saturated in layer 1", ylim=(0, 1))
ax.legend(loc="center left")
plt.show()

measured(large_saturated_end=at(2000, large.saturated)[first_layer])
measured(xavier_saturated_end=at(2000, xavier.saturated)[first_layer])
measured(small_saturated_end=at(2000, small.saturated)[first_layer])

# %% [markdown]
# The best sigmoid net begins with no saturated output in layer 1, and ends with 30%<!--xavier_saturated_end-->. The late starter reaches 33%<!--small_saturated_end-->. So
# saturation alone is no disease. A unit near 0 or 1 can be one that answers clearly. Whether the units saturate at random, as σ = 1 does before any training, or on the right images, a
# histogram does not tell.
#
# ## Why σ = 0.01 waits
#
# Chapter 3's formula says how much of the gradient a layer passes on. Here the layers differ in width, so take care which width counts. The gradient at layer $l$ is a
# sum over the units of layer $l+1$:
#
# $$\delta_l = (\delta_{l+1} W_{l+1}^{T}) \odot \varphi'(z_l)$$
#
# So one step back scales its size by about
#
# $$\sigma \cdot \sqrt{n_{l+1}} \cdot \operatorname{rms}(\varphi')$$
#
# With σ = 0.01 all sums are small, so every slope is close to ¼. From the 10 outputs to layer 2, and from its 50 units to layer 1:

# %% name="gradient-expected"
to_layer_2 = 0.01 * np.sqrt(10) / 4
to_layer_1 = 0.01 * np.sqrt(50) / 4
measured(expected_arrives=to_layer_2 * to_layer_1)

# %% [markdown]
# The formula expects 1.4·10⁻⁴<!--expected_arrives-->, and 1.5·10⁻⁴<!--small_arrives--> was measured. So layer 1 hears almost nothing. Why does the net learn after all?
# **Predict:** which layer's weights move first? Then look at both: how far the weights of each layer have moved, and what arrives at layer 1.

# %% name="small-start-grows"
# alt: First: for standard deviation 0.01, the change of each layer's weights relative to their start, on log axes.
#   Layers 2 and 3 pass 1 well before layer 1 does. Second: the gradient at layer 1 divided by that at the output layer,
#   for all four starts. For 0.01 it climbs by powers of ten to {small_arrives_end}; the others stay within a factor of
#   about 15.
# caption: In the small start, layer 1 moves last: its gradient arrives only after the layers behind it have learned.
fig, (left, right) = plt.subplots(1, 2, figsize=(6.3, 3.2))
for layer, style in enumerate(["o-", "s-", "^--"]):
    moved, label = small.moved[:, :, layer], f"layer {layer + 1}"
    color = colors[layer]
    plotting.plot_training(left, small.steps, moved, label, color, style)
left.set(title="σ = 0.01: weights moved", ylabel="|W − W₀| ÷ |W₀|")
for one, (color, style) in zip(watched, looks):
    name, ratio = one.start.name, one.arriving
    plotting.plot_training(right, one.steps, ratio, name, color, style)
right.set(title="δ at layer 1 ÷ δ at output")
for ax, lowest in ((left, 1e-4), (right, 1e-6)):
    ax.set(yscale="log", ylim=(lowest, 200))
    plotting.spread_steps(ax, small.steps)
    ax.legend(loc="lower right", labelspacing=0.2)
plt.show()

# %% name="small-start-measured"
moved_1, moved_2, moved_3 = at(50, small.moved)
measured(moved_1=moved_1, moved_2=moved_2, moved_3=moved_3)
measured(small_arrives_200=at(200, small.arriving))
measured(small_arrives_end=at(2000, small.arriving))

# %% [markdown]
# Look at step 50. The weights of layer 2 have moved by 1.6<!--moved_2--> times their own size, those of layer 3 by 0.85<!--moved_3-->, those of layer 1 by
# 0.07<!--moved_1-->. The layers near the output get the larger gradients, so they move first. (Layer 3 moves at once, but at first only to and fro: as long as layer 2 says the same
# for every image, all it can learn is how frequent each digit was in the last batches.) Then they grow, and larger weights there let more gradient through to the layer below:
# the formula again. After 200 steps 0.015<!--small_arrives_200--> arrives at layer 1, in the end 0.26<!--small_arrives_end-->.
#
# This growth feeds on itself: for a long time almost nothing, then more and more. **The start was too small, but the net is not stuck: it builds a better start first, and
# that costs steps.** The deeper the net, the more factors there are to build. With two hidden layers it took a few hundred steps.
#
# ## How far the weights travel
#
# And what holds σ = 1 back? Its gradient arrives, its units respond. Measure how far each layer's weights are from where they began, after 2,000 steps.

# %% name="distance-travelled"
def length(weights):
    return np.linalg.norm(weights)


for name, one in zip(["large", "small", "xavier", "he"], watched):
    first, last = one.before.weights[0], one.after.weights[0]
    share = at(2000, one.moved)[first_layer]
    sizes = {f"{name}_began": length(first), f"{name}_share": share}
    measured(**sizes, **{f"{name}_path": length(last - first)})

# %% [markdown]
# | layer 1 | size of the weights at first | distance to the end | distance ÷ size |
# |---|---|---|---|
# | sigmoid, σ = 1 | 279<!--large_began--> | 26<!--large_path--> | 0.093<!--large_share--> |
# | sigmoid, σ = 0.01 | 2.8<!--small_began--> | 19<!--small_path--> | 6.8<!--small_share--> |
# | sigmoid, Xavier | 13<!--xavier_began--> | 21<!--xavier_path--> | 1.6<!--xavier_share--> |
# | ReLU, He | 14<!--he_began--> | 6.8<!--he_path--> | 0.48<!--he_share--> |
#
# (Size is the root of the sum of squares; the first two columns show the first seed.) Compare the three sigmoid nets. They end about equally far from where they began. What differs
# is the random start that they carry along. At σ = 1 it is about ten times as long as the way travelled: in 2,000 steps, layer 1 changes by a tenth, and mostly stays the random
# layer that it was. At σ = 0.01 the start is soon forgotten.
#
# So the large start has the opposite trouble of the small one. The small one hears too little at first. The large one hears enough, but what it hears changes little. (That is
# not its only trouble: chapter 3 showed how few entries carry its gradient.)
#
# You may have read that the histograms show *the updated weights*. They show outputs, and those depend on the weights **and on the inputs**. Here is a test: in the Xavier net,
# feed the trained layer 1 into layer 2 *as it was before training*.

# %% name="inputs-moved-outputs"
mixed = wi.MLP([784, 100, 50, 10], "sigmoid", "zeros", rng)
trained, untrained = xavier.after, xavier.before
mixed.weights = [trained.weights[0], *untrained.weights[1:]]
mixed.biases = [trained.biases[0], *untrained.biases[1:]]

change = outputs(mixed)[second_layer] - outputs(untrained)[second_layer]
measured(changed=wi.rms(change))
measured(weights_changed=length(mixed.weights[1] - untrained.weights[1]))

# %% [markdown]
# Layer 2's weights have changed by exactly 0<!--weights_changed-->, and still its outputs differ from those of step 0 by 0.12<!--changed--> (root mean square): its inputs have
# changed. A histogram of outputs cannot tell you which weights moved.
#
# ## One learning rate proves nothing
#
# Everything so far used the learning rate 1 for the sigmoid nets. Take a tenth of it, with the same starts, seeds and batches.

# %% name="slow-rate"
# alt: Test accuracy of the three sigmoid starts over 1,000 steps at learning rate 0.1, with bands over three seeds.
#   Xavier and standard deviation 1 learn, slower than before; at step 100 they are about level. Standard deviation 0.01
#   stays at one tenth.
# caption: At learning rate 0.1 the small start does not leave chance within 1,000 steps.
slow = replay("watched_slow")

fig, ax = plt.subplots(figsize=(6.3, 2.6))
for one, (color, style) in zip(slow, looks):
    name, accuracy = one.start.name, one.accuracy
    plotting.plot_training(ax, one.steps, accuracy, name, color, style)
plotting.spread_steps(ax, one.steps)
ax.set(ylabel="test accuracy", ylim=(0, 1), title="learning rate 0.1")
ax.legend()
plt.show()

slow_end = [one.accuracy[:, -1].mean() for one in slow]
measured(slow_large=slow_end[0], fast_large=at(1000, large.accuracy))
measured(slow_small=slow_end[1], fast_small=at(1000, small.accuracy))
measured(slow_xavier=slow_end[2], fast_xavier=at(1000, xavier.accuracy))

# %% [markdown]
# | right after 1,000 steps | learning rate 0.1 | learning rate 1 |
# |---|---|---|
# | sigmoid, σ = 1 | 70%<!--slow_large--> | 87%<!--fast_large--> |
# | sigmoid, σ = 0.01 | 10%<!--slow_small--> | 80%<!--fast_small--> |
# | sigmoid, Xavier | 82%<!--slow_xavier--> | 92%<!--fast_xavier--> |
#
# At 0.1 the small start is still at chance, and σ = 1 beats it by far. Had we shown you only this figure, you would have learnt that σ = 0.01 never learns. Had we shown only the
# first, you would think that it does not matter much. Both are half of the truth. **When somebody compares starts, ask for the learning rate, the number of steps, the depth and the
# seeds.** The same goes for our comparison of ReLU with the sigmoid: the rates differ, so it is one of recipes, not of activations.
#
# ## Try your own values
#
# The bench trains live, on digits reduced to 14 × 14 pixels (196 inputs, the same two hidden layers), for up to 300 steps. Change one thing at a time. What does the learning rate 1 do to
# ReLU with He's rule? And 10?

# %% name="watching-bench"
watching_bench(activation="sigmoid", rule="Xavier", lr=1)

# %% [markdown]
# ## Check yourself
#
# Answer first. Then open your answer: it says whether you are right, and why.

# %% [markdown] name="question-saturated-after-training"
# **1. After training, 30% of a layer's sigmoid outputs are saturated; before, none were. What follows?**
#
# <details><summary>A. Nothing by itself.</summary>
#
# **Right.** The histogram does not say whether the units saturate on the right images. Measure what you want to know.
#
# </details>
# <details><summary>B. Training has gone wrong: saturated units cannot learn any more.</summary>
#
# **Not so:** *“saturated means vanished”*. The best sigmoid net of this chapter ended with 30%<!--xavier_saturated_end-->. And at σ = 1 most of layer
# 1's outputs were saturated from the start, and the net learnt. Ask for the accuracy, and for the gradient that arrives.
#
# </details>
# <details><summary>C. The layer has learnt well.</summary>
#
# **Not so:** *“saturated means certain”*. Saturation does not prove that either: at σ = 1, 73%<!--large_saturated--> of layer 1's outputs were
# saturated before anything had been learnt.
#
# </details>

# %% [markdown] name="question-still-at-chance"
# **2. A sigmoid net has been at chance for 100 steps. Its weights began with σ = 0.01. Will it stay there?**
#
# <details><summary>A. Yes: the gradient has vanished.</summary>
#
# **Not so:** *“tiny means zero”*. It is tiny at layer 1, but not 0, and it is not tiny at the output layer. The layers near the output grow, and then
# more arrives: of the output layer's gradient, 1.5·10⁻⁴<!--small_arrives--> at the start, 0.26<!--small_arrives_end--> in the end.
#
# </details>
# <details><summary>B. No: gradient descent always finds a way.</summary>
#
# **Not so:** *“training repairs any start”*. No promise of that kind exists. With all weights equal to 0, for instance, units never become different
# (in exact arithmetic). And a way that takes a million steps does not help you.
#
# </details>
# <details><summary>C. That depends on the learning rate, the depth and your patience.</summary>
#
# **Right.** With learning rate 1 the net here left chance before step 200; with 0.1 it was still there after 1,000 steps.
#
# </details>
# <details><summary>D. Yes: with such small weights all units are the same unit.</summary>
#
# **Not so:** *“small weights make copies”*. They give nearly the same answer to every image, but their weights differ, so they can part. The net here
# reached 92%<!--small_end-->.
#
# </details>

# %% [markdown] name="question-long-start"
# **3. At σ = 1 more of the gradient arrives at layer 1 than with Xavier's rule. Why does layer 1 change so little?**
#
# <details><summary>A. Because its units are saturated, so their weights get no gradient.</summary>
#
# **Not so:** *“saturated means vanished”*. At the start 0.20<!--large_arrives--> of the output layer's gradient arrives, with Xavier's rule
# 0.028<!--xavier_arrives-->. Over the training, layer 1 moves about as far in both.
#
# </details>
# <details><summary>B. It does not move less far. But its weights are so large that the same way is a small change.</summary>
#
# **Right.** It moved by 26<!--large_path-->, with Xavier's rule by 21<!--xavier_path-->. But its random start has the length 279<!--large_began-->, not
# 13<!--xavier_began-->.
#
# </details>
# <details><summary>C. Because its learning rate is smaller.</summary>
#
# **Not so:** *“small change, small learning rate”*. All three sigmoid nets used the same learning rate.
#
# </details>

# %% [markdown]
# ## Exercises
#
# Replace the three dots, run the cell, and the check answers at once. Solutions are [on their own page](../solutions/07-watching-it-learn.ipynb).
#
# **7.1 Compute.** Write a function that takes the outputs `h` of a sigmoid layer, shape (images, units), and returns the share of them (0 to 1) that is saturated: below `0.05` or
# above `0.95`.


# %% name="exercise-saturated-share"
def saturated(h):
    return ...


checks.exercise("7.1", saturated)

# %% [markdown]
# **7.2 Predict.** A sigmoid net 784-100-50-10 starts with σ = 0.02. Before any training, what is the gradient δ at layer 1, divided by that at the output layer? Use the formula; two
# digits will do.

# %% name="exercise-first-over-output"
first_over_output = ...

checks.exercise("7.2", first_over_output)

# %% [markdown]
# **7.3 Break it.** A ReLU net reads the small digits (196-100-50-10, learning rate 0.1). By He's rule it gets most of them right after 300 steps. Give a σ above 0, the same for all layers, with
# which it still guesses after 300 steps, without diverging. (On average over the seeds 0, 1 and 2; the bench helps.)

# %% name="exercise-broken-start"
broken_std = ...

checks.exercise("7.3", broken_std)

# %% [markdown]
# **7.4 Fix it.** A *sigmoid* net on the small digits guesses after 300 steps with σ = 0.01 and learning rate 0.1. Give a σ (the same for all layers) and a learning rate with which it gets
# more than `85` per cent right after 300 steps, on average over the seeds 0, 1 and 2. The bench helps.

# %% name="exercise-repaired-start"
std, lr = ..., ...

checks.exercise("7.4", {"std": std, "lr": lr})

# %% [markdown]
# ## In this chapter
#
# - You watched four starts learn. A picture before training told what gets through at first, and not who would win.
# - A start that is too small waits: the layers near the output must grow before layer 1 hears anything. Then it catches up.
# - The sigmoid nets travelled about equally far. A start of σ = 1 is so large that this changes it by only a tenth.
# - Saturation, zeros and width of a histogram prove nothing alone; nor does a race at one learning rate.
#
# **Next:** you will rarely draw weights by hand. What do PyTorch, Keras and others do when you do not ask? A chapter about that is being written.
#
# **Sources.** Y. LeCun et al., [*Gradient-based learning applied to document recognition*](../references.md#lecun-et-al-1998-gradient-based-learning),
# 1998 (the digits). X. Glorot and Y. Bengio, [*Understanding the difficulty of training deep feedforward neural
# networks*](../references.md#glorot-and-bengio-2010), 2010 (they follow activations and gradients of every layer through training, and see units
# saturate and recover). A. Saxe et al., [*Exact solutions to the nonlinear dynamics of learning in deep linear neural
# networks*](../references.md#saxe-et-al-2014), 2014 (plateaus with fast progress after them). K. He et al., [*Delving deep into
# rectifiers*](../references.md#he-et-al-2015), 2015 (the start for ReLU). K. Saito, [*Deep Learning from Scratch*](../references.md#saito-2016),
# chapter 6 (accuracy curves for starts of MNIST nets).
