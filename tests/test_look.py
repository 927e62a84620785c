"""Colours that can be told from paper and from each other, whoever looks."""

from itertools import combinations

import numpy as np
import pytest

from ourimpact import figures

MARKS = {name: getattr(figures, name) for name in ("BLUE", "ORANGE", "TEAL", "GREY")}
SERIES = [figures.BLUE, figures.ORANGE, figures.TEAL]

# G. M. Machado, M. M. Oliveira and L. A. F. Fernandes, "A Physiologically-based Model for
# Simulation of Color Vision Deficiency", IEEE TVCG 15 (2009): severity 1.0, linear RGB.
DEFICIENCIES = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def linear(color: str) -> np.ndarray:
    part = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    light = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) + 0.05 for c in (one, other))
    return light[1] / light[0]


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* (D65) of linear RGB."""
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(to_xyz) @ rgb / [0.9505, 1.0, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("name", MARKS)
def test_a_mark_stands_out_from_paper(name):
    assert contrast(MARKS[name], figures.PAPER) >= 3


@pytest.mark.parametrize("color", [figures.INK, figures.MUTED])
def test_text_can_be_read_on_paper(color):
    assert contrast(color, figures.PAPER) >= 4.5


@pytest.mark.parametrize("level", range(len(figures.SEQUENCE)))
def test_text_can_be_read_on_a_tile(level):
    ink = figures.PAPER if level >= 3 else figures.INK  # as charts.tile_grid chooses
    assert contrast(figures.SEQUENCE[level], ink) >= 4.5


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_series_can_be_told_apart(deficiency):
    seen = {c: lab(np.clip(np.array(DEFICIENCIES[deficiency]) @ linear(c), 0, 1)) for c in SERIES}
    for one, other in combinations(SERIES, 2):
        assert np.linalg.norm(seen[one] - seen[other]) >= 30, (one, other)
