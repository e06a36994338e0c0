"""Writes statistics.json: what scipy says, for our own formulas to be tested against.

Run with numpy 2.2.6 and scipy 1.15.3 (Python 3.12):

    python -m venv venv && venv/bin/pip install numpy==2.2.6 scipy==1.15.3
    venv/bin/python test/reference/make.py
"""

import json
import pathlib

import numpy as np
from scipy import special, stats

source = np.random.default_rng(20261122)


def group_sizes(*sizes, spread):
    return [list(source.normal(source.normal(10, spread), 1, size)) for size in sizes]


def correlation(groups):
    """Intraclass correlation from the F statistic of a one-way analysis of variance."""
    f = stats.f_oneway(*groups).statistic
    sizes = np.array([len(group) for group in groups])
    n0 = (sizes.sum() - (sizes**2).sum() / sizes.sum()) / (len(sizes) - 1)
    return max(0.0, (f - 1) / (f - 1 + n0))


two_samples = [
    (list(source.lognormal(0, 0.2, n)), list(source.lognormal(shift, 0.2, m)))
    for n, m, shift in [(5, 5, 0.5), (10, 10, 0.1), (8, 13, 0), (40, 40, 0.08)]
]
samples = [list(source.lognormal(0, 1, n)) for n in (1, 2, 7, 30)]
groups = [
    group_sizes(5, 5, 5, spread=0.0),
    group_sizes(10, 10, 10, 10, spread=2.0),
    group_sizes(3, 9, 6, 20, spread=1.0),
]

reference = {
    "normal_cdf": [[z, stats.norm.cdf(z)] for z in (-37, -12, -8, -5.8, -3, -2.5, -1, -0.1, 0, 0.3, 1.96, 2.5, 6)],
    "student_cdf": [[t, df, stats.t.cdf(t, df)] for t in (-6, -2.5, -0.3, 0, 1, 4) for df in (1, 4, 9.5, 29, 400)],
    "student_upper": [
        [a, df, stats.t.isf(a, df)] for a in (0.0002, 0.0034, 0.0157, 0.05, 0.25, 0.49) for df in (1, 2, 4, 9, 29, 999)
    ],
    "incomplete_beta": [
        [x, a, b, special.betainc(a, b, x)]
        for x in (0.001, 0.2, 0.5, 0.93, 0.9999)
        for a, b in ((0.5, 0.5), (2, 0.5), (14.5, 0.5), (1, 59), (300, 20))
    ],
    "binomial_cdf": [
        [k, n, p, stats.binom.cdf(k, n, p)] for k, n, p in ((0, 58, 0.05), (0, 59, 0.05), (3, 100, 0.05), (9, 10, 0.5))
    ],
    "quantile": [[s, p, float(np.quantile(s, p))] for s in samples for p in (0, 0.05, 0.5, 0.95, 1)],
    "intraclass_correlation": [[g, correlation(g)] for g in groups],
    "tolerance_factor": [
        [n, p, stats.nct.ppf(0.95, n - 1, stats.norm.ppf(p) * np.sqrt(n)) / np.sqrt(n)]
        for n in (5, 10, 20, 30)
        for p in (0.9, 0.95, 0.99)
    ],
    "normal_quantile": [[p, stats.norm.ppf(p)] for p in (1e-12, 0.0034, 0.0157, 0.3, 0.5, 0.95, 0.999)],
    "mann_whitney": [
        [a, b, stats.mannwhitneyu(a, b, alternative="two-sided", method="asymptotic").pvalue,
         stats.mannwhitneyu(a, b, alternative="two-sided", method="exact").pvalue]
        for a, b in two_samples
    ],
    "t_test": [[a, b, stats.ttest_ind(a, b).pvalue] for a, b in two_samples],
    "paired_t_test": [[a, b, stats.ttest_rel(a, b).pvalue] for a, b in two_samples if len(a) == len(b)],
}


def signed_rank(values, alternative="greater"):
    return stats.wilcoxon(values, alternative=alternative, method="exact").pvalue


def rank_sum(before, after, alternative="greater"):
    return stats.mannwhitneyu(after, before, alternative=alternative, method="exact").pvalue


def chance_of_rank_sum(n, total):
    """The chance that negative ranks sum to at most this: of values that have just these ranks negative."""
    values = np.arange(1.0, n + 1)
    for rank in range(n, 0, -1):
        if rank <= total:
            values[rank - 1] *= -1
            total -= rank
    return signed_rank(values)


def outside(chance, most, level):
    """The largest number up to `most` whose chance is at most the level, or None."""
    return next((count for count in range(most, -1, -1) if chance(count) <= level), None)


def inverted(points, rejects_below, rejects_above):
    """
    The interval of all shifts that a test does not reject, found by trying it between the sorted points where its answer
    may change: [low, high], each None where the test rejects no shift at all on that side.
    """
    points = np.sort(points)
    gaps = np.concatenate(([points[0] - 1], (points[:-1] + points[1:]) / 2, [points[-1] + 1]))
    low = [point for gap, point in zip(gaps[:-1], points) if rejects_below(gap)]
    high = [point for gap, point in zip(gaps[1:], points) if rejects_above(gap)]
    return [max(low, default=None), min(high, default=None)]


def paired_interval(changes, fail, passes):
    changes = np.array(changes)
    walsh = [(changes[i] + changes[j]) / 2 for i in range(len(changes)) for j in range(i, len(changes))]
    ends = inverted(
        walsh,
        lambda shift: signed_rank(changes - shift) <= fail,
        lambda shift: signed_rank(changes - shift, "less") <= passes,
    )
    return [float(np.median(walsh)), *ends]


def unpaired_interval(before, after, fail, passes):
    differences = np.subtract.outer(np.array(after), np.array(before)).ravel()
    ends = inverted(
        differences,
        lambda shift: rank_sum(before, np.array(after) - shift) <= fail,
        lambda shift: rank_sum(before, np.array(after) - shift, "less") <= passes,
    )
    return [float(np.median(differences)), *ends]


def quantile_interval(n, p, fail, passes):
    """Which of the values 1 … n bound their quantile from below and from above, or None."""
    values = np.arange(1, n + 1)
    end = lambda side, level: getattr(
        stats.quantile_test(values, p=p, alternative=side).confidence_interval(1 - level), "low" if side == "greater" else "high"
    )
    return [None if np.isnan(x) else x for x in (end("greater", fail), end("less", passes))]


LEVELS = (0.0034, 0.0157)
changes = [list(source.normal(shift, 1, n)) for n, shift in [(5, 2), (6, 1), (9, 0.3), (12, 0.8), (20, 0.5), (30, 0)]]
sides = [
    (list(source.normal(0, 1, n)), list(source.normal(shift, 1, m)))
    for n, m, shift in [(3, 4, 1), (6, 6, 1), (7, 12, 0), (10, 10, 2), (20, 15, 0.5)]
]
many = list(source.normal(0.3, 1, 61))

reference["signed_rank"] = [[d, signed_rank(d)] for d in changes] + [
    # Beyond the counted range: the normal approximation, corrected for continuity.
    [many, stats.wilcoxon(many, alternative="greater", method="asymptotic", correction=True).pvalue]
]
reference["averages_beyond"] = [
    [n, level, outside(lambda count: chance_of_rank_sum(n, count), n * (n + 1) // 2, level)]
    for n in (1, 5, 6, 8, 9, 12, 15, 20, 30)
    for level in (0.0007, 0.0034, 0.0157, 0.1)
]
# Exact, where ours is approximate.
reference["many_averages_beyond"] = [
    [n, level, outside(lambda count: chance_of_rank_sum(n, count), n * (n + 1) // 4, level)]
    for n in (61, 80)
    for level in (0.0007, 0.0034, 0.0157)
]
reference["paired_interval"] = [[d, *LEVELS, paired_interval(d, *LEVELS)] for d in changes]
reference["rank_sum"] = [[a, b, rank_sum(a, b)] for a, b in two_samples + sides] + [
    [a, b, stats.mannwhitneyu(b, a, alternative="greater", method="asymptotic").pvalue]
    for a, b in [(list(source.normal(0, 1, n)), list(source.normal(0.4, 1, m))) for n, m in [(60, 60), (20, 51)]]
]
reference["unpaired_interval"] = [[a, b, *LEVELS, unpaired_interval(a, b, *LEVELS)] for a, b in sides]
reference["quantile_interval"] = [
    [n, p, *LEVELS, quantile_interval(n, p, *LEVELS)] for n in (6, 20, 100, 300) for p in (0.05, 0.75, 0.95, 0.99)
]

path = pathlib.Path(__file__).with_name("statistics.json")
path.write_text(json.dumps(reference, default=float, separators=(",", ":")) + "\n")
