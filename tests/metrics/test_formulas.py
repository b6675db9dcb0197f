"""Every metric over two batches against its formula in NumPy on all samples at once."""

from __future__ import annotations

import numpy as np
import pytest

from tengen import metrics

RNG = np.random.default_rng(5)
N = 23
BITS = (RNG.random((N, 4)) > 0.5).astype("float32")
CHANCES = RNG.random((N, 4)).astype("float32")
CLASSES = RNG.integers(0, 4, N)
ONE_HOT = np.eye(4, dtype="float32")[CLASSES]
SHARES = RNG.dirichlet(np.ones(4), N).astype("float32")
NUMBERS, OUTPUTS = RNG.normal(size=(2, N, 3)).astype("float32")
PIXELS, CALLED = RNG.integers(0, 3, (2, N, 6))
WEIGHTS = RNG.uniform(0.2, 2, N).astype("float32")


def over_batches(metric, y_true, y_pred, weights=None):
    for part in (slice(0, 10), slice(10, N)):
        weight = None if weights is None else weights[part]
        metric.update_state(y_true[part], y_pred[part], sample_weight=weight)
    return np.asarray(metric.result())


def average(values, weights):
    """Mean over samples of the mean over the other axes."""
    per_sample = values.reshape(N, -1).mean(-1)
    return np.average(per_sample, weights=weights)


def log_loss(y, p):
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


def cosine(a, b):
    return (a * b).sum(-1) / np.linalg.norm(a, axis=-1) / np.linalg.norm(b, axis=-1)


def rank_of_class(outputs):
    own = outputs[range(N), CLASSES][:, None]
    return (outputs > own).sum(-1)


AVERAGES = {
    "Accuracy": (PIXELS, CALLED, {}, PIXELS == CALLED),
    "BinaryAccuracy": (BITS, CHANCES, {}, BITS == (CHANCES > 0.5)),
    "CategoricalAccuracy": (ONE_HOT, SHARES, {}, CLASSES == SHARES.argmax(-1)),
    "SparseCategoricalAccuracy": (CLASSES, SHARES, {}, CLASSES == SHARES.argmax(-1)),
    "TopKCategoricalAccuracy": (ONE_HOT, SHARES, {"k": 2}, rank_of_class(SHARES) < 2),
    "SparseTopKCategoricalAccuracy": (
        *(CLASSES, SHARES, {"k": 3}),
        rank_of_class(SHARES) < 3,
    ),
    "MeanSquaredError": (NUMBERS, OUTPUTS, {}, (NUMBERS - OUTPUTS) ** 2),
    "MeanAbsoluteError": (NUMBERS, OUTPUTS, {}, abs(NUMBERS - OUTPUTS)),
    "MeanAbsolutePercentageError": (
        *(NUMBERS, OUTPUTS, {}),
        100 * abs((NUMBERS - OUTPUTS) / NUMBERS),
    ),
    "MeanSquaredLogarithmicError": (
        *(CHANCES, SHARES, {}),
        (np.log1p(CHANCES) - np.log1p(SHARES)) ** 2,
    ),
    "LogCoshError": (NUMBERS, OUTPUTS, {}, np.log(np.cosh(NUMBERS - OUTPUTS))),
    "CosineSimilarity": (NUMBERS, OUTPUTS, {}, cosine(NUMBERS, OUTPUTS)),
    "BinaryCrossentropy": (BITS, CHANCES, {}, log_loss(BITS, CHANCES)),
    "CategoricalCrossentropy": (
        *(ONE_HOT, SHARES, {}),
        -np.log(SHARES[range(N), CLASSES]),
    ),
    "SparseCategoricalCrossentropy": (
        *(CLASSES, SHARES, {}),
        -np.log(SHARES[range(N), CLASSES]),
    ),
    "KLDivergence": (
        *(SHARES, SHARES[::-1], {}),
        (SHARES * np.log(SHARES / SHARES[::-1])).sum(-1),
    ),
    "Poisson": (BITS, CHANCES, {}, CHANCES - BITS * np.log(CHANCES)),
    "Hinge": (BITS * 2 - 1, CHANCES, {}, np.maximum(0, 1 - (BITS * 2 - 1) * CHANCES)),
    "SquaredHinge": (
        *(BITS * 2 - 1, CHANCES, {}),
        np.maximum(0, 1 - (BITS * 2 - 1) * CHANCES) ** 2,
    ),
    "CategoricalHinge": (
        *(ONE_HOT, SHARES, {}),
        np.maximum(
            0,
            1 + np.where(ONE_HOT, 0, SHARES).max(-1) - SHARES[range(N), CLASSES],
        ),
    ),
}


@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["plain", "weighted"])
@pytest.mark.parametrize("name", AVERAGES)
def test_averages_over_uneven_batches(name, weights):
    y_true, y_pred, options, values = AVERAGES[name]
    metric = getattr(metrics, name)(**options)
    got = over_batches(metric, y_true, y_pred, weights)
    np.testing.assert_allclose(got, average(values, weights), rtol=1e-4, atol=1e-6)
    metric.reset_state()
    assert float(metric.result()) == 0


def test_root_mean_squared_error_is_the_root_of_the_whole_mean():
    got = over_batches(metrics.RootMeanSquaredError(), NUMBERS, OUTPUTS)
    expected = np.sqrt(((NUMBERS - OUTPUTS) ** 2).mean())
    np.testing.assert_allclose(got, expected, rtol=1e-5)


def counts(threshold, weights, y=BITS, p=CHANCES):
    w = np.broadcast_to(np.ones(N) if weights is None else weights, y.T.shape).T
    truth, called = y == 1, p > threshold
    pairs = [(truth, called), (~truth, called), (~truth, ~called), (truth, ~called)]
    return [(w * (a & b)).sum() for a, b in pairs]


@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["plain", "weighted"])
def test_confusion_counts_at_several_thresholds(weights):
    limits = [0.2, 0.5, 0.9]
    names = ("TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives")
    for place, name in enumerate(names):
        metric = getattr(metrics, name)(thresholds=limits)
        got = over_batches(metric, BITS, CHANCES, weights)
        expected = [counts(limit, weights)[place] for limit in limits]
        np.testing.assert_allclose(got, expected, rtol=1e-5)


@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["plain", "weighted"])
def test_precision_and_recall(weights):
    tp, fp, _, fn = counts(0.5, weights)
    got = over_batches(metrics.Precision(), BITS, CHANCES, weights)
    np.testing.assert_allclose(got, tp / (tp + fp), rtol=1e-5)
    got = over_batches(metrics.Recall(), BITS, CHANCES, weights)
    np.testing.assert_allclose(got, tp / (tp + fn), rtol=1e-5)


def test_precision_of_one_class_among_the_top_k():
    best = np.argsort(-SHARES, axis=-1)[:, :2]
    called = np.zeros_like(SHARES)
    called[np.arange(N)[:, None], best] = 1
    tp = (called * ONE_HOT)[:, 1].sum()
    got = over_batches(metrics.Precision(top_k=2, class_id=1), ONE_HOT, SHARES)
    np.testing.assert_allclose(got, tp / called[:, 1].sum(), rtol=1e-5)


def test_nothing_called_positive_has_precision_zero():
    assert float(metrics.Precision()([0, 1], [0.1, 0.2])) == 0


def pairwise_auc(y, p):
    """How often a positive is ranked above a negative; ties count half."""
    above = p[y == 1][:, None] - p[y == 0][None]
    return ((above > 0) + 0.5 * (above == 0)).mean()


def test_auc_with_a_threshold_between_all_outputs_is_the_ranking_probability():
    y, p = BITS[:, 0], np.round(CHANCES[:, 0], 2)
    limits = np.arange(1, 100) / 100 - 0.005
    got = over_batches(metrics.AUC(thresholds=list(limits)), y, p)
    np.testing.assert_allclose(got, pairwise_auc(y, p), rtol=1e-4)


def test_auc_by_evenly_spaced_thresholds_is_close():
    y, p = BITS.ravel(), CHANCES.ravel()
    metric = metrics.AUC(num_thresholds=1000)
    np.testing.assert_allclose(metric(y, p), pairwise_auc(y, p), atol=2e-3)


def test_auc_per_label_is_averaged():
    metric = metrics.AUC(num_thresholds=1000, multi_label=True)
    expected = np.mean([pairwise_auc(BITS[:, i], CHANCES[:, i]) for i in range(4)])
    got = over_batches(metric, BITS, CHANCES)
    np.testing.assert_allclose(got, expected, atol=5e-3)
    weighted = metrics.AUC(
        num_thresholds=1000, multi_label=True, num_labels=4, label_weights=[0, 1, 0, 0]
    )
    got = over_batches(weighted, BITS, CHANCES)
    np.testing.assert_allclose(got, pairwise_auc(BITS[:, 1], CHANCES[:, 1]), atol=5e-3)


def test_area_under_precision_and_recall_by_fine_steps():
    y, p = BITS.ravel(), CHANCES.ravel()
    area, recall_before = 0.0, 0.0
    for limit in np.sort(p)[::-1]:  # one output more each time
        called = p >= limit
        recall = (called & (y == 1)).sum() / y.sum()
        area += (recall - recall_before) * y[called].mean()
        recall_before = recall
    got = metrics.AUC(curve="PR", num_thresholds=2000)(y, p)
    np.testing.assert_allclose(got, area, atol=0.02)


def test_left_and_right_sums_enclose_the_trapezoids():
    y, p = BITS.ravel(), CHANCES.ravel()
    low, middle, high = (
        float(metrics.AUC(20, summation_method=method)(y, p))
        for method in ("minoring", "interpolation", "majoring")
    )
    assert low < middle < high
    np.testing.assert_allclose((low + high) / 2, middle, rtol=1e-5)


def test_auc_takes_logits():
    z = np.log(CHANCES / (1 - CHANCES))
    got = metrics.AUC(from_logits=True)(BITS, z)
    np.testing.assert_allclose(got, metrics.AUC()(BITS, CHANCES), atol=1e-3)


def test_rates_at_a_constraint():
    limits = [i / 199 for i in range(200)]
    rates = []
    for limit in limits:
        tp, fp, tn, fn = counts(limit, None)
        precision = tp / (tp + fp) if tp + fp else 0.0
        rates.append((tp / (tp + fn), tn / (tn + fp), precision))
    recall, specificity, precision = np.array(rates).T
    expected = {
        "SensitivityAtSpecificity": recall[specificity >= 0.6].max(),
        "SpecificityAtSensitivity": specificity[recall >= 0.6].max(),
        "PrecisionAtRecall": precision[recall >= 0.6].max(),
        "RecallAtPrecision": recall[precision >= 0.5].max(),
    }
    for name, value in expected.items():
        least = 0.5 if name == "RecallAtPrecision" else 0.6
        got = over_batches(getattr(metrics, name)(least), BITS, CHANCES)
        np.testing.assert_allclose(got, value, rtol=1e-5)


def f_scores(called, beta=1.0):
    tp = (called * BITS).sum(0)
    precision, recall = tp / called.sum(0), tp / BITS.sum(0)
    return (1 + beta**2) * precision * recall / (beta**2 * precision + recall)


def test_f_scores():
    called = (CHANCES > 0.4).astype("float32")
    scores = f_scores(called, beta=2.0)
    support = BITS.sum(0)
    expected = {
        None: scores,
        "macro": scores.mean(),
        "weighted": (scores * support / support.sum()).sum(),
    }
    for kind, value in expected.items():
        metric = metrics.FBetaScore(average=kind, beta=2.0, threshold=0.4)
        got = over_batches(metric, BITS, CHANCES)
        np.testing.assert_allclose(got, value, rtol=1e-5)
    tp = (called * BITS).sum()
    micro = 2 * tp / (called.sum() + BITS.sum())
    got = over_batches(metrics.F1Score("micro", 0.4), BITS, CHANCES)
    np.testing.assert_allclose(got, micro, rtol=1e-5)


def test_f1_calls_the_greatest_output_of_a_sample():
    metric = metrics.F1Score()
    got = metric(np.eye(3)[[0, 1, 2, 1]], [[5, 4, 1], [0, 0, 0], [1, 2, 7], [9, 1, 0]])
    np.testing.assert_allclose(got, [2 / 3, 0, 1], rtol=1e-5)


def iou(class_id, truth, called):
    both = ((truth == class_id) & (called == class_id)).sum()
    return both / ((truth == class_id) | (called == class_id)).sum()


def test_intersection_over_union():
    shares = [iou(c, PIXELS, CALLED) for c in range(3)]
    got = over_batches(metrics.IoU(3, [0, 2]), PIXELS, CALLED)
    np.testing.assert_allclose(got, (shares[0] + shares[2]) / 2, rtol=1e-5)
    got = over_batches(metrics.MeanIoU(5), PIXELS, CALLED)  # classes 3, 4 never occur
    np.testing.assert_allclose(got, np.mean(shares), rtol=1e-5)
    one_hot = [np.eye(3)[x] for x in (PIXELS, CALLED)]
    got = over_batches(metrics.OneHotMeanIoU(3), *one_hot)
    np.testing.assert_allclose(got, np.mean(shares), rtol=1e-5)
    got = over_batches(metrics.OneHotIoU(3, [1]), *one_hot)
    np.testing.assert_allclose(got, shares[1], rtol=1e-5)
    expected = [iou(c, BITS, CHANCES >= 0.3) for c in (0, 1)]
    got = over_batches(metrics.BinaryIoU(threshold=0.3), BITS, CHANCES)
    np.testing.assert_allclose(got, np.mean(expected), rtol=1e-5)


def test_pixels_of_an_ignored_class_do_not_count():
    keep = PIXELS != 2
    expected = np.mean([iou(c, PIXELS[keep], CALLED[keep]) for c in (0, 1, 2)])
    got = over_batches(metrics.MeanIoU(3, ignore_class=2), PIXELS, CALLED)
    np.testing.assert_allclose(got, expected, rtol=1e-5)


def test_r2_score():
    spread = ((NUMBERS - NUMBERS.mean(0)) ** 2).sum(0)
    scores = 1 - ((NUMBERS - OUTPUTS) ** 2).sum(0) / spread
    got = over_batches(metrics.R2Score(None), NUMBERS, OUTPUTS)
    np.testing.assert_allclose(got, scores, rtol=1e-4)
    got = over_batches(metrics.R2Score(), NUMBERS, OUTPUTS)
    np.testing.assert_allclose(got, scores.mean(), rtol=1e-4)
    got = over_batches(metrics.R2Score("variance_weighted_average"), NUMBERS, OUTPUTS)
    np.testing.assert_allclose(got, (scores * spread).sum() / spread.sum(), rtol=1e-4)
    got = over_batches(metrics.R2Score(num_regressors=2), NUMBERS, OUTPUTS)
    adjusted = 1 - (1 - scores.mean()) * (N - 1) / (N - 3)
    np.testing.assert_allclose(got, adjusted, rtol=1e-4)


def test_correlations():
    pearson = [np.corrcoef(a, b)[0, 1] for a, b in zip(NUMBERS, OUTPUTS, strict=True)]
    got = over_batches(metrics.PearsonCorrelation(), NUMBERS, OUTPUTS)
    np.testing.assert_allclose(got, np.mean(pearson), rtol=1e-4)
    covariance = np.array(pearson) * NUMBERS.std(-1) * OUTPUTS.std(-1)
    shift = (NUMBERS.mean(-1) - OUTPUTS.mean(-1)) ** 2
    scale = NUMBERS.var(-1) + OUTPUTS.var(-1) + shift
    got = over_batches(metrics.ConcordanceCorrelation(), NUMBERS, OUTPUTS)
    np.testing.assert_allclose(got, np.mean(2 * covariance / scale), rtol=1e-4)


def test_auc_of_gains():
    y, p, limits = BITS[:, 0], CHANCES[:, 0], np.array([-0.1, 0.2, 0.45, 0.7, 1.1])
    tp, fp = ([((p > t) & (y == c)).sum() for t in limits] for c in (1, 0))
    positives, negatives = tp[0], fp[0]
    points = []
    for hits, false in zip(tp, fp, strict=True):
        # Flach and Kull 2015, equation 3, in precision and recall.
        share = positives / (positives + negatives)
        precision = hits / (hits + false) if hits + false else 1
        recall = hits / positives
        gains = [
            (value - share) / ((1 - share) * value) if value else -np.inf
            for value in (recall, precision)
        ]
        points.append(np.clip(gains, 0, 1))
    x, heights = np.array(points).T
    expected = ((x[:-1] - x[1:]) * (heights[:-1] + heights[1:]) / 2).sum()
    metric = metrics.AUC(curve="PRGAIN", thresholds=limits[1:-1].tolist())
    np.testing.assert_allclose(over_batches(metric, y, p), expected, rtol=1e-5)


def test_label_weights_without_labels_apart_are_weights_of_entries():
    weights = [0.75, 0.25, 2.0, 1.0]
    got = metrics.AUC(label_weights=weights)(BITS, CHANCES)
    each = np.broadcast_to(weights, BITS.shape)
    expected = metrics.AUC()(BITS.ravel(), CHANCES.ravel(), each.ravel())
    np.testing.assert_allclose(got, expected, rtol=1e-6)


def test_the_root_of_weighted_squares_of_plain_numbers():
    y, p, weights = NUMBERS[:, 0], OUTPUTS[:, 0], WEIGHTS
    got = over_batches(metrics.RootMeanSquaredError(), y, p, weights)
    expected = np.sqrt(np.average((y - p) ** 2, weights=weights))
    np.testing.assert_allclose(got, expected, rtol=1e-5)
