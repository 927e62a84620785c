"""Every section notebook keeps the rules of docs/design.md: checks on the stored file."""

import ast
import html
import json
import re
from inspect import getmembers, isfunction, signature
from itertools import chain, groupby, pairwise
from statistics import median

import pytest
from conftest import ROOT, SHOWN, STANDS, meant, run

from ourimpact import UsageError, tables

NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb"))
REPORT = {path.stem for path in (ROOT / "data" / "report").glob("*.csv")}
YEARLY = {  # where each public function of `tables` takes the year
    f"tables.{name}": [*signature(function).parameters].index("year")
    for name, function in getmembers(tables, isfunction)
    if not name.startswith("_") and "year" in signature(function).parameters
}
LABELED = tables.load("categories").groupby("column")
CODES = {column: [*rows["code"], *rows["label"].str.lower()] for column, rows in LABELED}
del CODES["kind"]  # in notebook 90 of totals
BANNED = {
    "magic": r"^\s*[%!]",
    "NBVAL marker": r"NBVAL|nbval-|PYTEST_VALIDATE_IGNORE_OUTPUT",
    "sys.path": r"sys\.path",
    "relative path": r"\.\./",
    "clock": r"\b(datetime\.now|time\.time|today\()",
    "network": r"\b(urllib|requests\.|urlopen|https?://)",
    "warnings filter": r"warnings\.",
    "trailing semicolon": r";\s*$",
    "a number typed": r"\b(count|rounded|spelled|many|points|signed)\(\d",
    "own colours": r"#[0-9A-Fa-f]{6}\b",
    "a check switched off": r"fmt: ?(skip|off)|noqa|type: ?ignore",
    "a key or a password": r"(?i:(key|token|password|secret)\w*\s*=\s*f?[\"'])|"
    r"\bAKIA\w{12}|(?<![\w/-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{20,}",
}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request) -> dict:
    return json.loads(request.param.read_text(encoding="utf-8")) | {"stem": request.param.stem}


def cells(notebook: dict, kind: str) -> list[dict]:
    return [c | {"text": _source(c)} for c in notebook["cells"] if c["cell_type"] == kind]


def _source(cell: dict) -> str:
    return "".join(cell["source"])


def test_notebooks_with_widgets_are_stripped():
    explored = sorted((ROOT / "notebooks" / "explore").glob("*.ipynb"))
    assert explored
    for path in explored:
        for cell in cells(json.loads(path.read_text(encoding="utf-8")), "code"):
            assert not cell["outputs"] and cell["execution_count"] is None, path.name


def test_nothing_softens_nbval():
    run = (ROOT / "Makefile").read_text() + (ROOT / "pyproject.toml").read_text()
    assert "--nbval " in run
    assert not re.search(r"sanitize|nbval-lax|--deselect|--ignore|nbval-cell|nbval-current", run)


def test_there_is_a_notebook_for_every_section():
    sections = (ROOT / "data/reference/sections.csv").read_text(encoding="utf-8")
    named = {line.rsplit(",", 2)[1] for line in sections.splitlines()[1:]}
    assert named == {path.stem for path in NOTEBOOKS}


def test_the_welcome_page_asks_the_question_of_each_notebook(notebook):
    welcome = json.loads((ROOT / "notebooks/welcome.ipynb").read_text(encoding="utf-8"))
    text = "".join(cell["text"] for cell in cells(welcome, "markdown"))
    question = notebook["cells"][0]["source"][0].removeprefix("# ").strip()
    assert f"[{question}]({notebook['stem']}.ipynb)" in text
    assert text.count(f"[{question}]") == 1, "another notebook has this question"


def test_execution_counts_run_from_one(notebook):
    """nbval silently passes a notebook that was stripped or run out of order."""
    counts = [cell["execution_count"] for cell in cells(notebook, "code")]
    assert counts == list(range(1, len(counts) + 1))


def test_no_stored_error_or_warning(notebook):
    for cell in cells(notebook, "code"):
        for output in cell["outputs"]:
            assert output["output_type"] != "error"
            assert output["output_type"] != "stream", output["text"]
            for text in output.get("data", {}).values():
                assert not re.search(r"\bat 0x[0-9a-f]{6,}", "".join(text)), "an object's address"


def test_nothing_is_left_of_a_run(notebook):
    """No papermill metadata, no injected cells, and no tags except `parameters`."""
    assert "papermill" not in notebook["metadata"]
    tags = [tag for cell in notebook["cells"] for tag in cell["metadata"].get("tags", [])]
    assert tags == ["parameters"]
    assert all(set(cell["metadata"]) <= {"tags"} for cell in notebook["cells"])


def test_nothing_is_left_of_an_editor(notebook):
    """No kernel of one's own, no raw or second cell, no picture, which no other rule would see."""
    assert {*notebook["metadata"]} == {"kernelspec", "language_info", "warmrun"}
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    sources = [_source(cell) for cell in notebook["cells"]]
    assert all(one != after for one, after in pairwise(sources)), "a cell was pasted twice"
    for cell in notebook["cells"]:
        assert cell["cell_type"] in ("code", "markdown"), _source(cell)
        assert "attachments" not in cell, _source(cell)
        assert not re.search(r"!\[|<img", _source(cell)), "a picture: figures.save draws it"


def test_shape_and_size(notebook):
    assert 10 <= len(notebook["cells"]) <= 60, "10 to 60 cells"
    text = "\n".join(cell["text"] for cell in cells(notebook, "markdown"))
    assert len(re.findall(r"^# ", text, re.M)) == 1
    assert notebook["cells"][0]["source"][0].startswith("# ")
    assert re.search(r"^## The data$", text, re.M)
    last = "".join(notebook["cells"][-1]["source"])
    assert last.startswith("## What this does not show") or "## What this does not show" in last
    assert "report.cybertip.org" in last
    assert "1-800-THE-LOST" in last
    code = [cell["text"].splitlines() for cell in cells(notebook, "code")]
    lengths = [len(lines) for lines in code]
    assert max(lengths) <= 20, f"a cell of {max(lengths)} lines"
    assert median(lengths) <= 6, f"median {median(lengths)} lines"
    long = [line for lines in code for line in lines if len(line) > 100]
    assert not long, "a line of code has more than 100 characters"


def test_parameters_are_typed_commented_literals_and_used(notebook):
    tagged = [c for c in cells(notebook, "code") if "parameters" in c["metadata"].get("tags", [])]
    (parameters,) = tagged
    assert cells(notebook, "code")[0] == parameters, "the parameters are the first code cell"
    later = "\n".join(c["text"] for c in cells(notebook, "code")[1:])
    lines = parameters["text"].splitlines()
    for line, node in zip(lines, ast.parse(parameters["text"]).body, strict=True):
        assert isinstance(node, ast.AnnAssign), line
        ast.literal_eval(node.value)
        assert "  # " in line, f"{line} has no comment"
        assert re.search(rf"\b{node.target.id}\b", later), f"{node.target.id} is never used"


def test_it_begins_in_its_own_name(notebook):
    code = "\n".join(c["text"] for c in cells(notebook, "code"))
    assert f'figures.begin("{notebook["stem"]}", year)' in code


def test_what_it_found_is_shown_before_the_data(notebook):
    shown = [
        "".join(part.get("text/markdown", "")).startswith("- **")
        for cell in notebook["cells"]
        for part in (output.get("data", {}) for output in cell.get("outputs", ()))
    ]
    assert sum(shown) == 1, "in_short shows the main findings, once"
    heads = ["".join(cell["source"]).startswith("## The data") for cell in notebook["cells"]]
    before = cells({"cells": notebook["cells"][: heads.index(True)]}, "code")
    assert "in_short(" in before[-1]["text"], "in_short is the last code before the data"


def never_shown(code: str) -> list[str]:
    """Return the calls of finding and in_short that a cell makes without displaying them."""

    def is_sentence(node: ast.AST) -> bool:
        name = getattr(node, "func", None)
        return getattr(name, "id", getattr(name, "attr", "")) in ("finding", "in_short")

    body = ast.parse(code).body
    shown = [body[-1].value] if body and isinstance(body[-1], ast.Expr) else []
    if shown and isinstance(shown[0], ast.IfExp):
        shown = [shown[0].body, shown[0].orelse]
    calls = (node for node in ast.walk(ast.Module(body, [])) if is_sentence(node))
    return [ast.unparse(node) for node in calls if not any(node is one for one in shown)]


def test_every_sentence_is_displayed(notebook):
    for cell in cells(notebook, "code"):
        assert not never_shown(cell["text"])
        if re.search(r"\b(finding|in_short)\(", cell["text"]):
            assert cell["outputs"] or cell["text"].endswith(" else None"), cell["text"]


@pytest.mark.parametrize(
    "code",
    [
        "finding(text)\nleft = 1", "said = finding(text)", "if found:\n    finding(text)",
        "words.in_short(text)\nax = 1", "print(finding(text))", "finding(a), finding(b)",
    ],
)  # fmt: skip
def test_a_sentence_that_is_not_displayed_is_seen(code):
    assert never_shown(code)


def silences(notebook: dict) -> list[list[int]]:
    """Return the runs of code cells that show nothing, except for parameters and imports."""
    kept = [
        (place, cell["cell_type"] == "code" and not cell["outputs"])
        for place, cell in enumerate(notebook["cells"])
        if not (cell["metadata"].get("tags") or re.search(r"^(import|from) ", _source(cell), re.M))
    ]
    runs = groupby(kept, key=lambda cell: cell[1])
    return [[place for place, _ in run] for silent, run in runs if silent]


def lines(cells: list[dict]) -> int:
    """Return how many lines of code there are, without cells that only define a function."""
    sources = [_source(cell) for cell in cells]
    return sum(len(s.splitlines()) for s in sources if not re.match(r"def .*\n( .*\n|\n)*.*\Z", s))


def test_a_reader_is_not_kept_waiting(notebook):
    """After parameters and imports, at most sixty lines of code go by before there is output."""
    cells, shown = notebook["cells"], SHOWN[notebook["stem"]]
    text = "".join(map(_source, cells))
    if gone := [t for t in REPORT if f'"{t}"' in text and shown not in tables.years(t)]:
        pytest.skip(f"it leaves out the questions of {', '.join(gone)}")
    long = [run for run in silences(notebook) if lines([cells[place] for place in run]) > 60]
    assert not long, f"cells that show nothing, one after the other: {long}"


def test_a_long_silence_is_seen():
    kinds = {"m": ["markdown"], "c": ["code"], "o": ["code", "shown"]}
    book = [
        {"cell_type": kinds[kind][0], "outputs": kinds[kind][1:], "metadata": {}, "source": "x"}
        for kind in "mcocmccooc"
    ]
    assert silences({"cells": book}) == [[1], [3], [5, 6], [9]]


# Raw values that a reader should never see.
RAW = re.compile(
    r"^(None|True|False|NA)$|\b(nan|NaN|NaT)\b|<NA>|"  # a missing cell or a bool
    r"\d\.\d{3}|\de[+-]\d|"  # a raw float
    r"(?<![\d.,])(\d{5,}|(?!(19|20)\d\d\b)\d{4}\b)|"  # a count without separators
    r"^\(.*,.*\)$|^\[.*\]$|^\{.*\}$|'\w+'|\[['’]|"  # Python
    r"\b1 (reports|files|images|videos|children|requests|states)\b|"  # another column's number
    r"\b[a-z0-9]+_[a-z0-9_]+\b|<[\w.]+ (object|at)|\w+\(\w*=|"  # a code, an object
    r"\.\.\.$"  # text that pandas truncated
)


def raw(output: dict) -> list[str]:
    """Return the raw values that an output shows: table cells, headings, and parts of text."""
    data = {kind: "".join(text) for kind, text in output.get("data", {}).items()}
    if set(data) == {"text/plain"}:
        return [data["text/plain"]]
    said = data["text/plain"] if "image/png" in data else data.get("text/markdown", "")
    text = re.sub(r"\]\([^)]*\)|`[^`]*`|1-800-843-5678", "", said)
    page = re.sub(r"<(style.*?</style>|thead|/?tbody)", "", data.get("text/html", ""), flags=re.S)
    held = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", page, re.S) if "<table" in page else []
    heads = held[: len(re.findall("<th", page.partition("</tr>")[0]))]
    held = [html.unescape(cell).strip() for cell in held] + re.split(r"[|\n]", text)
    unnamed = [head for head in heads if not re.match(r"$|[A-Z0-9]", head)]
    return unnamed + [cell for cell in held if RAW.search(cell.strip())]


def test_nothing_raw_is_shown(notebook):
    for cell in cells(notebook, "code"):
        for output in cell["outputs"]:
            assert not raw(output), cell["text"]


@pytest.mark.parametrize(
    "cell",
    [
        "2508.000", "NaN", "nan", "20512803.0", "('29,568', '29,568')", "observed_over_expected",
        "(0.0, 1.0)", "0.914", "None", "<NA>", "1796", "True", "[3, 4]", "1e+06",
        "['−33%', '+45%'], from", "[’−33%’]", "1 videos", "1,452 about...",
    ],
)  # fmt: skip
def test_a_raw_cell_is_seen(cell):
    table = "<table><thead><tr><th>State</th></tr></thead><tr><td>{}</td></tr></table>"
    assert raw({"data": {"text/html": table.format(html.escape(cell))}})
    assert raw({"data": {"text/html": table.replace("State", "state").format("1")}})
    assert raw({"data": {"text/plain": cell}}), "no table at all"
    assert raw({"data": {"text/markdown": f"> **Of all reports {cell}**\n{cell}"}})
    assert raw({"data": {"image/png": "", "text/plain": f"Of all reports\n{cell}"}}), "alt text"


@pytest.mark.parametrize(
    "cell", ["2,508", "2024", "91.4%", "\N{MINUS SIGN}2.5", "1–10", "", "0.41"]
)
def test_a_cell_in_words_is_not_raw(cell):
    table = f"<table><thead><tr><th>State</th></tr></thead><tr><td>{cell}</td></tr></table>"
    assert not raw({"data": {"text/html": table}})


@pytest.mark.parametrize("what", BANNED)
def test_code_keeps_off(notebook, what):
    for cell in cells(notebook, "code"):
        assert not re.search(BANNED[what], cell["text"], re.M), cell["text"]


def test_one_sentence_a_line(notebook):
    for cell in cells(notebook, "markdown"):
        for line in cell["text"].splitlines():
            plain = re.sub(r"\[[^]]*\]\([^)]*\)|`[^`]*`|\b[A-Z]\.|\bU\.S\.C?\.?", "x", line)
            assert not re.search(r"[a-z)][.?!] [A-Z]", plain), line


# Numbers allowed in prose: ages that define a group, levels of confidence and of tests, the number
# of states, units, dates, and numbers of notebooks. Years are allowed, and linked or quoted text.
ALLOWED = (
    r"18 to 20|under 18|were 18|ages 16 and 17|at least 1%|95% (Wilson|interval)|99\.8%|50 states|"
    r"100,000|July 1\b|\b7 May|COVID-19|notebook \d\d|call 911\b|"
    r"(is then|above|below) 1\b|1-800-THE-LOST \(1-800-843-5678\)"
)
YEAR_NAMED = r"\b(19|20)\d\d\b"  # in prose
# Thresholds: prose has those of the code, and code has their names, so neither changes alone.
THRESHOLDS = (
    rf"fewer than ({tables.FEW}|{tables.UNSTABLE}|{tables.STEADY})\b|{tables.FEW} or fewer|"
    rf"\b({tables.FEW}|{tables.UNSTABLE}) (reports or more|or more reports)"
)
# Allowed in code, too: age groups, classes of a scale, what one square is, how many states fit in a
# figure, the years of the pandemic, and names of notebooks, slugs, columns, types, and formats.
ALLOWED_IN_CODE = (
    rf"{ALLOWED}|was 18|at age 1[67]|12 to 14|15 to 17|3, 6, 9, 12 or 15|"
    r"^under 10$|10 to 19|20 to 39|40 to 79|80 and more|1 in $|^100 squares|of 100\b|"
    r"is 1% of|first half of|from 2 to 16 states|^1 report of a missing child$|^how_many > 0$|"
    r"^1–$|"
    r"^\d\d(-[a-z]+)+$|^[a-z]{3}\w*(-\w+)*$|^Int64$|"
    r"^\{:[.,\w]*\}$|^00\.0%$|^\W*\\(\d|g<\d>|d\{\d\})\W*$"
)
NUMBER = r"(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty(-\w+)?)"
SPELLED = (
    r"\bhalf (of|the|all)\b|\b(one|two|three)[- ](half|third|quarter|fifth|tenth)s?\b|"
    r"\ban? (third|quarter|fifth|tenth) of\b|\bthe majority\b|\btwice (as|the)\b|"
    rf"\b(doubled|tripled|halved|per ?cent)\b|\b{NUMBER} (in|out of) {NUMBER}\b|"
    rf"\b{NUMBER} times (as|more)\b|\btimes as many\b"
)
RESULT = re.compile(rf"\d|{SPELLED}", re.IGNORECASE)


def test_no_result_is_typed_by_hand(notebook):
    """A typed number outlives the table it came from; a computed sentence does not."""
    for cell in cells(notebook, "markdown"):
        for line in cell["text"].splitlines():
            plain = re.sub(r'\[[^]]*\]\([^)]*\)|"[^"]*"|`[^`]*`', "", line)
            plain = re.sub(f"{ALLOWED}|{THRESHOLDS}|{YEAR_NAMED}", "", plain)
            assert not RESULT.search(plain), f"{line!r}: a result in Markdown? Compute it in code"


def words_in_code(code: str) -> list[str]:
    """Return the literal strings in code, except for docstrings and formats."""
    tree, apart = ast.parse(code), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and isinstance(node.body[0], ast.Expr):
            apart.add(id(node.body[0].value))
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            apart |= {id(part) for part in ast.walk(node.format_spec)}
    texts = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return [n.value for n in texts if id(n) not in apart]


def test_no_result_is_typed_into_code(notebook):
    for cell in cells(notebook, "code"):
        for words in words_in_code(cell["text"]):
            said = f"{words!r}: a result in code? Compute it, or put it into ALLOWED_IN_CODE"
            assert not typed_result(words), said


def typed_result(words: str) -> bool:
    """Return whether a string in code has a number or a share, and is no code of a table."""
    known = words in chain(*CODES.values())
    return not known and bool(RESULT.search(re.sub(ALLOWED_IN_CODE, "", words)))


def typed_thresholds(code: str) -> list[str]:
    """Return where code compares counts of reports with a typed number, which words do not see."""
    found = []
    for node in ast.walk(ast.parse(code)):
        given = []
        if isinstance(node, ast.Compare):
            given = [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in (
            "between",
            "ge",
            "lt",
        ):
            given = [node.func.value, *node.args]
        numbers = [n.value for n in given if isinstance(n, ast.Constant) and type(n.value) is int]
        counted = [ast.unparse(n) for n in given if not isinstance(n, ast.Constant)]
        if max(numbers, default=0) > 4 and any(
            re.fullmatch(r"n|.*reports.*", each) for each in counted
        ):
            found.append(ast.unparse(node))
    return found


def test_a_threshold_is_that_of_its_words(notebook):
    """`tables.FEW` and the like stand in both, so that neither is changed without the other."""
    for cell in cells(notebook, "code"):
        assert not typed_thresholds(cell["text"])


@pytest.mark.parametrize(
    "code",
    ["rows['reports'] >= 20", "10 <= n < most", "rows['reports'].between(10, 19)", "n < 10"],
)
def test_a_typed_threshold_is_seen(code):
    assert typed_thresholds(code)
    assert not typed_thresholds(re.sub(r"\d+", "FEW", code))


def typed_ways(code: str) -> list[str]:
    """Return the strings in code that say “rose” or “fell” regardless of the numbers."""
    tree, chosen = ast.parse(code), set()
    for node in ast.walk(tree):
        by_condition = isinstance(node, ast.IfExp | ast.If)
        if by_condition or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)):
            chosen |= {id(part) for part in ast.walk(node)}
    texts = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    ways = re.compile(r"(?<!clearly )\b(rose|fell|grew|increased|decreased|declined)\b")
    return [
        n.value for n in texts if " " in n.value and id(n) not in chosen and ways.search(n.value)
    ]


def test_a_way_that_numbers_went_is_computed(notebook):
    """`words.rose` and `words.change` compute it; a typed "fell" would stay in a year of growth."""
    for cell in cells(notebook, "code"):
        assert not typed_ways(cell["text"])


def test_a_typed_way_is_seen():
    assert typed_ways('f"Reports fell in {year}"') == ["Reports fell in "]
    assert not typed_ways('f"Reports {rose(a, b)}" + "; some fell too" * (a > b)')


@pytest.mark.parametrize(
    "typed",
    [
        "Half of all reports", "Two thirds of them", "The majority of cases", "one third of all",
        "a quarter of them", "Nine in ten", "One in seven", "they doubled", "twice the share",
        "five times more", "ninety-one percent", "There were 912 girls", "the 91.4% interval",
        "29,568", "about 12", "91%", "7", "12M", "-7", "since 2023", "2023", "in 1 of 7",
        "fewer than 20 reports", "any type with 10 reports or more",
    ],
)  # fmt: skip
def test_a_typed_result_is_seen(typed):
    assert typed_result(typed)


def test_a_code_of_a_table_is_no_typed_result():
    assert not typed_result("15_to_17")


def unknown_codes(code: str) -> list[str]:
    """Return the codes that code selects and no table allows, so that nothing is selected."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Subscript):
            asked = [getattr(each, "value", "") for each in (node.left.slice, *node.comparators)]
            found += [(asked[0], each) for each in asked[1:] if isinstance(each, str)]
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += re.findall(r"""(\w+) [!=]= ["'](\w+)["']""", node.value)
    return [each for column, each in found if each not in ("", *CODES.get(column, [each]))]


def test_each_code_that_is_looked_for_is_one(notebook):
    for cell in cells(notebook, "code"):
        assert not unknown_codes(cell["text"])


@pytest.mark.parametrize(
    "code", ["rows[rows['status'] == 'actve']", "rows.query(\"status == 'Active' and year > 1\")"]
)
def test_a_mistyped_code_is_seen(code):
    assert unknown_codes(code)


def test_tables_that_are_linked_exist(notebook):
    text = "\n".join(cell["text"] for cell in cells(notebook, "markdown"))
    links = re.findall(r"\]\((\.\./[^)]+)\)", text)
    assert links
    for link in links:
        assert (ROOT / "notebooks" / link).is_file(), link


def of_other_years(code: str) -> list[str]:
    """Return the calls in code with a typed year, and the loads that pool the years of a report."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and (name := ast.unparse(node.func)) in YEARLY:
            at = YEARLY[name]
            years = [*node.args[at : at + 1], *(k.value for k in node.keywords if k.arg == "year")]
            table = getattr([*node.args, None][0], "value", "")
            yearly = name == "tables.load" and table in REPORT
            cut = re.search(rf'\("{table}"\)\.query\(\s*"[^"]*year (<=|==) @year', code)
            if any(isinstance(y, ast.Constant) for y in years) or (yearly and not (years or cut)):
                found.append(ast.unparse(node))
    return found


def test_the_year_is_a_parameter_of_every_load(notebook):
    """A literal year would show one year's numbers under another year's name."""
    for cell in cells(notebook, "code"):
        assert not of_other_years(cell["text"])


@pytest.mark.parametrize(
    "code",
    [
        'tables.load("missing_by_type", year)', 'tables.number("hashes", year)',
        'tables.counted("missing_by_type", year, status="resolved")',
        'tables.alike("missing_by_type", year=year)', 'tables.added("places", "state", year)',
        'tables.totals_checked(year)', 'tables.labels("state", year)',
    ],
)  # fmt: skip
def test_a_typed_year_is_seen(code):
    assert not of_other_years(code)
    assert of_other_years(re.sub(r"\byear\b(?!=)", "2024", code))


def test_a_load_of_all_years_is_seen():
    assert of_other_years('tables.load("missing_by_type")')
    assert not of_other_years('tables.load("missing_by_type").query("year <= @year")')
    assert not of_other_years('tables.load("states")')


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("03-age-and-race", "under = 5", "under is 5: 3, 6, 9, 12 or 15"),
        ("04-by-state", "top = 99", "top is 99: from 2 to 16 states fit"),
        ("06-cybertipline", "year = 2031", "no rows for 2031. Years that exist: "),
        ("91-state-fact-sheet", "state = 'Ohoi'", "no state 'Ohoi'. Did you mean 'Ohio'?"),
    ],
)
def test_a_parameter_that_cannot_be_is_answered(monkeypatch, name, typed, said):
    monkeypatch.setattr(tables, "session", tables.Session())
    path = ROOT / "notebooks" / f"{name}.ipynb"
    given, *code = [c["text"] for c in cells(json.loads(path.read_text("utf-8")), "code")]
    names: dict = {}
    with pytest.raises(UsageError, match=re.escape(said)):
        for cell in (given, typed, *code):
            exec(cell, names)


def test_a_later_half_year_that_was_counted_is_no_estimate(checkout):
    table = checkout / "data/reference/cybertipline_half_years.csv"
    lines = [row.split(",") for row in table.read_text().splitlines() if row.startswith("2025,1")]
    more = [",".join([year, "2", code, f"9{n[-4:]}", of]) for year, _, code, n, of in lines]
    table.write_text("\n".join([table.read_text().rstrip(), *more, ""]))
    meant(checkout)
    run(checkout, "06", "--year", str(STANDS))
    figure = checkout / f"figures/{STANDS}/cybertipline-half-years.json"
    said = json.loads(figure.read_text(encoding="utf-8"))
    assert "(for July to December 2025, NCMEC counted 92,891); since May 2024, " in said["finding"]
    assert "about 21,000, 62,891, and 92,891. Online" in said["alt"]
