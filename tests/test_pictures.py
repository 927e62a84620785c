"""Rules that hold for each picture, read from its SVG (where words stand) and its pixels."""

import html
import json
import re
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pytest
from conftest import ROOT
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from PIL import Image
from test_look import contrast

FIGURES = sorted((ROOT / "figures").glob("[0-9]*/*.svg"))
WIDTH, HEIGHT = 576, 324  # points; the PNG has 1920 x 1080 pixels


class Word(NamedTuple):
    text: str
    size: float
    color: str
    opacity: float
    left: float
    top: float
    right: float
    bottom: float


def words(svg) -> list[Word]:
    """Every text that is drawn, with the box that its letters fill by the font's own measure."""
    found = []
    text = svg.read_text(encoding="utf-8")
    for style, rest, content in re.findall(r'<text style="([^"]*)"([^>]*)>([^<]*)<', text):
        said = dict(part.split(": ", 1) for part in style.split("; "))
        size, content = float(said["font-size"].removesuffix("px")), html.unescape(content)
        place = re.search(r'x="([\d.-]+)" y="([\d.-]+)"|translate\(([\d.-]+) ([\d.-]+)\)', rest)
        x, y = (float(n) for n in place.groups() if n)
        weight = int(said.get("font-weight", 400))
        font = FontProperties(family="DejaVu Sans", weight=weight, size=size)
        width, _, _ = text_to_path.get_text_width_height_descent(content, font, ismath=False)
        left = x - width * {"middle": 0.5, "end": 1}.get(said.get("text-anchor"), 0)
        # from the height of capitals and digits to the baseline: descents may touch nothing
        found.append(
            Word(
                content, size, said["fill"], float(said.get("opacity", 1)),
                left, y - 0.73 * size, left + width, y,
            )
        )  # fmt: skip
    return found


@pytest.fixture(params=FIGURES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def svg(request):
    return request.param


def test_no_word_leaves_the_slide(svg):
    for word in words(svg):
        inside = word.left >= 8 and word.right <= WIDTH - 8 and word.top >= 8
        assert inside and word.bottom <= HEIGHT - 8, word


def test_no_two_words_overlap(svg):
    for one, other in combinations(words(svg), 2):
        across = min(one.right, other.right) - max(one.left, other.left)
        down = min(one.bottom, other.bottom) - max(one.top, other.top)
        assert across <= 0.5 or down <= 0.5, (one.text, other.text)


def test_words_can_be_read_from_the_back_of_a_room(svg):
    foot = json.loads(svg.with_suffix(".json").read_text(encoding="utf-8"))
    small = [word for word in words(svg) if word.size < 9]
    assert all(word.size >= 8 and word.left < 19 for word in small), small
    block = " ".join(word.text for word in sorted(small, key=lambda word: word.top))
    assert block == f"{foot['note']} Source: {foot['source']}.".strip(), "body text below 9 pt"


def test_the_source_stands_on_the_slide(svg):
    said = json.loads(svg.with_suffix(".json").read_text(encoding="utf-8"))
    drawn = " ".join(word.text for word in words(svg))
    assert f"Source: {said['source']}." in drawn
    assert said["title"] in drawn


def test_words_stand_out_from_what_lies_behind_them(svg):
    with Image.open(svg.with_suffix(".png")) as picture:
        pixels = np.asarray(picture.convert("RGB"))
    scale = pixels.shape[1] / WIDTH
    for word in words(svg):
        assert word.opacity == 1, word
        box = [int(scale * edge) for edge in word[4:]]
        behind = pixels[box[1] - 2 : box[3] + 4, max(box[0] - 2, 0) : box[2] + 2].reshape(-1, 3)
        colors, counts = np.unique(behind, axis=0, return_counts=True)
        shades = ["#{:02x}{:02x}{:02x}".format(*color) for color in colors]
        order = [shades[i] for i in counts.argsort()[::-1]]
        if order[0] == word.color and counts.max() < 0.6 * counts.sum():
            order = order[1:]  # large bold digits cover more of their box than the paper does
        paper = order[0]
        assert contrast(word.color, paper) >= 4.5, (word.text, word.color, paper)
