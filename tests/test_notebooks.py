"""The rules that every section notebook keeps (docs/design.md), read from the file as it stands."""

import ast
import json
import re
from statistics import median

import pytest
from conftest import ROOT, YEAR, outputs

import ourimpact_command as cli

NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb"))
REPORT = {path.stem for path in (ROOT / "data" / "report").glob("*.csv")}
BANNED = {
    "magic": r"^\s*[%!]",
    "NBVAL marker": r"NBVAL|nbval-|PYTEST_VALIDATE_IGNORE_OUTPUT",
    "sys.path": r"sys\.path",
    "relative path": r"\.\./",
    "clock": r"\b(datetime\.now|time\.time|today\()",
    "network": r"\b(urllib|requests\.|urlopen|https?://)",
    "warnings filter": r"warnings\.",
    "trailing semicolon": r";\s*$",
    "own colours": r"#[0-9A-Fa-f]{6}\b",
}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request) -> dict:
    return json.loads(request.param.read_text(encoding="utf-8")) | {"stem": request.param.stem}


def cells(notebook: dict, kind: str) -> list[dict]:
    return [c | {"text": "".join(c["source"])} for c in notebook["cells"] if c["cell_type"] == kind]


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
    named = {line.rsplit(",", 1)[1] for line in sections.splitlines()[1:]}
    assert named == {path.stem for path in NOTEBOOKS}


def test_execution_counts_run_from_one(notebook):
    """nbval passes a stripped notebook, and one run out of order, without a word."""
    counts = [cell["execution_count"] for cell in cells(notebook, "code")]
    assert counts == list(range(1, len(counts) + 1))


def test_no_stored_error_or_warning(notebook):
    for cell in cells(notebook, "code"):
        for output in cell["outputs"]:
            assert output["output_type"] != "error"
            assert output.get("name") != "stderr", output["text"]
            for text in output.get("data", {}).values():
                assert not re.search(r"\bat 0x[0-9a-f]{6,}", "".join(text)), "an object's address"


def test_stored_outputs_are_those_of_a_fresh_run(notebook, rendered):
    """nbval looks at neither pictures nor metadata nor the order of outputs."""
    made = rendered / f"build/notebooks/{YEAR}/{notebook['stem']}.ipynb"
    fresh = json.loads(made.read_text(encoding="utf-8"))
    for book in (notebook, fresh):
        for cell in cells(book, "code"):
            for output in cell["outputs"]:
                if not cli.EXACT:
                    output.get("data", {}).pop("image/png", None)
    assert outputs(fresh) == outputs(notebook), "ourimpact refresh, and look at what it changed"


def test_nothing_is_left_of_a_run(notebook):
    """Neither papermill's record nor injected cells nor tags but `parameters`."""
    assert "papermill" not in notebook["metadata"]
    tags = [tag for cell in notebook["cells"] for tag in cell["metadata"].get("tags", [])]
    assert tags == ["parameters"]
    assert all(set(cell["metadata"]) <= {"tags"} for cell in notebook["cells"])


def test_shape_and_size(notebook):
    assert 10 <= len(notebook["cells"]) <= 35
    text = "\n".join(cell["text"] for cell in cells(notebook, "markdown"))
    assert len(re.findall(r"^# ", text, re.M)) == 1
    assert notebook["cells"][0]["source"][0].startswith("# ")
    assert re.search(r"^## The data$", text, re.M)
    last = "".join(notebook["cells"][-1]["source"])
    assert last.startswith("## What this does not show") or "## What this does not show" in last
    assert "report.cybertip.org" in last
    assert "1-800-THE-LOST" in last
    lengths = [len(cell["text"].splitlines()) for cell in cells(notebook, "code")]
    assert max(lengths) <= 20, f"a cell of {max(lengths)} lines"
    assert median(lengths) <= 6, f"median {median(lengths)} lines"


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


def test_the_theme_is_set_in_the_notebooks_own_name(notebook):
    code = "\n".join(c["text"] for c in cells(notebook, "code"))
    assert f'figures.use_theme("{notebook["stem"]}")' in code


@pytest.mark.parametrize("what", BANNED)
def test_code_keeps_off(notebook, what):
    for cell in cells(notebook, "code"):
        assert not re.search(BANNED[what], cell["text"], re.M), cell["text"]


def test_one_sentence_a_line(notebook):
    for cell in cells(notebook, "markdown"):
        for line in cell["text"].splitlines():
            plain = re.sub(r"\[[^]]*\]\([^)]*\)|`[^`]*`|\b[A-Z]\.|\bU\.S\.C?\.?", "x", line)
            assert not re.search(r"[a-z)][.?!] [A-Z]", plain), line


# What may stand in prose: ages that define a group, levels of confidence and of tests, the states
# there are, units, dates, notebook numbers. Years and whatever is linked or quoted may too.
ALLOWED = (
    r"18 to 20|under 18|were 18|ages 16 and 17|95% (Wilson|interval)|99\.8%|50 states|"
    r"100,000|July 1\b|\b7 May|COVID-19|notebook \d\d|fewer than (10|20|200)\b|"
    r"(is then|above|below) 1\b|1-800-THE-LOST \(1-800-843-5678\)|\b(19|20)\d\d\b"
)
# And in code: age groups, classes of a scale, what one square is, how many states fit a figure.
ALLOWED_IN_CODE = (
    rf"{ALLOWED}|was 18|at age 1[67]|12 to 14|15 to 17|3, 6, 9, 12 or 15|"
    r"^under 10$|10 to 19|20 to 39|40 to 79|80 and more|1 in ($|100 reports)|^100 squares|of 100$|"
    r"from 2 to 28 states|^1 report of a missing child$|^how_many > 0$"
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
            plain = re.sub(ALLOWED, "", plain)
            assert not RESULT.search(plain), line


def words_in_code(code: str) -> list[str]:
    """The sentences that code holds as they stand, but for docstrings and formats."""
    tree, apart = ast.parse(code), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and isinstance(node.body[0], ast.Expr):
            apart.add(id(node.body[0].value))
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            apart |= {id(part) for part in ast.walk(node.format_spec)}
    texts = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return [n.value for n in texts if " " in n.value and id(n) not in apart]


def test_no_result_is_typed_into_code(notebook):
    for cell in cells(notebook, "code"):
        for words in words_in_code(cell["text"]):
            plain = re.sub(ALLOWED_IN_CODE, "", words)
            assert not RESULT.search(plain), words


@pytest.mark.parametrize(
    "typed",
    [
        "Half of all reports", "Two thirds of them", "The majority of cases", "one third of all",
        "a quarter of them", "Nine in ten", "One in seven", "they doubled", "twice the share",
        "five times more", "ninety-one percent", "There were 912 girls", "the 91.4% interval",
    ],
)  # fmt: skip
def test_a_typed_result_is_seen(typed):
    assert RESULT.search(re.sub(ALLOWED_IN_CODE, "", typed))


def test_tables_that_are_linked_exist(notebook):
    text = "\n".join(cell["text"] for cell in cells(notebook, "markdown"))
    links = re.findall(r"\]\((\.\./[^)]+)\)", text)
    assert links
    for link in links:
        assert (ROOT / "notebooks" / link).is_file(), link


def test_the_year_is_a_parameter_of_every_load(notebook):
    """A literal year would show one year's numbers under another year's name."""
    for cell in cells(notebook, "code"):
        for node in ast.walk(ast.parse(cell["text"])):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name = ast.unparse(node.func)
                if name in ("tables.load", "tables.series", "tables.number", "tables.total"):
                    years = [*node.args[1:2], *(k.value for k in node.keywords if k.arg == "year")]
                    assert not any(isinstance(y, ast.Constant) for y in years), ast.unparse(node)
                    table = getattr(node.args[0], "value", "")
                    yearly = name != "tables.load" or table in REPORT
                    cut = re.search(
                        rf'\("{table}"\)\.query\(\s*"[^"]*year (<=|==) @year', cell["text"]
                    )
                    assert years or cut or not yearly, f"{ast.unparse(node)} pools all years"
