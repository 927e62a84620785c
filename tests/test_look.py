"""Colors differ from the background and each other, even to the color-blind; the font is ours."""

import importlib.util

import numpy as np
import pytest
from matplotlib.font_manager import FontProperties, findfont, fontManager

from ourimpact import look


def loaded(monkeypatch, variant: str):
    """Return the module as in the process of a notebook that draws a variant."""
    monkeypatch.setenv("OURIMPACT_AS", variant)
    spec = importlib.util.spec_from_file_location("look_again", look.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=["", "dark"], ids=["light", "dark"])
def colors(request, monkeypatch):
    return loaded(monkeypatch, request.param)


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


@pytest.mark.parametrize("name", ["BLUE", "SECOND", "EDGE"])
def test_a_mark_stands_out_from_the_ground(colors, name):
    assert contrast(getattr(colors, name), colors.PAPER) >= 3


@pytest.mark.parametrize("name", ["INK", "MUTED", "BLUE", "SECOND", "CONTEXT"])
@pytest.mark.parametrize("ground", ["PAPER", "TINT"])
def test_words_can_be_read(colors, name, ground):
    said = colors.words_color(getattr(colors, name))
    assert contrast(said, getattr(colors, ground)) >= 4.5


@pytest.mark.parametrize("level", range(len(look.SEQUENCE)))
def test_words_can_be_read_on_a_tile_and_tiles_get_darker(colors, level):
    fill = colors.SEQUENCE[level]
    assert contrast(fill, colors.ink_on(fill)) >= contrast(fill, colors.muted_on(fill)) >= 4.5
    ladder = [contrast(color, colors.PAPER) for color in colors.SEQUENCE]
    assert ladder == sorted(ladder)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("other", ["SECOND", "CONTEXT"])
def test_the_finding_can_be_told_from_every_other_mark(colors, deficiency, other):
    matrix = np.array(DEFICIENCIES[deficiency])
    one, two = (
        lab(np.clip(matrix @ linear(color), 0, 1))
        for color in (colors.BLUE, getattr(colors, other))
    )
    # SECOND is a lighter shade of the same blue: it is used in blocks that have labels
    assert np.linalg.norm(one - two) >= (25 if other == "SECOND" else 30)


def test_the_face_is_ours_and_registered_once():
    for _ in range(2):
        look.use()
    ours = [font.fname for font in fontManager.ttflist if font.name == look.FACE]
    assert sorted(ours) == sorted(map(str, look.FACES)) and len(ours) == 2
    for weight, file in {"normal": "Regular", "semibold": "Semibold", "bold": "Semibold"}.items():
        found = findfont(FontProperties(family=look.FACE, weight=weight), fallback_to_default=False)
        assert found.endswith(f"SourceSans3-{file}.ttf")


def test_what_the_face_lacks_is_known_with_its_place_in_data(tmp_path, monkeypatch):
    assert look.lacking("NCMEC’s −31% – 1,268 ≤ ↑\n") == ""
    assert look.lacking("a 漢 b 🙂") == "Source Sans 3 has no '漢🙂', which 'a 漢 b 🙂' holds."
    (tmp_path / "data" / "reference").mkdir(parents=True)
    (tmp_path / "data" / "datapackage.json").write_text("{}", encoding="utf-8")
    labels = tmp_path / "data" / "reference" / "labels.csv"
    labels.write_text("code,label\na,b\nc,a 漢 b\n", encoding="utf-8")
    monkeypatch.setenv("OURIMPACT_ROOT", str(tmp_path))
    assert look.lacking("a 漢 b").endswith("holds: data/reference/labels.csv, line 3.")


def test_words_wrap_at_a_width():
    lines = look.wrap("one two three four five", 12, 60)
    assert " ".join(lines) == "one two three four five" and len(lines) > 1
    assert all(look.width(line, 12) <= 60 for line in lines)
    assert look.width("a b", 12, "semibold") > look.width("a b", 12)


def test_an_unknown_variant_is_refused(monkeypatch):
    with pytest.raises(ValueError, match="plain, square, dark, pdf, not 'round'"):
        loaded(monkeypatch, "round").use()
