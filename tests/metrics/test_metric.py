"""State, compiled updates, masks, names, resolution by shapes, serialization."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tengen import metrics
from tengen.core import context
from tengen.core.variable import Variable

RNG = np.random.default_rng(1)
BITS = (RNG.random((6, 4)) > 0.5).astype("float32")
CHANCES = RNG.random((6, 4)).astype("float32")


def test_mean_and_sum_count_weights():
    mean, total = metrics.Mean(), metrics.Sum()
    for metric in (mean, total):
        metric.update_state([1.0, 5.0], sample_weight=[3.0, 1.0])
        metric.update_state(2.0)
    assert float(mean.result()) == (3 + 5 + 2) / 5
    assert float(total.result()) == 10
    mean.update_state(4.0, sample_weight=5)
    assert float(mean.result()) == (10 + 20) / 10


def test_nothing_seen_gives_zero():
    assert float(metrics.Mean().result()) == 0
    assert float(metrics.AUC().result()) == 0


def test_calling_updates_and_returns():
    metric = metrics.MeanSquaredError()
    assert float(metric([[0.0]], [[2.0]])) == 4
    assert float(metric([[0.0]], [[0.0]])) == 2


def test_a_function_that_averages_itself_counts_by_samples():
    metric = metrics.MeanMetricWrapper(lambda y, p: jnp.mean(p), name="mean_output")
    metric.update_state(np.zeros((3, 1)), np.ones((3, 1)))
    metric.update_state(np.zeros((1, 1)), np.full((1, 1), 5.0))
    assert float(metric.result()) == (3 * 1 + 5) / 4


ALL = {
    "AUC": {},
    "AUC labels": {"multi_label": True, "num_labels": 4},
    "F1Score": {},
    "MeanSquaredError": {},
    "Precision": {"thresholds": [0.2, 0.8]},
    "R2Score": {},
    "RootMeanSquaredError": {},
    "TopKCategoricalAccuracy": {"k": 2},
    "PrecisionAtRecall": {"recall": 0.5},
    "BinaryIoU": {},
}


@pytest.mark.parametrize("case", ALL)
def test_updates_inside_a_compiled_loop(case):
    kind = getattr(metrics, case.split()[0])
    eager, metric = kind(**ALL[case]), kind(**ALL[case])
    for row in range(3):
        eager.update_state(BITS[row::3], CHANCES[row::3])
    metric.build(BITS.shape, CHANCES.shape)

    @jax.jit
    def run(state, y, p):
        def one(state, batch):
            return metric.stateless_update_state(state, *batch), ()

        return jax.lax.scan(one, state, (y, p))[0]

    batches = [np.stack([a[i::3] for i in range(3)]) for a in (BITS, CHANCES)]
    state = run(metric.stateless_reset_state(), *batches)
    np.testing.assert_allclose(
        metric.stateless_result(state), eager.result(), rtol=1e-5
    )
    untouched = kind(**ALL[case])
    untouched.build(BITS.shape, CHANCES.shape)
    np.testing.assert_allclose(metric.result(), untouched.result())


def test_state_is_small():
    for name in ("MeanSquaredError", "BinaryAccuracy", "RootMeanSquaredError"):
        variables = getattr(metrics, name)().variables
        assert [variable.path.split("/")[-1] for variable in variables] == [
            "total",
            "count",
        ]
        assert sum(variable.size for variable in variables) == 2


def test_a_metric_written_for_keras():
    class Both(metrics.Metric):
        def __init__(self, name="both", **kwargs):
            super().__init__(name=name, **kwargs)
            self.seen = self.add_weight(name="seen", initializer="zeros")
            self.start = self.add_weight(shape=(2,), initializer="ones", name="start")
            self.inner = metrics.Mean()

        def update_state(self, y_true, y_pred, sample_weight=None):
            self.seen.assign(self.seen + jnp.sum(y_pred))
            self.start.assign_add([1.0, 2.0])
            self.inner.update_state(y_pred)

        def result(self):
            return self.seen + self.inner.result()

    metric = Both()
    assert [v.path.split("/")[-1] for v in metric.variables] == [
        *("seen", "start", "total", "count"),
    ]
    assert float(metric(None, np.array([1.0, 3.0]))) == 4 + 2
    metric.reset_state()
    assert float(metric.result()) == 0
    assert metric.start.numpy().tolist() == [1.0, 1.0]


def test_masked_positions_do_not_count():
    p = jnp.array([[[1.0], [9.0]], [[3.0], [5.0]]])
    y = np.zeros((2, 2, 1))
    mask = jnp.array([[True, False], [True, True]])
    with context.open_call() as call:
        call.set_mask(p, mask)
        plain = metrics.MeanAbsoluteError()(y, p)
        weighted = metrics.MeanAbsoluteError()(y, p, np.array([2.0, 1.0]))
        positives = metrics.TruePositives()(np.ones((2, 2, 1)), p)
    np.testing.assert_allclose(plain, (1 + 3 + 5) / 3, rtol=1e-6)
    np.testing.assert_allclose(weighted, (2 * 1 + 3 + 5) / 4, rtol=1e-6)
    assert float(positives) == 3


def test_an_ignored_class_does_not_count():
    metric = metrics.SparseCategoricalCrossentropy(ignore_class=0)
    got = metric(np.array([0, 1]), np.array([[0.5, 0.5], [0.75, 0.25]]))
    np.testing.assert_allclose(got, -np.log(0.25), rtol=1e-5)


def test_crossentropy_uses_the_logits_behind_a_softmax():
    z = jnp.array([[100.0, 0.0]])
    with context.open_call() as call:
        p = jax.nn.softmax(z)
        call.set_logits(p, "softmax", z)
        got = metrics.CategoricalCrossentropy()(np.array([[0.0, 1.0]]), p)
    np.testing.assert_allclose(got, 100.0, rtol=1e-5)


@pytest.mark.parametrize(
    ("target", "output", "kind"),
    [
        ((None, 1), (None, 1), "Binary"),
        ((None,), (None, 1), "Binary"),
        ((None,), (None, 10), "SparseCategorical"),
        ((None, 1), (None, 10), "SparseCategorical"),
        ((None, 10), (None, 10), "Categorical"),
        ((None, 7), (None, 7, 10), "SparseCategorical"),
        ((None, 7, 10), (None, 7, 10), "Categorical"),
        ((None, 5), (None, 5, 1), "Binary"),
    ],
)
def test_accuracy_and_crossentropy_by_shapes(target, output, kind):
    for name, ending in [
        ("accuracy", "Accuracy"),
        ("acc", "Accuracy"),
        ("crossentropy", "Crossentropy"),
        ("ce", "Crossentropy"),
    ]:
        metric = metrics.resolve(name, target, output)
        assert (type(metric).__name__, metric.name) == (kind + ending, name)


def test_unknown_targets_are_told_by_the_loss():
    sparse = "sparse_categorical_crossentropy"
    for loss, kind in [(sparse, "Sparse"), ("categorical_crossentropy", "Categ")]:
        metric = metrics.resolve("accuracy", None, (None, 3), loss)
        assert type(metric).__name__.startswith(kind)


def test_other_entries_of_compile():
    def worst(y_true, y_pred):
        return jnp.max(abs(y_true - y_pred), axis=-1)

    assert metrics.resolve("mse", (None, 1), (None, 1)).name == "mse"
    assert metrics.resolve("MAE", (None, 1), (None, 1)).name == "MAE"
    assert metrics.resolve(worst, (None, 1), (None, 1)).name == "worst"
    given = metrics.Precision(name="mine")
    assert metrics.resolve(given, (None, 1), (None, 1)) is given
    assert metrics.resolve(metrics.Precision).name.startswith("precision")
    assert len(metrics.resolve("f1_score", (None, 3), (None, 3)).variables) == 4


@pytest.mark.parametrize(
    "name",
    [
        *("mse", "MSE", "mae", "MAE", "mape", "msle", "rmse", "bce", "kld", "KLD"),
        *("kullback_leibler_divergence", "cosine_proximity", "cosine_similarity"),
        *(
            "logcosh",
            "log_cosh",
            "huber",
            "hinge",
            "poisson",
            "auc",
            "AUC",
            "Precision",
        ),
        *("precision", "recall", "top_k_categorical_accuracy", "r2_score", "f1_score"),
        *("binary_accuracy", "categorical_crossentropy", "root_mean_squared_error"),
        *("binary_focal_crossentropy", "fbeta_score", "RootMeanSquaredError"),
    ],
)
def test_names(name):
    assert isinstance(metrics.get(name), metrics.Metric)


def test_an_unknown_name_fails_at_once_with_a_suggestion():
    with pytest.raises(ValueError, match="accuracy"):
        metrics.get("acuracy")


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: metrics.AUC(curve="XY"), "curve"),
        (lambda: metrics.AUC(num_thresholds=1), "num_thresholds"),
        (lambda: metrics.AUC(summation_method="x"), "summation_method"),
        (lambda: metrics.Precision(thresholds=2.0), "thresholds"),
        (lambda: metrics.PrecisionAtRecall(1.5), "PrecisionAtRecall"),
        (lambda: metrics.F1Score(average="x"), "average"),
        (lambda: metrics.R2Score(class_aggregation="x"), "class_aggregation"),
        (lambda: metrics.IoU(2, [2]), "target class 2"),
        (lambda: metrics.BinaryAccuracy(threshold=2), "threshold"),
        (lambda: metrics.F1Score()([1.0], [1.0]), "one-hot"),
        (lambda: metrics.CategoricalAccuracy()([1, 2], np.ones((2, 3))), "same shape"),
        (lambda: metrics.MeanSquaredError()(np.ones((4, 1)), np.ones((4, 3))), "same"),
    ],
)
def test_mistakes_are_explained_in_three_lines(make, match):
    with pytest.raises(ValueError, match=match) as caught:
        make()
    assert len(str(caught.value).splitlines()) <= 3


NEEDED = {
    "IoU": {"num_classes": 3, "target_class_ids": [1]},
    "MeanIoU": {"num_classes": 3},
    "OneHotIoU": {"num_classes": 3, "target_class_ids": [1]},
    "OneHotMeanIoU": {"num_classes": 3},
    "PrecisionAtRecall": {"recall": 0.5},
    "RecallAtPrecision": {"precision": 0.5},
    "SensitivityAtSpecificity": {"specificity": 0.5},
    "SpecificityAtSensitivity": {"sensitivity": 0.5},
}


@pytest.mark.parametrize("name", [n for n in metrics.__all__ if n[0].isupper()])
def test_objects_survive_serialization(name):
    if name in ("Metric", "MeanMetricWrapper"):
        return
    metric = getattr(metrics, name)(name="mine", **NEEDED.get(name, {}))
    config = metrics.serialize(metric)
    assert (config["module"], config["class_name"]) == ("keras.metrics", name)
    again = metrics.deserialize(config)
    assert again.get_config() == metric.get_config()
    assert [v.shape for v in again.variables] == [v.shape for v in metric.variables]


def test_a_wrapped_function_survives_serialization():
    metric = metrics.MeanMetricWrapper(metrics.mean_squared_error, name="mine")
    again = metrics.deserialize(metrics.serialize(metric))
    assert float(again([[0.0]], [[3.0]])) == 9


def test_variables_in_nests_are_found():
    metric = metrics.Sum()
    metric.more = {"a": [Variable(0.0), (Variable(1.0),)]}
    assert len(metric.variables) == 3


def test_a_state_may_be_given_as_the_variables_themselves():
    metric = metrics.Sum()
    metric.update_state([1.0, 2.0])
    state = metric.stateless_update_state(metric.variables, [4.0])
    assert float(state[0]) == 7
    assert float(metric.stateless_result(metric.variables)) == 3


def test_the_configuration_holds_name_and_defaults():
    config = metrics.PearsonCorrelation(axis=0).get_config()
    assert config == {"name": "pearson_correlation", "dtype": None, "axis": 0}
    unnamed = metrics.IoU(2, [0])
    assert unnamed.get_config()["name"] == unnamed.name


@pytest.mark.parametrize("kind", [metrics.Precision, metrics.Recall])
def test_one_class_of_outputs_without_classes_is_refused(kind):
    with pytest.raises(ValueError, match="class_id=2"):
        kind(class_id=2)([0, 1], [0.2, 0.7])
