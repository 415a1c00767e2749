# %% [markdown]
# # Watching it learn
#
# *What do pictures of the layers, taken before training, tell about the training, and what do they miss?*
#
# - **You will learn** what happens in every layer while a network learns, why a bad start can lose hundreds or thousands of steps and then catch up,
#   how far the weights travel, and how little one picture or one learning rate proves.
# - **You need** [chapter 3](03-too-large-too-small.ipynb): saturation, and the factor by which a layer scales the gradient.
# - **Time:** 17 minutes of reading, 20 more for the exercises.

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
from wi_lib.benches import watching_bench
from wi_lib.diagnostics import read_out
from wi_lib.experiments import STARTS, replay
from wi_lib.explorers import watching_explorer

plotting.set_style()

# %% [markdown]
# ## Predict first
#
# So far you have looked at networks *before* training. Now one of them learns: it reads handwritten digits (MNIST, 28 × 28 pixels; 10,000<!--train_images--> images to learn
# from, 2,000<!--test_images--> others to be tested on). It has 784 inputs, two hidden layers of 100 and 50 units, and 10 outputs, one for each digit. You can start it in four ways. Three have sigmoid units: weights with **σ = 1**, with
# **σ = 0.01**, or by **Xavier's** rule. The fourth has **ReLU** units and weights by **He's** rule.
#
# These are the outputs of the hidden units at step 0, over 500 images.

# %% name="before-training" tags=["hide-input"]
# claim: Before training: one start piled up at the ends, one a spike, one a bell, one half zeros
# alt: Outputs of the two hidden layers at step 0, one row for each start. Sigmoid with standard deviation 1: piled up
#   at 0 and 1. With 0.01: one spike at one half. Xavier: a bell around one half, wider in layer 2. ReLU with He: about
#   half of all outputs exactly 0, the others small.
# caption: The four starts before training, a row for each. ReLU's outputs above 1 are counted in the last bar.
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

train_images, test_images = len(digits.x_train), len(digits.x_test)
measured(train_images=train_images, test_images=test_images)

# %% [markdown]
# From these pictures alone, rank the four: which will have most test digits right after 2,000 steps? Does one of them learn nothing in that time?
#
# **Predict:** all four nets are trained with the same batches of 128 images, the sigmoid nets with the learning rate 1, the ReLU net with 0.1. Which start has the fewest test
# digits right after 2,000 steps?

# %% name="predict-fewest-right" tags=["hide-input"]
from wi_lib.predictions.chapter_07 import fewest_right_prediction

watched = replay()
fewest_right_prediction({
    one.start.name: one.accuracy[:, -1].mean() for one in watched
})

# %% [markdown]
# Now choose a start, press ▶, and watch. A ring marks where you are.

# %% name="watching-explorer" tags=["hide-input"]
# claim: Four starts, watched from step 0
watching_explorer(watched)

# %% [markdown]
# Was your ranking right? Look at σ = 0.01 once more, at the steps [100](#watching:start=sigmoid-0.01,step=100), [500](#watching:start=sigmoid-0.01,step=500) and [2,000](#watching:start=sigmoid-0.01,step=2000). The rest of this chapter finds out what happened there, and in the others.
#
# The sigmoid nets have the larger learning rate because the sigmoid's slopes are small, so these nets need larger steps. We come back to that choice: it matters.
#
# `replay` reads what was recorded when these nets were trained for the course, so that you need not wait. `wi_lib.experiments.watch` trains them anew, from the same
# seeds. That takes a while on a computer, and a good deal longer in a browser.
#
# ## What happened
#
# Here is the panel *Learnt* once more, with bands over three seeds. The step axis gives much room to the first steps.

# %% name="accuracy-of-four-starts"
# claim: Rate 1: after 2,000 steps σ = 1 has the fewest test digits right; σ = 0.01 has passed it
# alt: Test accuracy over the training steps for the four starts, with narrow bands over three seeds. ReLU with He rises
#   first, then sigmoid with Xavier and with standard deviation 1. Standard deviation 0.01 is still at {small_100%} after
#   100 steps, at {small_500%} after 500, then climbs to {small_end%}, above the {large_end%} of standard deviation 1.
# caption: Mean and band over three seeds. The small start waits longest, and still reads more test digits than the large one in the end.
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
measured(small_200=at(200, small.accuracy))
measured(small_500=at(500, small.accuracy))
measured(small_end=at(2000, small.accuracy))
measured(xavier_100=at(100, xavier.accuracy))
measured(xavier_end=at(2000, xavier.accuracy))
measured(he_100=at(100, he.accuracy))
measured(he_end=at(2000, he.accuracy))

ends = np.array([one.accuracy[:, -1] for one in watched])
errors = wi.results.standard_error(ends)
measured(largest_error=max(errors))

# %% name="on-the-training-images" tags=["hide-input"]
for name, one in zip(["large", "small", "xavier", "he"], watched):
    learned = one.after.accuracy(digits.x_train, digits.y_train)
    measured(**{f"{name}_learned": learned})

# %% [markdown] name="accuracy-of-four-starts-table" claim="Rate 1: σ = 0.01 guesses at step 100, and reads more than σ = 1 at step 2,000"
# | start | test digits right after 100 steps | after 2,000 steps | training images then |
# |---|---|---|---|
# | sigmoid, σ = 1 | 69%<!--large_100--> | 88%<!--large_end--> | 97%<!--large_learned--> |
# | sigmoid, σ = 0.01 | 11%<!--small_100--> | 92%<!--small_end--> | 95%<!--small_learned--> |
# | sigmoid, Xavier | 78%<!--xavier_100--> | 94%<!--xavier_end--> | 99%<!--xavier_learned--> |
# | ReLU, He | 85%<!--he_100--> | 94%<!--he_end--> | 99%<!--he_learned--> |

# %% [markdown]
# (Means over three seeds; the last column is the first seed's. The standard error of such a mean on the test digits is at most 0.6%<!--largest_error--> at the end: enough to tell the two lowest apart, not the two highest.)
#
# Two things may surprise you. The start with most of its outputs saturated learns from the first steps on; yet after 2,000 steps it has the fewest test digits right. And the start that
# guessed at step 100 has passed it. Only on the test digits, though: of its training images, σ = 1 has more right than σ = 0.01, in the first seed. Learning the images it sees is one thing, reading new ones another.
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


pooled = np.mean([np.std(outputs(net)[second_layer]) for net in xavier.began])
unit = at(0, xavier.unit_std)[second_layer]
measured(xavier_pooled=pooled, xavier_unit=unit, times_wider=pooled / unit)
measured(xavier_arrives=at(0, xavier.arriving))
measured(he_zeros=at(0, he.zeros)[first_layer])
measured(he_arrives=at(0, he.arriving))
dead = [wi.dead_share(outputs(net)[first_layer]) for net in he.began]
measured(he_dead=np.mean(dead))

# %% [markdown]
# - **Sigmoid, σ = 1.** Of layer 1's outputs, 73%<!--large_saturated--> are saturated. It looks hopeless. But the gradient arrives: at layer 1 it is
#   0.20<!--large_arrives--> of that at the output layer. *Saturated is not vanished*, as in chapter 3.
# - **Sigmoid, σ = 0.01.** Nothing is saturated. But one unit of layer 2 moves by 0.0004<!--small_unit--> over the images: every digit looks nearly the same to it. The
#   gradient at layer 1 is 1.5·10⁻⁴<!--small_arrives--> of the output layer's.
# - **Sigmoid, Xavier.** All outputs of layer 2 together spread by 0.14<!--xavier_pooled-->, one unit by 0.021<!--xavier_unit-->. The pooled picture shows
#   6.4<!--times_wider--> times the spread that a unit has. The gradient arrives with 0.028<!--xavier_arrives-->.
# - **ReLU, He.** Of layer 1's outputs, 49%<!--he_zeros--> are exactly 0: it looks half dead. But these zeros are not always in the same units: the share of units that are 0
#   for all 500 images is 0<!--he_dead-->. The gradient arrives with 0.33<!--he_arrives-->, more than in the others, and this net learns fastest at first.
#
# No histogram answers one more question: **can the digit still be found in what layer 2 puts out?** You may have read that a start like σ = 0.01 costs the net its
# *expressiveness*: all units say the same, so one unit would do the same. Ask the simplest reader there is. It takes the 50 outputs of layer 2 before training, brings each unit to the
# same spread, and adds them up with weights of its own, fitted on 3,000 images (a *linear read-out*). From which of the four starts does it read best?
#
# **Predict:** at σ = 0.01, before training, layer 2 of the sigmoid net is one spike: each of its 50 units gives all images nearly the same. A linear read-out names the
# digit from weighted sums of these outputs. How many of the test digits does it get right?

# %% name="read-before-training"
def read(net):
    """The share of test digits that a linear read-out of layer 2 names."""
    x, labels = digits.x_train[:3000], digits.y_train[:3000]
    h, h_test = (wi.propagate(net, images).activations[2]
                 for images in (x, digits.x_test))
    return read_out(h, labels, h_test, digits.y_test)


shares = [np.mean([read(net) for net in one.began]) for one in watched]

# %% name="predict-spike" tags=["hide-input"] within=0.05
from wi_lib.predictions.chapter_07 import spike_prediction

spike_prediction(shares[1])

# %% name="read-before-training-measured" tags=["answer"]
for name, share in zip(["large", "small", "xavier", "he"], shares):
    measured(within=0.02, **{f"{name}_read": share})

# %% [markdown] name="what-a-spike-holds" claim="The one spike of σ = 0.01 holds as much of the digits as Xavier's bell"
# | start | the picture of layer 2 | read from layer 2, before training |
# |---|---|---|
# | sigmoid, σ = 1 | wide, piled up at both ends | 58%<!--large_read--> |
# | sigmoid, σ = 0.01 | one spike | 76%<!--small_read--> |
# | sigmoid, Xavier | a bell | 76%<!--xavier_read--> |
# | ReLU, He | half of it zeros | 64%<!--he_read--> |

# %% [markdown]
# The spike holds as much as Xavier's bell. Its units give nearly the same number for every image, but the small differences are still those of the images: they are tiny, and they are clear. At σ = 1 the
# differences are large, and mixed up the most. So what is wrong with σ = 0.01 is not what it can say. It is what it hears: next to no gradient.

# %% [markdown]
# You may have read that *a wide histogram is healthy* and *a saturated layer cannot learn*. Here is what learning does to saturation.

# %% name="saturation-in-training"
# claim: σ = 1 learns although saturated, and the two other sigmoid nets saturate as they learn
# alt: Share of saturated outputs in layer 1 over the training steps, for the three sigmoid starts. Standard deviation 1
#   stays between {large_saturated_least%} and {large_saturated_most%}. The two others start at {small_saturated%} and
#   rise while they learn, to {small_saturated_end%} and, with Xavier, {xavier_saturated_end%}.
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
measured(small_saturated=at(0, small.saturated)[first_layer])
measured(xavier_saturated=at(0, xavier.saturated)[first_layer])
all_large = large.saturated[:, :, first_layer].mean(axis=0)
measured(large_saturated_least=all_large.min())
measured(large_saturated_most=all_large.max())

# %% [markdown]
# The best sigmoid net begins with 0<!--xavier_saturated--> saturated outputs in layer 1, and ends with 30%<!--xavier_saturated_end-->. The late starter reaches 33%<!--small_saturated_end-->. So
# saturation alone is no disease. A unit near 0 or 1 can be one that answers clearly. Whether the units saturate at random, as σ = 1 does before any training, or on the right images, a
# histogram does not tell.
#
# ## Why σ = 0.01 waits
#
# Chapter 3's formula says how much of the gradient a layer passes on. Here the layers differ in width, so take care which width counts. The gradient at layer $l$ is a
# sum over the units of layer $l+1$:

# %% [markdown] name="way-back-formula" claim="On the way back, the width of the layer above counts"
# $$\delta_l = (\delta_{l+1} W_{l+1}^{T}) \odot \varphi'(z_l)$$
#
# So one step back scales its size by about
#
# $$\sigma \cdot \sqrt{n_{l+1}} \cdot \operatorname{rms}(\varphi')$$

# %% [markdown]
# With σ = 0.01 all sums are small, so every slope is close to ¼. From the 10 outputs to layer 2, and from its 50 units to layer 1:

# %% name="gradient-expected"
to_layer_2 = 0.01 * np.sqrt(10) / 4
to_layer_1 = 0.01 * np.sqrt(50) / 4
measured(expected_arrives=to_layer_2 * to_layer_1)

# %% [markdown]
# The formula expects 1.4·10⁻⁴<!--expected_arrives-->, and 1.5·10⁻⁴<!--small_arrives--> was measured. So layer 1 hears almost nothing. Why does the net learn after all?
# **Predict:** which layer's weights move furthest in the first step? The picture then shows both: how far the weights of each layer are from where they began, and what arrives at layer 1.

# %% name="predict-moves-first" tags=["hide-input"]
from wi_lib.predictions.chapter_07 import moves_first_prediction

moves_first_prediction(at(1, small.distance))

# %% name="small-start-grows" tags=["answer"]
# claim: At σ = 0.01 layer 3 moves first, then layer 2, and layer 1 last
# alt: First: for standard deviation 0.01, the distance of each layer's weights from their start, on log axes, from step 1
#   on. Layer 3 is at {step1_3} after one step, and stays near that for 100 steps. Layer 2 begins at {step1_2} and climbs,
#   layer 1 at {step1_1} and climbs last. Second: the gradient at layer 1 divided by that at the output layer, for all four
#   starts. For 0.01 it climbs by powers of ten to {small_arrives_end}; each of the others changes by a factor of
#   {most_growth} at most.
# caption: In the small start, layer 3 moves at once, then layer 2, and layer 1 last: its gradient has to wait for them.
fig, (left, right) = plt.subplots(1, 2, figsize=(6.3, 3.2))
for layer, style in enumerate(["o-", "s-", "^--"]):
    away, label = small.distance[:, 1:, layer], f"layer {layer + 1}"
    color = colors[layer]
    plotting.plot_training(left, small.steps[1:], away, label, color, style)
left.set(title="σ = 0.01: |W − W₀|", ylim=(1e-4, 200))
for one, (color, style) in zip(watched, looks):
    name, ratio = one.start.name, one.arriving
    plotting.plot_training(right, one.steps, ratio, name, color, style)
right.set(title="δ at layer 1 ÷ δ at output", ylim=(1e-6, 200))
for ax in (left, right):
    ax.set_yscale("log")
    plotting.spread_steps(ax, small.steps)
    ax.legend(loc="lower right", labelspacing=0.2)
plt.show()

# %% name="small-start-measured" tags=["answer"]
step1_1, step1_2, step1_3 = at(1, small.distance)
measured(step1_1=step1_1, step1_2=step1_2, step1_3=step1_3)
he_step1_1, _, he_step1_3 = at(1, he.distance)
measured(he_step1_1=he_step1_1, he_step1_3=he_step1_3)
away_1, away_2, away_3 = at(50, small.distance)
measured(away_1=away_1, away_2=away_2, away_3=away_3)
measured(small_arrives_200=at(200, small.arriving))
measured(small_arrives_end=at(2000, small.arriving))
arriving = [one.arriving.mean(axis=0) for one in (large, xavier, he)]
measured(most_growth=max(max(one) / min(one) for one in arriving))

# %% name="small-start-walks" tags=["answer"]
def length(weights):
    return np.linalg.norm(weights)


def path(net, rng, steps=50):
    """How far the weights of every layer walk, turns included."""
    walked = np.zeros(3)
    for _ in range(steps):
        before = [weights.copy() for weights in net.weights]
        wi.train(net, digits, lr=1, steps=1, batch_size=128, rng=rng)
        walked += list(map(length, map(np.subtract, net.weights, before)))
    return walked


walks = [path(net, np.random.default_rng(0)) for net in small.began]
path_1, path_2, path_3 = np.mean(walks, axis=0)
measured(within=0.1, path_1=path_1, path_2=path_2, path_3=path_3)

# %% [markdown]
# Look at step 1: the weights of layer 3 have moved by 0.28<!--step1_3-->, those of layer 2 by 0.0065<!--step1_2-->, those of layer 1 by 0.00056<!--step1_1-->. (The length of a move is the root of the sum of
# squares. These and the following are all such lengths. Compare: at the start, layer 1's weights have the length 2.8<!--small_began-->.) **In this start the layer nearest to the output moves first.** The first step is the gradient itself, at learning rate 1, and every layer on the way back makes it smaller. (That is
# no law for every start. With ReLU and He's rule the gradient keeps its size, and layer 1, which has the most weights, moves furthest in the first step: by 0.13<!--he_step1_1-->, layer 3 by 0.028<!--he_step1_3-->.)
#
# By step 50 another layer is furthest from its start: layer 2 by 1.1<!--away_2-->, layers 1 and 3 by 0.19<!--away_1--> and 0.19<!--away_3-->. Has layer 3 stood still? No: in 50 steps it walks 15<!--path_3-->, layer 2 only
# 1.2<!--path_2--> and layer 1 0.29<!--path_1-->. But it walks back and forth: as long as layer 2 says nearly the same for every image, all that layer 3 can follow is how frequent each digit was in the last batch. Layer 2 walks
# almost straight. Its weights grow, and larger weights in layers 2 and 3 let more gradient through to the layer below:
# the formula again. After 200 steps 0.015<!--small_arrives_200--> arrives at layer 1, in the end 0.26<!--small_arrives_end-->.
#
# This growth feeds on itself: for a long time almost nothing, then more and more. **The start was too small, but the net is not stuck: it builds a better start first, and
# that costs steps.** The deeper the net, the more factors there are to build.
#
# ## How far the weights travel
#
# And what is wrong with σ = 1? Its gradient arrives, its units respond, and it learns its training images well: after 2,000 steps it had 97%<!--large_learned--> of them right in the first seed. Of the test digits
# it had the fewest. Measure how far each layer's weights are from where they began, after 2,000 steps.

# %% name="distance-travelled"
for name, one in zip(["large", "small", "xavier", "he"], watched):
    began = one.length.mean(axis=0)[first_layer]
    away = at(2000, one.distance)[first_layer]
    share = at(2000, one.moved)[first_layer]
    sizes = {f"{name}_began": began, f"{name}_away": away}
    measured(**sizes, **{f"{name}_share": share})
measured(longer=large.length[:, 0].mean() / large.distance[:, -1, 0].mean())

# %% [markdown] name="distance-and-length" claim="The sigmoid nets travel about equally far, from starts of very different length"
# | layer 1 | length of the weights at first | distance to the end | distance ÷ length |
# |---|---|---|---|
# | sigmoid, σ = 1 | 279<!--large_began--> | 26<!--large_away--> | 0.093<!--large_share--> |
# | sigmoid, σ = 0.01 | 2.8<!--small_began--> | 19<!--small_away--> | 6.8<!--small_share--> |
# | sigmoid, Xavier | 13<!--xavier_began--> | 21<!--xavier_away--> | 1.6<!--xavier_share--> |
# | ReLU, He | 14<!--he_began--> | 6.8<!--he_away--> | 0.48<!--he_share--> |

# %% [markdown]
# (Length is the root of the sum of squares; means over three seeds.) Compare the three sigmoid nets. They end about equally far from where they began. What differs
# is the random start that they carry along. At σ = 1 it is 11<!--longer--> times as long as the distance that it moved: in 2,000 steps, layer 1 changes by about a tenth, and mostly stays the random
# layer that it was. At σ = 0.01 the start is soon forgotten.
#
# So the large start has the opposite trouble of the small one. The small one hears too little at first. The large one hears enough, and learns the images that it sees. But its
# layer 1 stays mostly random, and the net reads new images less well. Is layer 1 the reason? We tried it with two seeds. With σ = 1 in layer 1 alone, and Xavier's rule above it, the net still reads fewer test digits than Xavier's. With σ = 1 only in the layers above, it reads about as many. (That is
# not the only trouble of σ = 1: chapter 3 showed how few entries carry its gradient.)
#
# You may have read that the histograms show *the updated weights*. They show outputs, and those depend on the weights **and on the inputs**. Here is a test: in the first
# seed's Xavier net, feed the trained layer 1 into layer 2 *as it was before training*.

# %% name="inputs-moved-outputs" tags=["argument"]
# claim: Layer 2's outputs change by {changed}, and none of its weights has changed
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
# Everything so far used the learning rate 1 for the sigmoid nets. Take a tenth of it, with the same starts and seeds. **Predict:** what will a race of 1,000 steps say about σ = 0.01? And one of 10,000?

# %% name="predict-slow-race" tags=["hide-input"]
from wi_lib.predictions.chapter_07 import slow_race_prediction

slow = replay("watched_slow")
slow_race_prediction(slow[1].accuracy[:, -1].mean())

# %% name="slow-rate" tags=["answer"]
# claim: At rate 0.1, σ = 0.01 guesses for 3,000 steps, and has passed σ = 1 after 10,000
# alt: Test accuracy of the three sigmoid starts over 10,000 steps at learning rate 0.1, with bands over three seeds. Xavier
#   and standard deviation 1 learn, slower than before. Standard deviation 0.01 is at {slow_small_3%} after 3,000 steps, at
#   {slow_small_4%} after 4,000, and in the end at {slow_small_10%}, above the {slow_large_10%} of standard deviation 1.
# caption: At learning rate 0.1 the small start waits ten times longer and more, and then passes σ = 1 on the test digits.
fig, ax = plt.subplots(figsize=(6.3, 2.6))
for one, (color, style) in zip(slow, looks):
    name, accuracy = one.start.name, one.accuracy
    plotting.plot_training(ax, one.steps, accuracy, name, color, style)
ax.set(xlabel="training step", ylabel="test accuracy", ylim=(0, 1),
       title="learning rate 0.1")
ax.legend(loc="lower right")
plt.show()

# %% name="slow-rate-measured" tags=["answer"]
for name, one in zip(["large", "small", "xavier"], slow):
    for thousands in (1, 3, 4, 8, 10):
        share = one.accuracy[:, one.steps.index(1000 * thousands)].mean()
        measured(**{f"slow_{name}_{thousands}": share})
errors = wi.results.standard_error(
    np.array([one.accuracy[:, -1] for one in slow]))
measured(slow_largest_error=max(errors))
learned = [one.after.accuracy(digits.x_train, digits.y_train) for one in slow]
measured(slow_large_learned=learned[0])
measured(slow_small_learned=learned[1])
measured(fast_small=at(1000, small.accuracy))
measured(fast_large=at(1000, large.accuracy))

# %% [markdown] name="slow-rate-table" claim="At rate 0.1 the small start waits, and passes σ = 1 on the test digits in the end"
# | learning rate 0.1 | test digits right after 1,000 steps | 3,000 | 4,000 | 8,000 | 10,000 |
# |---|---|---|---|---|---|
# | sigmoid, σ = 1 | 70%<!--slow_large_1--> | 81%<!--slow_large_3--> | 83%<!--slow_large_4--> | 86%<!--slow_large_8--> | 86%<!--slow_large_10--> |
# | sigmoid, σ = 0.01 | 10%<!--slow_small_1--> | 10%<!--slow_small_3--> | 29%<!--slow_small_4--> | 84%<!--slow_small_8--> | 89%<!--slow_small_10--> |
# | sigmoid, Xavier | 82%<!--slow_xavier_1--> | 88%<!--slow_xavier_3--> | 89%<!--slow_xavier_4--> | 92%<!--slow_xavier_8--> | 92%<!--slow_xavier_10--> |

# %% [markdown]
# (The standard error at the end is at most 0.5%<!--slow_largest_error-->.) You may have read that σ = 0.01 **never learns**, or that it has learnt nothing after 10,000 steps. In a race of 3,000 steps
# at this rate, that is what you would see; in this net it then learns, and after 10,000 steps it has passed σ = 1 on the test digits. (On the training images it has not: in the first seed it has 91%<!--slow_small_learned--> of them right, σ = 1 93%<!--slow_large_learned-->.) With a smaller rate, or more layers, it would
# have to wait longer still, and a race that ends before does not see it. So say what was seen: *has not learned after 3,000 steps, at learning rate 0.1, with two hidden layers*. That is a measurement. *Never learns* is not.
#
# And it is the same story as before, told more slowly: at rate 1 the small start was at 80%<!--fast_small--> after 1,000 steps, and σ = 1 at 87%<!--fast_large-->.
# **When somebody compares starts, ask for the learning rate, the number of steps, the depth and the
# seeds.** The same goes for our comparison of ReLU with the sigmoid: the rates differ, so it is one of recipes, not of activations.
#
# ## Try your own values
#
# The bench trains live, on digits reduced to 14 × 14 pixels (196 inputs, the same two hidden layers), for up to 300 steps. Change one thing at a time. What does the learning rate 1 do to
# ReLU with He's rule? And 10?

# %% name="watching-bench"
# claim: Sigmoid, Xavier, rate 1: after 300 steps about four in five small digits are right
watching_bench(activation="sigmoid", rule="Xavier", lr=1)

# %% [markdown]
# ## Check yourself
#
# Answer first. Then open your answer: it says whether you are right, and why.

# %% [markdown] name="question-saturated-after-training"
# **1. Before training, none of layer 1's sigmoid outputs were saturated. After it, 30%<!--xavier_saturated_end--> are, and the net reads
# 94%<!--xavier_end--> of the test images. What follows?**
#
# <details><summary>A. Saturated outputs did not keep this net from learning.</summary>
#
# **Right.** It learned, and saturated while it learned. Whether the units saturate on the right images, the share does not say. The accuracy does.
#
# </details>
# <details><summary>B. Training has to stop: saturated units cannot learn any more.</summary>
#
# **Not so:** *“saturated means vanished”*. At σ = 1 [most of layer 1's outputs were saturated from the start](#watching:start=sigmoid-1,step=0), and the net learnt all the same: of the
# gradient, 0.20<!--large_arrives--> arrived.
#
# </details>
# <details><summary>C. The net reads well because many of its outputs are saturated.</summary>
#
# **Not so:** *“saturated means certain”*. At σ = 1, 73%<!--large_saturated--> [of layer 1's outputs were saturated before anything had been learnt](#watching:start=sigmoid-1,step=0).
#
# </details>
# <details><summary>D. Nothing: a picture of outputs proves nothing.</summary>
#
# **Not so:** *“measurements prove nothing”*. Alone it proves little. But here the accuracy was measured, too. A net that reads so well with saturated
# outputs refutes that such a net cannot learn.
#
# </details>

# %% [markdown] name="question-what-has-changed"
# **2. A sigmoid net with σ = 0.01 only guesses for 100 steps, and learns later (learning rate 1). What has changed in between?**
#
# <details><summary>A. A lucky batch has thrown the net out of a bad minimum.</summary>
#
# **Not so:** *“a slow net sits in a minimum”*. It sat in no minimum. In the first 50 steps the weights of layer 2 walked 1.2<!--path_2-->, and were
# then 1.1<!--away_2--> from their start: almost straight on.
#
# </details>
# <details><summary>B. The units were copies of one unit, and rounding errors have made them different.</summary>
#
# **Not so:** *“small weights make copies”*. Their weights were drawn at random, so the units differed from the start. Before training, a read-out of
# layer 2 named 76%<!--small_read--> of the digits.
#
# </details>
# <details><summary>C. The weights near the output have grown, so more of the gradient reaches layer 1.</summary>
#
# **Right.** Of the output layer's gradient, 1.5·10⁻⁴<!--small_arrives--> arrived at the start, 0.015<!--small_arrives_200--> after 200 steps. Each
# layer that grows lets more through to the layer below.
#
# </details>
# <details><summary>D. The units of layer 1 have become less saturated, so their slopes have grown.</summary>
#
# **Not so:** *“only saturation stops gradients”*. At the start 0<!--small_saturated--> of layer 1's outputs were saturated, and [all slopes were near
# ¼](#watching:start=sigmoid-0.01,step=0), the largest that a sigmoid has. In the end 33%<!--small_saturated_end--> were saturated.
#
# </details>

# %% [markdown] name="question-long-start"
# **3. At σ = 1 more of the gradient arrives at layer 1 than with Xavier's rule. Why does layer 1 change so little?**
#
# <details><summary>A. Because its units are saturated, so their weights get no gradient.</summary>
#
# **Not so:** *“saturated means vanished”*. At the start 0.20<!--large_arrives--> [of the output layer's gradient arrives](#watching:start=sigmoid-1,step=0), with Xavier's rule
# 0.028<!--xavier_arrives-->. Over the training, layer 1 moves about as far in both.
#
# </details>
# <details><summary>B. It moves about as far. But its weights are so large that the same distance is a small change.</summary>
#
# **Right.** It moved by 26<!--large_away-->, with Xavier's rule by 21<!--xavier_away-->. But its random start has the length 279<!--large_began-->,
# not 13<!--xavier_began-->.
#
# </details>
# <details><summary>C. Because its gradient becomes too small in the later steps, so it stops early.</summary>
#
# **Not so:** *“a small change is a short way”*. It did not stop early: after 2,000 steps it was 26<!--large_away--> from its start, with Xavier's
# rule 21<!--xavier_away-->.
#
# </details>

# %% [markdown] name="question-one-spike"
# **4. Before training, a sigmoid unit of layer 2 moves by only 0.0004<!--small_unit--> from image to image (σ = 0.01). What do you know of its layer?**
#
# <details><summary>A. The layer cannot tell the images apart: its expressiveness is lost.</summary>
#
# **Not so:** *“a narrow histogram says nothing”*. A linear read-out named 76%<!--small_read--> of the digits from such a layer: as many as with Xavier's rule,
# 76%<!--xavier_read-->.
#
# </details>
# <details><summary>B. All its units are copies of one unit.</summary>
#
# **Not so:** *“small weights make copies”*. Their weights differ, so each answers the images in a way of its own. Only the answers are small.
#
# </details>
# <details><summary>C. The layers before it are saturated.</summary>
#
# **Not so:** *“a small signal is a saturated one”*. [Saturated outputs are near 0 or 1](#watching:start=sigmoid-0.01,step=0). Here 0<!--small_saturated--> of layer 1's were.
#
# </details>
# <details><summary>D. The differences between images are small. Whether they can be read is another question.</summary>
#
# **Right.** The size of a difference and its content are two things. Here they could be read. What the start lacked was a gradient at layer 1:
# 1.5·10⁻⁴<!--small_arrives--> of the output layer's.
#
# </details>

# %% [markdown] name="question-who-moves-first"
# **5. The sigmoid net of this chapter with σ = 0.01 takes its first step of training. Which layer's weights move furthest in it?**
#
# <details><summary>A. Layer 3, next to the output.</summary>
#
# **Right.** It moved by 0.28<!--step1_3-->, layer 2 by 0.0065<!--step1_2-->, layer 1 by 0.00056<!--step1_1-->. Each small σ on the way back makes the gradient smaller.
#
# </details>
# <details><summary>B. Layer 1: it has the most weights.</summary>
#
# **Not so:** *“the largest layer learns most”*. It has the most weights, but each of them gets next to no gradient: together they moved by 0.00056<!--step1_1-->.
#
# </details>
# <details><summary>C. None: the gradient has vanished.</summary>
#
# **Not so:** *“tiny means zero”*. It is small at layer 1, and [not small at all at the output](#watching:start=sigmoid-0.01,step=0): layer 3 moved by 0.28<!--step1_3-->.
#
# </details>
# <details><summary>D. All by about the same: they have one learning rate.</summary>
#
# **Not so:** *“the learning rate alone decides”*. A step is the learning rate times the gradient, and the gradients differ by powers of ten.
#
# </details>

# %% [markdown] name="question-which-weights-moved"
# **6. Between step 0 and step 2,000 the histogram of layer 2's outputs has become wider. Which weights have changed?**
#
# <details><summary>A. Those of layer 2: the histogram shows its updated weights.</summary>
#
# **Not so:** *“outputs are updated weights”*. In the test above layer 2's weights had changed by 0<!--weights_changed-->, and its outputs by
# 0.12<!--changed-->.
#
# </details>
# <details><summary>B. Those of layer 3: the gradient comes from there.</summary>
#
# **Not so:** *“later layers change earlier outputs”*. A later layer's weights have no part in layer 2's outputs. They decide which gradient comes back.
#
# </details>
# <details><summary>C. Those of layer 1 or of layer 2, or both: the histogram cannot tell.</summary>
#
# **Right.** Layer 2's outputs depend on its weights and on its inputs, and those come from layer 1. To know which weights moved, measure |W − W₀|.
#
# </details>

# %% [markdown] name="question-never-learns"
# **7. A post trains for 3,000 steps at learning rate 0.1. In the end σ = 0.01 only guesses, σ = 1 does not. Its title: “σ = 0.01 never learns”. What
# has it shown?**
#
# <details><summary>A. What the title says: it was a fair race, with one learning rate for all.</summary>
#
# **Not so:** *“one race proves a rule”*. Take the same two starts at learning rate 1. There σ = 0.01 had 11%<!--small_100--> [after 100 steps](#watching:start=sigmoid-0.01,step=100), and
# 92%<!--small_end--> of the test digits [after 2,000](#watching:start=sigmoid-0.01,step=2000), more than σ = 1 (88%<!--large_end-->). A common rate is one choice of many, and need not be the best one for
# either.
#
# </details>
# <details><summary>B. That σ = 1 is the better start.</summary>
#
# **Not so:** *“who leads stays ahead”*. After 10,000 steps of the same race, σ = 0.01 had 89%<!--slow_small_10--> of the test digits right, and σ = 1
# 86%<!--slow_large_10-->. (On the training images σ = 1 was still ahead, in the first seed.)
#
# </details>
# <details><summary>C. That σ = 0.01 needs a learning rate above 0.1.</summary>
#
# **Not so:** *“the learning rate alone decides”*. With 0.1 it needed more steps: it reached 89%<!--slow_small_10--> after 10,000.
#
# </details>
# <details><summary>D. That it had not learned after 3,000 steps, at that rate and that depth.</summary>
#
# **Right.** It was at 10%<!--slow_small_3--> then, at 29%<!--slow_small_4--> after 4,000 steps and at 89%<!--slow_small_10--> after 10,000.
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
# - You watched four starts learn. A picture before training told what gets through at first, and not who would win. The start with the narrowest picture held as much that could be read as Xavier's, and more than the two others.
# - A sigmoid net that starts too small waits: the layer at the output moves first, and layer 1 last. Then it catches up. At a tenth of the learning rate it still guessed after 3,000 steps. After 10,000 it had passed σ = 1 on the test digits.
# - The sigmoid nets travelled about equally far. A start of σ = 1 is so large that this changes it by only a tenth. It learns its training images all the same, and reads new ones less well.
# - Saturation, zeros and width of a histogram prove nothing alone; nor does a race at one learning rate. *Has not learned after N steps* is a measurement, *never learns* is not.
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
