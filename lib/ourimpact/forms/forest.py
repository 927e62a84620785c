"""A forest plot: a dot for each row on its interval, and columns beside them.

Belongs here: which columns there is room for. Does not: what `charts.dots` draws and names.
"""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import Names


def forest(
    ax: Axes, data: pd.DataFrame, value: str, label: str, *,
    second: tuple[str, ...], heads: Names, **options: Any,
) -> None:  # fmt: skip
    """Draw `charts.dots`, which the `options` are for; a square has room for the last `second`."""
    if look.AS == "square":
        second, heads = second[-1:], (heads[0], heads[-1])
    charts.dots(ax, data, value, label, second=second, heads=heads, **options)
