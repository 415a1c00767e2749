# %% [markdown]
# # Zero and constant
#
# *Why not start with all weights at zero, or all at the same number?*
#
# - **You will learn** two different ways in which such a start fails, how to tell them apart by the gradients, why a random start cures both, and four places
#   where zero is the right choice.
# - **You need** [chapter 1](01-where-learning-starts.ipynb), which draws a network and the curves of ReLU, tanh and sigmoid; matrix products, the chain rule.
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
from wi_lib.benches import symmetry_bench
from wi_lib.experiments import moons
from wi_lib.explorers import symmetry_explorer

plotting.set_style()

# %% [markdown]
# ## Predict first
#
# A small network sorts points of the plane into two classes: 2 inputs, 8 hidden tanh units, 2 outputs. (For comparison, the picture that follows
# also shows a random start: He's rule, of a later chapter.)
#
# Each of the 8 hidden units has two weights, one for each input: draw it **as an arrow**, the direction in which it looks. All 16 weights start at 0.5, the output
# weights at 0. The network is trained for 500 steps. **How many different arrows will there be at the end?**

# %% name="predict-arrows" tags=["hide-input"]
from wi_lib.predictions.chapter_02 import arrows_prediction

explorer = symmetry_explorer()


def arrows(hidden):
    explorer.chosen = {"hidden": hidden, "step": 500}
    return np.array([explorer.slice("w1"), explorer.slice("w2")])


arrows_prediction(wi.distinct_units(arrows("constant")))

# %% name="arrows" tags=["hide-input", "answer"]
# claim: After 500 steps the constant start has one arrow, the random start has eight
# alt: Two planes with the points of two interleaved half moons and the trained hidden units as arrows. First, after a
#   constant start: all eight arrows lie on top of each other. Second, after a random start: eight arrows of different
#   directions and lengths.
# caption: Eight hidden units after training, as arrows: a constant start leaves eight copies of one, a random start
#   eight different ones. (The two planes have axes of different length.)
points = moons()
fig, axes = plt.subplots(1, 2, figsize=(6.3, 3.2))
for ax, hidden in zip(axes, ("constant", "He")):
    plotting.plot_arrows(ax, arrows(hidden), points.x_train, points.y_train)
    ax.set(title=f"start: {hidden}")
plt.show()
explorer.chosen = {"hidden": "constant", "step": 0}

# %% [markdown]
# One arrow: all eight units are still the same unit.

# %% [markdown]
# **Now try the other starts.** Choose one for each layer, press play, and watch three things: how many units differ, whether anything moves at all, and the
# loss. (*Tiny* and *He* are random, with standard deviations 0.001 and 1 in the hidden layer.)

# %% name="symmetry-explorer" tags=["hide-input"]
# claim: The starts of both layers decide whether units move, and whether they part
explorer

# %% [markdown]
# You will have found that "zero" and "constant" fail in more than one way. Sometimes nothing moves. Sometimes everything moves, but all units together. And
# sometimes such a start does no harm. Let us take them one by one.
#
# ## The dead start
#
# Take real data now: 1,000 images of digits, of 49 pixels each.
#
# **Predict:** a network has 49 inputs, 20 hidden ReLU units and 10 outputs, and all its weights and biases start at 0. $W_1$ and $b_1$ belong to the hidden layer,
# $W_2$ and $b_2$ to the output layer. Which of these four arrays moves first?

# %% name="gradient-sizes" tags=["argument"]
# claim: One call gives the gradients of all four arrays: W₁, b₁, W₂ and b₂
digits = wi.load_mnist(side=7)
x, labels = digits.x_train[:1000], digits.y_train[:1000]


def new_net(hidden, output, activation, seed=0):
    rng = np.random.default_rng(seed)
    inits = [hidden, output]
    return wi.MLP([49, 20, 10], activation, inits, rng, "float64")


def gradient_sizes(net):
    _, (w1, w2), (b1, b2) = net.loss_and_gradients(x, labels)
    gradients = {"W1": w1, "b1": b1, "W2": w2, "b2": b2}
    return {name: float(f"{wi.rms(g):.3g}") for name, g in gradients.items()}

# %% name="predict-first-to-move" tags=["hide-input"]
from wi_lib.predictions.chapter_02 import first_to_move_prediction

net = new_net(wi.zeros(), wi.zeros(), "relu")
first_to_move_prediction(gradient_sizes(net))

# %% name="zero-gradients" tags=["answer"]
# claim: From zero only b₂ has a gradient; with a sigmoid W₂ has one, too
rows = []
for activation in ("relu", "tanh", "sigmoid"):
    sizes = gradient_sizes(new_net(wi.zeros(), wi.zeros(), activation))
    rows.append([activation, *sizes.values()])
wi.report.table(["gradient of", *sizes], rows)

# %% [markdown]
# With ReLU and tanh only the output bias $b_2$ has a gradient. All others are 0: not small, but exactly 0. (Even $b_2$ has one only because some digits are
# more frequent than others. With equally many of each class, it would be 0 as well.) Does it stay so? Train.

# %% name="dead-start"
def train(net, steps, lr=0.5, decay=0.0, data=(x, labels)):
    losses = []
    for _ in range(steps):
        loss, gradients, bias_gradients = net.loss_and_gradients(*data)
        for w, gradient in zip(net.weights, gradients):
            w -= lr * (gradient + decay * w)
        for b, gradient in zip(net.biases, bias_gradients):
            b -= lr * gradient
        losses.append(loss)
    return losses


dead = new_net(wi.zeros(), wi.zeros(), "relu")
losses = train(dead, 300)
shares = np.bincount(labels) / len(labels)
entropy = -(shares * np.log(shares)).sum()
measured(first_loss=losses[0], fallen=losses[0] - losses[-1])
print("loss = entropy:", np.isclose(losses[-1], entropy))
measured(largest_weight=max(np.abs(w).max() for w in dead.weights))

# %% [markdown]
# After 300 steps every weight is still exactly 0<!--largest_weight-->. The loss began at 2.30<!--first_loss-->, which is ln 10 (all ten classes equally likely), and has fallen by 0.0049<!--fallen-->. The output
# bias has learned how often each digit occurs, and nothing else: the loss is now the **entropy** of those frequencies, the best that one can do without looking at the image. This is a **dead start**.
#
# Why? Write $\delta = p - y$ for the error at the output, probabilities minus labels. It is the slope of the loss with respect to the last layer's sums: softmax and cross-entropy
# together give $p - y$. You may take this as given. Then the chain rule says, up to the mean over the examples,

# %% [markdown] name="two-gradients" claim="The gradient of W₂ contains h, that of W₁ contains W₂"
# $$\frac{\partial L}{\partial W_2} = h^T \delta$$
#
# $$\frac{\partial L}{\partial W_1} = x^T \left(\delta W_2^T \odot \varphi'(z)\right)$$

# %% [markdown]
# (⊙ multiplies two arrays entry by entry.) The gradient of $W_2$ contains the hidden outputs $h$, and these are tanh(0) = ReLU(0) = 0. The gradient of $W_1$ contains $W_2$, and that is 0. **Each layer waits for the other**, forever. (With ReLU even a random
# $W_2$ does not help: at 0 its slope counts as 0, too. Try it in the explorer: [ReLU, zero and He](#symmetry:hidden=zero,output=he,activation=relu,step=500).)
#
# The sigmoid is different: sigmoid(0) = ½. So $h$ is not 0, and $W_2$ moves first, as the table shows. But $h$ is ½ for *every* image. So the gradient of $W_2$ is half that of $b_2$,
# and that one is not 0 only because some digits are more frequent. **Predict:** what happens with 84 images of each digit?

# %% name="equally-many-digits"
even = np.concatenate([np.flatnonzero(labels == d)[:84] for d in range(10)])
balanced = x[even], labels[even]
net = new_net(wi.zeros(), wi.zeros(), "sigmoid")
losses = train(net, 100, data=balanced)
largest = max(np.abs(w).max() for w in net.weights)
print(f"largest weight {largest:.6f}, loss {losses[-1]:.6f}")

# %% [markdown]
# It is dead, too: but for rounding errors, no weight moves, and the loss stays at ln 10. A start whose hidden outputs are the same for all images wakes only when the classes of a
# batch are not equally frequent. With our 1,000 images it wakes. Is it well?
#
# ## The copies
#
# Follow the zero start with a sigmoid, and a constant start with tanh (hidden weights 0.1, output weights 0.1), over the first steps. The **rank** tells in how many independent directions the
# hidden units look; `distinct_units` counts the different columns of $W_1$.

# %% name="first-steps-of-copies"
# claim: W₁ waits for one step, then it moves, and there is still one distinct unit
def rank(weights):
    sizes = np.linalg.svd(weights, compute_uv=False)
    return int((sizes > 1e-6 * max(sizes[0], 1e-9)).sum())


def first_steps(net):
    for number in range(4):
        sizes, w = gradient_sizes(net), net.weights[0]
        print(f"  step {number}: gradient of W1 {sizes['W1']:.5f}, of W2 "
              f"{sizes['W2']:.5f}; {wi.distinct_units(w)} distinct unit, "
              f"rank {rank(w)}")  # fmt: skip
        train(net, 1)


print("sigmoid, zero")
first_steps(new_net(wi.zeros(), wi.zeros(), "sigmoid"))
print("tanh, constant 0.1")
first_steps(new_net(wi.constant(0.1), wi.constant(0.1), "tanh"))

# %% [markdown]
# In both, $W_1$ has **no gradient at the first step**. For the zero start you know why: $W_2 = 0$. For the constant one, every output weight is the same number $c$, so what reaches a hidden
# unit is $c \cdot \sum_k (p_k - y_k)$. The probabilities add up to 1, and so do the labels (each a 1 for its class and nine times 0): the sum is 0 for every single image.
#
# But $W_2$ has a gradient. From the second step on its columns differ, and $W_1$ moves. Its rank is never more than 1 (0 as long as all its weights are 0), and there is 1 distinct unit: **all twenty units move together.**
# Look at the whole matrix after 300 steps, each column one unit, each row one input.

# %% name="weight-stripes"
# claim: A constant start ends in stripes: the columns, one for each unit, are equal
# alt: Two hidden weight matrices as images, 49 rows of inputs by 20 columns of units. After a constant start every row
#   has one colour across all units: horizontal stripes. After a random start there are no stripes, every unit is
#   different.
# caption: The weights after training, a column for each unit. Stripes mean that all units are copies of each other.
copies = new_net(wi.constant(0.1), wi.constant(0.1), "tanh")
random = new_net(wi.he_normal(), wi.zeros(), "tanh")
fig, axes = plt.subplots(1, 2, figsize=(6.3, 3.2))
for ax, net, title in zip(axes, (copies, random), ("constant", "He")):
    train(net, 300)
    w = net.weights[0]
    shown = plotting.plot_weights(ax, w)
    ax.set(title=f"start: {title}", xlabel="hidden unit", ylabel="input")
fig.colorbar(shown, ax=axes, label="weight after training")
plt.show()

# %% name="weight-stripes-measured"
measured(kinds=wi.distinct_units(copies.weights[0]))
measured(rows=len(np.unique(np.round(copies.weights[0][:, 0], 8))))
measured(kinds_he=wi.distinct_units(random.weights[0]))

# %% [markdown]
# You may have read that here *all weights get the same update*. Look at the stripes: the **units** get the same update (1<!--kinds--> kind of column), the **inputs** do not: one column
# holds 48<!--rows--> different values for 49 inputs. (Two pixels are 0 in every image. Their weights get no gradient and keep their start, 0.1.)
#
# Why do the units stay together? Two units with the same incoming weights give the same output. If their outgoing weights are the same, too, the same error comes back to them. So
# they get the same gradient, make the same step, and are the same again. In exact arithmetic, no number of steps can part them: the network starts **symmetric**, and training keeps a symmetry.
# Shuffled mini-batches do not change that. At every step both units see the same images, whichever these are. (Dropout would part them: it leaves out one unit and
# not the other.)
#
# ## Twenty units that are one

# %% [markdown] name="copies-in-one-unit" claim="Twenty copies can be replaced by one unit"
# You may have read that *a layer is pointless when its units agree*. Not quite: twenty copies do what one unit does. Build it: one unit with their common
# incoming weights, and the **sum** of their outgoing weights.

# %% name="one-unit-for-twenty" tags=["argument"]
# claim: One unit with their summed outgoing weights answers as twenty copies do
rng = np.random.default_rng(0)
single = wi.MLP([49, 1, 10], "tanh", rng=rng, dtype="float64")
single.weights[0][:] = copies.weights[0][:, :1]
single.biases[0][:] = copies.biases[0][:1]
single.weights[1][:] = copies.weights[1].sum(axis=0)
single.biases[1][:] = copies.biases[1]
print("same outputs:", np.allclose(single.forward(x), copies.forward(x)))

# %% name="one-unit-accuracy"
test = digits.x_test, digits.y_test
measured(acc_copies=copies.accuracy(*test), acc_single=single.accuracy(*test))
acc_random = []
for seed in range(5):
    net = new_net(wi.he_normal(), wi.zeros(), "tanh", seed)
    train(net, 300)
    acc_random.append(net.accuracy(*test))
measured(lowest_random=min(acc_random), highest_random=max(acc_random))

# %% [markdown]
# The same outputs, and the same 30%<!--acc_copies--> of the test images. That is more than guessing, and far less than twenty different units: 82%<!--lowest_random--> to
# 84%<!--highest_random--> from five random starts, after the same 300 steps. (Trained on the 1,000 images, at learning rate 0.5; tested on 2,000 others.) The units are **redundant**.
#
# A small positive bias would make ReLU units awake, so a zero start would no longer be dead, as long as the classes are not equally frequent. But equal biases do not make units different: they stay copies.
#
# <details><summary>Look closer: do small positive biases help?</summary>
#
# You may have read that biases should start at a small positive number, such as 0.1, so that ReLU units are awake. Try it on the zero start (`biased` in the next cell):
# the hidden outputs are then 0.1 and not 0, so the gradient of $W_2$ is not 0 either, and the net is no longer dead. (With 84 images of each digit it is: after 100 steps its loss is still ln 10, 2.30<!--even_loss-->.) But all hidden biases are equal: there is still
# 1<!--biased_kinds--> kind of unit, and 22%<!--biased_accuracy--> of the test images. On a random start (He in both layers, ten draws), biases of 0.1 give 83.6%<!--biased_he-->, biases of 0 give
# 83.3%<!--unbiased_he-->. Draw by draw the difference is 0.2%<!--biased_gain-->, with a standard error of 0.1%<!--biased_error-->: if there is one, it is tiny.
#
# </details>

# %% name="positive-biases" tags=["hide-input"]
def biased(inits, bias, seed=0, steps=300, data=(x, labels)):
    net = new_net(*inits, "relu", seed)
    net.biases[0][:] = bias
    train(net, steps, data=data)
    return net


awake = biased([wi.zeros(), wi.zeros()], 0.1)
measured(biased_kinds=wi.distinct_units(awake.weights[0]))
measured(biased_accuracy=awake.accuracy(*test))
ends = {}
for bias in (0.0, 0.1):
    nets = [biased([wi.he_normal()] * 2, bias, seed) for seed in range(10)]
    ends[bias] = [net.accuracy(*test) for net in nets]
measured(unbiased_he=np.mean(ends[0.0]), biased_he=np.mean(ends[0.1]))
gains = np.subtract(ends[0.1], ends[0.0])  # the same draws, with and without
error = np.std(gains, ddof=1) / np.sqrt(10)
measured(biased_gain=gains.mean(), biased_error=error)
net = biased([wi.zeros(), wi.zeros()], 0.1, steps=100, data=balanced)
measured(even_loss=net.loss_and_gradients(*balanced)[0])

# %% [markdown]
# ## A millionth is enough
#
# How firm is the symmetry? Train two networks: one with equal units, and one in which a single weight is not quite as the others.
#
# **Predict:** all 980 hidden weights start at 0.1. To a single one of them you add a millionth, 10⁻⁶. Will it make a difference? How large will the largest
# difference of two units' weights be after 500 steps?

# %% name="predict-millionth" tags=["hide-input"]
from wi_lib.predictions.chapter_02 import millionth_prediction

exact = new_net(wi.constant(0.1), wi.constant(0.1), "tanh")
changed = new_net(wi.constant(0.1), wi.constant(0.1), "tanh")
changed.weights[0][20, 0] += 1e-6

apart, losses = [], []
for _ in range(500):
    gaps = np.abs(changed.weights[0][:, 0] - changed.weights[0][:, 1])
    apart.append([gaps.max(), np.delete(gaps, 20).max()])
    losses.append([train(exact, 1)[0], train(changed, 1)[0]])
millionth_prediction(apart[-1][0])

# %% name="one-weight-changed" tags=["answer"]
# claim: At rate 0.5, a millionth in one of 980 weights soon grows exponentially
# alt: First: the largest difference of two units, on a log axis. From one millionth it first stays as it is, reaches ten
#   times as much after {waits} steps, then grows exponentially, and ends at {apart_last}. A dashed line, the largest of the
#   48 other weights, grows from the start on and meets it at step {overtakes}. Second: the loss of the symmetric network falls
#   ever more slowly, and ends at {loss_exact}; that of the changed network leaves it when the units have separated, and
#   ends at {loss_changed}.
# caption: A difference of one millionth is enough: it grows until the copies part, and only then does the loss fall
#   fast again.
fig, (left, right) = plt.subplots(1, 2, figsize=(6.3, 2.7))
apart, others = np.array(apart).T
left.semilogy(apart, color=plotting.ORANGE, label="of all 49 weights")
left.semilogy(others, "--", color=plotting.INK, label="of the 48 others")
left.set(title="largest difference", xlabel="step", ylim=(1e-11, 10))
left.legend()
right.plot(np.array(losses)[:, 0], "--", label="symmetric")
right.plot(np.array(losses)[:, 1], label="one weight changed")
right.set(title="loss", xlabel="step")
right.legend()
plt.show()

# %% name="one-weight-changed-measured" tags=["answer"]
measured(apart_first=apart[0], apart_last=apart[-1])
measured(waits=int(np.argmax(apart > 1e-5)))
measured(overtakes=int(np.argmax(others >= apart)))
measured(growth=(others[150] / others[50]) ** (1 / 100) - 1)
measured(loss_exact=losses[-1][0], loss_changed=losses[-1][1])

# %% [markdown]
# The upper line seems to say that for a long time nothing happens: only after 188<!--waits--> steps is the largest difference ten times as large. But until step 139<!--overtakes--> the
# largest one is the millionth itself, which hardly moves. The differences of the 48 other weights (dashed) begin at 0. They grow from the first steps on, soon by about
# 5%<!--growth--> in every step, and overtake it. In the end the distance is a million times as large. The symmetric start is like a ball on the ridge of a roof: it stays there only while nothing touches it.
# (The loss drops when the network has two kinds of units in place of one.)
#
# And computers do touch it. Every sum is rounded, by about 10⁻¹⁶ of its size. If your computer rounds all columns alike, the copies stay copies; if not, those errors grow in the same way. Here the
# symmetric network goes on for 1,500 steps more. What you see in the next cell **depends on the computer**: 1 kind of unit, or more.

# %% name="rounding-errors" tags=["nbval-ignore-output"]
train(exact, 1500)
print("kinds of units:", wi.distinct_units(exact.weights[0]))

# %% [markdown]
# So a symmetric start does not always stay symmetric in practice. (The explorer above takes care that rounding errors do not wake its dead starts.) But do not wait for rounding errors. **A random start** is the cure: it makes all units different from the first step on. It
# cures the dead start as well: neither the hidden outputs nor the output weights are 0.
#
# Is any randomness enough? Go back to the explorer and choose [*tiny* with tanh and a zero output layer](#symmetry:hidden=tiny,output=zero,activation=tanh,step=300): all eight units differ, and yet their arrows lie almost on one line for hundreds of steps. Different is not enough; how
# large the weights are matters, too. That is the next chapter.
#
# ## When zero is right

# %% [markdown] name="where-zero-does-no-harm" claim="Zero does harm only where it makes copies or blocks the gradient"
# You may have read that *zero is always wrong*. It is wrong when it makes units copies, or blocks the gradient. In four places it does neither:
# biases, the output layer, a model without hidden layer, and the end of a residual branch.

# %% [markdown]
# **1. Biases.** Unless the text says otherwise, the networks of this book start with biases of 0. The random weights already make the units different.
#
# **2. The output layer,** if the hidden layer is random. The outputs then start at 0, so the loss starts at exactly ln 10. At the first step only $W_2$ and $b_2$ have a gradient: that of $W_1$ contains
# $W_2$, which is 0. But the hidden outputs differ, so each row of $W_2$ gets a gradient of its own, and from the second step on so does every hidden unit that the images switch on. (A ReLU unit that no
# image of the first batches switches on has to wait for a later batch. One that is dead for all images waits for good.) Ten draws (seeds) each, 1,000 steps at learning rate 0.2:

# %% name="zero-output-layer"
def race(output):
    rng = np.random.default_rng
    inits = [wi.he_normal(), output]
    nets = [wi.MLP([49, 20, 10], "relu", inits, rng(s)) for s in range(10)]
    runs = wi.race(nets, digits, 0.2, 1000, 64, rng(0), eval_every=1000)
    ends = [run.test_accuracy[-1] for run in runs]
    return [run.loss[0] for run in runs], min(ends), max(ends)


first, low, high = race(wi.zeros())
measured(zero_first=min(first), zero_first_max=max(first))
measured(zero_low=low, zero_high=high)
first, low, high = race(wi.he_normal())
measured(he_first=min(first), he_first_max=max(first))
measured(he_low=low, he_high=high)

# %% [markdown]
# With a zero output layer the test accuracy ends between 84%<!--zero_low--> and 85%<!--zero_high-->, with a random one between 84%<!--he_low--> and 86%<!--he_high--> (2,000 test images). At
# this learning rate, after this many steps, ten seeds show no clear difference.
#
# **3. A model without hidden layer** (softmax regression). There are no hidden units to be copies, and the loss is convex: one valley. From zero and from five random starts:

# %% name="no-hidden-layer"
starts = [wi.zeros()] + 5 * [wi.normal(1)]
nets = [wi.MLP([49, 10], init=one, rng=np.random.default_rng(seed))
        for seed, one in enumerate(starts)]  # fmt: skip
runs = wi.race(nets, digits, 0.5, 3000, 250, np.random.default_rng(0))
ends = [run.loss[-100:].mean() for run in runs]
measured(from_zero=ends[0])
measured(from_random_low=min(ends[1:]), from_random_high=max(ends[1:]))

# %% [markdown]
# The loss ends at 0.511<!--from_zero--> from zero, and between 0.507<!--from_random_low--> and 0.518<!--from_random_high--> from the random starts: the same valley.
#
# **4. The end of a residual branch.** A residual block computes $h + \varphi(hW_1)W_2$: its input, plus a branch. If the last weights $W_2$ of every branch start at 0, every block starts as the
# identity, and a signal passes through any number of them unchanged. Fifty blocks:

# %% name="residual-branch"
def through_blocks(std_of_w2, seed, blocks=50, width=100):
    rng = np.random.default_rng(seed)
    h = rng.normal(size=(500, width))
    start, squares = h.std(), []
    for _ in range(blocks):
        w1 = rng.normal(0, np.sqrt(2 / width), (width, width))
        w2 = rng.normal(0, std_of_w2, (width, width))
        branch = np.maximum(h @ w1, 0) @ w2
        squares.append((branch**2).mean() / (h**2).mean())
        h = h + branch
    return h.std() / start, np.mean(squares)


measured(identity=through_blocks(0, seed=0)[0])
he = [through_blocks(np.sqrt(2 / 100), seed) for seed in range(20)]
grown, squares = np.array(he).T
measured(he_smallest=grown.min(), he_largest=grown.max())
measured(branch_square=squares.mean(), of_theory=np.sqrt(3.0**50))

# %% [markdown]
# With zero the signal keeps its size (factor 1<!--identity-->). With He's rule for $W_2$ as well, it grows by a factor between 2·10¹¹<!--he_smallest--> and 2·10¹²<!--he_largest--> (20 draws). Why so much? $W_1$ and ReLU keep the
# mean square. He's rule ([chapter 5](05-he.ipynb)) is σ² = 2/n; the 2 makes up for the half that ReLU takes away. After $W_2$ there is no ReLU, so the 2 doubles it: the branch has 2.0<!--branch_square--> times the mean square of the block's input. $W_2$ is
# random, with mean 0. So the products of input and branch average to 0, and their mean squares add: 1 + 2 = 3 for each block. Fifty blocks make $3^{50}$, and the size is the root of
# that, 8.5·10¹¹<!--of_theory-->. The zero start does not do that, and it is not dead: the gradient of $W_2$ contains
# the branch's hidden outputs, and these are not 0.
#
# ## Is weight decay a start at zero?
#
# Weight decay pulls every weight towards zero at every step. Then why should a start *at* zero be bad? Because decay does not pull alone. Train from He, without decay and with two strengths of it:

# %% name="weight-decay"
def with_decay(decay):
    net = new_net(wi.he_normal(), wi.he_normal(), "relu")
    train(net, 300, decay=decay)
    w = net.weights[0]
    return wi.rms(w), wi.distinct_units(w), net.accuracy(*test)


size_without, kinds_without, acc_without = with_decay(0)
size_with, kinds_with, acc_with = with_decay(0.01)
measured(size_without=size_without, acc_without=acc_without)
measured(size_with=size_with, acc_with=acc_with, kinds_with=kinds_with)
size_strong, _, acc_strong = with_decay(0.1)
measured(size_strong=size_strong, acc_strong=acc_strong)

# %% [markdown]
# With a decay of 0.01 the hidden weights end at an rms of 0.22<!--size_with-->, without it at 0.36<!--size_without-->. So decay makes them **smaller**, not zero: the gradient of the data pulls the other way, and all
# 20<!--kinds_with--> units stay different. From a dead start there is no such gradient. (Too much decay, 0.1, does win: the weights shrink to 0.03<!--size_strong-->, and the accuracy falls from 83%<!--acc_without--> to 21%<!--acc_strong-->.)
#
# ## Is uniform(−2, 2) a good choice?
#
# It breaks every symmetry, so why not draw all weights evenly between −2 and 2? A uniform distribution on ±b has standard deviation b/√3. And a sum of $n$ terms grows like $\sqrt n$
# (chapter 1). Into sigmoid units, from inputs of size 1:

# %% name="uniform-saturates"
# claim: Uniform(−2, 2) saturates {share_1%} of the outputs with one input, {share_784%} with 784
# alt: Share of saturated sigmoid outputs against the number of inputs, weights uniform on plus minus 2, ten draws. It
#   rises from very few with one input to most of them with 784.
# caption: The same weights saturate few units with one input, and most of them with 784.
def saturated(n, seed):
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(500, n)) @ rng.uniform(-2, 2, (n, 100))
    return wi.saturated_share(wi.ACTIVATIONS["sigmoid"](z), "sigmoid")


fans = [1, 4, 16, 64, 256, 784]
shares = np.array([[saturated(n, seed) for n in fans] for seed in range(10)])
fig, ax = plt.subplots(figsize=(6.3, 2.5))
ax.fill_between(fans, shares.min(0), shares.max(0), alpha=0.3)
ax.semilogx(fans, shares.mean(0), "o-")
ax.set_xticks(fans, fans)
ax.set(xlabel="inputs n", ylabel="share saturated", ylim=(0, 1))
plt.show()

measured(std=2 / np.sqrt(3), share_1=shares[:, 0].mean())
measured(share_784=shares[:, -1].mean())

# %% [markdown]
# Its standard deviation is 1.15<!--std-->. With one input 2.6%<!--share_1--> of the outputs are saturated (below 0.05 or above 0.95): fine for a toy with one or two inputs. With 784 inputs it is
# 93%<!--share_784-->. A fixed range cannot suit all layers: the fan must come in.
#
# ## Try your own values
#
# Any start for either layer, more units, more steps. Try *zero* and *He*, in both orders; *normal, std 0.001* and 3,000 steps; or an initializer of your own:
# `symmetry_bench({"mine": wi.uniform(0, 1)})`.

# %% name="symmetry-bench"
# claim: Equal hidden weights, random output weights: the units part
symmetry_bench(hidden="constant 0.5", output="He", steps=300)

# %% [markdown]
# ## Check yourself
#
# Answer first. Then open your answer: it says whether you are right, and why.

# %% [markdown] name="question-which-start"
# **1. Zero, one constant for all, or random numbers: which start of the hidden weights is best, and why?**
#
# <details><summary>A. Zero: then no unit is preferred.</summary>
#
# **Not so:** *“zero is neutral”*. That is the trouble: nothing tells the units apart. With a zero output layer, and ReLU or tanh, [no weight moves at
# all](#symmetry:hidden=zero,output=zero,activation=relu,step=500).
#
# </details>
# <details><summary>B. A constant: no gradient is blocked by a zero.</summary>
#
# **Not so:** *“only zeros do harm”*. Above, the gradient flowed after the first step, but [all units got the same one](#symmetry:hidden=constant,output=zero,activation=tanh,step=500): twenty units did the work of one.
#
# </details>
# <details><summary>C. Random: every unit gets a gradient of its own.</summary>
#
# **Right.** Randomness breaks the symmetry. How large the numbers should be is another question.
#
# </details>
# <details><summary>D. It does not matter: training finds a way out of any start.</summary>
#
# **Not so:** *“training repairs any start”*. After 300 steps of training, every weight of the dead start was still exactly 0<!--largest_weight-->, and
# the copies were still 1<!--kinds--> kind of unit.
#
# </details>

# %% [markdown] name="question-random-output-weights"
# **2. The hidden weights are all 0.5, but the output weights are random. What happens to the hidden units?**
#
# <details><summary>A. They become different.</summary>
#
# **Right.** To stay copies, units must agree in incoming *and* outgoing weights. Here different errors come back to them. Try it in the explorer:
# [constant and He](#symmetry:hidden=constant,output=he,activation=tanh,step=500).
#
# </details>
# <details><summary>B. They stay copies: their incoming weights are the same.</summary>
#
# **Not so:** *“equal incoming weights stay equal”*. At the start they give the same output. But their outgoing weights differ, so different errors come
# back to them, and the first step parts them.
#
# </details>
# <details><summary>C. They do not move: a constant start is a dead one.</summary>
#
# **Not so:** *“constant means dead”*. A dead start needs zeros that block the gradient. Here the output weights are not 0, so an error comes back to
# every hidden unit.
#
# </details>

# %% [markdown] name="question-uniform-2"
# **3. The units of a sigmoid layer have 784 inputs of size 1. Their weights are drawn from uniform(−2, 2). Is that a good choice?**
#
# <details><summary>A. Yes: it is random, so the units differ.</summary>
#
# **Not so:** *“different is enough”*. They differ, but 93%<!--share_784--> of their outputs are saturated: the sums have a std of about √784 ·
# 1.15<!--std-->.
#
# </details>
# <details><summary>B. No: the range must shrink as the number of inputs grows.</summary>
#
# **Right.** To keep the sums at the size of the inputs, σ must be 1/√784, so the bound is √3/√784.
#
# </details>
# <details><summary>C. No: a normal distribution would be better.</summary>
#
# **Not so:** *“the shape decides”*. With the same standard deviation, normal and uniform weights give nearly the same sums ([chapter 1](01-where-learning-starts.ipynb#bell-and-box)).
#
# </details>
# <details><summary>D. Yes: the weights have mean 0, so the sums stay near 0.</summary>
#
# **Not so:** *“mean 0 means small”*. Only the mean of the sums is near 0. Their spread is √784 · 1.15<!--std-->, about 32, and a sigmoid is saturated
# beyond about ±3.
#
# </details>

# %% [markdown] name="question-shuffled-batches"
# **4. Two hidden units start with equal weights, incoming and outgoing. You train with shuffled mini-batches. In exact arithmetic, when do the units
# part?**
#
# <details><summary>A. At the first step: each batch is different.</summary>
#
# **Not so:** *“random batches break symmetry”*. The batches differ from step to step, but both units see the same one. So both get the same gradient.
#
# </details>
# <details><summary>B. Never.</summary>
#
# **Right.** Equal units give equal outputs, and equal errors come back to them, whatever the images of the step are. They make the same step, and are
# equal again.
#
# </details>
# <details><summary>C. After some hundred steps, when the difference has grown.</summary>
#
# **Not so:** *“a difference comes from nowhere”*. What grew above was a difference that was there: a millionth, or a rounding error. In exact arithmetic it
# is 0, and [0 does not grow](#symmetry:hidden=constant,output=constant,activation=tanh,step=500).
#
# </details>
# <details><summary>D. As soon as the learning rate is large enough.</summary>
#
# **Not so:** *“large steps break symmetry”*. The learning rate multiplies the gradients of both units alike. Equal steps stay equal, at any rate.
#
# </details>

# %% [markdown] name="question-zero-output-weights"
# **5. The hidden weights are random, the output weights $W_2$ and all biases are 0. Which gradients are not zero at the first step? (The classes are not
# equally frequent.)**
#
# <details><summary>A. None: a layer of zeros is dead.</summary>
#
# **Not so:** *“only zeros do harm”*. Output weights of 0 do not stop their own gradient. That contains the
# hidden outputs, and here these are not 0.
#
# </details>
# <details><summary>B. All four: the hidden layer is random, so nothing blocks the gradient.</summary>
#
# **Not so:** *“a random layer lets all through”*. The gradient of $W_1$ and $b_1$ contains $W_2$, and that is 0.
#
# </details>
# <details><summary>C. Those of W₁ and b₁: the first layer is the random one.</summary>
#
# **Not so:** *“the random layer moves first”*. It is the other way round. What comes back to the hidden layer passes through $W_2$, which is 0.
#
# </details>
# <details><summary>D. Those of W₂ and b₂.</summary>
#
# **Right.** The gradient of $W_2$ is $h^T\delta$, with hidden outputs that are not 0; that of $b_2$ is the sum of δ. After one step $W_2$ is not 0 any
# more, and the rest can move.
#
# </details>

# %% [markdown] name="question-positive-biases"
# **6. All weights of a ReLU net are 0, but its hidden biases are 0.1. What happens? (The classes are not equally frequent.)**
#
# <details><summary>A. It is as dead as without: its weights are 0.</summary>
#
# **Not so:** *“a zero says nothing”*. Now the hidden outputs are 0.1, and the gradient of the output weights contains them. They move at the first step.
#
# </details>
# <details><summary>B. It learns as from a random start: the units are awake.</summary>
#
# **Not so:** *“awake is enough”*. All units are awake in the same way. After 300 steps there was 1<!--biased_kinds--> kind of unit, and 22%<!--biased_accuracy--> of
# the test images were recognised.
#
# </details>
# <details><summary>C. It learns, but all hidden units stay copies.</summary>
#
# **Right.** The biases unblock the gradient. They do not tell the units apart, because they are equal.
#
# </details>

# %% [markdown] name="question-zero-and-dead"
# **7. After 300 steps from zero weights, the loss has fallen a little, from ln 10 on, and every weight is still 0. What has the net learned?**
#
# <details><summary>A. How often each class occurs.</summary>
#
# **Right.** Only the output bias has moved. The loss is now the entropy of the frequencies, the best that can be done without looking at the image.
#
# </details>
# <details><summary>B. A little about the images: a lower loss means that something is seen.</summary>
#
# **Not so:** *“a falling loss means learning”*. With all weights at 0, [the image has no way to the output](#dead-start). The answer is the same for every image.
#
# </details>
# <details><summary>C. Nothing: if no weight moves, nothing changes.</summary>
#
# **Not so:** *“only weights can learn”*. The output bias is a parameter, too, and it had a gradient: it lowered the loss by
# 0.0049<!--fallen-->.
#
# </details>
# <details><summary>D. It is slow: more steps will move the weights.</summary>
#
# **Not so:** *“training repairs any start”*. Their gradient is not small but exactly 0, and stays so: [each layer waits for the other](#symmetry:hidden=zero,output=zero,activation=tanh,step=500).
#
# </details>

# %% [markdown]
# ## Exercises
#
# Replace the three dots, run the cell, and the check answers at once. Solutions are [on their own page](../solutions/02-zero-and-constant.ipynb).
#
# **2.1 Compute.** A network has 20 hidden tanh units. The incoming weights of the first ten start at 0.1, those of the other ten at 0.2. All output weights start at 0. How many different
# hidden units are there after training (in exact arithmetic)?

# %% name="exercise-kinds-of-units"
kinds = ...

checks.exercise("2.1", kinds)

# %% [markdown]
# **2.2 Predict.** Hidden weights zero, output weights random (He), biases zero, tanh; the 1,000 images above, in which some digits are more frequent than others. Which of "W1", "b1", "W2", "b2" have a
# gradient that is not 0 at the first step? Give a set, such as `{"W1", "b2"}`. You can check with `gradient_sizes`.

# %% name="exercise-what-moves"
moving = ...

checks.exercise("2.2", moving)

# %% [markdown]
# **2.3 Break it.** Write a function that returns a start `(w1, w2)` for a network with 2 inputs, 4 tanh units and 3 outputs, of shapes (2, 4) and (4, 3), in which the first two
# units stay equal forever, while the others become different from them and from each other.


# %% name="exercise-two-copies"
def two_copies(rng):
    return ...


checks.exercise("2.3", two_copies)

# %% [markdown]
# **2.4 Fix it.** Give a list of two initializers, for the hidden and for the output layer, with which the loss starts at exactly ln(classes), and yet all hidden units differ after training.

# %% name="exercise-ln-classes"
inits = ...

checks.exercise("2.4", inits)

# %% [markdown]
# ## In this chapter
#
# - **Dead start:** if the hidden outputs and the output weights are all 0, each layer waits for the other. Only the output bias moves; the loss ends at the entropy of the classes.
#   With ReLU, hidden weights and biases of 0 are enough.
# - **Copies:** units that agree in incoming and outgoing weights get equal gradients and stay equal. The layer works like one unit. Inputs are told apart, units are not.
# - A random start cures both; a positive bias cures only the dead start, and only where the classes of a batch are not equally frequent. In practice rounding errors may break a symmetry, late, on some computers.
# - Zero is right for biases, for the output layer after a random hidden layer, for linear models, and at the end of residual branches.
#
# **Next:** random, then. But how large? Standard deviation 1 against 0.01: what you may have read has it backwards. [Too large, too small](03-too-large-too-small.ipynb).
#
# **Sources.** I. Goodfellow, Y. Bengio and A. Courville, [*Deep Learning*](../references.md#goodfellow-et-al-2016), 2016, section 8.4 (breaking
# symmetry). P. Goyal et al., [*Accurate, large minibatch SGD*](../references.md#goyal-et-al-2017), 2017, and H. Zhang et al., [*Fixup
# initialization*](../references.md#zhang-et-al-2019), 2019 (residual branches that start at zero).
