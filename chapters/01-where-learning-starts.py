# %% [markdown]
# # Where learning starts
#
# *What does the start of a training decide?*
#
# - **You will learn** what a unit computes and what one training step does, what a start decides on a curve with one weight, three questions to ask of every start
#   of a network, and the two dials of every initialization rule.
# - **You need** derivatives, mean and standard deviation, matrix products; NumPy at reading level.
# - **Time:** 24 minutes of reading, 15 more for the exercises.

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
from wi_lib.benches import descent_bench
from wi_lib.diagnostics import read_out
from wi_lib.explorers import descent_explorer

plotting.set_style()

# %% [markdown]
# ## Predict first
#
# The curve below is a **loss**: it says how wrong a model is, for every value of its one weight $w$. Lower is better. Training cannot see the curve. It feels only
# the slope where it stands, and takes a step downhill. Then it feels again. This is **gradient descent**.
#
# The curve has three valleys: A on the left, a deep and narrow one, B, and a wide one, C. One training starts at $w = -0.7$, another at $w = -0.6$. **Where does
# each of them end?**

# %% name="three-valleys" tags=["hide-input"]
# claim: A loss curve can have several valleys; two starts stand near each other
# alt: A loss curve with three valleys, A, B and C, from left to right; B is the deepest. Two rings stand near each other
#   on the curve between A and B, the starts at minus 0.7 and at minus 0.6.
# caption: The loss for every weight w, and the two starts. Both walk downhill.
def draw_valleys(paths):
    fig, ax = plt.subplots(figsize=(6.3, 3))
    plotting.plot_descent(ax, wi.three_valleys, paths)
    for name, bottom in zip("ABC", wi.valleys(wi.three_valleys)[0]):
        below = wi.three_valleys(bottom) - 0.3
        ax.text(bottom, below, name, ha="center", fontweight="bold")
    ax.set(xlabel="weight w", ylabel="loss", ylim=(0, 3.3))
    ax.legend(loc="upper center")
    plt.show()


draw_valleys({"start −0.7": [-0.7], "start −0.6": [-0.6]})

# %% name="predict-two-starts" tags=["hide-input"]
from wi_lib.predictions.chapter_01 import two_starts_prediction

paths = {
    f"start −{-w}": wi.descend(wi.three_valleys, w, lr=0.05)
    for w in (-0.7, -0.6)
}
bottoms = np.array(wi.valleys(wi.three_valleys)[0])
ends = [abs(bottoms - path[-1]).argmin() for path in paths.values()]
two_starts_prediction(["ABC"[end] for end in ends])

# %% name="two-starts" tags=["hide-input", "answer"]
# claim: With short steps, −0.7 leads to valley A and −0.6 to valley B
# alt: A loss curve with three valleys. The path that starts at minus 0.7 walks down to the left, into valley A. The
#   path that starts at minus 0.6, on the other side of a hill, walks down to the right, into the deepest valley, B.
# caption: Two starts, hardly apart, walk down into different valleys.
draw_valleys(paths)

# %% [markdown]
# A small step to the side, and the training ends in another valley.

# %% [markdown]
# **Now it is your turn.** Move the start. Then put it at [−0.3](#descent:start=-0.3), inside the deep valley B, and
# raise the learning rate, which says how long the steps are.

# %% name="descent-explorer" tags=["hide-input"]
# claim: One path, two dials: its start and the learning rate
descent_explorer()

# %% [markdown]
# Two things may surprise you. A tiny change of the start can change the end. And a larger learning rate can **leave** a valley, even the deepest one.
#
# You may ask: **why not start near the minimum?** On this curve you could, because you see all of it. Training does not. Where a minimum lies is what it has to find
# out; to start there, you would have to know the end before the first step.
#
# So the start decides which valley you reach? Many courses say so. On this curve it is half of the answer: the learning rate decides, too. In a network with
# thousands of weights the answer is another one. To find it, you first need to know what a network computes.
#
# ## A network, and one of its units

# %% name="network" tags=["hide-input"]
# claim: A unit adds up its weighted inputs, and an activation makes its output
# alt: First, a network: two circles for the inputs, four for the hidden units, three for the outputs, and a line for
#   each weight from every circle to every circle of the next column. One hidden unit and its two weights are picked
#   out. Second, this unit from near: the inputs x₁ and x₂ are multiplied by the weights w₁ and w₂ and added, together
#   with b, to the sum z; then the activation φ makes the output h of it.
# caption: A network with 2 inputs, 4 hidden units and 3 outputs, and what one unit does.
fig, (left, right) = plt.subplots(1, 2, figsize=(6.3, 2.7))
names = ["inputs", "hidden units", "outputs"]
plotting.plot_network(left, [2, 4, 3], (1, 3), names)
plotting.plot_unit(right)
left.set_title("a network")
right.set_title("one unit")
plt.show()

# %% [markdown]
# Each line is a **weight**. A **unit** multiplies its inputs by its weights and adds up the products, together with one more number of its own, the **bias** $b$. This gives the
# sum $z$. Then it applies the **activation function** φ: its output is $h = \varphi(z)$. A column of units is a **layer**; those between the inputs and the outputs are
# **hidden** layers. Weights and biases are what training changes.
#
# Three activation functions return all through this book. Here they are, with their slopes, which the backward pass, below, will need:

# %% name="activations" tags=["hide-input"]
# claim: No slope of tanh or ReLU is above 1, none of the sigmoid above a quarter
# alt: Three panels with the output and the slope of an activation over the sum z. Tanh: the output rises from minus 1 to
#   1 and is 0 in the middle, where the slope is 1; on both sides the slope falls to 0. Sigmoid: the output rises from 0
#   to 1, the slope is at most a quarter. ReLU: output and slope are 0 for negative sums; for positive ones the output is
#   the sum itself, and the slope is 1.
# caption: Tanh, sigmoid and ReLU, each with its slope (dashed).
z = np.linspace(-4, 4, 200)
fig, axes = plt.subplots(1, 3, figsize=(6.3, 2.4), sharex=True, sharey=True)
for ax, name in zip(axes, ("tanh", "sigmoid", "relu")):
    activation = wi.ACTIVATIONS[name]
    slope = np.where(abs(z) < 0.03, np.nan, activation.derivative(z))
    ax.plot(z, activation(z), label="output φ(z)")
    ax.plot(z, slope, "--", color=plotting.GREEN, label="slope φ′(z)")
    ax.set(xlabel="sum z", ylim=(-1.2, 2.2))
    ax.set_title("ReLU" if name == "relu" else name)
axes[0].legend(loc="upper left")
plt.show()

# %% [markdown]
# This chapter uses **tanh**. It passes small sums on nearly unchanged, and keeps large ones within ±1; there the curve is flat, and its slope is near 0. The
# **sigmoid** comes in chapter 3, **ReLU** in chapter 5. The outputs of the last layer are plain sums, without an activation.
#
# To sort inputs into classes, two more steps follow. **Softmax** turns the last layer's sums into probabilities: a positive number for each class, and together they are 1. The loss
# is the **cross-entropy**: minus the logarithm of the probability that the right class got, as a mean over the examples. A network that gives ten classes the same
# probability, a tenth, has the loss ln 10 = 2.3<!--ln_10-->.
#
# ## What training does
#
# Every training in this book repeats the same few steps:
#
# 1. **Initialise:** choose the weights to start from. This happens once, and this book is about it.
# 2. **Forward:** send inputs through the network.
# 3. **Loss:** measure how wrong the outputs are.
# 4. **Backward:** find the **gradient**, the slope of the loss with respect to every single weight and bias.
# 5. **Update:** move every one of them against its own slope, $w \leftarrow w - \eta \cdot \text{slope}$. Here η is the learning rate.
# 6. Go back to 2.
#
# Here they run on a network so small that you can look at all of it: 2 inputs, 4 hidden units, 3 classes of points in the plane.

# %% name="training-loop" tags=["argument"]
# claim: A training is one loop: forward, loss, backward, update
blobs = wi.make_blobs(np.random.default_rng(0))
x, labels = blobs.x_train, blobs.y_train
net = wi.MLP([2, 4, 3], "tanh", rng=np.random.default_rng(1))  # initialise
started = net.weights[0].copy()

for step in range(201):
    # Forward, loss and backward are one call.
    loss, gradients, bias_gradients = net.loss_and_gradients(x, labels)
    if step % 50 == 0:
        print(f"step {step:3d}: loss {loss:.2f}")
    for w, gradient in zip(net.weights, gradients):  # update
        w -= 0.1 * gradient
    for b, gradient in zip(net.biases, bias_gradients):
        b -= 0.1 * gradient

# %% [markdown]
# Three kinds of numbers took part, and they are easy to mix up. Look at the first layer: its weights, its outputs (also called **activations**), and the gradient of
# its weights.

# %% name="weights-outputs-gradient" tags=["argument"]
# claim: Weights and their gradient have one shape; outputs have a row for each example
h = np.tanh(x @ net.weights[0] + net.biases[0])
print("weights ", net.weights[0].shape, " inputs × units")
print("outputs ", h.shape, " examples × units")
print("gradient", gradients[0].shape, " one slope for every weight")
print()
print("what training changed in each weight:")
print(np.round(net.weights[0] - started, 3))

# %% [markdown]
# You may have read that *activations are the updated weights*. They are not: an activation is what a unit answers to one input, worked out anew for every input. The
# backward pass needs the answers of the forward pass, so they are kept until the step is done. Nothing ever updates them. You may also have read that *all weights get the same update*. Here are the eight updates of one layer, and
# no two of them are equal. (In the next chapter you will meet the special starts where some are.)
#
# ## How long may a step be?
#
# Back to the curve for a moment. Near the bottom of a valley the slope grows in proportion to the distance from the bottom. The factor is
# the **curvature** $c$, the second derivative there: large where the valley is narrow. So one step takes the fraction $\eta c$ of the distance away:

# %% [markdown] name="step-near-a-bottom" claim="Near a bottom, a step shrinks the distance only while η·c is below 2"
# $$\text{new distance} \;=\; (1 - \eta\,c) \cdot \text{distance}$$

# %% [markdown]
# If $\eta c$ is more than 2, the step lands further away than it began. So gradient descent can **settle** at the bottom only while $\eta < 2/c$. That is a prediction. Test it:
# start beside each minimum, with a learning rate 2 per cent below the limit, and 2 per cent above.

# %% name="valley-limits"
# claim: At 2 per cent below 2/c a path settles in each valley, at 2 per cent above in none
minima, hills = wi.valleys(wi.three_valleys)
limits = 2 / wi.descent.curvature(wi.three_valleys, minima)
for name, bottom, limit in zip("ABC", minima, limits):
    away = []
    for lr in (0.98 * limit, 1.02 * limit):
        end = wi.descend(wi.three_valleys, bottom + 0.01, lr, 500)[-1]
        away.append(abs(end - bottom))
    print(f"{name}: below {away[0]:.3f}, above {away[1]:.3f} from the bottom")

measured(limit_a=limits[0], limit_b=limits[1], limit_c=limits[2])

# %% name="leaving-a-valley" tags=["hide-input"]
def stays(start, lr, low, high=np.inf):
    path = wi.descend(wi.three_valleys, start, lr, 500)
    return bool(((path > low) & (path < high)).all())


times = np.arange(20, 80) / 20
inside = [stays(-0.3, k * limits[1], *hills) for k in times]
starts = np.arange(7, 31) / 10
leaving = sum(not stays(start, 1.5, hills[1]) for start in starts)
measured(held_by_b=times[inside.index(False)], starts_in_c=len(starts))
measured(leaving_c=leaving)

# %% [markdown]
# Below the limit each of the three settles at the bottom, above it none does. In the narrow valley B a path can settle at learning rates up to 0.083<!--limit_b-->, in the wide valley C
# up to 0.72<!--limit_c-->.
#
# Settling is one thing, **leaving** is another: the limit looks only at the bottom. A path from −0.3 leaves B for the first time at 2.9<!--held_by_b--> times B's limit. Between
# the limit and that, it bounces from side to side inside B, for all of 500 steps. And no valley is safe: at a learning rate of 1.5, all 24<!--leaving_c--> of 24<!--starts_in_c--> starts in C leave it.
#
# ## Ten starts of a network
#
# Now a real network: small images of digits (MNIST, 7 × 7 pixels), ten hidden layers of 50 tanh units, about 25,000<!--weights--> weights. **Predict:** ten trainings start from ten
# different random draws, all with standard deviation σ = 0.2. Will they end in the same place? Will some end in a much worse valley than others? Say it in a number: how many test images does the **worst** of the ten recognise?
#
# Each draw has a **seed**: the number from which the random generator starts. The same seed gives the same weights again. Each draw was trained three times, with three orders of the images: 8,000<!--steps--> steps at learning rate 0.1. Each step uses a **batch** of 64<!--batch--> out of
# 10,000<!--images--> images. That takes minutes, so the results are kept with the book. All accuracies are those on 2,000<!--tests--> other images, the test images.

# %% name="predict-worst-draw" tags=["hide-input"]
from wi_lib.predictions.chapter_01 import worst_draw_prediction

kept = wi.results.load("ten_draws")  # axes: draws, orders, steps
late = kept["test_accuracy"][..., -10:]  # a run's last ten readings
ends = late.mean(axis=-1)
worst_draw_prediction(ends.min())

# %% name="ten-draws" tags=["answer"]
early = kept["test_accuracy"][..., list(kept["steps"]).index(400)]

measured(moved=kept["moved"].mean(), apart=kept["apart"].mean())
measured(lowest=ends.min(), highest=ends.max())
measured(early_lowest=early.min(), early_highest=early.max())
measured(steps=kept["steps"][-1], batch=kept["batch_size"])
measured(images=kept["train_images"], tests=kept["test_images"])
measured(weights=49 * 50 + 9 * 50 * 50 + 50 * 10)
by_draw = ends.std(axis=0, ddof=1).mean()
measured(by_draw=by_draw, by_order=ends.std(axis=1, ddof=1).mean())
measured(in_a_run=late.std(axis=-1, ddof=1).mean())

# %% [markdown]
# Take the list of all weights as one long arrow. Training moved it by about 0.46<!--moved--> of its length. The ends of two trainings are 1.7<!--apart--> lengths apart. Compare: with so many
# weights, two random arrows are nearly at right angles. If both have length 1, their ends are √2 = 1.4<!--root_2--> apart. The trained arrows are longer than their starts, so their
# ends are further apart. So **ten starts led to ten different places, each far nearer to its own start than to the other ends.** And all are good: between
# 92%<!--lowest--> and 94%<!--highest--> of the test images are recognised (for each run the mean of its last ten readings, one every 100 steps). Another draw changes little
# more than another order of the images: the standard deviation is 0.004<!--by_draw--> for the one and 0.003<!--by_order--> for the other. (One run differs more from
# reading to reading, by 0.008<!--in_a_run-->. So a single reading of each run would not show this.)
#
# Had we stopped after 400 steps, the trainings would have been at 81%<!--early_lowest--> to 89%<!--early_highest-->. That was mostly a difference in speed, not in where they end.
#
# Which valley? Here it made little difference: with so many weights, each of the ten found a good place on its way. So there is no one minimum that a start must be
# near. (Part of the distance is only a matter of names: swap two hidden units together with their weights, and the network does the same.)
#
# ## Three questions for a start
#
# Keep the network, and change σ instead. Three starts: **σ = 0.01, σ = 0.2, σ = 1.** They are not trained yet. Send 1,000 images through the layers. Send each of them a
# second time, with a little noise on its pixels (std 0.01): to your eye it is the same image. Last, send a gradient the other way: random numbers at the ten
# outputs, where training would send the slopes of its loss. Now ask, at every layer:
#
# 1. **Size.** Is the signal's size kept? The signal is what differs from image to image. So measure the spread of one unit's output over the images.
#    (For inputs, sums and gradients, *size* means the rms, the root mean square: square the numbers, take the mean, take the root.)
# 2. **Neighbours.** Are different images kept apart, and neighbours together? Divide the squared distance between an image and its noisy copy by the squared distance
#    between two different images.
# 3. **Gradient.** Does it come back? Divide its size by the size that was sent in.
#
# **Predict:** which of the three starts passes which question?

# %% name="three-questions" tags=["hide-input"]
digits = wi.load_mnist(side=7)
images = digits.x_train[:1000]


def start(std, seed):
    sizes = [49] + 10 * [50] + [10]
    return wi.MLP(sizes, "tanh", wi.normal(std), np.random.default_rng(seed))


def three_answers(std, seed):
    rng, net = np.random.default_rng([seed, 1]), start(std, seed)
    seen = wi.propagate(net, images, rng.normal(size=(1000, 10)))
    noisy = images + rng.normal(0, 0.01, images.shape)
    size = [layer.unit_std for layer in seen.stats]
    near = wi.neighbours(net, images, noisy).distance
    return np.array([size, near, seen.gradient_ratio])[:, :11]


# %% name="three-questions-picture" tags=["hide-input"]
# claim: σ = 0.01 shrinks the signal, σ = 0.2 about keeps it, σ = 1 scrambles it
# alt: Three panels over the layers of an untrained network, on log axes, with a line for each of three starts. Size of
#   the signal: at 0.01 it falls by about the same factor in every layer, to {size_001}; at 0.2 and 1 it ends at {size_02} and
#   {size_1}. Neighbours: all three begin at {near_input}; at 0.01 and 0.2 they stay small and end at {near_001} and
#   {near_02}, at 1 the line climbs to {near_1}. Gradient: at 0.01 it falls on its way back, to {back_001} at the input;
#   at 0.2 it comes back {back_02} times as large as it was sent, at 1 {back_1} times.
# caption: Three questions to three starts, before any training. No start is judged by one panel alone.
LOOKS = {0.01: (plotting.BLUE, "s-"), 0.2: (plotting.GREEN, "o-")}
LOOKS[1] = plotting.ORANGE, "^-"
ASKED = "1 size of the signal", "2 neighbours", "3 gradient"
fig, axes = plt.subplots(1, 3, figsize=(6.3, 2.7))
answers = {}
for std, (color, style) in LOOKS.items():
    answers[std] = np.array([three_answers(std, s) for s in range(10)])
    for place, (ax, title) in enumerate(zip(axes, ASKED)):
        values = answers[std][:, place]
        plotting.plot_layers(ax, values, f"σ = {std}", color, style=style)
        ax.set(title=title, xlabel="output of layer")
        ax.set_xticks([0, 5, 10], ["input", 5, 10])
axes[1].set_ylim(1e-3, 2)
axes[0].legend()
plt.show()

# %% name="three-questions-measured" tags=["hide-input"]
for std, name in {0.01: "001", 0.2: "02", 1: "1"}.items():
    size, near, back = np.exp(np.log(answers[std]).mean(axis=0))
    measured(**{f"size_{name}": size[10], f"near_{name}": near[10]})
    measured(**{f"back_{name}": back[0]})
measured(near_input=near[0], size_input=size[0])

# %% [markdown]
# (Lines are means over ten draws, with a band from the smallest to the largest, which is often too narrow to see.)
#
# **σ = 0.01: shrunk.** In every layer the signal becomes smaller by about the same factor, down to 5·10⁻¹³<!--size_001-->. But it shrinks as a whole: a noisy copy is as near to its
# image, compared with other images, as it was at the input. Of the gradient, 10⁻¹³<!--back_001--> comes back.
#
# **σ = 1: scrambled.** The first panel looks healthy: the spread is larger than at the input. The second panel tells the rest. The squared distance in layer 10 between an
# image and its noisy copy, whose noise you cannot see, is 0.70<!--near_1--> times that between two different images. The layer gives each image a large answer, but almost the same image gets quite another one. And the
# gradient grows on its way back, some 7,000<!--back_1--> times.
#
# **σ = 0.2: kept,** roughly. The spread is 0.34<!--size_02--> in layer 10, where it was 0.16<!--size_input--> at the input. The noise moves layer 10 by 0.004<!--near_02--> of the
# squared distance; at the input it was 0.002<!--near_input-->. The gradient comes back 2.0<!--back_02--> times as large.
#
# Here is another way to ask the second question. Can the **digit** still be read from layer 10? A linear read-out tries: it brings every unit of that layer to
# the same spread, and fits weights for the ten classes to 10,000 images by least squares, with a small ridge: a slight pull of these weights towards 0. Then it has to recognise the 2,000 test images. Guessing gives about a tenth.
#
# **Predict:** ten layers of 50 tanh units, not trained yet. A linear read-out, ten weighted sums that are fitted to images, has to name the digit from the outputs of
# layer 10. Which start lets it name most digits: σ = 0.01, 0.2 or 1?

# %% name="read-out"
def digit_read(std, seed, ridge=1e-3):
    net = start(std, seed)
    h, h_test = (wi.propagate(net, x).activations[10]
                 for x in (digits.x_train, digits.x_test))  # fmt: skip
    return read_out(h, digits.y_train, h_test, digits.y_test, ridge)


READ = {std: [digit_read(std, s) for s in range(10)] for std in LOOKS}

# %% name="predict-read-out" tags=["hide-input"]
from wi_lib.predictions.chapter_01 import read_out_prediction

read_out_prediction({f"σ = {std}": np.mean(READ[std]) for std in READ})

# %% name="read-out-shares" tags=["answer"]
# claim: Most digits are read from the signal that shrank, fewest from the scrambled one
rows = []
for std, shares in READ.items():
    error = np.std(shares, ddof=1) / np.sqrt(10)
    rows.append([f"σ = {std}", f"{np.mean(shares):.3f} ± {error:.3f}"])
wi.report.table(["start", "share of the images"], rows)

# %% name="read-out-measured" tags=["hide-input", "answer"]
measured(read_001=np.mean(READ[0.01]), read_02=np.mean(READ[0.2]))
measured(read_1=np.mean(READ[1]))
bare = [digit_read(0.01, s, ridge=1e-9) for s in range(10)]
pixels_read = read_out(
    digits.x_train, digits.y_train, digits.x_test, digits.y_test, 1e-9
)
measured(read_bare=np.mean(bare), read_pixels=pixels_read)

# %% [markdown]
# (Means over ten draws. The number after ± is the **standard error** of the mean: the standard deviation of the ten values, divided by √10. It says how much the mean itself would
# vary with other draws.) The start whose signal is nearly gone lets the read-out recognise 78%<!--read_001-->, σ = 0.2 69%<!--read_02-->, and σ = 1 only
# 21%<!--read_1-->: the reverse of the first panel. A signal that has shrunk is faint, but it is still there, and a read-out can enlarge it. (With next to no ridge it recognises 81%<!--read_bare--> at σ = 0.01: as
# many as from the pixels themselves, 81%<!--read_pixels-->.) A scrambled one is loud, and the digit is hard to find in it. So the **size** of a signal is one thing, and what can be **read** from it is another.
#
# The words for the two sides are **order**, where a small difference between two inputs shrinks from layer to layer (at σ = 0.01 together with the signal), and **chaos**, where they drive neighbours apart (Poole et al., 2016). Very deep networks can be
# trained near the border between the two (Schoenholz et al., 2017). [Chapter 3](03-too-large-too-small.ipynb) comes back to it.
#
# ## Does it matter for training?
#
# Train all three, from 3<!--draws--> draws each, for 8,000<!--horizon--> steps. Perhaps one learning rate suits one start better than another? So each start gets five, and the figure
# shows each at its own best: the one with the lowest loss on the training images at the end.

# %% name="three-stds"
# claim: Each start at its best rate: only σ = 0.2 learns well in {horizon} steps
# alt: Share of the test images recognised over {horizon} training steps, each start at its best learning rate, means and
#   bands over the draws. At σ = 0.2 it rises fast, to {end_02}. At σ = 0.01 it stays at {high_001}. At σ = 1 it rises
#   late and slowly, with a wide band that ends between about {third_1} and {first_1}.
# caption: Each start at its own best of five learning rates. Only one of them learns well in these {horizon} steps.
kept = wi.results.load("three_starts")  # axes: stds, lrs, seeds, steps
accuracy = kept["test_accuracy"]
best, at_the_end = wi.results.best_rate(kept["loss"])
some = kept["steps"] % 400 == 0

fig, ax = plt.subplots(figsize=(6.3, 2.8))
for shares, place, (std, look) in zip(accuracy, best, LOOKS.items()):
    name = f"σ = {std}, rate {kept['lrs'][place]:g}"
    steps, shares = kept["steps"][some], shares[place][:, some]
    plotting.plot_training(ax, steps, shares, name, *look)
ax.set(xlabel="step", ylabel="test images recognised", ylim=(0, 1))
ax.legend(loc="center right")
plt.show()

# %% name="learning-rates"
# claim: From σ = 0.01 all five learning rates end at a guess
late = accuracy[..., -10:].mean(axis=-1)  # axes: stds, lrs, seeds
rows = [[f"σ = {std:g}", *(f"{share:.2f}" for share in shares)]
        for std, shares in zip(kept["stds"], late.mean(axis=2))]  # fmt: skip
wi.report.table(["learning rate", *(f"{lr:g}" for lr in kept["lrs"])], rows)

# %% name="three-stds-measured" tags=["hide-input"]
measured(end_02=late[1, best[1]].mean(), by_thirty=by_draw / np.sqrt(3))
measured(low_001=late[0].min(), high_001=late[0].max())
third_1, second_1, first_1 = np.sort(late[2, best[2]])
measured(first_1=first_1, second_1=second_1, third_1=third_1)
middle = list(kept["steps"]).index(4000)
before = accuracy[2, best[2], :, middle - 9 : middle + 1].mean(axis=-1)
measured(half_2=np.sort(before)[1], half_1=np.sort(before)[2])
measured(slow_low=late[2, 1].min(), slow_high=late[2, 1].max())
measured(slow_rate=kept["lrs"][1])
measured(rate_02=kept["lrs"][best[1]], rate_1=kept["lrs"][best[2]])
measured(best_at_an_end=at_the_end.sum(), draws=kept["seeds"])
measured(horizon=kept["steps"][-1], ln_10=np.log(10), root_2=np.sqrt(2))
nets = [start(0.01, seed) for seed in range(10)]
labelled = images, digits.y_train[:1000]
found = [net.loss_and_gradients(*labelled)[1] for net in nets]
first, last = np.mean([(wi.rms(g[0]), wi.rms(g[-1])) for g in found], axis=0)
measured(first_layer=first, last_layer=last)

# %% [markdown]
# (All shares are means of a run's last ten readings.) At its best rate, 0.1<!--rate_02-->, σ = 0.2 recognises 92%<!--end_02--> of the test images. That is a mean of three draws; the
# thirty runs above suggest a standard error of 0.002<!--by_thirty--> for it.
#
# σ = 0.01 stays at 10%<!--low_001--> to 11%<!--high_001-->, a guess, at all five rates. Its weights get next to nothing: at the start a gradient of 10⁻¹⁴<!--first_layer--> in the first layer, and
# 3·10⁻¹⁴<!--last_layer--> in the last. In a late layer the signal is too faint, in an early one the gradient. [Chapter 4](04-xavier.ipynb) shows how the two make all layers about equally slow.
#
# σ = 1 is at 35%<!--first_1--> and 34%<!--second_1--> in two draws at its best rate, 0.01<!--rate_1-->, and was at 23%<!--half_1--> and 15%<!--half_2--> after half the steps: it learns late, and was still rising. The
# third draw is at 11%<!--third_1-->, a guess. (At rate 0.001<!--slow_rate--> all three have begun to learn: 20%<!--slow_low--> to 32%<!--slow_high-->.) More steps may change
# these two starts. So we say "has not learned after 8,000<!--horizon--> steps", and not "cannot
# learn". (Of the three best rates, 0<!--best_at_an_end--> are the smallest or the largest of the five. So a better rate outside them is not likely.)
#
# Set this beside the ten starts above. Another draw with the same σ changed the share of recognised images by 0.004<!--by_draw--> (standard deviation): less than one in a hundred.
# **Another σ changed it by more than fifty in a hundred, in every draw.** So this is the better frame, and the one of this book:

# %% [markdown] name="what-a-start-decides" claim="Judge a start by three things: size, neighbours and gradient"
# > In a network, the start decides three things: whether the signal keeps its size, whether neighbours stay neighbours, and whether the gradient comes back.

# %% [markdown]
# The chapters that follow find out how to choose σ so that all three hold. For this you need one fact about sums.
#
# ## A sum of n random terms
#
# A unit adds up its $n$ inputs, each multiplied by a weight: $z = x_1 w_1 + x_2 w_2 + \dots + x_n w_n$. **Predict:** the inputs have size 1 (rms), the weights standard
# deviation 0.1. With one input, $z$ is about 0.1. How large is it with 100 inputs: 10, 1, or still 0.1?

# %% name="predict-sum-of-100" tags=["hide-input"]
from wi_lib.predictions.chapter_01 import sum_of_100_prediction


def draw_sums(n, std=0.1, seed=0):
    x, w = np.random.default_rng(seed).normal(size=(2, 2000, n))
    return (x * std * w).sum(axis=1)


sum_of_100_prediction(draw_sums(100).std())

# %% name="sums-of-random-terms" tags=["answer"]
# claim: The spread of a sum of n random terms follows √n·σ
# alt: First: the standard deviation of the sum against the number of terms on log axes; the measured dots lie on the
#   dashed line square root of n times sigma. Second: histograms of the sum for 100 and for 400 terms; the second is
#   twice as wide.
# caption: The spread of a sum grows like the square root of the number of its terms: four times as many, twice as wide.
terms = np.array([1, 4, 16, 64, 256, 1024])
stds = [[draw_sums(n, seed=s).std() for n in terms] for s in range(10)]

fig, (left, right) = plt.subplots(1, 2, figsize=(6.3, 2.7))
low, high = np.min(stds, axis=0), np.max(stds, axis=0)
left.fill_between(terms, low, high, color=plotting.BLUE, alpha=0.3)
left.loglog(terms, np.mean(stds, axis=0), "o-", label="measured")
theory = np.sqrt(terms) * 0.1
left.loglog(terms, theory, "--", color=plotting.PURPLE, label="√n·σ")
left.set(xlabel="terms n", ylabel="std of the sum z")
left.legend()
wide, narrow = draw_sums(400), draw_sums(100)
bins = np.linspace(-8, 8, 41)
right.hist(wide, bins, color=plotting.ORANGE, alpha=0.5, label="n = 400")
right.hist(narrow, bins, histtype="step", lw=1.8, label="n = 100")
right.set(xlabel="sum z", yticks=[], title="same σ = 0.1")
right.legend()
plt.show()

# %% name="sums-measured" tags=["answer"]
measured(std_100=narrow.std(), std_400=wide.std())

# %% [markdown]
# With 100 terms the standard deviation is 1.0<!--std_100-->, with 400 terms 2.0<!--std_400-->. Neither 10 nor still 0.1: random terms are as often negative as
# positive and partly cancel, so $n$ of them grow like $\sqrt n$.

# %% [markdown]
# With weights of mean 0, drawn independently of each other, the **variances** of the terms $x_i w_i$ add up, whatever the inputs are. That of the
# $i$-th is $\sigma^2 x_i^2$. Add up $n$ of them: $n\sigma^2$ times the mean of the $x_i^2$, which is the mean square $E[x^2]$. So

# %% [markdown] name="spread-of-a-sum" claim="Two dials set the size of a sum: σ, and the number n of its terms"
# $$\operatorname{Var}(z) = n\,\sigma^2\,E[x^2]$$
#
# $$\operatorname{std}(z) = \sqrt n\cdot\sigma\cdot\operatorname{rms}(x)$$

# %% [markdown]
# with rms, the root mean square, for the root of $E[x^2]$. ([Chapter 4](04-xavier.ipynb) derives it.) Look at the $x$: it is the mean **square** that counts, not the variance. For inputs that
# are never negative the two differ. And the inputs need not be independent. Test both on real ones: the 784 pixels of the digits, from 0 (paper) to 1 (ink), each much like the pixel beside it,
# into 1,000 units.

# %% name="sums-of-pixels"
pixels = wi.load_mnist().x_train[:1000]
z_stds = []
for seed in range(5):
    w = np.random.default_rng(seed).normal(0, 0.01, (784, 1000))
    z_stds.append((pixels @ w).std())

root = np.sqrt(784) * 0.01
measured(smallest_z=min(z_stds), largest_z=max(z_stds))
measured(from_rms=root * wi.rms(pixels), from_std=root * pixels.std())

# %% [markdown]
# Five draws give 0.0885<!--smallest_z--> to 0.0905<!--largest_z-->. The formula says 0.0899<!--from_rms-->; with the pixels' standard deviation in place of their
# rms it would say 0.0832<!--from_std-->, which is too small.
#
# ## The two dials
#
# The formula has two numbers that belong to the layer. You choose the first, **the standard deviation σ of the weights**. The second comes with the layer: its number of
# inputs, $n$. It is called **the fan**, or fan_in; the number of outputs is fan_out. A rule for the start is a way to set σ when you know the fan. To
# keep $z$ at the size of $x$ you need $\sqrt n \cdot \sigma = 1$. Which σ is that in the network above, with $n = 50$?

# %% name="size-kept"
keeps_size = 1 / np.sqrt(50)
measured(keeps_size=keeps_size, less=keeps_size / 0.01, more=1 / keeps_size)

# %% [markdown]
# It is 0.14<!--keeps_size-->. The start σ = 0.2 is a little above it, σ = 0.01 is 14<!--less--> times less, and σ = 1 is 7<!--more--> times more. Why a little more can be good, and what
# the activation has to do with it, is the matter of later chapters.
#
# ## Normal or uniform?
#
# Libraries offer each rule twice: with a **normal** distribution (a bell), and with a **uniform** one (all values between −b and b equally likely). A uniform distribution on ±b has
# the standard deviation $b/\sqrt 3$. So for the same σ take the bound $b = \sqrt 3\,\sigma$. **Predict:** the weights look very different. And the sums?

# %% name="bell-and-box"
# claim: Normal and uniform weights of the same std give sums that look alike
# alt: First: histograms of normal and uniform weights with the same standard deviation, a bell and a box. Second:
#   histograms of the sums of 100 inputs times those weights; the two bells lie on top of each other.
# caption: Weights of two shapes and one std give sums of one shape.
rng = np.random.default_rng(0)
bell = wi.normal(0.1)(rng, (100, 1000), np.float64)
bound = np.sqrt(3) * 0.1
box = wi.uniform(-bound, bound)(rng, (100, 1000), np.float64)
inputs = rng.normal(size=(200, 100))

fig, (left, right) = plt.subplots(1, 2, figsize=(6.3, 2.5))
for ax, edge, change in ((left, 0.4, np.eye(100)), (right, 4, inputs)):
    bins = np.linspace(-edge, edge, 51)
    ax.hist((change @ bell).ravel(), bins, alpha=0.35, label="normal")
    ax.hist((change @ box).ravel(), bins, histtype="step", lw=1.8,
            color=plotting.ORANGE, label="uniform")  # fmt: skip
    ax.set(yticks=[])
left.set(xlabel="weights")
right.set(xlabel="sums z of 100 terms")
left.legend()
plt.show()

# %% name="bell-and-box-measured"
measured(bound=bound, weights_bell=bell.std(), weights_box=box.std())
measured(sums_bell=(inputs @ bell).std(), sums_box=(inputs @ box).std())

# %% [markdown]
# Both kinds of weights have standard deviation 0.1 (the uniform ones end at ±0.173<!--bound-->), and the sums, with 1.00<!--sums_bell--> and 1.00<!--sums_box-->, can hardly be told apart. That is the
# central limit theorem: a sum of many independent terms is close to normal if their variance is finite and none of them outweighs the rest. (The weights of one unit
# are such terms. A few wild weights would not be.)
#
# ## Which way round is W?
#
# In this book a weight matrix $W$ has the shape **(fan_in, fan_out)**, one row for each input of the layer, one column for each unit, and a layer computes $z = xW$. So do Keras, Flax and
# scikit-learn. PyTorch's `Linear` and Equinox's store it the other way round, (fan_out, fan_in), and compute $xW^T$. Check which one you have before you read the fan off a shape.

# %% [markdown] name="letters-of-the-course" claim="Eight letters are enough for a layer and its training"
# | | |
# |---|---|
# | $W$, σ | a layer's weights, and their standard deviation at the start |
# | $n$ | the number of terms in a sum: fan_in |
# | $x$, $z$, $h$ | inputs; sums $z = xW$; outputs (activations) $h = \varphi(z)$ |
# | $\varphi$ | the activation function, such as tanh |
# | η | the learning rate |

# %% [markdown]
# ## Try your own values
#
# Any start, any learning rate, more steps, and curves of your own: `descent_bench({"mine": lambda w: abs(w)})`. What does gradient descent do on a curve with a
# kink? Or on one that gets flatter and flatter, such as $w^4$?

# %% name="descent-bench"
# claim: From −0.3, at learning rate 0.3, a path leaps out of valley B and settles in C
descent_bench(start=-0.3, lr=0.3)

# %% [markdown]
# ## Check yourself
#
# Answer first. Then open your answer: it says whether you are right, and why.

# %% [markdown] name="question-ten-draws"
# **1. You train a wide network ten times, from ten draws with the same, well-chosen σ. What do you expect?**
#
# <details><summary>A. The same weights ten times: training finds the minimum.</summary>
#
# **Not so:** *“there is one best place”*. The ends of two trainings were 1.7<!--apart--> lengths apart, further than two random arrows. Many places have a
# low loss.
#
# </details>
# <details><summary>B. Ten different ends, some good and some hopeless: the start decides which valley.</summary>
#
# **Not so:** *“the start picks the valley”*. That is what the curve with one weight suggests. In the network above the ten ends were different, and all
# were good.
#
# </details>
# <details><summary>C. Ten ends close together: training forgets the draw.</summary>
#
# **Not so:** *“training forgets its start”*. Each end was far nearer to its own start than to the other ends: training moved the weights by about
# 0.46<!--moved--> of their length, and the ends were 1.7<!--apart--> lengths apart.
#
# </details>
# <details><summary>D. Ten different ends that are about equally good.</summary>
#
# **Right.** As measured above: all recognise between 92%<!--lowest--> and 94%<!--highest--> of the test images, whatever the draw and the order of the
# batches.
#
# </details>

# %% [markdown] name="question-near-the-minimum"
# **2. Why is a network not started near the minimum of its loss?**
#
# <details><summary>A. Near a minimum the gradient is close to 0, so the network could not learn.</summary>
#
# **Not so:** *“learning needs a large gradient”*. Near a good minimum there is little left to learn. The difficulty is to get there.
#
# </details>
# <details><summary>B. Nobody knows where a minimum lies before training has found one.</summary>
#
# **Right.** Training feels only the slope where it is. And it need not start near one certain minimum: ten draws reached ten different places, all of
# them good.
#
# </details>
# <details><summary>C. It would start in one valley, and could never reach a better one.</summary>
#
# **Not so:** *“a valley is for ever”*. On the curve with one weight, [a learning rate far enough above the limit](#descent:start=-0.3,lr=0.3) carried the path out of B, the
# deepest valley.
#
# </details>
# <details><summary>D. It is: a small random start, close to 0, is a start near the minimum.</summary>
#
# **Not so:** *“the minimum lies near 0”*. At σ = 0.01 all weights are near 0, and the loss is ln 10 = 2.3<!--ln_10-->, that of a guess.
#
# </details>

# %% [markdown] name="question-beyond-the-limit"
# **3. The bottom of a valley has the curvature c. The learning rate is a little above 2/c. What does this say about a path in the valley?**
#
# <details><summary>A. It leaves the valley.</summary>
#
# **Not so:** *“the limit is a wall”*. From −0.3 the path stayed inside B up to 2.9<!--held_by_b--> times B's limit, [bouncing from side to side](#descent:start=-0.3,lr=0.2).
#
# </details>
# <details><summary>B. The loss grows without end.</summary>
#
# **Not so:** *“too long a step means infinity”*. The steps grow only while the slope grows with the distance. On this curve the walls become less
# steep again further up, and the path bounces, or [lands in another valley](#descent:start=-0.3,lr=0.3).
#
# </details>
# <details><summary>C. It cannot settle at the bottom.</summary>
#
# **Right.** Beside the bottom, each step lands further away than it began. All three valleys showed it at 2 per cent above their limits. Where the path goes
# instead, the limit does not say.
#
# </details>
# <details><summary>D. It settles sooner: longer steps save time.</summary>
#
# **Not so:** *“larger is faster”*. That holds well below the limit. Above it, a path beside the bottom [moves away from it](#descent:start=0,lr=0.1).
#
# </details>

# %% [markdown] name="question-another-output"
# **4. Before any training, a unit's output is 0.9 for one image and −0.2 for the next. What has changed in between?**
#
# <details><summary>A. Only the input.</summary>
#
# **Right.** An activation is an answer to one input. The weights are the same for all. That the answer differs between images is the signal.
#
# </details>
# <details><summary>B. The weights: each image updates them.</summary>
#
# **Not so:** *“outputs are updated weights”*. An update is a step of training, and there was none yet. Outputs are worked out anew for every input,
# with the same weights.
#
# </details>
# <details><summary>C. Nothing can have changed: with fixed weights a unit has one output, so there is a mistake.</summary>
#
# **Not so:** *“a unit has one value”*. A unit is a function: its output depends on the input. That is why [the outputs above](#weights-outputs-gradient) are an array with one row
# for each example.
#
# </details>

# %% [markdown] name="question-spread-at-layer-ten"
# **5. You see only this of an untrained net: one unit of layer 10 moves a lot from image to image. What do you know now?**
#
# <details><summary>A. That the layer tells the digits apart: large differences are clear differences.</summary>
#
# **Not so:** *“size is information”*. At σ = 1 a unit moved a lot, and a linear read-out found the digit in 21%<!--read_1--> of the test images. The
# faint signal of σ = 0.01 gave 78%<!--read_001-->.
#
# </details>
# <details><summary>B. That the net scrambles its inputs: a unit that moves a lot is chaotic.</summary>
#
# **Not so:** *“large means chaotic”*. At σ = 0.2 the spread grew, too, from 0.16<!--size_input--> at the input to 0.34<!--size_02--> in layer 10. And
# an image and its noisy copy stayed together: the noise moved layer 10 by 0.004<!--near_02--> of the squared distance between two different images.
#
# </details>
# <details><summary>C. That the gradient comes back well, too: what passes forwards passes backwards.</summary>
#
# **Not so:** *“the signal shows the gradient”*. The gradient is a question of its own. At σ = 1 a unit moved a lot, and the gradient came back some
# 7,000<!--back_1--> times as large.
#
# </details>
# <details><summary>D. Not enough yet: do an image and its noisy copy stay together?</summary>
#
# **Right.** At σ = 0.2 they do, at σ = 1 they do not: there, invisible noise moved layer 10 by 0.70<!--near_1--> of the squared distance between two
# different images. A spread above 0 is necessary, and not sufficient.
#
# </details>

# %% [markdown] name="question-four-times-the-inputs"
# **6. A layer gets four times as many inputs of the same size. You keep σ. What happens to the sums z?**
#
# <details><summary>A. They become four times as large.</summary>
#
# **Not so:** *“sums grow like n”*. They would if all terms were equal. Random terms partly cancel.
#
# </details>
# <details><summary>B. They become twice as large.</summary>
#
# **Right.** √4 = 2. Above, 100 terms gave 1.0<!--std_100-->, and 400 terms 2.0<!--std_400-->. To keep the size, halve σ.
#
# </details>
# <details><summary>C. Nothing: σ has not changed.</summary>
#
# **Not so:** *“σ alone sets the size”*. σ is one of two dials. The other is the fan.
#
# </details>
# <details><summary>D. They become smaller: the more random terms, the better they cancel.</summary>
#
# **Not so:** *“random terms cancel out”*. They cancel in part only. Each new term adds its variance, so the spread grows. (What gets smaller is the
# mean of the terms, not their sum.)
#
# </details>

# %% [markdown] name="question-pixel-sums"
# **7. The inputs are $n$ pixels between 0 and 1, neighbouring ones alike. The weights are independent, with mean 0 and std σ. What is the variance of a sum z?**
#
# <details><summary>A. nσ²·E[x²]</summary>
#
# **Right.** The mean square of the inputs counts. For the digits this gave a std of 0.0899<!--from_rms-->, and five draws gave 0.0885<!--smallest_z--> to
# 0.0905<!--largest_z-->.
#
# </details>
# <details><summary>B. nσ²·Var(x): only differences between pixels count.</summary>
#
# **Not so:** *“the variance travels”*. A pixel that is always 1 adds the variance of its weight to the sum, though it never changes. With the pixels' own
# variance the formula gave a std of 0.0832<!--from_std-->, which is too small.
#
# </details>
# <details><summary>C. More than nσ²·E[x²]: pixels that are alike add up instead of cancelling.</summary>
#
# **Not so:** *“only independent inputs partly cancel”*. It is the weights that make the terms cancel. They have mean 0 and are independent, so the inputs
# may be as alike as they like.
#
# </details>
# <details><summary>D. n²σ²·E[x²], since each of the n pixels adds its size.</summary>
#
# **Not so:** *“sums grow like n”*. The variance of a sum of n random terms grows like n, its std like √n.
#
# </details>

# %% [markdown]
# ## Exercises
#
# Replace the three dots, run the cell, and the check answers at once. Solutions are [on their own page](../solutions/01-where-learning-starts.ipynb).
#
# **1.1 Compute.** A layer has 784 inputs with mean square $E[x^2] = 0.1$. Its weights have σ = 0.01. What is the standard deviation of the sums $z$?

# %% name="exercise-std-of-sums"
std_of_z = ...

checks.exercise("1.1", std_of_z)

# %% [markdown]
# **1.2 Compute.** Write a function that takes a standard deviation and returns the bound $b$ of the uniform distribution on ±b that has it.


# %% name="exercise-uniform-bound"
def uniform_bound(std):
    return ...


checks.exercise("1.2", uniform_bound)

# %% [markdown]
# **1.3 Break out.** Gradient descent on the curve of this chapter starts at $w = -0.3$, in the deep valley B. Predict a learning rate with which it settles in valley C within
# 30 steps. Then check it with the explorer or the bench.

# %% name="exercise-into-valley-c"
lr_into_c = ...

checks.exercise("1.3", lr_into_c)

# %% [markdown]
# **1.4 Fix.** A layer has 400 inputs of size 1 (rms). With σ = 0.2 its sums are four times as large as its inputs. Give a σ with which they have the same size.

# %% name="exercise-fixed-sums"
std_for_400 = ...

checks.exercise("1.4", std_for_400)

# %% [markdown]
# ## In this chapter
#
# - A unit adds up weighted inputs and applies an activation. Training repeats forward, loss, backward, update. Every weight moves by its own slope; activations are answers,
#   not weights.
# - On a curve with one weight, start and learning rate together decide which valley is reached. Where the curvature is $c$, a path settles only at learning rates below $2/c$.
# - In a network, ten draws with the same σ ended in ten places, about equally good. Another σ made the difference. Ask three questions of a start: is the signal's **size** kept, do
#   **neighbours** stay together and others apart (shrunk, kept, scrambled), does the **gradient** come back?
# - A sum of $n$ random terms has std **√n·σ·rms(x)**: the two dials are σ and the fan. Normal or uniform weights give the same sums if their std is the same (bound √3·σ).
#
# **Next:** the most natural start of all is zero. Why does nobody use it? And when is it right? [Zero and constant](02-zero-and-constant.ipynb).
#
# **Sources.** Y. LeCun et al., [*Efficient BackProp*](../references.md#lecun-et-al-1998-efficient-backprop), 1998 (sums, fans, learning rates and
# curvature). A. Choromanska et al., [*The loss surfaces of multilayer networks*](../references.md#choromanska-et-al-2015), 2015 (under simplifying
# assumptions: in wide networks most minima are about equally good). B. Poole et al., [*Exponential expressivity in deep neural networks through transient
# chaos*](../references.md#poole-et-al-2016), 2016, and S. Schoenholz et al., [*Deep information propagation*](../references.md#schoenholz-et-al-2017),
# 2017 (order and chaos). X. Glorot and Y. Bengio, [*Understanding the difficulty of training deep
# feedforward neural networks*](../references.md#glorot-and-bengio-2010), 2010.
