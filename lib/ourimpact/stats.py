"""The few formulas that the notebooks share, each with its source."""

from math import lgamma

import numpy as np

Z95 = 1.959963984540054


def wilson(part: float, whole: float, z: float = Z95) -> tuple[float, float]:
    """Return the Wilson score interval of a share, as two fractions between 0 and 1.

    E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
    Journal of the American Statistical Association 22 (1927), 209-212.
    Raises ValueError unless 0 <= part <= whole and whole > 0.
    """
    if not 0 <= part <= whole or whole <= 0:
        raise ValueError(f"A share needs 0 <= part <= whole, not {part} of {whole}.")
    p, weight = part / whole, z * z / whole
    centre = (p + weight / 2) / (1 + weight)
    half = z * np.sqrt(p * (1 - p) / whole + weight / (4 * whole)) / (1 + weight)
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))


def rounded_percent(percent: int, whole: int) -> tuple[int, int]:
    """Return the least and the greatest count that a percentage printed without decimals allows.

    A count x of `whole` prints as `percent` when percent - 0.5 <= 100 x / whole < percent + 0.5
    (halves rounded up), so x lies from ceil(whole (2 percent - 1) / 200) to
    ceil(whole (2 percent + 1) / 200) - 1: counts are whole, and so are the bounds.
    """
    least = -(-whole * (2 * percent - 1) // 200)
    return least, -(-whole * (2 * percent + 1) // 200) - 1


def binomial_limits(n: int, p: float, alpha: float) -> tuple[float, float]:
    """Return the funnel limits of a share among n at target p, as two fractions.

    The exact binomial limits, interpolated between counts: D. J. Spiegelhalter, "Funnel plots
    for comparing institutional performance", Statistics in Medicine 24 (2005), 1185-1202,
    appendix A.1.1. alpha is the probability outside both limits together: 0.05, 0.002.
    """
    k = np.arange(n + 1)
    log_choose = lgamma(n + 1) - np.array([lgamma(i + 1) + lgamma(n - i + 1) for i in k])
    mass = np.exp(log_choose + k * np.log(p) + (n - k) * np.log1p(-p))
    cumulative = np.cumsum(mass)
    limits = []
    for tail in (alpha / 2, 1 - alpha / 2):
        r = int(np.searchsorted(cumulative, tail))
        below = cumulative[r - 1] if r else 0.0
        step = (cumulative[r] - tail) / (cumulative[r] - below)
        limits.append(float(np.clip((r - step) / n, 0, 1)))
    return limits[0], limits[1]
