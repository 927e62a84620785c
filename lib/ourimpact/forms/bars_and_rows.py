"""Bars of numbers of one kind, and below them, in plain rows, numbers that count other things.

Belongs here: how both share the height. Does not: how bars (`charts`) or rows (`singles`) look.
"""

import pandas as pd
from matplotlib.figure import Figure

from ourimpact import charts, figures, look
from ourimpact.charts import Names, write
from ourimpact.forms import singles

_BAR, _GAP = 1.1, 29  # height of a bar, in rows, and points from bars to rows
_SIZE = 14  # of words in rows


def bars_and_rows(
    alike: pd.DataFrame, others: pd.DataFrame, heads: tuple[str, str], highlight: Names
) -> Figure:
    """Return a figure of bars of numbers that are `alike`, and below a rule rows of `others`.

    Each part has its head. The columns of `alike` are `name`, `value` and `words`; those of
    `others`, as of `singles.write_rows`. Where there is one part alone, it has all the height.
    """
    ratios = [_BAR * len(alike), len(others)]
    ratios = [high for high in ratios if high]
    gap = {"hspace": 2 * _GAP / (look.HEIGHT - 137 - _GAP)}  # of the mean height
    fig, axes = figures.new(len(ratios), 1, height_ratios=ratios, gridspec_kw=gap)
    axes = [axes] if len(ratios) == 1 else list(axes)
    fig.form = "bars" if len(alike) else "numbers"  # no chart to edit, which would draw all as bars
    if len(alike):
        rows = alike.assign(head=heads[0])
        style = {"words": "words", "groups": "head", "highlight": highlight}
        charts.bars(axes[0], rows, "value", "name", **style)
    if len(others):
        write(axes[-1], heads[1], 0, 0, 0, 5, size=13, bold=True, color=look.INK)
        singles.write_rows(axes[-1], others, lit=False, largest=_SIZE)
    return fig
