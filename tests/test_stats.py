"""The formulas give the published results of worked examples, and agree with counting."""

from math import comb

import pandas as pd
import pytest

from ourimpact import stats

# R. G. Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven
# methods", Statistics in Medicine 17 (1998), 857-872, table I, method 3 (score, no correction).
NEWCOMBE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


@pytest.mark.parametrize(("part", "whole", "low", "high"), NEWCOMBE)
def test_wilson_intervals_are_newcombes(part, whole, low, high):
    assert stats.wilson(part, whole) == pytest.approx((low, high), abs=5e-5)


# R. G. Newcombe, "Interval estimation for the difference between independent proportions",
# Statistics in Medicine 17 (1998), 873-890, table II, method 10.
DIFFERENCES = [
    ((56, 70, 48, 80), 0.0524, 0.3339),
    ((9, 10, 3, 10), 0.1705, 0.8090),
    ((5, 56, 0, 29), -0.0381, 0.1926),
    ((0, 10, 0, 20), -0.1611, 0.2775),
    ((10, 10, 0, 20), 0.6791, 1.0000),
]


@pytest.mark.parametrize(("counts", "low", "high"), DIFFERENCES)
def test_intervals_of_a_difference_are_newcombes(counts, low, high):
    assert stats.difference(*counts)[1:] == pytest.approx((low, high), abs=5e-5)


def test_a_table_gets_its_shares_with_their_intervals():
    frame = pd.DataFrame({"part": [81, 0], "whole": [263, 20]}, index=["a", "b"])
    shares = stats.with_share(frame, "part", "whole")
    assert list(shares.loc["a"])[2:] == pytest.approx([81 / 263, 0.2553, 0.3662], abs=5e-5)
    assert list(shares["high"]) == pytest.approx([0.3662, 0.1611], abs=5e-5)
    assert list(stats.with_share(frame[:0], "part", "whole")["low"]) == []


def test_spearmans_correlation_is_of_ranks_and_ties_share_theirs():
    """The ten pairs of IQ and hours of television: rho = -29 / 165."""
    iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
    hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]
    assert stats.spearman(iq, hours) == pytest.approx(-29 / 165)
    assert stats.spearman([1, 2, 2, 3], [1, 5, 5, 90]) == pytest.approx(1)


def test_the_interval_of_spearmans_correlation_is_on_fishers_z():
    """For 0.5 of 48: tanh(0.5493 - 0.3099) and tanh(0.5493 + 0.3099)."""
    assert stats.spearman_interval(0.5, 48) == pytest.approx((0.2349, 0.6959), abs=1e-4)
    assert stats.spearman_interval(-0.5, 48) == pytest.approx((-0.6959, -0.2349), abs=1e-4)
    with pytest.raises(ValueError, match="n > 3 and -1 < rho < 1, not n = 3 and"):
        stats.spearman_interval(0.5, 3)
    with pytest.raises(ValueError, match="not n = 48 and 1"):
        stats.spearman_interval(1, 48)


@pytest.mark.parametrize(("part", "whole"), [(2, 1), (-1, 5), (0, 0)])
def test_a_share_that_cannot_be_is_refused(part, whole):
    with pytest.raises(ValueError, match=f"not {part} of {whole}"):
        stats.wilson(part, whole)


def test_funnel_limits_follow_from_the_tabled_binomial():
    """n = 10, p = 1/2: P(X <= 1) = 0.0107, P(X = 2) = 0.0439.

    National Bureau of Standards, Tables of the Binomial Probability Distribution (Applied
    Mathematics Series 6, 1950). The tail of 0.025 lies between counts 1 and 2, and by
    Spiegelhalter's appendix A.1.1 at 2 - (0.0547 - 0.025) / 0.0439 = 1.324.
    """
    assert stats.binomial_limits(10, 0.5, 0.05) == pytest.approx((0.1324, 0.8676), abs=1e-4)


@pytest.mark.parametrize("alpha", [0.05, 0.002])
@pytest.mark.parametrize("n", [1, 9, 17, 33, 106, 524])
def test_a_share_is_outside_exactly_when_its_tail_is_small(n, alpha):
    p = 0.914
    mass = [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    low, high = stats.binomial_limits(n, p, alpha)
    for k in range(n + 1):
        assert (k / n < low - 1e-12) == (sum(mass[: k + 1]) < alpha / 2)
        assert (k / n > high + 1e-12) == (sum(mass[k:]) < alpha / 2)
        rare = min(1, 2 * min(sum(mass[: k + 1]), sum(mass[k:])))
        assert stats.rarity(k, n, p) == pytest.approx(rare, abs=1e-9)


def test_overdispersion_is_none_where_shares_are_equal_and_above_one_where_chance_is_not_all():
    whole = [100] * 10
    assert stats.overdispersion([50] * 10, whole, 0.5, 0.1) == 0
    z = [-6, -4, -4, -2, -2, 2, 2, 4, 4, 6]  # the two ends count as the quantiles 10% and 90%
    phi = stats.overdispersion([50 + 5 * each for each in z], whole, 0.5, 0.1)
    assert phi == pytest.approx((2 * 4.2**2 + 4 * 4**2 + 4 * 2**2) / 10)


def test_a_share_stands_out_where_chance_and_ordinary_differences_explain_it_not(monkeypatch):
    whole = pd.Series([400] * 20 + [4000])
    part = pd.Series([200 + (10, -10, 32, -32)[n % 4] for n in range(20)] + [2000])  # 3.2 away
    assert not stats.stands_out(part, whole, 0.5).any(axis=None)
    part[20] = 1200
    out = stats.stands_out(part, whole, 0.5)
    assert out.shape == (21, 4) and out["stretched", 0.1][20] and not out[:20].any(axis=None)
    part, whole = pd.Series([40] * 20 + [20]), pd.Series([400] * 20 + [50])
    assert stats.stands_out(part, whole, 0.1)["stretched", 0.1][20]
    monkeypatch.setattr(stats, "CHANCE", 1e-12)
    assert not stats.stands_out(part, whole, 0.1).any(axis=None)
    monkeypatch.undo()
    part[20], whole[20] = 18, 45  # 4.5 are expected: too few for a normal approximation
    assert not stats.stands_out(part, whole, 0.1).any(axis=None)


def test_nothing_is_added_to_chance_where_shares_vary_less_than_it():
    """All shares are equal but one, 3.1 standard errors away: beyond the 3.09 of chance alone."""
    part, whole = pd.Series([200] * 20 + [231]), pd.Series([400] * 21)
    out = stats.stands_out(part, whole, 0.5)
    assert out.loc[20].all() and not out[:20].any(axis=None)
    part[19] = 225  # 2.5 away: within chance, which is never narrowed
    assert not stats.stands_out(part, whole, 0.5).loc[19].any()


def test_a_change_is_what_the_odds_of_the_later_count_make_it():
    low, high = stats.change_interval(79, 104)
    part_low, part_high = stats.wilson(104, 183)
    assert (low, high) == pytest.approx(
        (part_low / (1 - part_low) - 1, part_high / (1 - part_high) - 1)
    )
    assert low == pytest.approx(-0.016, abs=0.0005) and high == pytest.approx(0.762, abs=0.0005)
    with pytest.raises(ValueError, match="a first count above 0, not 0"):
        stats.change_interval(0, 5)
