"""Loading: right types and order, and errors that say what was wrong, where, and what is right."""

import pytest

from ourimpact import paths, tables

STATE = "report/missing_by_state.csv"


def edit(checkout, old, new, file=STATE):
    path = checkout / "data" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


def test_types_and_the_order_of_the_report():
    frame = tables.load("missing_by_age_race", year=2024)
    assert str(frame["reports"].dtype) == "int64"
    assert list(frame["age_group"].cat.categories)[:2] == ["0_to_2", "3_to_5"]
    assert frame.sort_values("age_group")["age_group"].iloc[-1] == "unknown"


def test_a_series_joins_earlier_years_to_the_report():
    frame = tables.series("cybertipline_by_incident_type", 2024)
    assert sorted(frame["year"].unique()) == [2020, 2021, 2022, 2023, 2024]
    assert frame.groupby("year", observed=True)["reports"].sum()[2023] == 36_210_368
    assert tables.series("cybertipline_by_incident_type", 2021)["year"].max() == 2021


BAD_CELLS = {
    "comma": ("NY,resolved,2543", 'NY,resolved,"2,543"', ["line 73", "column reports", "2543"]),
    "negative": ("NY,resolved,2543", "NY,resolved,-2543", ["line 73", "column reports", "-2543"]),
    "fraction": ("NY,resolved,2543", "NY,resolved,25.5", ["line 73", "column reports", "25.5"]),
    "empty": ("NY,resolved,2543", "NY,resolved,", ["line 73", "column reports", "empty"]),
    "state": ("NY,resolved,2543", "NX,resolved,2543", ["line 73", "column state", "NX"]),
    "status": ("NY,resolved", "NY,resolvd", ["line 73", "column status", "'resolved'"]),
    "key": ("NY,resolved,2543", "NY,active,2543", ["line 73", "same key"]),
    "column": ("year,state,status,reports", "year,state,status,report", ["columns must be"]),
    "extra": ("year,state,status,reports", "year,state,status,reports,x", ["columns must be"]),
}


@pytest.mark.parametrize(("old", "new", "said"), BAD_CELLS.values(), ids=BAD_CELLS)
def test_a_bad_cell_is_named_with_what_would_be_right(checkout, old, new, said):
    edit(checkout, old, new)
    with pytest.raises(tables.TableError) as error:
        tables.load("missing_by_state", year=2024)
    for part in ["data/report/missing_by_state.csv", *said]:
        assert part in str(error.value)


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(checkout):
    path = checkout / "data" / STATE
    before = tables.load("missing_by_state")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert tables.load("missing_by_state").equals(before)


def test_a_missing_file_is_named(checkout):
    (checkout / "data" / STATE).unlink()
    with pytest.raises(tables.TableError, match="missing_by_state"):
        tables.load("missing_by_state")


def test_a_broken_dictionary_is_named_with_its_line(checkout):
    edit(checkout, '"resources"', "resources", file="datapackage.json")
    with pytest.raises(tables.TableError, match=r"datapackage\.json, line \d+"):
        tables.load("missing_by_state")


UNKNOWN = {
    "table": (lambda: tables.load("missing_by_stat"), "Did you mean 'missing_by_state'"),
    "year": (lambda: tables.load("missing_by_state", 2023), "Years that exist: 2024"),
    "years": (lambda: tables.series("cybertipline_files", 1066), "2020, 2021, 2022, 2023, 2024"),
    "number": (lambda: tables.number("missing_report", 2024), "Did you mean 'missing_reports'"),
    "total": (lambda: tables.total("missing_by_state", 2024, "QQ"), "no total QQ/total"),
    "labels": (lambda: tables.labels("report_typ"), "Did you mean 'report_type'"),
}


@pytest.mark.parametrize(("ask", "said"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_does_not_exist_is_answered_with_what_does(ask, said):
    with pytest.raises(tables.TableError) as error:
        ask()
    assert said in str(error.value)


def test_a_folder_that_is_no_checkout_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("OURIMPACT_ROOT", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="OURIMPACT_ROOT"):
        paths.root()
