# %% [markdown]
# # He
#
# *ReLU throws away half of what comes in: how large must the weights be to make up for it?*
#
# - **You will learn** why He's rule has a 2, which square it keeps and which it does not, how a common misprint survives, and what no rule for σ can mend.
# - **You need** chapter 4: a layer scales the mean square by n_in·σ². NumPy at reading level.
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
from wi_lib.benches import depth_bench
from wi_lib.explorers import depth_explorer

plotting.set_style()

# %% [markdown]
# ## Predict first
#
# A network has 30 layers of 100 ReLU units: negative sums become 0, positive ones pass unchanged. You draw the weights with Xavier's rule, which is σ = 1/√n here. Without an activation, that
# would keep the size of the signal. **How much of the mean square is left after 30 layers?** About all of it? A thirtieth? A thousandth? Less? Guess, then look.

# %% name="xavier-with-relu" tags=["hide-input"]
# alt: Mean square of the outputs of 30 ReLU layers with Xavier's rule, log axis, band over ten draws. A straight line
#   falls from 1 at the input to {kept_30} at layer 30.
# caption: Xavier's rule in a ReLU net: every layer leaves about half of the mean square.
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
fig, ax = plt.subplots(figsize=(6.3, 2.6))
plotting.plot_layers(ax, xavier_30, "Xavier", plotting.BLUE)
ax.set(xlabel="output of layer", ylabel="mean square")
plt.show()

kept_30 = np.exp(np.log(xavier_30[:, -1]).mean())
measured(kept_30=kept_30, two_to_minus_30=2.0**-30)

# %% [markdown]
# Less than a billionth: 3·10⁻¹⁰<!--kept_30--> in a typical draw. Theory, which is for very wide layers, says one half for each layer: 2⁻³⁰ is 9·10⁻¹⁰<!--two_to_minus_30-->. **Now repair it.** Below, the weights have σ = gain/√n; Xavier's gain is 1. Find
# the gain that keeps the signal through 50 layers. Then add a leak. Then watch the lower picture: does the gain change it?

# %% name="depth-explorer" tags=["hide-input"]
depth_explorer()

# %% [markdown]
# The upper picture has one right answer: √2 for ReLU, less with a leak. One step of the slider beside it, and after 50 layers the mean square is off by a factor of hundreds or thousands. The lower picture does not care about the gain at all. Both
# need an explanation.
#
# ## What ReLU takes away
#
# Look at one layer. The sums $z$ of a wide layer are close to normal, with mean 0.

# %% name="relu-halves"
# alt: First: the histogram of the sums, a bell around 0. Second: the histogram behind ReLU: half of all values in one
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

# %% name="square-travels"
n = 1000
inputs = h.reshape(-1, n)  # 1,000 inputs, 1,000 numbers each
factors = []
for seed in range(3):
    w = wi.lecun_normal()(np.random.default_rng(seed), (n, n))
    factors.append(np.mean((inputs @ w) ** 2))
measured(next_square=np.mean(factors))

# %% [markdown]
# The next sums have a mean square of 0.50<!--next_square-->, not 0.34<!--variance_h-->. A weight multiplies the whole output, its mean included. **E[h²] travels from layer to layer, Var(h) does
# not.** (For a tanh the two are equal, so chapter 4 did not have to choose.)
#
# ## Double it
#
# Put the two steps of a layer together. The sums multiply the mean square by $n_{\text{in}}\sigma^2$, ReLU halves it:
#
# $$E[h_{\text{out}}^2] \;=\; \tfrac12\, n_{\text{in}}\, \sigma^2 \, E[h_{\text{in}}^2]$$
#
# To keep it, set the factor to 1. That is **He's rule** (2015), after Kaiming He; PyTorch calls it Kaiming's:
#
# $$\sigma^2 = \frac{2}{n_{\text{in}}}, \qquad \sigma = \sqrt{\frac{2}{n_{\text{in}}}}$$
#
# The uniform form has its bound at √3·σ, as always: $U(\pm\sqrt{6/n_{\text{in}}})$.
#
# And on the way back? There, ReLU lets through about half of the entries of the gradient, and stops the others. So the same 2 serves the gradient, with $n_{\text{out}}$ in place of $n_{\text{in}}$; in equally
# wide layers that is the same rule. Ten layers, ten draws:

# %% name="gradient-comes-back"
def gradient_left(seed, depth=10, width=100):
    rng = np.random.default_rng(seed)
    layers = list(wi.random_layers(depth, width, "he_normal", rng))
    x, upstream = rng.normal(size=(2, 500, width))
    seen = wi.propagate(layers, x, upstream, activation="relu")
    return seen.gradient_ratio[0]


left = [gradient_left(seed) for seed in range(10)]
measured(gradient_left=np.exp(np.mean(np.log(left))))
measured(gradient_least=min(left), gradient_most=max(left))

# %% [markdown]
# Of the gradient, 1.01<!--gradient_left--> comes back (from 0.83<!--gradient_least--> to 1.2<!--gradient_most-->).
#
# A **leaky** ReLU has a small slope α for negative sums. Then the negative half keeps α² of its squares, and a layer keeps (1 + α²)/2. So
#
# $$\sigma = \sqrt{\frac{2}{(1+\alpha^2)\, n_{\text{in}}}}$$
#
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
# You may have read that *He's standard deviation is 2/√n*. The root has slipped: 2/n is the **variance**. A std of 2/√n is a gain of 2, and a factor of 2 in every layer. How would
# you notice? Three rules, 50 layers, ten draws:

# %% name="misprint"
# alt: Mean square over 50 ReLU layers, log axis, with bands over ten draws and dashed theory lines. Xavier falls in a
#   straight line, 2 over root n rises in one, to {misprint_50}, He stays near 1 with a band that widens to more than a
#   power of ten.
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

# %% [markdown]
# After four layers the misprint has made the mean square 16<!--misprint_4--> times as large: nothing that training could not cope with. After 50 layers the factor is
# 1.65·10¹⁴<!--misprint_50-->. Dashed is theory.
#
# ## A race on real digits
#
# Does it matter for training? Here are nets of 5, 10, 22 and 30 layers (the output layer counted; 64 ReLU units in each hidden layer), trained on handwritten digits: 10,000 MNIST pictures of 14 × 14 pixels, batches of
# 64, learning rate 0.02, 2,000 steps, **five seeds**. A fourth start joins: the weights that PyTorch gives a linear layer unless told otherwise, with a std of 1/√(3n). (All biases start at 0 here.) The training took
# too long for this page, so its results come with the library; `tools/results.py` makes them again.
#
# **Predict:** which rule wins at 5 layers?

# %% name="depth-race"
# alt: Table of test accuracies in per cent after 2,000 steps. 5 layers: PyTorch's default 64, Xavier 89, He 90, 2 over
#   root n 91. 10 layers: 11, 88, 91, 91. 22 layers: 11, 38, 91, diverged. 30 layers: 11, 19, 88, diverged.
# caption: The deeper the net, the more the start decides.
race = wi.results.load("depth_race")
rules = list(race["rules"])
final = race["test_accuracy"][..., -1]  # depths, rules, seeds

fig, ax = plt.subplots(figsize=(6.3, 2.4))
names = [f"{depth} layers" for depth in race["depths"]]
plotting.plot_heat(ax, final.mean(axis=-1), names, rules)
ax.set_title("test accuracy in % (×: diverged)")
plt.show()

he, two = rules.index("He"), rules.index("2/√n")
measured(he_5=final[0, he].mean(), misprint_5=final[0, two].mean())
measured(he_10=final[1, he].mean(), misprint_10=final[1, two].mean())
measured(wins_of_misprint=np.sum(final[0, two] > final[0, he]))

# %% [markdown]
# **The wrong formula wins.** At 5 layers, 2/√n reaches 90.9%<!--misprint_5-->, He's rule 90.4%<!--he_5-->. A hair's breadth, and in 3<!--wins_of_misprint--> of 5 seeds; but had you run this race alone, you might believe the misprint. At 10 layers it is 90.8%<!--misprint_10--> against He's 91.4%<!--he_10-->. At 22 there is no race any more: every run of 2/√n diverged within the first 100 steps. **One shallow race proves no formula. A deep one tells them apart.**
#
# Now the other side: does Xavier's rule *fail* at 22 and at 30 layers?

# %% name="late-not-dead"
# alt: Test accuracy over 2,000 steps for 22 layers, then for 30 layers, bands over five seeds. He climbs fast in both.
#   Xavier climbs late and slowly, at 30 layers more so, and ends at less than half of He's accuracy. PyTorch's default
#   stays near chance.
# caption: He learns at once, Xavier late, and PyTorch's default not at all.
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

# %% [markdown]
# It is late, and not dead. At 22 layers Xavier's nets learn after some 500 steps, slowly, and end between 24%<!--x22_low--> and 50%<!--x22_high-->; at 30 layers between 11%<!--x30_low--> (which is guessing) and
# 26%<!--x30_high-->. He's are at 91%<!--he22--> and 88%<!--he30-->. All this at one learning rate: with another, the numbers move, and we have not tried them all here.
#
# ## What He's rule does not do
#
# **It does not spread the outputs evenly.** You may have read that it *gives an even distribution*. But half of the outputs are exact zeros in every layer: the bar at 0 in the histogram above. And some units are **dead**: 0 for every one of the inputs. Count them with He's rule,
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
#
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
# **It keeps the mean square only on average.** In the figure with three rules, He's band grows wider with depth. For one input you can draw thousands of nets quickly: given the outputs of a layer, the next sums are independent normal
# numbers, so no matrix is needed.

# %% name="spread-of-nets"
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

# %% [markdown]
# | 50 layers, He | median | middle 90 per cent of the nets |
# |---|---|---|
# | 100 units | 0.30<!--narrow_median--> | 0.021<!--narrow_5--> to 4.0<!--narrow_95--> |
# | 1,000 units | 0.87<!--wide_median--> | 0.38<!--wide_5--> to 2.0<!--wide_95--> |
#
# The average over all nets stays near 1, as the rule promises (1.06<!--narrow_mean--> and 0.99<!--wide_mean-->); but a few large ones make up for many small ones. The wider the layers, the closer each net is to the average.
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
# **Not so:** *“the 2 belongs to the std”*. The 2 belongs to the variance. In the std it is √2. This code doubles the mean square in every layer.
#
# </details>
# <details><summary>B. No: it should divide by the square root of n + m.</summary>
#
# **Not so:** *“every rule counts both sizes”*. That would be a rule like Xavier's. He's counts the inputs.
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
# **Not so:** *“the variance travels”*. It would, if variances travelled. But the next layer multiplies the outputs with their mean included: the mean
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
# **Not so:** *“half the outputs, twice the weights”*. Twice the *variance* of the weights, so a gain of √2. A gain of 2 is the misprint: it doubles the
# mean square in every layer.
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
# 0.99<!--alike_50-->. A leak slows that down.
#
# </details>
# <details><summary>B. Yes: a signal that keeps its size keeps what it says.</summary>
#
# **Not so:** *“size is information”*. Look at the lower panel of the explorer. Whatever the gain, different inputs become more and more alike.
#
# </details>
# <details><summary>C. No: half of the outputs are 0, so each layer loses half of what the signal says.</summary>
#
# **Not so:** *“a zero says nothing”*. *Which* units are 0 depends on the input, so zeros say something, too. And a net of 30 layers learned to read
# 88%<!--he30--> of the digits: after thirty halvings there would have been nothing left to read.
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
# **5.3 Predict, then look.** Twenty ReLU layers, all with LeCun's rule. How much of the **rms** (not of the mean square) does theory leave? Check with the explorer, and mind the root.

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
# - ReLU halves the mean square E[h²], and that is what travels; the variance is not. So **σ² = 2/n_in**: He's rule. With a leak, 2/((1+α²)·n_in).
# - The misprint 2/√n doubles the mean square in every layer. At 5 layers it even comes out ahead, by a hair; at 22 it diverges.
# - In the deep race Xavier's rule is slow and He's is not.
# - No gain removes the zeros or the dead units, keeps inputs apart, or makes each single net keep its size: He's rule holds on average.
#
# **Next:** you have a rule for tanh and one for ReLU. But the sigmoid fits neither. Choosing an activation and a start together: [Sigmoid or ReLU](06-sigmoid-or-relu.ipynb).
#
# **Sources.** K. He, X. Zhang, S. Ren and J. Sun, [*Delving deep into rectifiers*](../references.md#he-et-al-2015), 2015 (the rule, its leaky form, the
# nets of 22 and 30 layers). Y. Cho and L. Saul, [*Kernel methods for deep learning*](../references.md#cho-and-saul-2009), 2009 (the formula for two
# inputs). B. Hanin and D. Rolnick, [*How to start training: the effect of initialization and architecture*](../references.md#hanin-and-rolnick-2018),
# 2018 (the spread at finite width). A. Maas, A. Hannun and A. Ng, [*Rectifier nonlinearities improve neural network acoustic
# models*](../references.md#maas-et-al-2013), 2013 (the leak).
