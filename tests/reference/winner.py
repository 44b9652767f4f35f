"""Hybrid intervals after picking the highest, for tests/unit/test_winner.py, by another program.

In an environment of its own with multiple-inference 1.2.0, numpy below 2 and scipy below 1.12:
    python -W ignore tests/reference/winner.py > tests/reference/winner.csv
The cases are our own. The package gives the distribution of a value, given that its unit ranks first; a gap
is the "value" d = x_u - x_b in the place of the best unit, with its covariances to the estimates that are
ranked. Its `ppf` sometimes stops before the root, so the root is found here, in its `cdf`. It simulates its
projection intervals; here they have the limit of as many independent normals as there are contrasts.
"""

import csv
import sys
from importlib.metadata import version

CASES = {
    "two_close": ([80, 79], [3, 3]),
    "two_apart": ([90, 60], [3, 4]),
    "five_even": ([70, 73, 76, 79, 82], [3, 3, 3, 3, 3]),
    "three_leaders": ([88, 87.5, 86.8, 70], [2, 3, 1.5, 4]),
    "small_best": ([78, 75, 74, 70, 65, 60], [6, 1, 1.2, 2, 2, 3]),
    "hairline": ([80, 79.9, 70], [3, 3, 3]),
    "ten": (
        [84.2, 81.9, 86.1, 79.5, 88.4, 87.9, 83.3, 90.1, 85.0, 77.7],
        [2.6, 2.8, 2.5, 3.0, 2.4, 2.4, 2.7, 2.2, 2.6, 3.1],
    ),
}
ERROR = 0.05
PROJECTION = ERROR / 10
TAIL = (ERROR - PROJECTION) / (1 - PROJECTION) / 2


def quantiles(model, row, se, contrasts):
    """Low end, median and high end of the value in one row."""
    from scipy.optimize import brentq
    from scipy.stats import norm

    limit = norm.isf((1 - (1 - PROJECTION) ** (1 / contrasts)) / 2) * se
    law = model.get_marginal_distribution(row, beta=0, projection_interval=limit)
    ends = model.mean[row] - limit * (1 - 1e-9), model.mean[row] + limit * (1 - 1e-9)
    return [
        brentq(lambda value, level=level: float(law.cdf([value])[0]) - level, *ends, xtol=1e-12)
        for level in (TAIL, 0.5, 1 - TAIL)
    ]


def main():
    import numpy as np
    from multiple_inference.rank_condition import RankCondition

    packages = ", ".join(f"{name} {version(name)}" for name in ("multiple-inference", "numpy", "scipy"))
    sys.stdout.write(f"# Python {sys.version.split()[0]}, {packages}\n")
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["case", "unit", "x", "se", "gap_low", "gap_high", "value", "value_low", "value_high"])
    for name, (x, se) in CASES.items():
        x, se = np.array(x, float), np.array(se, float)
        variances, best = np.diag(se**2), int(np.argmax(x))
        for unit in range(len(x)):
            if unit == best:
                low, middle, high = quantiles(RankCondition(x, variances), best, se[best], len(x))
                out.writerow([name, unit, x[unit], se[unit], 0, 0, repr(middle), repr(low), repr(high)])
                continue
            s = float(np.hypot(se[unit], se[best]))
            contrast, its_variance, with_ranked = x.copy(), variances.copy(), variances.copy()
            contrast[best], its_variance[best, best] = x[unit] - x[best], s**2
            with_ranked[:, best] = 0
            with_ranked[best, best], with_ranked[unit, best] = -(se[best] ** 2), se[unit] ** 2
            model = RankCondition(contrast, its_variance)
            model.xmean, model.xycov = x, with_ranked
            low, _, high = quantiles(model, best, s, len(x) - 1)
            out.writerow([name, unit, x[unit], se[unit], repr(low), repr(high), "", "", ""])


if __name__ == "__main__":
    main()
