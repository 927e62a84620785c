"""A forest plot: a dot for each row on its interval, and columns beside them.

Belongs here: which columns there is room for. Does not: what `charts.dots` draws and names.
"""

import pandas as pd
from matplotlib.axes import Axes

from ourimpact import charts, look
from ourimpact.charts import Names, Words


def forest(
    ax: Axes, data: pd.DataFrame, value: str, label: str, *,
    reference: float, reference_name: str | tuple[str, str], second: tuple[str, ...], heads: Names,
    words: Words = charts.share, highlight: Names = (), hollow: Names = (), apart: Names = (),
    groups: str = "", start: float | None = None, end: float | None = None,
    value_last: bool = False, key: tuple[str, str] = ("", ""),
) -> None:  # fmt: skip
    """Draw `charts.dots`, and name an interval beside it.

    Rows of `apart` are the last; those of one of the `groups` have its head. A square has room for
    the last of the `second`.
    """
    if look.AS == "square":
        second, heads = second[-1:], heads[-2:] if value_last else (heads[0], heads[-1])
    charts.dots(
        ax, data, value, label, words=words, second=second, heads=heads, highlight=highlight,
        hollow=hollow, apart=apart, groups=groups, reference=reference,
        reference_name=reference_name, start=start, end=end, value_last=value_last, key=key,
    )  # fmt: skip
