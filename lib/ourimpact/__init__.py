"""What NCMEC's report Our Impact prints, as checked tables, computed sentences and figures.

Here are the errors that all modules raise, and what one says would be right, worded one way.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class UsageError(ValueError):
    """What was asked for that cannot be done, and what would be right."""

    def _render_traceback_(self) -> list[str]:  # what Jupyter shows: the sentence alone
        return [str(self)]


class TableError(UsageError):
    """What is wrong with a table, where, and what would be right."""


def nearest(word: str, known: Iterable[object]) -> str:
    """Return a sentence that names the known word nearest to one, else all known words.

    Only a slip of the hand is near: "Ohoi" is Ohio, and Dallas is not Kansas.
    """
    words = [str(one) for one in known]
    alike = [one for one in words if one.casefold() == word.casefold()]
    near = alike or get_close_matches(word, words, n=1, cutoff=0.75)
    return f" Did you mean {near[0]!r}?" if near else f" Known: {', '.join(words) or 'none'}."


def existing(years: Iterable[int]) -> str:
    """Return a sentence that names the years there are."""
    return f" Years that exist: {', '.join(map(str, sorted(years))) or 'none'}."
