# %% [markdown]
# # A start for your net
#
# *Six layers of unequal widths and a unit that no rule was made for: choose the weights' σ, layer by layer.*
#
# - **You need** chapters 3 to 6: the factor of a layer forwards and backwards, and how to choose a gain.
# - **Time:** about two hours. Every student has another net, so talk about the ways, and not about the results.
# - **Answer** by values in place of the three dots. Write what you need above them: formulas, loops, the library `wi`.
#
# There are many right answers. Each is judged by what it does in very wide layers of your proportions, computed by `passage`, which you may use, too.

# %% name="set-up" tags=["hide-input"]
import wi_lib as wi
import numpy as np

from wi_lib.assignments import open_sheet, passage, swish

# %% [markdown]
# ## Your numbers
#
# Put your number in the class in place of the dots. The second line says where the class's file is: beside this notebook (on Colab, drag it into the panel *Files*), or at the
# https address that your teacher gave you.

# %% name="sheet"
STUDENT = ...
FILE = "02-a-start-for-your-net.npz"

sheet = open_sheet(FILE, STUDENT)
widths, unit = sheet.numbers["widths"], swish(sheet.numbers["c"])
fan_in, fan_out = np.array(widths[:-1]), np.array(widths[1:])
print(sheet)

# %% [markdown]
# `widths` are those of the input and of your six layers. After each layer comes your unit, φ(z) = z/(1 + e^(−c·z)): `unit(z)` computes it, `unit.derivative(z)` its slope. Inputs
# have rms 1, and the gradient that is sent in at the last layer's outputs has rms 1. For any list of six σ, `passage` gives the rms of the outputs of layers 1 to 6, and the rms of the
# gradient at the input and at the outputs of layers 1 to 5. Here it is with weights that are far too small:

# %% name="passage"
passage(unit, widths, [0.01] * 6)

# %% [markdown]
# ## 1. A rule for another unit
#
# You start your net by He's rule, σ = √(2/n_in) in every layer. **What is the rms of the gradient that arrives at the input?** To within {within}.

# %% name="he" tags=["task"]
he = ...
### BEGIN SOLUTION
he = passage(unit, widths, np.sqrt(2 / fan_in))[1][0]
### END SOLUTION

# %% [markdown]
# ## 2. Forwards
#
# **Choose six σ that keep the signal**: after every layer its rms lies within {one_way} of 1, up or down. Answer with a list, layer 1 first. The size of your sums decides how much
# your unit keeps of them: that is new.

# %% name="forwards" tags=["task"]
forwards = ...
### BEGIN SOLUTION
gains = np.arange(1, 3, 0.005)
gain = min(gains, key=lambda gain: abs(wi.theory.second_moment(unit, gain**2) - 1))
forwards = gain / np.sqrt(fan_in)
### END SOLUTION

# %% [markdown]
# ## 3. Backwards
#
# **Choose six σ that keep the gradient**: at the input and at every layer its rms lies within {one_way} of 1. Here the signal may do what it likes.

# %% name="backwards" tags=["task"]
backwards = ...
### BEGIN SOLUTION
backwards, size = [], 1.0
for n_in, n_out in zip(fan_in, fan_out):
    stds = np.geomspace(0.3, 4, 200) / np.sqrt(n_out)
    off = [abs(wi.gradient_factor(unit, std, int(n_out), std**2 * n_in * size) - 1) for std in stds]
    backwards.append(stds[np.argmin(off)])
    size = wi.theory.second_moment(unit, backwards[-1] ** 2 * n_in * size)
### END SOLUTION

# %% [markdown]
# ## 4. Both
#
# **Choose six σ with which neither is off by more than a factor of {both_ways}**, signal or gradient, up or down, anywhere.

# %% name="both" tags=["task"]
both = ...
### BEGIN SOLUTION
both = np.sqrt(np.array(forwards) * np.array(backwards))
### END SOLUTION

# %% [markdown]
# ## 5. In your own words
#
# **In about 120 words, for somebody who has to start such a net tomorrow:** why can your answer to 4 not keep both as well as your answers to 2 and 3 keep one of them? What decides
# how much has to be given up? Which of the three starts would you take, and what would you measure first? Quote two numbers of your own.

# %% [markdown] name="words" tags=["words"]
# *Your words, in place of this line.*
#
# ### BEGIN SOLUTION
# *One of many good answers.* A layer multiplies the signal by σ·√n_in times what the unit keeps, and the gradient by σ·√n_out times its mean slope. One σ cannot fit both if n_in and n_out differ, and
# over six layers the quotients multiply to √(last width ÷ first width). So whatever I choose, signal and gradient together are off by about that factor: 3.1 with my widths. Answer 4 splits it into
# two parts of about 1.8. With equal widths nothing would have to be given up. I would take the compromise, because steps too large in one layer and too small in another are worse than both a
# little off; and first I would measure the rms of every layer's outputs and gradient in one batch, before any training.
# ### END SOLUTION
