"""What NCMEC's report Our Impact prints, as checked tables, computed sentences and figures.

Here are the errors that its modules raise, and what one says would be right, worded one way;
`UsageError` and `nearest` are those of `basics`, which `warmrun` raises, too.
"""

from collections.abc import Iterable

from basics import UsageError, nearest

__all__ = ["TableError", "UsageError", "existing", "nearest"]


class TableError(UsageError):
    """What is wrong with a table, where, and what would be right."""


def existing(years: Iterable[int]) -> str:
    """Return a sentence that names the years there are."""
    return f" Years that exist: {', '.join(map(str, sorted(years))) or 'none'}."
