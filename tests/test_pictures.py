"""Every picture keeps the rules for margins, sizes, and contrast: checks on its SVG and pixels."""

import html
import json
import re
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pytest
from conftest import ROOT
from PIL import Image
from test_look import contrast

from ourimpact import figures, look
from ourimpact.about import About

FIGURES = sorted((ROOT / "figures").glob("[0-9]*/*.svg"))
WIDTH, HEIGHT = 576, 324  # points; the PNG has 1920 x 1080 pixels
DRAWN = re.compile(  # text is drawn as paths, after a comment with the words
    r'<!-- (.*?) -->\s*<g(?: style="fill: (#\w+)([^"]*)")? '
    r'transform="translate\(([\d.-]+) ([\d.-]+)\)( rotate\([^)]*\))? scale\(([\d.]+) [^)]*\)">'
    r"(.*?)</g>",
    re.DOTALL,
)


class Word(NamedTuple):
    text: str
    size: float
    color: str
    faded: bool
    left: float
    top: float
    right: float
    bottom: float


def words(svg) -> list[Word]:
    """Return each text drawn, with the box that it fills by the metrics of the font."""
    found = []
    for text, color, style, x, y, turned, scale, letters in DRAWN.findall(svg.read_text("utf-8")):
        assert not turned, f"{text} is turned"
        text, left, base, size = html.unescape(text), float(x), float(y), 100 * float(scale)
        weight = "semibold" if "SourceSans3-Semibold" in letters else "normal"
        right = left + look.width(text, size, weight)
        # from cap height to the baseline: descenders are left out
        top = base - 0.66 * size
        faded = "opacity" in style
        found.append(Word(text, size, color, faded, left, top, right, base))
    return found


@pytest.fixture(params=FIGURES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def svg(request):
    return request.param


@pytest.fixture(autouse=True)
def face():
    look.use()


def about(svg) -> dict:
    return json.loads(svg.with_suffix(".json").read_text(encoding="utf-8"))


def test_every_word_is_in_our_face(svg):
    text = svg.read_text("utf-8")
    assert "<text" not in text and "font-family" not in text  # letters are paths, not font text
    assert len(words(svg)) >= 8
    assert set(re.findall(r'id="(\w+)-(?:Regular|Semibold)-', text)) == {"SourceSans3"}


def test_no_word_leaves_the_slide(svg):
    for word in words(svg):
        inside = word.left >= 12 and word.right <= WIDTH - 12 and word.top >= 12
        assert inside and word.bottom <= HEIGHT - 12, word


def test_all_words_keep_to_the_margins(svg):
    """Title, subtitle, row names, and footer begin at one margin, and values end at the other.

    The white space at the left of a 1 may extend into the margin: its stroke begins there.
    """
    found = words(svg)
    seen = [word.left + 0.045 * word.size * word.text.startswith("1") for word in found]
    assert min(seen) >= look.MARGIN - 0.5
    assert max(word.right for word in found) <= WIDTH - look.MARGIN + 1.5


def test_no_two_words_overlap(svg):
    for one, other in combinations(words(svg), 2):
        across = min(one.right, other.right) - max(one.left, other.left)
        down = min(one.bottom, other.bottom) - max(one.top, other.top)
        assert across <= 0.5 or down <= 0.5, (one.text, other.text)


LICENSE = "By our-impact-notebooks, CC BY 4.0"


def test_words_can_be_read_from_the_back_of_a_room(svg):
    said = about(svg)
    small = [word for word in words(svg) if word.size < 9]
    assert not small, small
    foot = [w for w in words(svg) if round(w.size, 1) == 9.2 and w.bottom > said["body"][1]]
    lines = sorted((w for w in foot if w.text != LICENSE), key=lambda word: word.top)
    note, source = figures.foot_of(About(**said))
    assert " ".join(word.text for word in lines) == f"{note} Source: {source}.".strip()
    title = [word for word in words(svg) if word.size == 19]
    assert [word.text for word in title] == [said["title"]]


def test_the_licence_stands_at_the_right_of_the_last_line(svg):
    (licence,) = (word for word in words(svg) if word.text == LICENSE)
    assert abs(licence.right - (WIDTH - look.MARGIN)) < 1.5
    assert licence.bottom == max(word.bottom for word in words(svg))


def test_the_chart_stands_in_the_box_that_is_named(svg):
    """A deck shows only the chart, so the box must not include any of the title or footer."""
    said = about(svg)
    left, bottom, right, top = (
        x * side for x, side in zip(said["body"], 2 * (WIDTH, HEIGHT), strict=True)
    )
    assert left < 0.1 * WIDTH and right > 0.9 * WIDTH and top - bottom > 0.4 * HEIGHT
    for word in words(svg):
        frame = word.size == 19 or abs(word.size - 9.2) < 0.01
        inside = word.bottom <= HEIGHT - bottom + 3 and word.top >= HEIGHT - top - 3
        assert not (frame and inside), word


def test_words_stand_out_from_what_lies_behind_them(svg):
    with Image.open(svg.with_suffix(".png")) as picture:
        pixels = np.asarray(picture.convert("RGB")).astype(np.uint32)
    packed = pixels[..., 0] << 16 | pixels[..., 1] << 8 | pixels[..., 2]
    scale = packed.shape[1] / WIDTH
    for word in words(svg):
        assert not word.faded, word
        box = [int(scale * edge) for edge in word[4:]]
        behind = packed[box[1] - 2 : box[3] + 4, max(box[0] - 2, 0) : box[2] + 2]
        colors, counts = np.unique(behind, return_counts=True)
        shades = [f"#{color:06x}" for color in colors[counts.argsort()[::-1]]]
        near = contrast(shades[0], word.color) < 1.1  # a palette may change a color slightly
        if near and counts.max() < 0.6 * counts.sum():
            shades = shades[1:]  # large bold digits cover more of their box than the paper does
        assert contrast(word.color, shades[0]) >= 4.5, (word.text, word.color, shades[0])
