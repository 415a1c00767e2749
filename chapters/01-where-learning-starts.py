# %% [markdown]
# # Where learning starts
#
# *What does the start of a training decide?*
#
# - **You will learn** what one training step does, what a start decides on a curve with one weight and what it decides in a network, why a sum of $n$ random
#   terms grows like $\sqrt n$, and the two dials of every initialization rule.
# - **You need** derivatives, mean and standard deviation, matrix products; NumPy at reading level.
# - **Time:** 21 minutes of reading, 15 more for the exercises.

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
from wi_lib.benches import descent_bench
from wi_lib.explorers import descent_explorer

plotting.set_style()

# %% [markdown]
# ## Predict first
#
# The curve below is a **loss**: it says how wrong a model is, for every value of its one weight $w$. Lower is better. Training cannot see the curve. It feels only
# the slope under its feet, and takes a step downhill. Then it feels again. This is **gradient descent**.
#
# The curve has three valleys: A on the left, a deep and narrow one, B, and a wide one, C. One training starts at $w = -0.7$, another at $w = -0.6$. **Where does
# each of them end?** Guess, then look.

# %% name="two-starts" tags=["hide-input"]
# alt: A loss curve with three valleys. The path that starts at minus 0.7 walks down to the left, into valley A. The
#   path that starts at minus 0.6, on the other side of a hill, walks down to the right, into the deepest valley, B.
# caption: Two starts, hardly apart, walk down into different valleys.
fig, ax = plt.subplots(figsize=(6.3, 3))
paths = {
    f"start −{-w}": wi.descend(wi.three_valleys, w, lr=0.05)
    for w in (-0.7, -0.6)
}
plotting.plot_descent(ax, wi.three_valleys, paths)
for name, bottom in zip("ABC", wi.valleys(wi.three_valleys)[0]):
    below = wi.three_valleys(bottom) - 0.3
    ax.text(bottom, below, name, ha="center", fontweight="bold")
ax.set(xlabel="weight w", ylabel="loss", ylim=(0, 3.3))
ax.legend(loc="upper center")
plt.show()

# %% [markdown]
# A small step to the side, and the training ends in another valley. **Now it is your turn.** Move the start. Then put it at −0.3, inside the deep valley B, and
# raise the learning rate, which says how long the steps are.

# %% name="descent-explorer" tags=["hide-input"]
descent_explorer()

# %% [markdown]
# Two things may surprise you. A tiny change of the start can change the end. And a larger learning rate can **leave** a valley, even the deepest one.
#
# So the start decides which valley you reach? Many courses say so, and on this curve it is half of the truth: the learning rate has a say, too. In a network with
# thousands of weights it is the smaller half. The rest of this chapter shows what a start decides there.
#
# ## What training does
#
# Every training in this book repeats the same few steps:
#
# 1. **Initialise:** choose the weights to start from. This happens once, and this book is about it.
# 2. **Forward:** send inputs through the network.
# 3. **Loss:** measure how wrong the outputs are.
# 4. **Backward:** find the **gradient**, the slope of the loss with respect to every single weight.
# 5. **Update:** move every weight against its own slope, $w \leftarrow w - \eta \cdot \text{slope}$. Here η is the learning rate.
# 6. Go back to 2.
#
# Here they run on a network so small that you can look at all of it: 2 inputs, 4 hidden units, 3 classes of points in the plane.

# %% name="training-loop"
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

# %% name="weights-outputs-gradient"
h = np.tanh(x @ net.weights[0] + net.biases[0])
print("weights ", net.weights[0].shape, " inputs × units")
print("outputs ", h.shape, " examples × units")
print("gradient", gradients[0].shape, " one slope for every weight")
print()
print("what training changed in each weight:")
print(np.round(net.weights[0] - started, 3))

# %% [markdown]
# You may have read that *activations are the updated weights*. They are not: an activation is what a unit answers to one input; it is worked out anew for every
# input, and nobody stores or updates it. You may also have read that *all weights get the same update*. Here are the eight updates of one layer, and
# no two of them are equal. (In the next chapter you will meet the special starts where some are.)
#
# ## Why a large step leaves a narrow valley
#
# Back to the curve for a moment. How long may a step be? Near the bottom of a valley the slope grows in proportion to the distance from the bottom. The factor is
# the **curvature** $c$: large where the valley is narrow. So one step takes the fraction $\eta c$ of the distance away:
#
# $$\text{new distance} \;=\; (1 - \eta\,c) \cdot \text{distance}$$
#
# If $\eta c$ is more than 2, the step lands further away than it began. So a valley can hold gradient descent only while $\eta < 2/c$. That is a prediction. Test it:
# start beside each minimum, with a learning rate 2 per cent below the limit, and 2 per cent above.

# %% name="valley-limits"
minima, hills = wi.valleys(wi.three_valleys)
limits = 2 / wi.descent.curvature(wi.three_valleys, minima)
for name, bottom, limit in zip("ABC", minima, limits):
    away = []
    for lr in (0.98 * limit, 1.02 * limit):
        end = wi.descend(wi.three_valleys, bottom + 0.01, lr, 500)[-1]
        away.append(abs(end - bottom))
    print(f"{name}: below {away[0]:.3f}, above {away[1]:.3f} from the bottom")

measured(limit_a=limits[0], limit_b=limits[1], limit_c=limits[2])

# %% [markdown]
# Below the limit each of the three settles at the bottom, above it none does. The narrow valley B holds learning rates up to 0.083<!--limit_b-->, the wide valley C
# up to 0.72<!--limit_c-->. That is why you could drive the path out of B and not out of C.
#
# ## Half of the tale
#
# Now a real network: small images of digits (MNIST, 7 × 7 pixels), ten hidden layers of 50 tanh units, about 25,000 weights. **Predict:** ten trainings start from ten
# different random draws, all with standard deviation σ = 0.2. Will they end in the same place? Will some end in a much worse valley than others?

# %% name="deep-net"
digits = wi.load_mnist(side=7)


def start(std, seed):
    sizes = [49] + 10 * [50] + [10]
    return wi.MLP(sizes, "tanh", wi.normal(std), np.random.default_rng(seed))


def train(nets, lr):
    rng = np.random.default_rng(0)
    return wi.race(nets, digits, lr, 400, 64, rng, eval_every=400)


def flat(net):
    return np.concatenate([w.ravel() for w in net.weights])


# %% name="ten-draws"
nets = [start(0.2, seed) for seed in range(10)]
before = np.array([flat(net) for net in nets])
runs = train(nets, lr=0.1)
after = np.array([flat(net) for net in nets])

length = np.linalg.norm(before[0])
moved = np.linalg.norm(after - before, axis=1) / length
apart = [np.linalg.norm(after[0] - one) / length for one in after[1:]]
accuracy = [run.test_accuracy[-1] for run in runs]
measured(moved=np.mean(moved), apart=np.mean(apart))
measured(lowest=min(accuracy), highest=max(accuracy))

# %% [markdown]
# Take the list of all weights as one long arrow. Training moved it by about 0.15<!--moved--> of its length. The ends of two trainings are 1.4<!--apart--> lengths apart,
# which is what two random arrows are (√2). So **ten starts led to ten different places, each close to its own start.** And all ten are good: between 86%<!--lowest--> and
# 89%<!--highest--> of the test images are recognised.
#
# Which valley? Here it made little difference: with so many weights, every one of the ten found a good place nearby. (Part of the distance is mere naming: swap two hidden
# units together with their weights, and the network does the same.)
#
# ## What the start decides in a network
#
# Now keep the network, and change σ instead. Three starts: **σ = 0.01, σ = 0.2, σ = 1.** Before any training, send 1,000 images forwards, and a random gradient
# backwards. Ask two questions:
#
# - Does the **signal** get through? Measure how much one unit's output moves when the image changes.
# - Does the **gradient** come back? Measure what is left of it at each layer.

# %% name="signal-and-gradient"
# alt: Two panels over the layers of an untrained network, on log axes. First, the signal: at standard deviation 0.01 it
#   falls by the same factor in every layer; at 0.2 and 1 it stays between 0.1 and 10. Second, the gradient: at 0.01 it
#   falls on its way back, to {back_001} at the input; for 0.2 it comes back {back_02} times as large as it was sent,
#   for 1 it comes back {back_1} times as large.
# caption: Before any training: σ = 0.01 loses signal and gradient, σ = 1 lets the gradient grow, σ = 0.2 keeps both.
def signal_and_gradient(std, seed):
    upstream = np.random.default_rng([seed, 1]).normal(size=(1000, 10))
    seen = wi.propagate(start(std, seed), digits.x_train[:1000], upstream)
    return [layer.unit_std for layer in seen.stats], seen.gradient_ratio


LOOKS = {0.01: (plotting.BLUE, "s-"), 0.2: (plotting.GREEN, "o-")}
LOOKS[1] = plotting.ORANGE, "^-"
fig, (left, right) = plt.subplots(1, 2, figsize=(6.3, 2.9))
at_input = {}
for std, (color, style) in LOOKS.items():
    seen = np.array([signal_and_gradient(std, seed) for seed in range(10)])
    plotting.plot_layers(left, seen[:, 0], f"σ = {std}", color, style=style)
    plotting.plot_layers(right, seen[:, 1], "", color, style=style)
    at_input[std] = np.exp(np.log(seen[:, 1, 0]).mean())
left.set(title="signal: spread of one unit", xlabel="layer")
right.set(title="gradient ÷ gradient sent in", xlabel="output of layer")
for ax in (left, right):
    ax.set_xticks([0, 2, 4, 6, 8, 10], ["input", *range(2, 11, 2)])
left.legend()
plt.show()

# %% name="gradient-at-input"
measured(back_001=at_input[0.01], back_02=at_input[0.2], back_1=at_input[1])

# %% [markdown]
# (Lines are means over ten draws; the band from the smallest to the largest is there, but so narrow that you can hardly see it.)
#
# With σ = 0.01 the image fades on its way forwards: the last layer gives nearly the same answer to every image. Of the gradient, 10⁻¹³<!--back_001--> comes back. With
# σ = 1 the signal gets through, but the gradient grows on its way back, some 7,000<!--back_1--> times. With σ = 0.2 the signal keeps its
# size, roughly, and the gradient comes back 2.0<!--back_02--> times as large.
#
# Does that matter for training? Train them, from five draws each.

# %% name="three-stds" within=0.2
# alt: Loss over 400 training steps, mean and band over five seeds. At standard deviation 0.2 the loss falls by more
#   than half. At 0.01 it stays at {ln_10}. At 1 it comes down from far above to {ln_10} and stays there.
# caption: Only the start in the middle learns. The two others end at {ln_10}, the loss of a guess.
RATES = (0.001, 0.01, 0.1)
nets = {
    (std, lr, seed): start(std, seed)
    for std in LOOKS for lr in RATES for seed in range(5)
}  # fmt: skip
runs = train(nets, lr={name: name[1] for name in nets})

fig, ax = plt.subplots(figsize=(6.3, 2.8))
for std, (color, style) in LOOKS.items():
    losses = np.array([runs[std, 0.1, seed].loss for seed in range(5)])
    losses = losses.reshape(5, 20, 20).mean(axis=2)  # means of 20 steps
    at = np.arange(10, 400, 20)
    ax.plot(at, losses.mean(0), style, color=color, label=f"σ = {std}")
    ax.fill_between(at, losses.min(0), losses.max(0), color=color, alpha=0.2)
ax.set(xlabel="step", ylabel="loss", ylim=(0, None))
ax.legend()
plt.show()

measured(ln_10=np.log(10))

# %% [markdown]
# Two of the three stop at ln 10 = 2.3<!--ln_10-->, the loss of a network that gives each of the ten classes the same probability. Perhaps the learning rate 0.1 suits one start better than the others? Here are three learning rates: how many of five draws recognise more than 30% of the
# test images. Guessing gives about a tenth.

# %% name="learning-rates"
for std in LOOKS:
    for lr in RATES:
        ends = [runs[std, lr, s].test_accuracy[-1] for s in range(5)]
        learned = sum(end > 0.3 for end in ends)
        print(f"σ = {std:<4}  lr = {lr:<5}  {learned} of 5 draws")

# %% [markdown]
# Set this beside the ten trainings above. **Another draw with the same σ:** a few per cent. **Another σ:** all or nothing, at least in these 400 steps, at these
# learning rates. So this is the better frame, and the one of this book:
#
# > In a network, the start decides whether the signal gets through, and whether the gradient comes back.
#
# The chapters that follow find out how to choose σ so that both do. This takes one fact about sums.
#
# ## A sum of n random terms
#
# A unit adds up its $n$ inputs, each multiplied by a weight: $z = x_1 w_1 + x_2 w_2 + \dots + x_n w_n$. **Predict:** the inputs have size 1, the weights standard
# deviation 0.1. With one input, $z$ is about 0.1. How large is it with 100 inputs: 10, 1, or still 0.1?

# %% name="sums-of-random-terms"
# alt: First: the standard deviation of the sum against the number of terms on log axes; the measured dots lie on the
#   dashed line square root of n times sigma. Second: histograms of the sum for 100 and for 400 terms; the second is
#   twice as wide.
# caption: The spread of a sum grows like the square root of the number of its terms: four times as many, twice as wide.
def draw_sums(n, std=0.1, seed=0):
    x, w = np.random.default_rng(seed).normal(size=(2, 2000, n))
    return (x * std * w).sum(axis=1)


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

# %% name="sums-measured"
measured(std_100=narrow.std(), std_400=wide.std())

# %% [markdown]
# With 100 terms the standard deviation is 1.0<!--std_100-->, with 400 terms 2.0<!--std_400-->. Neither 10 nor still 0.1: random terms are as often negative as
# positive and partly cancel, so $n$ of them grow like $\sqrt n$.
#
# Why just the root? **Variances** of independent terms add up, and the standard deviation is the root of the variance. One term $x_i w_i$, with a weight of mean 0, has
# the variance $E[x_i^2]\,\sigma^2$, where $E[x^2]$ is the mean square of the inputs. So
#
# $$\operatorname{Var}(z) = n\,\sigma^2\,E[x^2]$$
#
# $$\operatorname{std}(z) = \sqrt n\cdot\sigma\cdot\operatorname{rms}(x)$$
#
# with rms, the root mean square, for $\sqrt{E[x^2]}$. Look at the $x$: it is the mean **square** that counts, not the variance. For inputs that are never negative the two
# differ. Test it on real ones: the 784 pixels of the digits, from 0 (paper) to 1 (ink), into 1,000 units.

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
measured(keeps_size=1 / np.sqrt(50))

# %% [markdown]
# It is 0.14<!--keeps_size-->. The 0.2 that worked is a little more, and the two that failed are 14 times less and 7 times more. Why a little more can be good, and what
# the activation has to do with it, is the matter of later chapters.
#
# ## Normal or uniform?
#
# Libraries offer each rule twice: with a **normal** distribution (a bell), and with a **uniform** one (all values between −b and b equally likely). A uniform distribution on ±b has
# the standard deviation $b/\sqrt 3$. So for the same σ take the bound $b = \sqrt 3\,\sigma$. **Predict:** the weights look very different. And the sums?

# %% name="bell-and-box"
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
# central limit theorem: a sum of many independent terms is close to normal, whatever the terms. Does it make a difference to the training? Ten of each:

# %% name="uniform-draws"
def uniform_start(seed, std=0.2):
    edge, rng = np.sqrt(3) * std, np.random.default_rng(seed)
    sizes = [49] + 10 * [50] + [10]
    return wi.MLP(sizes, "tanh", wi.uniform(-edge, edge), rng)


runs = train([uniform_start(seed) for seed in range(10)], lr=0.1)
boxed = [run.test_accuracy[-1] for run in runs]
measured(box_lowest=min(boxed), box_highest=max(boxed))

# %% [markdown]
# From 85%<!--box_lowest--> to 89%<!--box_highest-->, much the same as with the bell.
#
# ## Which way round is W?
#
# In this book a weight matrix $W$ has the shape **(fan_in, fan_out)**, one input of the layer a row, one unit a column, and a layer computes $z = xW$. So do Keras, JAX's libraries and
# scikit-learn. PyTorch's `Linear` stores it the other way round, (fan_out, fan_in), and computes $xW^T$. Check which one you have before you read the fan off a shape.
#
# | | |
# |---|---|
# | $W$, σ | a layer's weights, and their standard deviation at the start |
# | $n$ | the number of terms in a sum: fan_in |
# | $x$, $z$, $h$ | inputs; sums $z = xW$; outputs (activations) $h = \varphi(z)$ |
# | $\varphi$ | the activation function, such as tanh |
# | η | the learning rate |
#
# ## Try your own values
#
# Any start, any learning rate, more steps, and curves of your own: `descent_bench({"mine": lambda w: abs(w)})`. What does gradient descent do on a curve with a
# kink? Or on one that gets flatter and flatter, such as $w^4$?

# %% name="descent-bench"
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
# **Not so:** *“there is one best place”*. The ends of two trainings were 1.4<!--apart--> lengths apart, as far as two random arrows. Many places have a
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
# **Not so:** *“training forgets its start”*. Each end was close to its own start: training moved the weights by about 0.15<!--moved--> of their length.
#
# </details>
# <details><summary>D. Ten different ends that are about equally good.</summary>
#
# **Right.** As measured above: all ten recognise between 86%<!--lowest--> and 89%<!--highest--> of the test images.
#
# </details>

# %% [markdown] name="question-four-times-the-inputs"
# **2. A layer gets four times as many inputs of the same size. You keep σ. What happens to the sums z?**
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

# %% [markdown] name="question-another-output"
# **3. Before any training, a unit's output is 0.9 for one image and −0.2 for the next. What has changed in between?**
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
# **Not so:** *“a unit has one value”*. A unit is a function: its output depends on the input. That is why the outputs above are an array with one row
# for each example.
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
# - Training repeats forward, loss, backward, update. Every weight moves by its own slope; activations are answers, not weights.
# - On a curve with one weight, start and learning rate together decide which valley is reached. A valley of curvature $c$ holds only learning rates below $2/c$.
# - In a network, ten draws with the same σ ended in ten places, about equally good. Another σ decided whether it learned at all: whether the signal got through and the
#   gradient came back.
# - A sum of $n$ random terms has std **√n·σ·rms(x)**: the two dials are σ and the fan. Normal or uniform makes no visible difference if the std is the same (bound √3·σ).
#
# **Next:** the most natural start of all is zero. Why does nobody use it? And when is it right? [Zero and constant](02-zero-and-constant.ipynb).
#
# **Sources.** Y. LeCun et al., [*Efficient BackProp*](../references.md#lecun-et-al-1998-efficient-backprop), 1998 (sums, fans, learning rates and
# curvature). A. Choromanska et al., [*The loss surfaces of multilayer networks*](../references.md#choromanska-et-al-2015), 2015 (under simplifying
# assumptions: in wide networks most minima are about equally good). X. Glorot and Y. Bengio, [*Understanding the difficulty of training deep
# feedforward neural networks*](../references.md#glorot-and-bengio-2010), 2010.
