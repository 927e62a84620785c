"""What a figure says of itself, in its JSON, for what draws figures and what shows them."""

from dataclasses import dataclass, field
from hashlib import sha256

VARIANTS = ("plain", "square", "dark", "pdf")  # other looks of a figure
PROJECT, LICENSE = "our-impact-notebooks", "CC BY 4.0"  # what is credited, and how it may be used
MADE = f"By {PROJECT}, {LICENSE}"  # else the license looks like a source's


@dataclass(kw_only=True)
class About:
    """What a figure says of itself; `body` is the chart's box, as fractions of the picture.

    `labels` are the words beside its marks, so that a run sees if one of their numbers changes;
    `marks` are what else is drawn, as `drawn` says it.
    """

    slug: str
    year: int
    title: str
    subtitle: str
    alt: str
    finding: str
    note: str
    source: str
    sources: list[str]
    form: str
    section: str
    notebook: str
    order: int
    tables: list[str]
    credit: str
    body: list[float] = field(default_factory=list)  # left, bottom, right, top
    labels: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    @property
    def has_residents(self) -> bool:
        """Return whether a picture's words name residents, or a rate of them."""
        said = f"{self.title} {self.subtitle} {self.note}".lower()
        return "resident" in said or "per 100,000" in said


def digest(words: str, numbers: str) -> str:
    """Return a digest of a figure's JSON and CSV, which its PNG has: an edit of them is seen."""
    return sha256(f"{words}\0{numbers}".encode()).hexdigest()[:32]


def credit(facts: str) -> str:
    """Return the credit of what is made here, a picture or a table, and of the facts in it."""
    return f"{MADE}; facts: {facts}" if facts else MADE
