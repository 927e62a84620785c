"""Numbers in rows at the left, and at the right a dot for each that some of them mean on average.

Belongs here: how the dots stand beside the rows. Does not: how rows are written (`singles`).
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ourimpact import charts, figures, look
from ourimpact.charts import MUTED, write
from ourimpact.forms import singles
from ourimpact.look import advance
from ourimpact.words import count

_HEAD, _NAME, _APART = 26, 23, 12  # points of the head, of a block's name, between blocks
_LARGEST = 26  # cell of a dot
_SHARE = 0.42  # of the width, or of a square's height, for dots


def rows_and_dots(rows: pd.DataFrame, head: str, dots: pd.DataFrame) -> Figure:
    """Return a figure of `singles.write_rows` and, below a head, blocks of dots beside them.

    The columns of `dots` are `n` and `noun`; the first block is the finding's, as the first row is.
    Without dots, the rows take all the width.
    """
    if dots.empty:
        return singles.number_rows(rows)
    parts = [1 - _SHARE, _SHARE]
    if look.AS == "square":
        fig, (ax, side) = figures.new(2, 1, height_ratios=parts, gridspec_kw={"hspace": 0.1})
    else:
        fig, (ax, side) = figures.new(1, 2, width_ratios=parts, gridspec_kw={"wspace": 0.1})
    fig.form = "waffle"
    singles.write_rows(ax, rows)
    _draw_blocks(side, head, dots)
    return fig


def _draw_blocks(ax: Axes, head: str, dots: pd.DataFrame) -> None:
    """Draw the blocks below each other, their dots as large as fit."""
    wide, high = charts.space(ax)
    numbers = dots["n"].to_numpy()
    room = high - _HEAD - len(dots) * _NAME - (len(dots) - 1) * _APART
    ways = [
        (min(wide / n, room / np.ceil(numbers / n).sum()), n) for n in range(2, numbers.max() + 1)
    ]
    each, across = max(ways)
    each = min(each, _LARGEST)
    ax.hlines(0, 0, wide, look.RULE, lw=0.7)
    write(ax, head, 0, 0, 0, -17, bold=True, color=look.MUTED)
    top, tones = _HEAD, [look.BLUE] + [look.CONTEXT] * (len(dots) - 1)
    for row, tone in zip(dots.itertuples(), tones, strict=True):
        right = advance("about ", 12)
        ink = look.BLUE if tone == look.BLUE else look.INK
        write(ax, "about", 0, top, 0, -15, **MUTED | {"size": 12})
        write(ax, count(row.n), 0, top, right, -15, size=16, bold=True, color=ink)
        write(ax, row.noun, 0, top, right + advance(f"{count(row.n)} ", 16, "semibold"), -15)
        top += _NAME
        at = (-0.13 * each, top)
        lines = charts.squares(
            ax, [tone] * row.n, across=across, at=at, each=each, dots=True, gap=0.26
        )
        ax.collections[-1].set_clip_on(False)  # dots touch the edge
        top += lines * each + _APART
    charts.cells(ax, wide, high)
