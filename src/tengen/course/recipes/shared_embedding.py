"""28. One embedding for two texts

If two inputs call the same embedding, a word seen in one of them is known in both. To
measure it, a network reads two film reviews at once, A and B, and says of each whether
it is favourable. Of the thousand words it knows, those with even numbers occur only in
A while it learns. Then B is tested on reviews in which only such words are left.

It is compared to the same network with an embedding of its own for each side. Both
begin with the same numbers, so the first step also shows what sharing means for the
gradient: it is the sum of what the two sides ask for.

Slides: Shared Layers
Data: imdb
Expected: With the shared embedding B reads words that it never saw with 70 % or more
    right; with its own embedding it guesses, little more than 50 %. The shared one has
    half of the weights.
Budget: 30 s
Take away: A layer that is called twice has its weights once. What one input teaches
    them, the other can use.
"""

import numpy as np

import tengen
from tengen import course, datasets, layers, models, optimizers, utils

utils.set_random_seed(28)

# %% Reviews of 200 words, out of the thousand most frequent; 0 is no word
(x, y), (x_test, y_test) = datasets.imdb.load_data(
    num_words=1000, start_char=0, oov_char=0
)
n = 2000 if course.quick else 12500
x_a, y_a = utils.pad_sequences(x[:n], 200, truncating="post"), y[:n]
x_b, y_b = utils.pad_sequences(x[-n:], 200, truncating="post"), y[-n:]
x_test = utils.pad_sequences(x_test[: 2 * n], 200, truncating="post")
y_test = y_test[: 2 * n]
x_b = np.where(x_b % 2 == 0, 0, x_b)  # even words are never seen in B
unseen = np.where(x_test % 2 == 0, x_test, 0)  # and nothing but them is left here
seen = np.where(x_test % 2 == 0, 0, x_test)


# %% The same embedding for both texts, or one for each
def network(shared):
    text_input_a = tengen.Input(shape=(None,), dtype="int32")
    text_input_b = tengen.Input(shape=(None,), dtype="int32")
    embedding_a = layers.Embedding(1000, 128, mask_zero=True, name="embedding_a")
    embedding_b = layers.Embedding(1000, 128, mask_zero=True, name="embedding_b")
    if shared:
        embedding_b = embedding_a  # call the same layer twice
    mean_a = layers.GlobalAveragePooling1D()(embedding_a(text_input_a))
    mean_b = layers.GlobalAveragePooling1D()(embedding_b(text_input_b))
    likes_a = layers.Dense(1, activation="sigmoid", name="likes_a")(mean_a)
    likes_b = layers.Dense(1, activation="sigmoid", name="likes_b")(mean_b)
    return models.Model([text_input_a, text_input_b], [likes_a, likes_b])


one, two = network(shared=True), network(shared=False)
for layer in two.layers:  # both begin with the same numbers
    if layer.weights:
        source = "embedding_a" if layer.name == "embedding_b" else layer.name
        layer.set_weights(one.get_layer(source).get_weights())
course.number("weights with one embedding", one.count_params(), near=128_258, within=0)
course.number("weights with two", two.count_params(), near=256_258, within=0)


# %% A step of gradient descent: the shared table moves by the sum of the other two
def step(model):
    start = model.get_weights()
    model.compile(optimizers.SGD(1.0), "binary_crossentropy")
    model.train_on_batch([x_a[:32], x_b[:32]], [y_a[:32], y_b[:32]])
    end = model.get_weights()
    model.set_weights(start)
    return [b - a for a, b in zip(start, end, strict=True) if len(a) == 1000]


(shared,), (move_a, move_b) = step(one), step(two)
difference = np.abs(shared - move_a - move_b).max()
course.number("shared step less the sum of both", difference, near=0, within=1e-6)
course.number("largest step of a weight, to compare", np.abs(shared).max())
course.check("B alone moves no even word", not move_b[::2].any())
course.check("with the shared table even words move for B too", shared[::2].any())

# %% Both learn; then B reads words that it has seen, and words that only A has seen
accuracies, scores = {}, {}
index = datasets.imdb.get_word_index()
words = "best perfect amazing brilliant bad terrible poor annoying".split()
alone = np.array([[index[word] + 3] for word in words])  # texts of one word
for name, model in {"one embedding": one, "an embedding each": two}.items():
    model.compile("adam", "binary_crossentropy", metrics=["accuracy", "accuracy"])
    model.fit([x_a, x_b], [y_a, y_b], epochs=3 if course.quick else 10, verbose=0)
    accuracies[name] = {}
    for kind, text in {"words seen in B": seen, "words seen in A only": unseen}.items():
        result = model.evaluate(
            [text, text], [y_test, y_test], 500, verbose=0, return_dict=True
        )
        accuracies[name][kind] = result["likes_b_accuracy"]
    likes_b = model.predict([alone, alone], verbose=0)[1]
    scores[name] = [f"{chance:.2f}" for chance in likes_b[:, 0]]

# %% What comes out
course.figure(
    "accuracy",
    course.draw.bars(accuracies, "accuracy of B on test reviews"),
    "B with a shared embedding and with its own; half of the reviews are favourable.",
)
right = {name: a["words seen in A only"] for name, a in accuracies.items()}
course.number(
    "B on unseen words, shared", right["one embedding"], at_least=0.7, percent=True
)
course.number(
    "B on unseen words, own", right["an embedding each"], at_most=0.6, percent=True
)
course.table(
    "Does B like these words, which it has never seen?",
    ["word", *scores],
    zip(words, *scores.values(), strict=True),
)
