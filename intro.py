# %% [markdown]
# # Before the first step
#
# ## How large should the first weights be?
#
# You may have read that large weights saturate the units and stop the gradient. **Set [σ = 1](#signal:std=1), then
# [σ = 0.01](#signal:std=0.01), and watch the green ribbon.**

# %% name="signal-explorer" tags=["remove-input"]
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
from wi_lib.explorers import first_explorer
from wi_lib.predictions.chapter_00 import one_dial_prediction

first_explorer()

# %% [markdown]
# σ is the standard deviation of the weights, of five layers of sigmoid units. With σ = 1 more than six in ten outputs are saturated, in every layer: they are near 0 or 1, where the sigmoid is
# flat, so no gradient should come back. Yet most of the gradient comes back, and it is the gradient that says how each weight should change. With σ = 0.01 not one output is saturated,
# and next to nothing comes back; all inputs get nearly the same answer.
#
# So is σ = 1 right? A good start keeps three things. The **signal**: a unit moves when the input changes. The **gradient**: most of it comes back. And
# **neighbours**: two inputs that are nearly the same, the two thin lines in the blue ribbon, stay near each other, compared with unrelated inputs.
# **Commit to a guess. Then try it with the slider.**

# %% name="predict-one-dial" tags=["remove-input"]
one_dial_prediction(first_explorer())

# %% [markdown]
# [Chapter 3](chapters/03-too-large-too-small.ipynb) explains why, and the chapters after it what to do about it.
#
# This is a free course on one decision: **how to set a network's weights before training.** It predicts, measures, and only then explains. What
# the text measures comes from code on the same page. A test checks every measured decimal, percentage and power of ten in the text against the code.
# Numbers that a chapter only chooses, such as σ = 0.01, are not checked. (Long trainings were run beforehand. The script that ran them, and
# their results, come with the book.)
#
# ## The chapters
#
# <!-- The table: made by `make pages` from the heads of chapters/*.py. -->
#
# | chapter | the question | reading + exercises | run |
# |---|---|---|---|
# | [1 Where learning starts](chapters/01-where-learning-starts.ipynb) | What does the start of a training decide? | 24 + 15 min | [![Run chapter 1 on Colab][Colab]][Colab-1] [![Run chapter 1 on Binder][Binder]][Binder-1] [![Run chapter 1 on JupyterLite][JupyterLite]][JupyterLite-1] |
# | [2 Zero and constant](chapters/02-zero-and-constant.ipynb) | Why not start with all weights at zero, or all at the same number? | 19 + 20 min | [![Run chapter 2 on Colab][Colab]][Colab-2] [![Run chapter 2 on Binder][Binder]][Binder-2] [![Run chapter 2 on JupyterLite][JupyterLite]][JupyterLite-2] |
# | [3 Too large, too small](chapters/03-too-large-too-small.ipynb) | What goes wrong when the weights start too large, and what when they start too small? | 19 + 20 min | [![Run chapter 3 on Colab][Colab]][Colab-3] [![Run chapter 3 on Binder][Binder]][Binder-3] [![Run chapter 3 on JupyterLite][JupyterLite]][JupyterLite-3] |
# | [4 Xavier (and LeCun)](chapters/04-xavier.ipynb) | How large should the weights be, so that the signal keeps its size on the way forwards, and the gradient on the way back? | 20 + 20 min | [![Run chapter 4 on Colab][Colab]][Colab-4] [![Run chapter 4 on Binder][Binder]][Binder-4] [![Run chapter 4 on JupyterLite][JupyterLite]][JupyterLite-4] |
# | [5 He](chapters/05-he.ipynb) | ReLU throws away half of what comes in: how large must the weights be to make up for it? | 21 + 20 min | [![Run chapter 5 on Colab][Colab]][Colab-5] [![Run chapter 5 on Binder][Binder]][Binder-5] [![Run chapter 5 on JupyterLite][JupyterLite]][JupyterLite-5] |
# | [6 Sigmoid or ReLU: choosing](chapters/06-sigmoid-or-relu.ipynb) | Which activation, which start and which learning rate go together? | 24 + 20 min | [![Run chapter 6 on Colab][Colab]][Colab-6] [![Run chapter 6 on Binder][Binder]][Binder-6] [![Run chapter 6 on JupyterLite][JupyterLite]][JupyterLite-6] |
# | [7 Watching it learn](chapters/07-watching-it-learn.ipynb) | What do pictures of the layers, taken before training, tell about the training, and what do they miss? | 17 + 20 min | [![Run chapter 7 on Colab][Colab]][Colab-7] [![Run chapter 7 on Binder][Binder]][Binder-7] [![Run chapter 7 on JupyterLite][JupyterLite]][JupyterLite-7] |
#
# [Colab]: _static/run-colab.svg
# [Binder]: _static/run-binder.svg
# [JupyterLite]: _static/run-jupyterlite.svg
# [Colab-1]: https://colab.research.google.com/github/weight-initialization/weight-initialization/blob/main/chapters/01-where-learning-starts.ipynb
# [Binder-1]: https://mybinder.org/v2/gh/weight-initialization/weight-initialization/main?urlpath=lab/tree/chapters/01-where-learning-starts.ipynb
# [JupyterLite-1]: https://weight-initialization.github.io/weight-initialization/lite/lab/index.html?path=chapters/01-where-learning-starts.ipynb
# [Colab-2]: https://colab.research.google.com/github/weight-initialization/weight-initialization/blob/main/chapters/02-zero-and-constant.ipynb
# [Binder-2]: https://mybinder.org/v2/gh/weight-initialization/weight-initialization/main?urlpath=lab/tree/chapters/02-zero-and-constant.ipynb
# [JupyterLite-2]: https://weight-initialization.github.io/weight-initialization/lite/lab/index.html?path=chapters/02-zero-and-constant.ipynb
# [Colab-3]: https://colab.research.google.com/github/weight-initialization/weight-initialization/blob/main/chapters/03-too-large-too-small.ipynb
# [Binder-3]: https://mybinder.org/v2/gh/weight-initialization/weight-initialization/main?urlpath=lab/tree/chapters/03-too-large-too-small.ipynb
# [JupyterLite-3]: https://weight-initialization.github.io/weight-initialization/lite/lab/index.html?path=chapters/03-too-large-too-small.ipynb
# [Colab-4]: https://colab.research.google.com/github/weight-initialization/weight-initialization/blob/main/chapters/04-xavier.ipynb
# [Binder-4]: https://mybinder.org/v2/gh/weight-initialization/weight-initialization/main?urlpath=lab/tree/chapters/04-xavier.ipynb
# [JupyterLite-4]: https://weight-initialization.github.io/weight-initialization/lite/lab/index.html?path=chapters/04-xavier.ipynb
# [Colab-5]: https://colab.research.google.com/github/weight-initialization/weight-initialization/blob/main/chapters/05-he.ipynb
# [Binder-5]: https://mybinder.org/v2/gh/weight-initialization/weight-initialization/main?urlpath=lab/tree/chapters/05-he.ipynb
# [JupyterLite-5]: https://weight-initialization.github.io/weight-initialization/lite/lab/index.html?path=chapters/05-he.ipynb
# [Colab-6]: https://colab.research.google.com/github/weight-initialization/weight-initialization/blob/main/chapters/06-sigmoid-or-relu.ipynb
# [Binder-6]: https://mybinder.org/v2/gh/weight-initialization/weight-initialization/main?urlpath=lab/tree/chapters/06-sigmoid-or-relu.ipynb
# [JupyterLite-6]: https://weight-initialization.github.io/weight-initialization/lite/lab/index.html?path=chapters/06-sigmoid-or-relu.ipynb
# [Colab-7]: https://colab.research.google.com/github/weight-initialization/weight-initialization/blob/main/chapters/07-watching-it-learn.ipynb
# [Binder-7]: https://mybinder.org/v2/gh/weight-initialization/weight-initialization/main?urlpath=lab/tree/chapters/07-watching-it-learn.ipynb
# [JupyterLite-7]: https://weight-initialization.github.io/weight-initialization/lite/lab/index.html?path=chapters/07-watching-it-learn.ipynb
#
# <!-- The table ends here. -->
#
# Times include the exercises; reading and playing alone takes about three hours. Solutions are on pages of their own, and a [glossary](glossary.md) explains the terms, in English and Korean.
#
# ## Read, run, teach
#
# - **Read.** Every explorer works right here, in the page: with the mouse, by touch, or with the arrow keys. No server, no account.
# - **Run.** Each chapter is a notebook. Open it from the list above, or with the rocket at the top of a chapter; [Run it yourself](run.md)
#   says which way suits whom. Change any value, do the exercises, and be told at once whether you are right.
# - **Teach.** A deck for each chapter, made of the same figures and explorers, with plans, votes and assignments: [Teach with it](teaching.md).
#   All of it is free to use (text CC BY 4.0, code MIT), and works offline.
#
# This course thanks whoever finds a fault in it: the [corrections](corrections.md) say what was wrong, and since when it is corrected.
