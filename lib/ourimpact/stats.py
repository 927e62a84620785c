"""The few formulas that the notebooks share, with their sources."""

from collections.abc import Sequence
from functools import cache
from statistics import NormalDist

import numpy as np
import pandas as pd

Z95 = 1.959963984540054
CHANCE = 0.002  # the probability outside two limits of 99.8%: our cutoff for every place


def wilson(part: float, whole: float) -> tuple[float, float]:
    """Return the 95% Wilson score interval of a share, as two fractions between 0 and 1.

    E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
    Journal of the American Statistical Association 22 (1927), 209-212.
    Raises ValueError unless 0 <= part <= whole and whole > 0.
    """
    if not 0 <= part <= whole or whole <= 0:
        raise ValueError(f"A share needs 0 <= part <= whole, not {part} of {whole}: exchanged?")
    p, weight = part / whole, Z95 * Z95 / whole
    center = (p + weight / 2) / (1 + weight)
    half = Z95 * np.sqrt(p * (1 - p) / whole + weight / (4 * whole)) / (1 + weight)
    low, high = min(p, float(center - half)), max(p, float(center + half))  # against rounding
    return max(0.0, low), min(1.0, high)


def with_share(frame: pd.DataFrame, part: str, whole: str) -> pd.DataFrame:
    """Return a copy with the columns share, low and high: part of whole, its 95% Wilson interval.

    All three are fractions, and missing where whole is zero. Raises ValueError as `wilson` does.
    """
    pairs, none = zip(frame[part], frame[whole], strict=True), (np.nan, np.nan)
    ends = [wilson(*pair) if pair[1] else none for pair in pairs]
    low, high = np.reshape(ends, (-1, 2)).T
    return frame.assign(share=frame[part] / frame[whole], low=low, high=high)


def difference(
    part1: float, whole1: float, part2: float, whole2: float
) -> tuple[float, float, float]:
    """Return the first share less the second and the ends of its 95% interval, as fractions.

    The hybrid score interval: R. G. Newcombe, "Interval estimation for the difference between
    independent proportions: comparison of eleven methods", Statistics in Medicine 17 (1998),
    873-890, method 10. Raises ValueError as `wilson` does.
    """
    (low1, high1), (low2, high2) = wilson(part1, whole1), wilson(part2, whole2)
    p1, p2 = part1 / whole1, part2 / whole2
    below, above = np.hypot(p1 - low1, high2 - p2), np.hypot(high1 - p1, p2 - low2)
    return p1 - p2, float(p1 - p2 - below), float(p1 - p2 + above)


def change_interval(before: float, after: float) -> tuple[float, float]:
    """Return the 95% interval of the change between two counts, as fractions of the first.

    Given their sum, the later count is binomial: its Wilson interval p gives p / (1 - p) - 1.
    J. Przyborowski and H. Wilenski, "Homogeneity of results in testing samples from Poisson
    series", Biometrika 31 (1940), 313-323.
    Raises ValueError as `wilson` does, and where the first count is zero.
    """
    if before <= 0:
        raise ValueError(f"A change needs a first count above 0, not {before}.")
    low, high = (p / (1 - p) - 1 for p in wilson(after, before + after))
    return low, high


def spearman(x: Sequence[float], y: Sequence[float]) -> float:
    """Return Spearman's rank correlation, -1 to 1; equal values share their mean rank.

    C. Spearman, "The Proof and Measurement of Association between Two Things", American Journal
    of Psychology 15 (1904), 72-101.
    """
    return float(pd.Series(list(x)).rank().corr(pd.Series(list(y)).rank()))


def spearman_interval(rho: float, n: int) -> tuple[float, float]:
    """Return the 95% interval of Spearman's rank correlation of n pairs, -1 to 1.

    On Fisher's z, with a variance of (1 + rho^2 / 2) / (n - 3): D. G. Bonett and T. A. Wright,
    "Sample size requirements for estimating Pearson, Kendall and Spearman correlations",
    Psychometrika 65 (2000), 23-28. Raises ValueError unless n > 3 and -1 < rho < 1.
    """
    if n <= 3 or not -1 < rho < 1:
        raise ValueError(f"An interval needs n > 3 and -1 < rho < 1, not n = {n} and {rho}.")
    reach = Z95 * np.sqrt((1 + rho**2 / 2) / (n - 3))
    low, high = np.tanh(np.arctanh(rho) + np.array([-reach, reach]))
    return float(low), float(high)


@cache  # the sheets of many states ask for the same
def binomial_limits(n: int, p: float, alpha: float) -> tuple[float, float]:
    """Return the funnel limits of a share among n at target p, as two fractions.

    The exact binomial limits, interpolated between counts: D. J. Spiegelhalter, "Funnel plots
    for comparing institutional performance", Statistics in Medicine 24 (2005), 1185-1202,
    appendix A.1.1. alpha is the probability outside both limits together: 0.05, 0.002.
    The upper limit is the lower one of the other outcome. The paper's formula, used at both ends,
    would put it a whole count lower and single out 1 of 1. A share is outside exactly when so few
    (or so many) have a probability below alpha / 2.
    Trials are taken as independent: limits that allow for repeat reports of one child are wider.
    Raises ValueError unless n > 0 and 0 < p < 1.
    """
    if n <= 0 or not 0 < p < 1:
        raise ValueError(f"Limits need n > 0 and 0 < p < 1, not n = {n} and p = {p}.")
    return _lower_limit(n, p, alpha / 2), 1 - _lower_limit(n, 1 - p, alpha / 2)


def rarity(part: int, whole: int, p: float) -> float:
    """Return how often chance alone puts a share so far from p, 0 to 1: twice the smaller tail.

    It is below alpha exactly where the share is outside the `binomial_limits` of alpha.
    """
    mass = _binomial(whole, p)
    return min(1.0, 2 * float(min(mass[: part + 1].sum(), mass[part:].sum())))


def overdispersion(
    part: Sequence[float], whole: Sequence[float], p: float, winsorize: float
) -> float:
    """Return phi, how much more shares vary around p than binomial chance alone would make them.

    The mean of the squared z-scores, of which the `winsorize` most extreme at each end count as
    their quantile, so that a few far ones do not set it; below 1 where shares vary less than by
    chance. Spiegelhalter (2005), as above, the multiplicative model of overdispersion, who takes
    0.1.
    """
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    z = (part / whole - p) / np.sqrt(p * (1 - p) / whole)
    low, high = np.quantile(z, [winsorize, 1 - winsorize])
    return float(np.mean(np.clip(z, low, high) ** 2))


def stands_out(part: pd.Series, whole: pd.Series, p: float) -> pd.DataFrame:
    """Return which shares lie outside 99.8% limits that allow for more than chance, in four tests.

    The variance of chance is stretched by phi, or a variance is added, neither where shares vary
    no more than by chance; the most extreme shares count in full (0.0) or as their quantile (0.1).
    Spiegelhalter (2005), as above, the multiplicative and the additive model. What is not
    `testable` stands out in none.
    """
    index, fit = whole.index, testable(whole, p)
    part, whole = part[whole > 0], whole[whole > 0]
    n, chance, outside = len(whole), p * (1 - p) / whole, {}
    weight, limit = 1 / chance, NormalDist().inv_cdf(1 - CHANCE / 2)
    for winsorize in (0.1, 0.0):
        phi = overdispersion(part, whole, p, winsorize)
        more = (n * phi - (n - 1)) / (weight.sum() - (weight**2).sum() / weight.sum())
        wider = {"stretched": max(1.0, phi) * chance, "added": chance + max(0.0, more)}
        for way, variance in wider.items():
            far = (part / whole - p).abs() > limit * np.sqrt(variance)
            outside[way, winsorize] = far & fit
    return pd.DataFrame(outside).reindex(index, fill_value=False)


def testable(whole: pd.Series | int, p: float) -> pd.Series | bool:
    """Return whether five of each outcome are expected, without which no share is nearly normal.

    A rule of thumb.
    """
    return whole >= fewest(p)


def fewest(p: float) -> int:
    """Return the least whole that is `testable`."""
    return int(np.ceil(5 / min(p, 1 - p)))


def _binomial(n: int, p: float) -> np.ndarray:
    """Return the probabilities of 0 to n among n at p."""
    k = np.arange(n + 1)
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n + 1)))])
    log_choose = log_factorial[n] - log_factorial - log_factorial[::-1]
    return np.exp(log_choose + k * np.log(p) + (n - k) * np.log1p(-p))


def _lower_limit(n: int, p: float, tail: float) -> float:
    """Return the share below which a binomial share has the probability `tail`, at least 0."""
    mass = _binomial(n, p)
    cumulative = np.cumsum(mass)
    r = int(np.searchsorted(cumulative, tail))
    return max(0.0, float(r - (cumulative[r] - tail) / mass[r]) / n)
