"""A number that changes although no data did is named, and published only when that is said."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from toys import PARAMETERS, book, foreign, go, refresh

from warmrun import notebook, numbers, stored, texts
from warmrun.project import Project

READ = "import csv, json, os, pathlib\nrows = list(csv.DictReader(open(ROOT + '/facts.csv')))"
WRITE = """
out = pathlib.Path(os.environ["OUT"])
lines = [f"{row['town']},{int(row['rain'])},2024" for row in rows]
(out / "rain.csv").write_text("\\n".join(["town,rain,year", *lines]))
(out / "rain.json").write_text(json.dumps({"title": f"{rows[0]['rain']} mm in Ghent",
                                       "labels": [row["rain"] + " mm" for row in rows],
                                       "marks": [f"bars: {rows[0]['rain']}, 7", "line: 3"],
                                       "box": [0.1, 0.2]}))
(out / "rain.png").write_text("a picture")
"""
SAY = """
from IPython.display import HTML, Markdown, display
display(Markdown(f"Rain fell on about {rows[1]['rain']} days."))
display(Markdown("It rose by 3% then, rose by two mm. It cost 1.5 million or a third."))
display(Markdown("Our source does not say when it ended, or why in such a month."))
display(Markdown("Nearly ten fields were wet."))
rows = "<tr><th>town</th><th>mm</th></tr><tr><th>Oslo</th><td>7.0 to 9</td></tr>"
rows += "<tr><th>Rome</th><td>−3.5%</td></tr>"
rows += "<tr><th>Bern</th><td>dry, as few are</td></tr>"
display(HTML(f"<table>{rows}</table>"))
"""


def write(project: Project, *edits: tuple[str, str], default: str = "q1") -> None:
    cells = [READ.replace("ROOT", repr(str(project.root))), WRITE, SAY]
    for old, new in edits:
        assert any(old in cell for cell in cells)
        cells = [cell.replace(old, new) for cell in cells]
    parameters = PARAMETERS.replace("q1", default)
    book(project.root / "analysis", "1-rain", *cells, parameters=parameters)


def git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path):
    """A project whose notebook ran, was refreshed, and is committed."""
    ours = foreign(tmp_path)
    (tmp_path / "facts.csv").write_text("town,rain\nGhent,5\nOslo,42\n")
    (tmp_path / ".gitignore").write_text("made/\n")
    write(ours)
    assert go(ours)["1-rain"].verdict == "done"
    assert refresh(ours)[0].verdict == "refreshed"
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "all")
    return ours


WRONG = {
    "a cell of a table": (("int(row['rain'])", "int(row['rain']) + 1"),
                          "rain.csv, Ghent 2024, rain: 5 would become 6"),
    "a row that is gone": (("for row in rows]", "for row in rows[:1]]"),
                           "rain.csv, Oslo 2024, rain: 42 would not be there"),
    "rows exchanged": (("row['town']", "rows[rows[0] is row]['town']"),
                       "rain.csv, Oslo 2024, rain: 42 would become 5"),
    "a title": (("{rows[0]['rain']} mm", "{rows[1]['rain']} mm"),
                "rain.json, title: “5 mm in Ghent” would become “42 mm in Ghent”"),
    "a hedge": (("about {rows", "{rows"),
                "“Rain fell on about 42 days.” would become “Rain fell on 42 days.”"),
    "a scale": (("1.5 million", "1.5 thousand"), "would become “It cost 1.5 thousand or a third"),
    "a direction": (("rose by 3%", "fell by 3%"), "would become “It fell by 3% then, rose by two"),
    "exchanged in a sentence": (("rose by 3% then, rose by two", "rose by two then, rose by 3%"),
                                "would become “It rose by two then, rose by 3%"),
    "a number in words": (("by two mm", "by five mm"), "would become “It rose by 3% then, rose by"),
    "another sentence": (("It cost 1.5 million or a third.", "The price was 7 euros."),
                         "had 1500000 and would have 7: “The price was 7 euros.”"),
    "labels": (('row["rain"] + " mm"', 'row["rain"] + "0 mm"'),
               "rain.json, labels: “5 mm” would become “50 mm”"),
    "labels exchanged": ((" mm\" for row in rows]", " mm\" for row in rows[::-1]]"),
                         "rain.json, labels would have 42 mm in the place of 5 mm"),
    "a sentence": (("{rows[1]['rain']} days", "{rows[0]['rain']} days"),
                   "“Rain fell on about 42 days.” would become “Rain fell on about 5 days.”"),
    "another unit of time": (("days.", "hours."), "would become “Rain fell on about 42 hours"),
    "what it counts, in other words": (
        ("Rain fell on about {rows[1]['rain']} days", "It had about {rows[1]['rain']} hail storms"),
        "“Rain fell on about 42 days.” would become “It had about 42 hail storms.”"),
    "a negation": (("It cost", "It did not cost"), "would become “It did not cost 1.5 million"),
    "what is left out": (("a month", "a month, excluding May"), "in such a month, excluding May"),
    "another sentence without a negation": (
        ("Our source does not say when it ended, or why in such a month.", "We know its end."),
        "a month.” would become “We know its end.”"),
    "names exchanged": (("Our source does not say when", "When our source does not say"),
                        "“Our source does not say when it ended, or why"),
    "a caveat less": (("Our source does not say when it ended, or why in such a month.", ""),
                      "or why in such a month.” would be gone"),
    "up to a time": (("about {rows", "through {rows"), "would become “Rain fell on through 42"),
    "in a year": (("about {rows", "as of {rows"), "would become “Rain fell on as of 42 days.”"),
    "a shown table": (("7.0 to 9", "7.5 to 9"), "cell 5, Oslo, mm: 7 9 would become 7.5 9"),
    "a number where none was": (("<td>dry, as few are", "<td>4"),
                                "cell 5, Bern, mm: 4 would stand where no number did"),
    "words in a cell": (("as few", "as many"),
                        "Bern, mm: “dry, as few are” would become “dry, as many are”"),
    "a sign": (("−3.5%", "3.5%"), "cell 5, Rome, mm: −3.5% would become 3.5%"),
}  # fmt: skip


@pytest.mark.parametrize("cleared", [False, True])
@pytest.mark.parametrize("what", WRONG)
def test_a_number_that_no_data_changed(project, what, cleared):
    """Compared with the last run, or in a fresh clone with git's last commit."""
    edit, said = WRONG[what]
    write(project, edit)
    if cleared:
        shutil.rmtree(project.root / "made")
    before = (project.root / "pictures/q1/rain.csv").read_text()
    told = go(project)["1-rain"]
    assert told.verdict == "failed" and said in told.error, told.error
    assert "1-rain --new-numbers" in told.error
    assert (project.root / "pictures/q1/rain.csv").read_text() == before
    assert said in refresh(project)[0].error
    meant = go(project, new_numbers=True)["1-rain"]
    assert meant.verdict == "done" and said in meant.renumbered
    assert refresh(project)[0].verdict == "refreshed"
    assert go(project, force=True)["1-rain"].verdict == "done"


FINE = {
    "a place in the picture": (("[0.1, 0.2]", "[0.1, 0.3]"),),
    "a renamed column": (("town,rain,year", "town,mm,year"),),
    "a column less": (("town,rain,year", "town,year"), (",{int(row['rain'])},2024", ",2024")),
    "words of a row": (("},2024", "},2024 (a year)"),),
    "digits for words": (("by two mm", "by 2 mm"),),
    "a scale in digits": (("1.5 million", "1,500,000"),),
    "more rows": (("for row in rows]", "for row in [*rows, {'town': 'Rome', 'rain': '1'}]]"),),
    "another column": (("rain,year", "rain,year,days"), ("},2024", "},2024,3")),
    "other words": (("Rain fell on", "It rained, in all, on"), ("mm in Ghent", "millimeters")),
    "a number first": (
        (
            "Rain fell on about {rows[1]['rain']} days",
            "On about {rows[1]['rain']} wet days, rain fell",
        ),
    ),
    "a like word of direction": (("It rose by 3%", "It grew by 3%"),),
    "almost for nearly": (("Nearly ten", "Almost ten"),),
    "no for not": (("does not say", "says in no place"),),
    "one more sentence": (("days.", "days. Or 6 weeks."),),
    "a sentence less": (("Rain fell on about {rows[1]['rain']} days.", "It rained."),),
}


@pytest.mark.parametrize("what", FINE)
def test_what_is_added_or_said_otherwise(project, what):
    write(project, *FINE[what])
    assert go(project)["1-rain"].verdict == "done"


@pytest.mark.parametrize("cleared", [False, True])
def test_words_of_data_explain_no_number(project, cleared):
    """Labels by which rows are known may change, and no number beside them."""
    facts = project.root / "facts.csv"
    facts.write_text(facts.read_text().replace("Oslo", "Oslo (Norway)").replace("Ghent", "Gent"))
    if cleared:
        shutil.rmtree(project.root / "made")
    write(project, ("{rows[1]['rain']} days", "{rows[0]['rain']} days"))
    assert "cell 5: “Rain fell on about 42 days.” would" in (told := go(project)["1-rain"].error)
    assert "changed; words in facts.csv have: if these are wrong, put them right" in told
    write(project)
    assert go(project)["1-rain"].verdict == "done"
    assert "Gent,5" in (project.root / "pictures/q1/rain.csv").read_text()


def test_a_text_between_cells_is_compared_too(project):
    notebook = project.root / "analysis/1-rain.ipynb"
    old, new = "Towns are not cities.", "Towns are cities."
    notebook.write_text(notebook.read_text().replace("# 1-rain", f"# Rain\\n\\n{old}"))
    assert go(project)["1-rain"].verdict == "done"
    git(project.root, "commit", "-qam", "said")
    notebook.write_text(notebook.read_text().replace(old, new))
    assert f"“{old}” would become “{new}”" in go(project)["1-rain"].error


def test_figures_that_were_removed_are_compared_with_git(project):
    shutil.rmtree(project.root / "pictures")
    write(project, ("int(row['rain'])", "int(row['rain']) + 1"))
    assert "rain.csv, Ghent 2024, rain: 5 would become 6" in go(project)["1-rain"].error


@pytest.mark.parametrize("cleared", [False, True])
def test_data_or_a_default_that_changed_explains_it(project, cleared):
    (project.root / "facts.csv").write_text("town,rain\nGhent,6\nOslo,43\n")
    if cleared:
        shutil.rmtree(project.root / "made")
    assert go(project)["1-rain"].verdict == "done"
    assert refresh(project)[0].verdict == "refreshed"
    git(project.root, "commit", "-qam", "corrected")
    write(project, ("int(row['rain'])", "int(row['rain']) + len(town)"), default="q2")
    assert refresh(project)[0].verdict == "refreshed"


def test_a_figure_of_another_notebook_is_not_a_new_number(project):
    """It would be lost if the numbers that differ were said to be meant."""
    text = (project.root / "analysis/1-rain.ipynb").read_text()
    other = text.replace("int(row['rain'])", "int(row['rain']) + 1")
    (project.root / "analysis/2-other.ipynb").write_text(other.replace("rain.", "snow."))
    assert go(project, "2")["2-other"].verdict == "done"
    git(project.root, "add", "-A")
    git(project.root, "commit", "-qm", "snow")
    (project.root / "analysis/2-other.ipynb").write_text(other)
    assert go(project, "2")["2-other"].error.startswith("it makes rain, and so does 1-rain: ")


def test_what_others_committed_is_no_change(project):
    """A pull brings their edit with its outputs, which the last run here does not have."""
    write(project, ("{rows[1]['rain']} days", "{rows[0]['rain']} days"))
    record = shutil.copytree(project.root / "made", project.root.with_name("made before"))
    assert go(project, new_numbers=True)["1-rain"].verdict == "done"
    refresh(project)
    git(project.root, "commit", "-qam", "theirs")
    shutil.rmtree(project.root / "made")
    shutil.copytree(record, project.root / "made")
    assert go(project)["1-rain"].verdict == "done"


def test_rows_in_another_order_are_no_exchange(project):
    """Their labels follow them, as the table does that goes with the picture."""
    write(project, ("for row in rows]", "for row in rows[::-1]]"))
    told = go(project)["1-rain"]
    assert told.verdict == "done" and told.changed == []


def test_other_words_are_told_where_they_decide_no_number(project):
    write(project, ("mm in Ghent", "millimeters in Ghent"))
    said = go(project)["1-rain"].reworded
    assert said == ["rain, title: “5 mm in Ghent” is “5 millimeters in Ghent” now"]
    assert go(project, force=True)["1-rain"].reworded == []
    one, two = "It rained. A day may be dry. So it was.", "It poured. A day may be dry."
    assert texts.reworded(one, two) == ["“It rained.” is “It poured.” now", "“So it was.” is gone"]
    long = f"So it was {'and was ' * 20}again."
    assert texts.reworded("It rained.", f"It rained. {long}") == [f"“{long}” is new"]


def test_other_words_of_a_notebook_are_told_with_the_cell_and_the_row(project):
    """Only “stores another output” was said of a heading or a sentence, and nothing of Markdown."""
    edits = ("<th>Rome</th>", "<th>Roma</th>"), ("fields were wet", "fields were soaked")
    write(project, *edits)
    assert go(project)["1-rain"].reworded == [
        "1-rain, cell 5: “Nearly ten fields were wet.” is “Nearly ten fields were soaked.” now",
        "1-rain, cell 5: “Rome | −3.5%” is “Roma | −3.5%” now",
    ]


def test_rows_of_a_shown_table_in_another_order_are_told(project):
    first = "<tr><th>Oslo</th><td>7.0 to 9</td></tr>"
    write(project, (first, ""), ('rows += "<tr><th>Bern', f'rows += "{first}<tr><th>Bern'))
    (said,) = go(project)["1-rain"].reworded
    assert said == "1-rain, cell 5: “Rome | −3.5%” stands in another place now"


@pytest.mark.parametrize(("old", "new"), [("at least 13", "64"), ("about 1 in 7", "7"),
                                          ("13", "64"), ("about 90", "90")])  # fmt: skip
def test_a_number_that_begins_its_row_is_one(old, new):
    """It was taken for the row's name, so that another one was nobody's."""
    was, now = ([["number", "what"], [n, "reports of runaways"], ["15 to 17", "age"]]
                for n in (old, new))  # fmt: skip
    (said,) = numbers._in_table("a table", was, now)
    assert said.startswith("a table, reports of runaways, number: ") and "would become" in said


def test_what_is_drawn_otherwise_is_refused_unless_meant(project):
    write(project, ('7", "line: 3"', '7", "line: 3", "panel 1, words: Rome at y 5"'))
    assert go(project)["1-rain"].verdict == "done", "words may stand elsewhere"
    write(project, ('7", "line: 3"', '8", "dots: 9"'))
    refused = go(project)["1-rain"]
    assert refused.verdict == "failed" and "rain, bars: “5, 7” is “5, 8” now; " in refused.error
    told = go(project, new_numbers=True)["1-rain"]
    assert told.reworded == [] and told.redrawn == [
        "rain, bars: “5, 7” is “5, 8” now", "rain, line: “3” is gone",
        "rain, panel 1, words: “Rome at y 5” is gone", "rain, dots: “9” is new",
    ]  # fmt: skip


def test_a_picture_in_two_formats_is_one_figure(project):
    drawn = '(out / "rain.png").write_text("a picture")'
    write(project, (drawn, f'{drawn}\n(out / "rain.pdf").write_text("a picture")'))
    told = go(project)["1-rain"]
    assert (told.figures, told.new, told.changed) == (1, [], ["rain"])
    assert go(project)["1-rain"].figures == 1, "up to date"
    write(project, (drawn, drawn.replace("a pic", "no pic")))
    told = go(project, prune=True)["1-rain"]
    assert (told.figures, told.new, told.changed) == (1, [], ["rain"])


def test_a_notebook_that_stores_other_outputs_than_its_run_gave_is_named(project):
    job = go(project)["1-rain"].job
    path = project.root / "analysis/1-rain.ipynb"
    whole, again = path.read_text(), "warmrun refresh 1-rain"
    assert stored.unlike(project, job) == ""
    path.write_text(whole.replace("about 42 days", "about 24 days"))
    said = f"1-rain.ipynb: cell 5 stores another output than its run gave: {again}"
    assert stored.unlike(project, job) == said
    path.write_text(whole.replace('"execution_count": 3', '"execution_count": null'))
    assert f"cell 4 stores no outputs: {again}" in stored.unlike(project, job)
    path.write_text(whole.replace('"tags": [\n     "parameters"', '"tags": ["injected-parameters"'))
    assert "papermill put cell 2 there: take it out" in stored.unlike(project, job)
    path.write_text(whole.replace('"warmrun": {', '"papermill": {}, "warmrun": {'))
    assert "has what a run of papermill leaves" in stored.unlike(project, job)
    path.write_text(whole.replace('"warmrun": {', '"other": {').replace("about 42", "about 24"))
    assert stored.unlike(project, job) == "", "one that was never refreshed"
    path.write_text(whole.replace("Nearly ten fields", "Nearly ten meadows"))
    job = replace(job, digest=notebook.read(path).digest)
    whole = job.source.read_text(encoding="utf-8")
    job.source.write_text(whole[:100], encoding="utf-8")
    assert stored.unlike(project, job) == "1-rain.ipynb is no notebook now: is it being saved?"
    job.source.write_text(whole, encoding="utf-8")
    said = "1-rain.ipynb or what it reads has changed since it ran (notebook): warmrun run 1-rain"
    assert stored.unlike(project, job) == said


@pytest.mark.parametrize(("old", "new"), [
    ("Dashed: our estimates.", "Dashed: their counts."),
    ("A source (unverified) says so.", "Our source says so."),
    ("This assumes that all 42 are among the 60.", "We know that all 42 are among the 60."),
    ("Take It Down got two files per submission.", "Take It Down got two files per person."),
    ("At least 1,268 towns have been found.", "At least 1,268 towns were found in 2024."),
    ("Offenders were located and arrested.", "Offenders were located and arrested by NCMEC."),
    ("Of 31 statements, 2 disagree.", "Of 31 statements, 2 agree."),
    ("Share divided by expected share", "Expected share divided by share"),
])  # fmt: skip
def test_what_is_no_fact_does_not_become_one(old, new):
    assert texts.moved(old, new) and texts.moved(new, old)


def test_a_year_may_stand_elsewhere_in_a_sentence_of_one_clause():
    at_end, begun = "{} 91.4% of missing-child reports to NCMEC{} were resolved".format, "In 2024,"
    assert not texts.moved(at_end("", " in 2024").strip(), at_end(begun, ""))
    assert not texts.moved(at_end(begun, ""), at_end("", " in 2024").strip())
    for one, other in (
        ("Ghent had more than Oslo in 2024", "In 2024, Oslo had more than Ghent"),
        (
            "It rose after the law of Ghent came in 2024",
            "In 2024, it rose after the law of Ghent came",
        ),
        ("Of 8 in 2023, 5 were dry in 2024", "In 2024, of 8, 5 were dry in 2023"),
    ):
        assert texts.moved(one, other)


LIMITS = (
    "not",
    "no",
    "never",
    "cannot",
    "isn't",
    "only",
    "may",
    "could",
    "without",
    "more than once",
)


@pytest.mark.parametrize("word", LIMITS)
def test_a_word_that_limits_is_missed(word):
    """Also where the sentence that lacks it is one of several, or where another is new."""
    said, others = f"This is {word} so for all towns here.", "Rain fell. Wind rose."
    assert texts.moved(f"{said} {others}", f"{said.replace(word + ' ', '')} {others}")
    assert texts.moved(f"{said} {others}", "Blue bars are of 42 places. Wind rose.")


def test_a_picture_that_changes_is_named(project):
    write(project, ("a picture", "another picture"))
    assert go(project)["1-rain"].changed == ["rain"]
    assert go(project, force=True)["1-rain"].changed == []


def test_data_that_git_restored_explain_nothing(project):
    """The last run read others; those that are there again are those of the published files."""
    facts = project.root / "facts.csv"
    before = facts.read_text()
    facts.write_text(before.replace("42", "43"))
    told = go(project)["1-rain"]
    assert told.verdict == "done" and "42 would become 43" in told.renumbered
    git(project.root, "checkout", "-q", ".")
    write(project, ("int(row['rain'])", "int(row['rain']) + 1"))
    assert "rain.csv, Ghent 2024, rain: 5 would become 6" in go(project)["1-rain"].error


@pytest.mark.parametrize("many", [4, 30])
def test_all_new_numbers_are_told(project, many):
    """One of them may be a slip beside a table that was corrected."""
    facts = project.root / "facts.csv"
    rows = [f"Town {n},{100 + n}" for n in range(many)]
    facts.write_text("\n".join([facts.read_text().rstrip(), *rows, ""]))
    assert go(project)["1-rain"].verdict == "done"
    facts.write_text(facts.read_text().replace(",1", ",2"))
    first, *told = go(project)["1-rain"].renumbered.splitlines()
    rest = project.root / "made/new-numbers/q1/1-rain.txt"
    assert int(first.split()[0]) > many and rest.exists() == (many > 20)
    if many > 20:
        assert told.pop().endswith(" more: made/new-numbers/q1/1-rain.txt has all")
        told = rest.read_text().splitlines()
    assert all(f"Town {n} 2024, rain: {100 + n} would" in "\n".join(told) for n in range(many))
    assert go(project, force=True)["1-rain"].verdict == "done" and not rest.exists()
    write(project, ("int(row['rain'])", "int(row['rain']) + 1"))
    refused = go(project)["1-rain"].error
    told = rest.read_text() if many > 20 else refused
    assert all(f"Town {n} 2024, rain: {200 + n} would" in told for n in range(many))
    assert "1-rain --new-numbers" in refused.splitlines()[-1]


def test_data_restored_before_anything_was_committed_explain_it(project):
    """Files that git does not have were made from the data of the last run."""
    facts, place = project.root / "facts.csv", project.root / "pictures/q9/rain.csv"
    facts.write_text(facts.read_text().replace("42", "43"))
    assert go(project, quarter="q9")["1-rain"].verdict == "done" and "43" in place.read_text()
    git(project.root, "checkout", "-q", "facts.csv")
    assert go(project, quarter="q9")["1-rain"].verdict == "done" and "42" in place.read_text()


def test_older_files_are_replaced_by_those_of_git(project):
    (project.root / "pictures/q1/rain.csv").write_text("town,rain,year\nGhent,4,2024\n")
    told = go(project)["1-rain"]
    assert told.verdict == "done" and not told.renumbered


def test_a_published_file_that_cannot_be_read_is_replaced(project):
    (project.root / "pictures/q1/rain.json").write_text("{")
    assert go(project)["1-rain"].verdict == "done"
    assert json.loads((project.root / "pictures/q1/rain.json").read_text())
