"""README says what the figures say, and names what is there."""

import json
import re

from conftest import ROOT
from test_findings import read, stored

FIGURES, YEAR = "figures/*/*.json", r"\b(?:19|20)\d\d\b(?!,\d)"
README = (ROOT / "README.md").read_text(encoding="utf-8")


FINDING = re.compile(r"- (.+) \(\[[^]]+\]\(([^)]+)\)\)")


def findings(page: str) -> list[str]:
    """Return the lines of the list of findings."""
    listed = re.search(r"<!-- findings -->\n(.+?)\n<!-- /findings -->", page, re.S)
    assert listed, "no list between <!-- findings --> and <!-- /findings -->"
    return [line for line in listed[1].splitlines() if line.strip()]


def said_at(link: str) -> list[str]:
    """Return the findings stored behind a link to a figure or a notebook, its figures' too."""
    place = link.partition("#")[0]
    figures = [json.loads(path.read_text(encoding="utf-8")) for path in ROOT.glob(FIGURES)]
    book = re.search(r"notebooks/(.+)\.ipynb$", place)
    if not book:
        return [figure["finding"] for figure in figures if f"/{figure['slug']}." in place]
    drawn = [figure["finding"] for figure in figures if figure["notebook"] == book[1]]
    return drawn + [said for said, _ in stored(book[1][:2]) if "**" in said]


def unsupported(line: str) -> str:
    """Return what is wrong with a line of the list, if anything.

    Its sentence is a stored one, or all its numbers stand in this order in a stored one.
    """
    if not (parts := FINDING.fullmatch(line)):
        return f"not `- sentence ([text](link))`: {line}"
    sentence, link = parts.groups()
    for said in said_at(link):
        rest, years = (
            iter(read(said)),
            set(re.findall(YEAR, sentence)) - set(re.findall(YEAR, said)),
        )
        if sentence in said or (
            read(sentence) and all(number in rest for number in read(sentence)) and not years
        ):
            return ""
    return f"{link} does not say so: {sentence}"


def test_each_finding_is_a_stored_one():
    lines = findings(README)
    assert 5 <= len(lines) <= 12
    assert not list(filter(None, map(unsupported, lines)))


def test_a_finding_that_is_not_stored_is_seen():
    at = "([notebook 01](notebooks/01-missing-children.ipynb))"
    good = "Of 29,568 reports made, 91.4% had been resolved."
    assert not unsupported(f"- {good} {at}")
    assert unsupported(f"- {good} {at.replace('01-', '06-')}")
    assert unsupported(f"- {good.replace('91.4', '91.5')} {at}")
    assert unsupported(f"- Of 2,535, 27,033 {at}"), "another order"
    assert unsupported(f"- {good} In 2019. {at}"), "another year"
    assert unsupported(f"- Most reports are resolved. {at}"), "no number"
    assert unsupported(f"- {good}")


def test_alt_texts_have_the_numbers_of_their_figures():
    for alt, figure in re.findall(r"!\[([^]]+)\]\((figures/[^\s)]+)\.png\)", README):
        rest = iter(read(json.loads((ROOT / f"{figure}.json").read_text(encoding="utf-8"))["alt"]))
        assert alt and all(number in rest for number in read(alt)), (figure, alt)


def test_every_link_leads_to_a_file():
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "data" / "README.md"):
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert link.startswith("https://") or (page.parent / link).exists(), (page.name, link)


def test_every_make_target_named_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    text = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)(?:$|`)", text, re.M))
    assert {"figures", "test", "lab"} <= named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.M), target
