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
    second: tuple[str, ...], heads: Names, value_last: bool = False, **options: Any,
) -> None:  # fmt: skip
    """Draw `charts.dots`, which the `options` are for; a square has room for the last `second`."""
    if look.AS == "square":
        second, heads = second[-1:], heads[-2:] if value_last else (heads[0], heads[-1])
    style = {"second": second, "heads": heads, "value_last": value_last}
    charts.dots(ax, data, value, label, **style, **options)
