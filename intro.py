# %% [markdown]
# # Before the first step
#
# A neural network begins with random weights. How large should they be? The usual explanation has it backwards. **Move σ and see for yourself:**
# five layers of sigmoid units, from far too small to far too large. The green line is the gradient that training needs.

# %% tags=["remove-input"]
from wi_lib.explorers import signal_explorer

signal_explorer(depths=(5,), widths=(100,), start={"std": 0.01})

# %% [markdown]
# With σ = 1 nearly every unit is saturated, and the gradient comes back almost whole. With σ = 0.01 nothing is saturated, and nothing comes back.
# [Chapter 3](chapters/03-too-large-too-small.ipynb) explains why.
#
# This is a free course on one decision: **how to set a network's weights before training.** It predicts, measures, and only then explains. Every number
# in the text was computed by the page that quotes it, and a test keeps the two together.
#
# ## Read, run, teach
#
# - **Read.** Every explorer works right here, in the page: with the mouse, by touch, or with the arrow keys. No server, no account.
# - **Run.** Each chapter is a notebook. Use the rocket button at the top of a chapter to open it in Colab or Binder; at home, see the
#   [README](https://github.com/weight-initialization/weight-initialization#readme). Change any value, do the exercises, and be told at once whether you are right.
# - **Teach.** Figures, explorers and questions are free to use in lectures (text CC BY 4.0, code MIT). The pages work offline.
#
# ## The chapters
#
# | chapter | the question | time |
# |---|---|---|
# | [3 Too large, too small](chapters/03-too-large-too-small.ipynb) | Standard deviation 1 against 0.01: what goes wrong with each? | 45 min |
#
# More chapters are being written: where learning starts, zero and constant weights, Xavier, He, sigmoid or ReLU, and watching a network learn.
