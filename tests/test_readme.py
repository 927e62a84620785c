"""README says what the figures say, and everything that it names exists."""

import re
import shlex
import subprocess
from difflib import get_close_matches
from importlib import import_module

import nbformat
import pandas as pd
import pytest
from conftest import ROOT, YEAR

from handouts import beside, front_page
from ourimpact import UsageError, ledger, tables
from ourimpact_command import guards, parser

AT = f'"{YEAR}"'  # the year of the last refresh, as notebooks store it
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_findings_and_picture_are_those_of_notebooks_and_figures():
    listed = re.search(r"<!-- findings -->\n(.+?)\n<!-- /findings -->", README, re.DOTALL)
    assert listed and 5 <= len(listed[1].splitlines()) <= 12
    assert front_page.page() == README, "run `ourimpact refresh`"


def test_a_readme_that_says_something_else_is_made_anew(tmp_path, monkeypatch, capsys):
    listed = README.partition("<!-- findings -->")[2]
    said = re.search(r"\d+,[\d,]*\d", listed)[0]  # the first large number of the findings
    other = README.replace(said, "1,066").replace(f"figures/{YEAR}/", "figures/2019/")
    (tmp_path / "README.md").write_text(other, encoding="utf-8")
    for name in ("notebooks", "figures", "data"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.setenv("OURIMPACT_ROOT", str(tmp_path))
    made = front_page.page()
    assert said in made and "1,066" not in made
    assert guards.report_stale_pages() and "README.md, line " in (told := capsys.readouterr().err)
    assert "1,066" in told and "`ourimpact refresh` puts that there" in told
    assert "](figures/2019/reports-per-100k-by-state.png)" not in made
    (tmp_path / "README.md").write_text(README.replace("<!-- picture -->", ""), encoding="utf-8")
    with pytest.raises(UsageError, match="<!-- picture -->"):
        front_page.page()


def test_a_notebook_whose_table_is_gone_is_quoted_with_its_year(checkout):
    for name in ("README.md", "figures"):
        (checkout / name).symlink_to(ROOT / name)
    for path in (checkout / "notebooks").glob("[0-9]*.ipynb"):
        text = path.read_text(encoding="utf-8")
        newer = text if path.stem == "06-cybertipline" else text.replace(AT, f'"{YEAR + 1}"', 1)
        path.write_text(newer, encoding="utf-8")
    made = front_page.page()  # the picture is of the newest year that has one
    assert f"([CyberTipline, {YEAR}](notebooks/06" in made
    assert "](notebooks/08" in made and f", {YEAR}](notebooks/08" not in made


def test_every_link_leads_to_a_file_and_every_figure_shown_is_in_git():
    words = ["git", "ls-files", "figures"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True).stdout.split("\n")
    for name in ("README.md", "CONTRIBUTING.md", "data/README.md", "figures/README.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for link in re.findall(r'(?:\]\(|src=")(?!https://)([^)"#]+)[)"]', text):
            path = (ROOT / name).parent / link
            assert path.exists(), (name, link)
            here = str(path.relative_to(ROOT)) if ".." not in link else ""
            lost = re.match(r"figures/\d{4}/", here) and here not in listed
            assert not (lost and listed[1:]), f"git add {here}: {name} shows it"


@pytest.mark.parametrize(("name", "said"), [
    ("README.md", "This repository, which is independent of NCMEC, turns them into"),
    ("README.md", "A report is not a child: one child can be reported more than once."),
    ("README.md", "so cases still open from earlier years are not in them."),
    ("README.md", '"resolved" does not say how a case ended.'),
    ("CONTRIBUTING.md", "Reports are not children."),
    ("CONTRIBUTING.md", "show no count of 1 to 10 by race together with age or gender"),
    ("data/README.md", "`US` is the national row, without Puerto Rico"),
    ("data/README.md", "attributes 6.9 million of the 7.0 million decrease to one company, Meta"),
])  # fmt: skip
def test_what_no_document_may_turn_around(name, said):
    """Sentences that a slip would reverse, and that no table could contradict."""
    assert said in (ROOT / name).read_text(encoding="utf-8")


def test_a_corrected_share_is_that_of_its_table():
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    (said,) = re.findall(r"the share resolved in 2020 was left blank. It is ([\d.]+%)", changes)
    of = tables.load("missing_by_type_earlier", 2020).groupby("status", observed=True)["reports"]
    assert said == f"{of.sum()['resolved'] / of.sum().sum():.1%}"


def test_years_typed_in_documents_are_those_of_the_tables():
    """In data/README.md, in the row of a table; in README, of the year that it begins with."""
    told = re.findall(r"`(\w+/\w+)` \|(.+)", (ROOT / "data/README.md").read_text(encoding="utf-8"))
    for path, said in told:
        if ends := sorted(map(int, re.findall(r"\b(?:19|20)\d\d\b", said))):
            years = tables.years(path.partition("/")[2])
            assert (ends[0], ends[-1]) == (years[0], years[-1]), (path, said)
    typed = {*re.findall(r"December 31, (\d{4})", README)}
    assert typed <= {str(YEAR)}, f"README, below its findings, has reports of {typed}: say {YEAR}"


def test_every_notebook_of_a_section_is_in_the_list_of_readme():
    (listed,) = re.findall(r"^More: .*?\n\n", README, re.M | re.S)
    named = re.findall(r"notebooks/([0-9]{2}-[a-z-]+)\.ipynb", listed)
    books = {path.stem for path in (ROOT / "notebooks").glob("[0-9]*.ipynb")} - {"00-at-a-glance"}
    assert {*named} == books, "add it to the list More in README"


def test_every_make_target_named_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    text = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)(?:$|`)", text, re.M))
    assert {"figures", "test", "lab"} <= named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.M), target


CHOICE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("### Choosing a chart")[2]


@pytest.mark.parametrize(
    "name", re.findall(r"`((?!ourimpact)\w+\.\w+)`", CHOICE.partition("\n#")[0])
)
def test_a_form_that_may_be_chosen_exists(name):
    """One that moved from `charts` to a module of its own would be looked for in vain."""
    module, form = name.split(".")
    home = "ourimpact.charts" if module == "charts" else f"ourimpact.forms.{module}"
    assert callable(getattr(import_module(home), form, None)), f"{home} has no {form}"


@pytest.mark.parametrize("path", ["README.md", "CONTRIBUTING.md", "docs/design.md"])
def test_every_command_named_is_one_that_there_is(path):
    """A mistyped option in a document was told among changed words, and no more."""
    text = (ROOT / path).read_text(encoding="utf-8")
    named = re.findall(r"(?:`|^ *)(?:\.venv/bin/)?ourimpact ([a-z][^`#\n]*)(?:`|#|$)", text, re.M)
    named += re.findall(r"run `ourimpact ([a-z][^`]*)`", text)
    assert named or path == "docs/design.md"
    for words in map(shlex.split, named):
        assert not {*"–—“”’"} & {*"".join(words)}, f"{words}: put there by autocorrection"
        try:
            parser.make_parser().parse_args(words)
        except UsageError as error:
            assert "required" in str(error), (words, error)  # named without what it needs


def test_what_is_not_an_option_is_not_looked_at_for_being_given_once():
    given = parser.make_parser().parse_args(["list", "06", "07"])
    assert given.names == ["06", "07"] and not [name for name in vars(given) if "first" in name]


def test_the_welcome_page_takes_a_new_notebook_up(checkout):
    path = checkout / "notebooks" / "welcome.ipynb"
    whole = path.read_text(encoding="utf-8")
    assert front_page.welcome() == whole, "run `ourimpact refresh`"
    path.write_text(re.sub(r".*\(08-.*\n", "", whole), encoding="utf-8")
    assert front_page.welcome() == whole != path.read_text(encoding="utf-8")
    (checkout / "notebooks" / "08-victim-identification.ipynb").unlink()
    with pytest.raises(UsageError, match=r"08-victim-.*ipynb is missing: sections\.csv has it"):
        front_page.welcome()


def test_the_chart_of_ones_own_is_drawn_as_it_stands(tmp_path, monkeypatch):
    monkeypatch.setenv("OURIMPACT_OUT", str(tmp_path))
    (code,) = re.findall(r"```python\n([^`]*figures\.save.*?)```", README, re.DOTALL)
    exec(code, {})
    assert (tmp_path / "my-chart.png").is_file()


def test_beside_last_years_words_those_that_are_new_are_marked():
    old, told = beside.pair("In 2024, 9 cases rose 4%.", "In 2025, 12 cases fell 7%.")
    assert (old, [words for words, new in told if new]) == ("In 2024, 9 cases rose 4%.", ["fell"])
    assert beside.pair("A number is given.", "")[1] == [("(gone)", True)]
    assert beside.pair("", "New.")[1] == [("New.", True)]
    for was, now, marks in (
        ("It is not clearly higher (+6.3 points).", "It is clearly higher (+9.4 points).",
         ["[gone: not]"]),
        ("Reports changed by +2% in 2024.", "Reports changed by −3% in 2025.", ["−3%"]),
        ("Three of the types fell.", "Four of the types fell.", []),
        ("They rose in 2021 and 2022.", "They rose in 2021, 2022, and 2023.", []),
    ):  # fmt: skip
        assert [words for words, new in beside.pair(was, now)[1] if new] == marks


def test_a_sentence_stands_beside_the_one_that_it_is_most_like():
    """Whatever cell it is in, and even if its beginning differs."""
    old = ["Calls rose 4% to 120.", "In all, 92% of the reports were resolved.", "It is gone."]
    new = ["New here.", "Reports: 94% of the reports were resolved.", "Calls rose 7% to 130."]
    assert beside.matched(old, new) == [
        ("", new[0]), (old[1], new[1]), (old[0], new[2]), (old[2], ""),
    ]  # fmt: skip


def test_all_of_a_finding_is_read_the_answer_and_what_qualifies_it():
    said = {"text/markdown": "> **It rose 4%.** It had fallen."}
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", said)])
    book = nbformat.v4.new_notebook(cells=[cell])
    assert beside._said(book) == ["It rose 4%.", "It had fallen."]


def test_the_page_of_two_years_has_what_notebooks_and_figures_say(tmp_path, monkeypatch):
    """Both years are the committed year here, so that nothing is marked and everything is shown."""
    for name in ("notebooks", "figures", "data"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.setenv("OURIMPACT_ROOT", str(tmp_path))
    page, said = beside.write(YEAR, YEAR)
    text = page.read_text(encoding="utf-8")
    assert said.startswith("0 sentences and 0 figures to read; ")
    assert "<mark>" not in text.partition("</p>")[2]
    shown, head = re.sub("<details>.*?</details>", "", text, flags=re.DOTALL), ">NCMEC received "
    assert head in text and head not in shown, "figures without new words are folded"
    for path in (ROOT / "figures" / str(YEAR)).glob("*.json"):
        assert f'id="{path.stem}"' in text and f"/{YEAR}/{path.stem}.png" in text


def test_a_number_in_short_that_no_other_output_has_is_refused():
    """A wrong divisor in the main findings would reach README, beside the right share below."""
    book = nbformat.read(ROOT / "notebooks" / "01-missing-children.ipynb", as_version=4)
    outputs = (output for cell in book.cells for output in cell.get("outputs", ()))
    shown = [output.data for output in outputs if "data" in output]
    (said,) = [data for data in shown if data.get("text/markdown", "").startswith("- **")]
    front_page._in_short(book)
    said["text/markdown"] = re.sub(r"\d+\.\d%", "85.7%", said["text/markdown"])
    with pytest.raises(UsageError, match=r"has 85\.7% in short, and in no other output"):
        front_page._in_short(book)


def test_the_numbers_of_what_does_not_match_are_of_the_ledger_and_the_edition_is_one_we_have():
    """A longer number typed by hand in data/README.md; one that is not found belongs in claims."""
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    section = text.partition("## What does not match")[2].partition("\n## ")[0]
    said = {*re.findall(r"\b\d[\d,]*\d{2}\b", section)}
    known = pd.concat(map(ledger.ledger, tables.years("claims"))).astype("str")
    years = {str(year) for year in tables.years("places")}
    assert said and said - years - {*re.findall(r"\d[\d,]*\d", known.to_string())} == set()
    cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert {*re.findall(r"Our Impact: (\d+)", cited)} == {str(YEAR)}


HELPING = [
    *ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("data/*.md"),
    *ROOT.glob("data/site/*.json"), *ROOT.glob("data/reference/*.csv"),
    *ROOT.glob("lib/handouts/*_files/*.[jt]*"), *ROOT.glob("lib/*/*.ipynb"),
    *ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("notebooks/explore/*.ipynb"),
]  # fmt: skip
# Where help is found, by all names in use
TELEPHONES = ("911", "988", "18008435678", "8008435678", "1800thelost", "800thelost")
HELP = ("report.cybertip.org", "takeitdown.ncmec.org", "www.missingkids.org", "missingkids.org",
        "www.ncmec.org", "ncmec.org")  # fmt: skip
TELEPHONE = re.compile(
    r"tel:\+?(\w+)|\bcall (\d{3})\b(?![,.]?\d)|"
    r"(?<![\w.,/-])((?:\+?1[-. ])?\(?\d{3}\)?[-. ](?:\d{3}-\d{4}|[a-z]{3}-[a-z]{4}))\b"
)
HOST = re.compile(r"\b[a-z][a-z-]*(?:\.[a-z-]+)*\.(?:org|com|net|gov|us)\b")
TRADE = re.compile("cyber-?tip|take-?it-?down|missing-?kid|ncmec")


def misleading(text: str) -> list[str]:
    """Return telephone numbers and hosts like those where help is found, and not among them."""
    text = re.sub("&#8209;|\N{NON-BREAKING HYPHEN}", "-", text).lower()
    numbers = [next(filter(None, found)) for found in TELEPHONE.findall(text)]
    hosts = {*HOST.findall(text)} - {*HELP}
    like = [h for h in hosts if TRADE.search(h) or get_close_matches(h, HELP, 1, 0.85)]
    digits = {number: re.sub(r"[\W_]", "", number) for number in numbers}
    return [n for n, plain in digits.items() if plain not in TELEPHONES] + like


@pytest.mark.parametrize("path", HELPING, ids=lambda path: str(path.relative_to(ROOT)))
def test_help_is_where_it_is_said_to_be(path):
    assert not misleading(path.read_text(encoding="utf-8", errors="replace"))


@pytest.mark.parametrize(
    "typed",
    ["1-800-843-5687", "tel:+18008435687", "(800) 843-5687", "1&#8209;800&#8209;843&#8209;5687",
     "call 912 or local police", "https://report.cybertips.org", "report.cybertip.com",
     "www.missing-kids.org", "https://takeitdown.ncmec.com", "www.misingkids.org",
     "call 912 first, then", "call 912.", "Call 912", "1-800-THE-LAST", "1-800-the-last",
     "+1 (800) THE-LAST", "https://Report.CyberTips.org", "WWW.MISSING-KIDS.ORG"],
)  # fmt: skip
def test_help_elsewhere_is_seen(typed):
    assert misleading(typed)
    assert not misleading(
        "1-800-843-5678, tel:+18008435678, call 911 or, https://report.cybertip.org, Call 911."
        " 1-800-THE-LOST, https://Report.CyberTip.org, call 1,200 numbers"
    )
