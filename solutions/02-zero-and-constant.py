# %% [markdown]
# # Solutions: Zero and constant
#
# Try the [exercises](../chapters/02-zero-and-constant.ipynb) first. There is often more than one way; here is one of each.

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
import numpy as np

from wi_lib import checks, measured

# %% [markdown]
# ## 2.1 Compute
#
# Within each group the units agree in incoming and outgoing weights, so they stay copies. The two groups differ in their incoming weights from the start, so they give different outputs, and their outgoing
# weights become different at the first step. That makes two kinds. A small net agrees:

# %% name="exercise-kinds-of-units"
data = wi.make_blobs(np.random.default_rng(0))
net = wi.MLP([2, 20, 3], "tanh", "zeros", np.random.default_rng(0), "float64")
net.weights[0][:, :10], net.weights[0][:, 10:] = 0.1, 0.2
for _ in range(100):
    _, gradients, _ = net.loss_and_gradients(data.x_train, data.y_train)
    for w, gradient in zip(net.weights, gradients):
        w -= 0.1 * gradient

kinds = wi.distinct_units(net.weights[0])
checks.exercise("2.1", kinds)

# %% [markdown]
# ## 2.2 Predict
#
# The gradient of $W_2$ is $h^T\delta$ with $h = \tanh(0) = 0$: zero. The gradient of $W_1$ is $x^T(\delta W_2^T \odot \varphi')$: $W_2$ is random, and tanh′(0) = 1, so nothing in it is 0. The same holds for $b_1$,
# without the $x$; and the gradient of $b_2$ is the sum of $\delta$.
#
# That sum is 0 if all classes are equally frequent: at this start every image gets the same probabilities, so the errors of the classes cancel. Then $b_1$ and $b_2$ have no gradient at the first step, and only $W_1$
# moves. Among the 1,000 digits some are more frequent than others.

# %% name="exercise-what-moves"
moving = {"W1", "b1", "b2"}

checks.exercise("2.2", moving)

# %% [markdown]
# After this step $W_1$ is no longer 0, and different for every unit, because the rows of $W_2$ are. So zero hidden weights under a random output layer are no dead start, with tanh.
#
# ## 2.3 Break it
#
# Two units are copies if both their incoming weights (columns of $W_1$) and their outgoing weights (rows of $W_2$) agree. Draw everything at random, then copy.


# %% name="exercise-two-copies"
def two_copies(rng):
    w1, w2 = rng.normal(size=(2, 4)), rng.normal(size=(4, 3))
    w1[:, 1] = w1[:, 0]
    w2[1] = w2[0]
    return w1, w2


checks.exercise("2.3", two_copies)

# %% [markdown]
# ## 2.4 Fix it
#
# Zero output weights make all outputs equal, so every class gets the same probability. A random hidden layer makes the units different.

# %% name="exercise-ln-classes"
inits = [wi.he_normal(), wi.zeros()]
net = wi.MLP([2, 8, 3], "tanh", inits, np.random.default_rng(0))
measured(loss=net.loss_and_gradients(data.x_train, data.y_train)[0])
measured(ln_3=np.log(3))

checks.exercise("2.4", inits)
