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
        [a, df, stats.t.isf(a, df)] for a in (0.0002, 0.0035, 0.0142, 0.05, 0.25, 0.49) for df in (1, 2, 4, 9, 29, 999)
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
    "expanded_level": [
        [a, n, stats.norm.cdf(-np.sqrt(n / (n - 1)) * stats.t.isf(a, n - 1))]
        for a in (0.0035, 0.0142)
        for n in (5, 10, 30)
    ],
    "tolerance_factor": [
        [n, p, stats.nct.ppf(0.95, n - 1, stats.norm.ppf(p) * np.sqrt(n)) / np.sqrt(n)]
        for n in (5, 10, 20, 30)
        for p in (0.9, 0.95, 0.99)
    ],
    "normal_quantile": [[p, stats.norm.ppf(p)] for p in (0.001, 0.3, 0.5, 0.95, 0.999)],
    "mann_whitney": [
        [a, b, stats.mannwhitneyu(a, b, alternative="two-sided", method="asymptotic").pvalue,
         stats.mannwhitneyu(a, b, alternative="two-sided", method="exact").pvalue]
        for a, b in two_samples
    ],
    "t_test": [[a, b, stats.ttest_ind(a, b).pvalue] for a, b in two_samples],
    "paired_t_test": [[a, b, stats.ttest_rel(a, b).pvalue] for a, b in two_samples if len(a) == len(b)],
}

differences = [list(source.normal(shift, 1, n)) for n, shift in [(5, 2), (9, 0.3), (12, 0.8), (16, 0.5)]]
reference["sign_flips"] = [
    [d, stats.permutation_test((d,), np.sum, permutation_type="samples", alternative="greater", n_resamples=np.inf).pvalue]
    for d in differences
]
reference["signed_ranks"] = [
    [d, stats.wilcoxon(d, alternative="greater", method="exact").pvalue] for d in differences
]
reference["rank_sum"] = [
    [a, b, stats.mannwhitneyu(b, a, alternative="greater", method="exact").pvalue] for a, b in two_samples
]
reference["median_rank"] = [
    [n, level, stats.quantile_test(np.arange(1, n + 1), q=0, p=0.5, alternative="greater").confidence_interval(1 - level).low]
    for n in (9, 12, 20, 30, 100)
    for level in (0.0035, 0.0142, 0.3)
]

path = pathlib.Path(__file__).with_name("statistics.json")
path.write_text(json.dumps(reference, default=float, separators=(",", ":")) + "\n")
