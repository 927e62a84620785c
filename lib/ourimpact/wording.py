"""Numbers into words, one way everywhere."""

from IPython.display import Markdown

_SCALES = ((1_000_000_000, "billion"), (1_000_000, "million"))


def count(value: float) -> str:
    """Return a whole number with thousands separators: `29,568`."""
    return f"{value:,.0f}"


def rounded(value: float) -> str:
    """Return a large number in words to one decimal, `20.5 million`; below a million as `count`."""
    for size, name in _SCALES:
        if value >= size:
            return f"{value / size:.1f} {name}"
    return count(value)


def share(part: float, whole: float = 1, digits: int = 1) -> str:
    """Return part of whole as a percentage: `91.4%`."""
    return f"{100 * part / whole:.{digits}f}%"


def change(before: float, after: float, digits: int = 0) -> str:
    """Return the change between two values in percent, signed with a true minus: `+12%`, `−31%`."""
    return f"{100 * (after / before - 1):+.{digits}f}%".replace("-", "\N{MINUS SIGN}")


def one_in(part: float, whole: float) -> str:
    """Return part of whole as one in so many: `1 in 6.7`."""
    return f"1 in {whole / part:.1f}"


def finding(text: str) -> Markdown:
    """Return a computed sentence as a displayed paragraph, set apart from the text around it."""
    return Markdown(f"> **{text}**")
