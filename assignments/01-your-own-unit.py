# %% [markdown]
# # Your own unit
#
# *Your activation, your layers, your net: what must the weights be?*
#
# - **You need** chapters 3 to 5: the factor of a layer, and the rules of LeCun, Xavier and He. Chapters 2 and 7 help with question 5.
# - **Time:** about two hours. Every student has other numbers, so talk about the ways, and not about the results.
# - **Answer** by a value in place of the three dots. Write what you need above it: formulas, loops, the library `wi`. Give three digits or more.

# %% name="set-up" tags=["hide-input"]
import wi_lib as wi
import numpy as np

from wi_lib.assignments import open_sheet

# %% [markdown]
# ## Your numbers
#
# Put your number in the class in place of the dots. The second line says where the class's file is: beside this notebook (on Colab, drag it into the panel *Files*), or at the
# https address that your teacher gave you.

# %% name="sheet"
STUDENT = ...
FILE = "01-your-own-unit.npz"

sheet = open_sheet(FILE, STUDENT)
a, b, L, sizes, s, c, n = (sheet.numbers[name] for name in ("a", "b", "L", "sizes", "s", "c", "n"))
net = sheet.layers
print(sheet)

# %% [markdown]
# ## 1. A gain
#
# Your unit has two slopes: φ(z) = b·z for z > 0, and φ(z) = a·z for z ≤ 0. Weights are normal, with mean 0 and σ = gain/√n_in. **With which gain does the mean square of the
# outputs stay the same from layer to layer**, if layers are wide? To within {within}.

# %% name="gain" tags=["task"]
gain = ...
### BEGIN SOLUTION
gain = 1 / np.sqrt((a**2 + b**2) / 2)
### END SOLUTION

# %% [markdown]
# ## 2. Deep, with the wrong rule
#
# The same unit, in L wide layers, with LeCun's rule: σ = 1/√n_in. The input has mean square 1. **What is the logarithm, to base 10, of the mean square of the last layer's
# outputs?** To within {within}: compute it. A draw of the weights shows you whether you are near.

# %% name="exponent" tags=["task"]
exponent = ...
### BEGIN SOLUTION
exponent = L * np.log10((a**2 + b**2) / 2)
### END SOLUTION

# %% [markdown]
# ## 3. Forwards
#
# Three layers without an activation lead from `sizes[0]` inputs over `sizes[1]` and `sizes[2]` units to `sizes[3]` outputs. The weights start by Xavier's rule. **By which factor
# does the rms of a signal change on the way from the inputs to the outputs?** To within {within}.

# %% name="forwards" tags=["task"]
forwards = ...
### BEGIN SOLUTION
forwards = np.prod([np.sqrt(2 * n_in / (n_in + n_out)) for n_in, n_out in zip(sizes, sizes[1:])])
### END SOLUTION

# %% [markdown]
# ## 4. Backwards
#
# The same three layers. **By which factor does the rms of a gradient change on the way from the outputs to the inputs?** To within {within}.

# %% name="backwards" tags=["task"]
backwards = ...
### BEGIN SOLUTION
backwards = np.prod([np.sqrt(2 * n_out / (n_in + n_out)) for n_in, n_out in zip(sizes, sizes[1:])])
### END SOLUTION

# %% [markdown]
# ## 5. Find the fault
#
# `net` has six layers for ReLU, of shape (n_in, n_out). They should be independent normal numbers with mean 0 and He's σ = √(2/n_in). At most one of them has a fault:
#
# | fault | what happened |
# |---|---|
# | `"misprint"` | σ is 2/√n_in |
# | `"fan_out"` | n_out stands in the rule, in place of n_in |
# | `"variance"` | σ is 2/n_in |
# | `"copies"` | half of the units are copies of one unit |
# | `"mean"` | the mean is not 0 |
# | `"none"` | there is no fault: the layer is 0 |
#
# **Which fault, and in which layer, 1 to 6?** Answer as a pair: `("misprint", 3)`. Look at the weights themselves: their size, their mean, their columns.

# %% name="fault" tags=["task"]
fault = ...
### BEGIN SOLUTION
fault = ("none", 0)
for number, weights in enumerate(net, 1):
    n_in, n_out = weights.shape
    std = weights.std() * np.sqrt(n_in)
    if wi.distinct_units(weights) < n_out:
        fault = ("copies", number)
    elif abs(weights.mean()) > 0.25 * np.sqrt(2 / n_in):
        fault = ("mean", number)
    elif std < 0.7:
        fault = ("variance", number)
    elif std > 1.87:
        fault = ("misprint", number)
    elif abs(std / np.sqrt(2) - 1) > 0.09:
        fault = ("fan_out", number)
### END SOLUTION

# %% [markdown]
# ## 6. The edge
#
# Now the unit is a scaled sigmoid, φ(z) = s·sigmoid(c·z), in a deep net with n units in every layer. **At which σ does a deep layer hand back the gradient as large as it came?**
# To within {within}. Chapter 3 has the answer for the plain sigmoid: does the same reasoning hold with s and c, or can you measure it?

# %% name="edge" tags=["task"]
edge = ...
### BEGIN SOLUTION
sigmoid = wi.ACTIVATIONS["sigmoid"]
mine = wi.Activation("mine", lambda z: s * sigmoid(c * z), lambda z: s * c * sigmoid.derivative(c * z))
edge = wi.critical_std(mine, n)
### END SOLUTION

# %% [markdown]
# ## 7. In your own words
#
# Choose one of these sentences, each of which you may have read somewhere: “He's rule is the right one for any net with a kink”; “Xavier's rule keeps signal and gradient”;
# “a net that trains at all has been initialized well”. **Refute it in about 120 words, with two numbers of your own from above.** Say under which conditions it would be true.

# %% [markdown] name="words" tags=["words"]
# *Your words, in place of this line.*
#
# ### BEGIN SOLUTION
# *One of many good answers.* Take Xavier's rule. For three linear layers of my sizes it multiplies the signal's rms by `forwards` and the gradient's by `backwards`; neither is 1. The rule keeps one of
# them in a layer only if n_in = n_out: then 2/(n_in + n_out) is 1/n, and both factors are 1. Where the widths differ it is a compromise: what one direction gains, the other
# loses, and over several layers in which widths rise or fall the factors multiply. So the sentence holds for linear layers of equal width, near the start of a training. It does not hold for my
# unit either, whose two slopes keep (a² + b²)/2 of the mean square, and which needs a gain of its own.
# ### END SOLUTION
