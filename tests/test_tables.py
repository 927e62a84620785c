"""Loading gives the right types and order; errors say what is wrong, where, and what is right."""

import re
import shutil
import subprocess

import pytest
from conftest import ROOT, as_then, meant

from ourimpact import checks, paths, tables
from ourimpact.checks import DICTIONARY

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


def test_a_table_is_counted_by_codes():
    assert tables.counted("missing_by_state", 2024, state=["TX", "NY"], status="resolved") == 4894
    assert tables.counted("cvip_by_agency", 2024, measure="requests") == 5251


def test_what_a_series_adds_is_named_and_counted():
    counts = (tables.counted("cvip_by_agency", 2024, measure=m) for m in ("images", "videos"))
    images, videos = counts
    both = {"images_and_videos": [f"Images ({images:,})", f"Videos ({videos:,})"]}
    assert tables.added("cvip_by_agency", "measure", 2024) == both
    assert tables.added("cvip_by_agency", "measure", 2023) == {}
    assert tables.added("cybertipline_by_incident_type", "incident_type", 2024) == {}


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
    "underscore": ("AL,active,37", "AL,active,3_7", ["line 4", "column reports", "such as 37"]),
    "full width": ("AL,active,37", "AL,active,３７", ["line 4", "column reports", "such as 37"]),
    "zero before": ("AL,active,37", "AL,active,037", ["line 4", "column reports", "such as 37"]),
    "superscript": ("2024,AL", "2024²,AL", ["line 4", "column year", "such as 2024"]),
    "too large": ("active,37", f"active,{2**63}", ["line 4", "column reports", "too large"]),
    "far year": ("2024,AL", "20244,AL", ["line 4", "column year", "2099"]),
    "space": ("year,state", "year, state", ["line 1", "column 2 is ' state'", "columns must be"]),
    "capitals": ("year,state,s", "Year,State,s", ["line 1", "column 1 is 'Year', not 'year'"]),
    "twice": ("year,state,status", "year,state,state", ["line 1", "column 3 is 'state', not 's"]),
    "blank line": ("2024,AL,active", "\n2024,AL,active", ["line 4: the line is empty"]),
    "cells cleared": ("2024,AL,active", ",,,\n2024,AL,active", ["line 4: the line is empty"]),
    "no width": ("2024,TX,", "2024,TX\u200b,", ["line 92", "column state", "write 'TX'"]),
    "a conflict": (
        "2024,AL",
        "<<<<<<< HEAD\n2024,AL",
        ["line 4: git's merge marks"],
    ),
    "long line": ("AL,active,37", "AL,active,37,1", ["line 4", "4 cells, this one 5"]),
    "blank after": ("AL,active,37", "AL,active ,37", ["line 4", "column status", "'active '"]),
    "zero left out": ("2024,WY,active,0\n", "", ["no row for year 2024, state WY, status active"]),
    "of no report": ("2024,AK,active", "2025,AK,active,1\n2025,AK,resolved,2\n2024,AK,active", [
        "line 2", "column year", "no report of 2025: `ourimpact ingest` adds one"]),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), BAD_CELLS.values(), ids=BAD_CELLS)
def test_a_bad_cell_is_named_with_what_would_be_right(checkout, old, new, said):
    edit(checkout, old, new)
    with pytest.raises(tables.TableError) as error:
        tables.load("missing_by_state", year=2024)
    for part in ["data/report/missing_by_state.csv", *said]:
        assert part in str(error.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: "", "column 1 is '', not 'year'"),
        (lambda text: text.replace(",", ";"), "column 1 is 'year;state;status;reports', not"),
    ],
)
def test_a_file_that_is_no_table_is_refused_before_its_years_are_looked_for(checkout, change, said):
    path = checkout / "data" / STATE
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(tables.TableError, match=f"line 1: .*{said}.*columns must be year, state"):
        tables.load("missing_by_state", year=2024)


AGES = "age_group,{},2024,0 to 2,0 to 2\nage_group,{},2024,3 to 5,3 to 5\n"
PROSE = ',prose,take_it_down_submissions,"83,000",83000'
ALABAMA = "2024,AL,1134857,5157699,"
BAD_SUMS = {
    "zero": ("population", ALABAMA, "2024,AL,0,5157699,", "line 3, column under_18: '0'"),
    "all": (
        "population",
        ALABAMA,
        "2024,AL,1134857,515769,",
        "line 3: under_18 is not from 10 to 40% of the total",
    ),
    "value": ("headline_numbers", '"450,000",450000', '"450,000",45000', "line 3, column value"),
    "an address": ("sources", "www.ncmec.org,", "www.ncmec.org /x,", "column url: 'https://www.nc"),
    "no code": (
        "missing_by_state",
        "2024,AK,active",
        "2024,,active",
        "missing_by_state.csv, line 2, column state",
    ),
    "no page": ("places", "2024,1,24,1,", "2024,0,24,1,", "line 2, column page: '0'"),
    "the place of a row left out": (
        "places",
        "2024,1,74,0,missing_by_type,family_abduction,,\n",
        "",
        "no row has the place of family_abduction of missing_by_type, 2024",
    ),
    "the place of a number left out": (
        "places",
        "2024,1,49,1,headline_numbers,reports_from_care,call_out,",
        "2024,1,49,1,headline_numbers,reports_from_care,prose,",
        "no row has the place of reports_from_care call_out of headline_numbers, 2024",
    ),
    "the place of a row doubled": (
        "places",
        "2024,1,74,0,missing_by_type,family_abduction,,\n",
        "2024,1,74,0,missing_by_type,family_abduction,,\n"
        "2024,1,75,0,missing_by_type,family_abduction,,\n",
        "places.csv, line 18, column row: family_abduction of missing_by_type, 2024, has a row",
    ),
    "a code in capitals": (
        "categories",
        "report_type,family_abduction,",
        "report_type,Family_abduction,",
        "column code: 'Family_abduction' breaks the rule",
    ),
    "counted as itself": (
        "code_changes",
        ",images,images_and_videos,",
        ",images,images,",
        "line 2: a code counts as another",
    ),
    "a tile off the map": ("states", "Alaska,state,0,0", "Alaska,state,40,0", "column tile_row"),
    "another kind": ("states", "Columbia,district", "Columbia,state", "kind is district for DC"),
    "a credit twice": ("sources", 'Our Impact: 2024"\n', 'Our Impact: 2020"\n', "column citation"),
    "two values": (
        "headline_numbers",
        PROSE,
        ',prose,take_it_down_submissions,"88,000",88000',
        "line 38, column value: take_it_down_submissions is 83000 here, and 88000 in another",
    ),
    "a plus": (
        "headline_numbers",
        '"83,000+",83000,submissions,at_least',
        '"83,000+",83000,submissions,exact',
        "line 38: + stands for the qualifier at_least",
    ),
    "a percentage as a fraction": (
        "headline_numbers",
        "92%,92,percent",
        "0.92,0.92,percent",
        ": % or percent stands for the unit percent, and for no other: 92% is printed as 92%",
    ),
    "residents of another year": (
        "population",
        ALABAMA,
        ALABAMA.replace("2024", "2023"),
        "line 3, column year: 2023 is not the year of its source, 'census-scprc-est2024'",
    ),
    "a credit of another year": (
        "sources",
        '"NCMEC, Our Impact: 2023"',
        '"NCMEC, Our Impact: 2022"',
        "line 5, column citation: 'NCMEC, Our Impact: 2022' has 2022; our-impact-2023 is of 2023",
    ),
    "an address of another publisher": (
        "sources",
        "https://www.missingkids.org/content/ncmec/en/ourwork/impact.html",
        "https://www.census.gov/data/tables/time-series/demo/popest/2020s-state-detail.html",
        "line 12, column url: our-impact-2020, of another publisher (NCMEC), has this address",
    ),
    "a comma in a name": (
        "states",
        "WA,Washington,",
        'WA,"Washington, D.C.",',
        ": a name has letters and spaces alone, because it stands in sentences",
    ),
    "a statement in another section": (
        "headline_numbers",
        "2024,cybertipline,call_out,cybertipline_files,",
        "2024,missing_children,call_out,cybertipline_files,",
        "column section: missing_children for cybertipline_files, 2024; claims.csv has",
    ),
    "children": ("population", ALABAMA, "2024,AL,1143857,5157699,", "under_18: the states of 2024"),
    "a source filled down": (
        "population",
        "2024,AL,1134857,5157699,census-scprc-est2024",
        "2024,AL,1134857,5157699,our-impact-2024",
        "column source: 'our-impact-2024' gives no residents. Was it filled down?",
    ),
    "a row too low": (
        "cybertipline_files_earlier",
        "2023,images,54842374",
        "2023,images,49404779",
        "column files: 49404779 is the number of another year, too. Was it read one row off?",
    ),
    "a total that falls": ("amber_cumulative", "2023,1200", "2023,1020", "1020 is less than 1133"),
    "residents of another state": (
        "population",
        ALABAMA,
        "2024,AL,3134857,5157699,",
        "line 3: under_18 is not from 10 to 40% of the total",
    ),
    "names of two states exchanged": (
        "states",
        "AK,Alaska,state,0,0\nAL,Alabama,",
        "AK,Alabama,state,0,0\nAL,Alaska,",
        "line 2: the name of the state does not start with the first letter",
    ),
    "two states on one tile": (
        "states",
        "AL,Alabama,state,6,6",
        "AL,Alabama,state,0,0",
        "states.csv, line 3, column tile_column: Alabama is on the tile of another state (0, 0)",
    ),
    "a label twice": (
        "categories",
        ",Family Abduction,Family abductions\n",
        ",Family Abduction,Missing young adults\n",
        "column label: 'Missing young adults' is the label of two codes",
    ),
    "labels exchanged": (
        "categories",
        AGES.format("0_to_2", "3_to_5"),
        AGES.format("3_to_5", "0_to_2"),
        "column label: '0 to 2' is like the code '0_to_2', not '3_to_5'",
    ),
    "a caveat renamed": (
        "caveats",
        "\nbundling,",
        "\nbundled,",
        "column code: no 'bundling', which datapackage.json has for cybertipline_",
    ),
    "a year pasted twice": (
        "cybertipline_files",
        "2024,videos,33130449\n",
        "2023,videos,33130449\n2023,images,28004236\n2023,other,1858174\n2024,videos,33130449\n",
        "cybertipline_files.csv, column year: 2024 has each count of 2023. Was one pasted twice?",
    ),
    "a state left out": ("states", "OH,Ohio,state,3,6\n", "", "no row has the label of state 'OH'"),
    "all totals of a table deleted": (
        "printed_totals",
        "2024,cybertipline_by_incident_type,total,total,20512803,\n",
        "",
        "no total of cybertipline_by_incident_type, 2024; places has where they are printed",
    ),
    "a year left out": (
        "cybertipline_history",
        "\n2015,",
        "\n2051,",
        "line 19, column year: 2051 follows 2014: 2015 is missing. One row for each year, in order",
    ),
    "a year deleted": (
        "cybertipline_history",
        "2019,16987361,ojjdp-cy2023\n",
        "",
        "line 23, column year: 2020 follows 2018: 2019 is missing",
    ),
    "an invisible blank": (
        "categories",
        "Family Abduction,Family",
        "Family Abduction,\u00a0Family",
        "line 3, column label: '\\xa0Family abductions' has blanks too many",
    ),
    "a unit mistyped": (
        "headline_numbers",
        'call_out,reports_from_care,"23,160",23160,reports',
        'call_out,reports_from_care,"23,160",23160,children',
        "'Reports of children missing from care' is not counted in children: which is wrong?",
    ),
    "a footnote to no table": (
        "caveats",
        "law_of_2024,",
        "missing_by_sate_2024_tx_active,",
        "'missing_by_sate_2024_tx_active' begins with no table. Did you mean 'missing_by_state'?",
    ),
    "a footnote of no year": (
        "caveats",
        "law_of_2024,",
        "missing_by_state_2042_tx,",
        "'missing_by_state_2042_tx' is of no year of missing_by_state",
    ),
    "a footnote to no row": (
        "caveats",
        "law_of_2024,",
        "missing_by_state_2024_tx_activ,",
        "'missing_by_state_2024_tx_activ' is of no row and column of missing_by_state. Did you mean"
        " 'tx_active'?",
    ),
    "a unit of another number": (
        "headline_numbers",
        '"19,861",19861,requests',
        '"19,861",19861,reports',
        "'Requests to help locate noncompliant sex offenders' is not counted in reports: which is",
    ),
    "a unit that its label does not begin with": (
        "headline_numbers",
        '"450,000",450000,cases',
        '"450,000",450000,children',
        "recovery NCMEC assisted' is not counted in children: which is wrong?",
    ),
    "a scope of another number": (
        "headline_numbers",
        "cumulative,Images and videos reviewed since",
        "in_year,Images and videos reviewed since",
        "'Images and videos reviewed since 2002' is not in_year",
    ),
    "two scopes of one number": (
        "headline_numbers",
        ",hashes,at_least,in_year,",
        ",hashes,at_least,cumulative,",
        "column scope: 'Hashes in Take It Down submissions' is 'cumulative' here, and 'in_year",
    ),
    "a letter of no width": (
        "categories",
        "Family Abduction,Family",
        "Family Abduction,\u00adFamily",
        "line 3, column label: '\\xadFamily abductions' has blanks too many",
    ),
    "a sign of Markdown": (
        "categories",
        ",Family abductions",
        ",Family | abductions",
        "line 3, column label: 'Family | abductions' breaks the rule",
    ),
    "no sentence beside a total": (
        "printed_totals",
        "resolved,27033,",
        "resolved,27330,x",
        "column differs: 'x' breaks the rule",
    ),
    "an empty label": (
        "categories",
        "Abduction,Family abductions",
        "Abduction,  ",
        "line 3, column label: '  ' has blanks too many",
    ),
    "printed": ("headline_numbers", '"450,000"', '"45O,000"', "column printed: There is no number"),
    "a code without a label": (
        "categories",
        "race_ethnicity,black,2024,Black,Black\n",
        "",
        "column code: no row has the label of race_ethnicity 'black'",
    ),
    "a code counted as one that is none": (
        "code_changes",
        "videos,images_and_videos",
        "videos,images_and_vidoes",
        'line 3: for "column, counted_as": values "measure, images_and_vidoes" not found in the',
    ),
    "a year and its types": (
        "cybertipline_history",
        "2023,36210368",
        "2023,3621036",
        "cybertipline_by_incident_type_earlier adds to 36210368 in 2023, and cybertipline_history",
    ),
    "a year that the report has, too": (
        "cybertipline_history",
        "2023,36210368,ojjdp-cy2023\n",
        "2023,36210368,ojjdp-cy2023\n2024,20513085,ojjdp-cy2023\n",
        "cybertipline_by_incident_type adds to 20512803 in 2024, and cybertipline_history has",
    ),
    "an age that is not the code's": (
        "categories",
        "9_to_11,2024,9 to 11,9 to 11",
        "9_to_11,2024,9 to 11,9 to 12",
        "'9 to 12' has other numbers than the code '9_to_11'",
    ),
    "parts of an earlier total": (
        "missing_totals_earlier",
        "24924",
        "24294",
        "resolved and active add to 27103 in 2021, and missing_reports is 27733",
    ),
    "a digit lost of an earlier total": (
        "missing_totals_earlier",
        "2020,missing_reports,29782",
        "2019,missing_reports,2921,our-impact-2020\n2020,missing_reports,29782",
        "line 3, column value: missing_reports is 2921 in 2019, 29782 in 2020: is a digit lost",
    ),
    "a percentage above all": ("missing_totals_earlier", "percent,88", "percent,880", "880% is no"),
    "half a year above the year": (
        "cybertipline_half_years",
        "5976",
        "59760",
        "59760 in a half of 2024, and the year has 26823",
    ),
    "a bound above and below": (
        "headline_numbers",
        '"83,000",83000,submissions,more_than',
        '"83,000",83000,submissions,less_than',
        "take_it_down_submissions is at_least and less_than in 2024: one is wrong",
    ),
    "children since launch, otherwise than the report": (
        "amber_cumulative",
        "2023,1200,ojjdp-program-page\n",
        "2023,1200,ojjdp-program-page\n2024,1300,ojjdp-program-page\n",
        "line 4, column children_recovered_since_launch: 1300, and headline_numbers has 1268 for",
    ),
    "a unit that its label does not have": (
        "headline_numbers",
        "prose,take_it_down_languages,33,33,languages",
        "prose,take_it_down_languages,33,33,children",
        "'Languages in which Take It Down is available' is not counted in children: which is",
    ),
    "children counted in reports": (
        "headline_numbers",
        "68,68,children",
        "68,68,reports",
        "'Children reported as rescued through AMBER Alerts' is not counted in reports",
    ),
    "types of a year": (
        "missing_by_type_earlier",
        "abduction,active,287",
        "abduction,active,278",
        "missing_by_type_earlier adds to 29773 in 2020, and missing_totals_earlier has 29782",
    ),
}


@pytest.mark.parametrize(("name", "old", "new", "said"), BAD_SUMS.values(), ids=BAD_SUMS)
def test_numbers_that_belong_together_are_checked_at_load(checkout, name, old, new, said):
    edit(checkout, old, new, file=tables.dictionary()[name]["path"])
    with pytest.raises(tables.TableError) as error:
        tables.load(name)
    assert said in str(error.value)


def next_residents(now, source):
    """Return rows of residents for the next year, made from those of the last, by state."""
    rows = [line.split(",") for line in checks.file("population").read_text("utf-8").splitlines()]
    last = max(year for year, *_ in rows[1:])
    people = {state: [int(n) for n in pair] for y, state, *pair, _ in rows if y == last}
    pairs = {state: now(people, state) for state in people if state != "US"}
    sums = [sum(pair[n] for state, pair in pairs.items() if state != "PR") for n in (0, 1)]
    year, source = int(last) + 1, source or rows[-1][-1]
    return [[year, state, *pair, source] for state, pair in {**pairs, "US": sums}.items()]


RESIDENTS = {  # a state's, from those of all states; another source or none; what is said, if wrong
    "pasted": (lambda of, state: of[state], "ojjdp-cy2023", "Was one pasted twice?"),
    "used again, as it says": (lambda of, state: of[state], "", ""),
    "after a census": (lambda of, state: [n * 92 // 100 for n in of[state]], "ojjdp-cy2023", ""),
    "exchanged": (
        lambda of, state: [n + 7 for n in of[{"CA": "WY", "WY": "CA"}.get(state, state)]],
        "ojjdp-cy2023",
        "Were two states exchanged?",
    ),
}


@pytest.mark.parametrize(("now", "source", "said"), RESIDENTS.values(), ids=RESIDENTS)
def test_residents_of_a_new_year_are_new_and_of_the_same_states(checkout, now, source, said):
    lines = [",".join(map(str, row)) for row in next_residents(now, source)]
    with checks.file("population").open("a", encoding="utf-8") as file:
        file.write("\n".join([*lines, ""]))
    wrong = checks.broken("population")
    assert bool(wrong) == bool(said) and said in "".join(wrong[:1])


def test_two_tables_that_changed_places_are_seen(checkout):
    """Each table was correct, but under the name of the other."""
    tables.load("missing_by_state")
    names = "missing_by_state", "missing_by_type"
    paths = [checkout / "data/report" / f"{name}.csv" for name in names]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    tables.load("missing_by_type")
    for path, text in zip(paths, reversed(texts), strict=True):
        path.write_text(text, encoding="utf-8")
    with pytest.raises(tables.TableError, match="line 1: column 2 is 'report_type', not 'state'"):
        tables.load("missing_by_state")


@pytest.mark.parametrize("lost", ["total,total,29568", "TX,total,2508", "total,active,2535"])
def test_a_printed_total_left_out_is_missed(checkout, lost):
    """Otherwise, the page would say that all totals add up, of which there is one fewer."""
    edit(checkout, f"2024,missing_by_state,{lost},\n", "", "report/printed_totals.csv")
    meant(checkout)
    place = "/".join(lost.split(",")[:2])
    with pytest.raises(tables.TableError, match=f"missing_by_state has no total for {place}"):
        tables.add_up("missing_by_state", 2024)


SLIPS = {
    "an early year": ("cybertipline_history", "2015,4403657", "2015,4430657"),
    "half a year": ("cybertipline_half_years", "292951", "292961"),
    "files": ("cybertipline_files_earlier", "31654163", "31564163"),
    "agencies": ("cvip_by_agency_earlier", "requests,1162", "requests,1126"),
    "an earlier total": ("missing_totals_earlier", "28886", "28868"),
    "a total since launch": ("amber_cumulative", "2022,1133", "2022,1113"),
    "relationships": ("traded_imagery_by_relationship", "guardian,663", "guardian,636"),
    "a group": ("relationship_groups", "relative,family", "relative,acquaintance"),
    "a state": ("states", "OH,Ohio", "OH,Ohoi"),
    "labels": ("categories", ",Family abductions", ",Other abductions"),
    "a scope": ("headline_numbers", "cases,more_than,cumulative,", "cases,more_than,in_year,"),
    "a kind of source": ("sources", "\nojjdp-cy2022,CY 2022", "\nojjdp-cy2022,CY 2020"),
    "a caveat": ("caveats", "ages 18 to 20", "ages 18 to 30"),
    "what must be said": ("datapackage", '"caveats": ["care_mandatory"]', '"caveats": []'),
    "what is counted": ("datapackage", '"counts": "reports of', '"counts": "some reports of'),
}


@pytest.mark.parametrize(("name", "old", "new"), SLIPS.values(), ids=SLIPS)
def test_a_slip_that_nothing_contradicts_is_not_as_recorded(checkout, name, old, new):
    known = tables.dictionary()
    file, name = (known[name]["path"], name) if name in known else (DICTIONARY, "states")
    edit(checkout, old, new, file)
    with pytest.raises(tables.TableError, match=rf"^data/{file} is not as recorded .*--record\."):
        tables.load(name)
    assert checks.record(known) == [file]
    assert len(tables.load(name)) and checks.record(known) == []


def test_what_breaks_a_rule_is_not_recorded_and_without_a_record_nothing_loads(checkout):
    edit(checkout, "NY,resolved,2543", "NY,resolved,2.5k")
    with pytest.raises(tables.TableError, match=r"2\.5k"):
        checks.record(["states", "missing_by_state"])
    edit(checkout, "NY,resolved,2.5k", "NY,resolved,2543")
    assert len(tables.load("missing_by_state"))
    (checkout / "data" / checks.RECORD).unlink()
    with pytest.raises(tables.TableError, match="not as recorded"):
        tables.load("states")


def test_a_table_that_the_dictionary_lacks_is_not_passed_over(checkout):
    (checkout / "data/reference/states_2.csv").write_text("state\nTX\n", encoding="utf-8")
    with pytest.raises(tables.TableError, match=r"no table with the path reference/states_2\.csv"):
        checks.record([])


def test_the_line_that_git_has_otherwise_is_named(checkout):
    given = ["-c", "user.name=x", "-c", "user.email=x@x.org"]
    for words in (["init", "-q"], ["add", "data"], [*given, "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=checkout, check=True)
    edit(checkout, "2015,4403657", "2015,4430657", "reference/cybertipline_history.csv")
    with pytest.raises(tables.TableError) as error:
        tables.load("cybertipline_history")
    said = "Line 19 is '2015,4430657,ojjdp-cy2023'; git has '2015,4403657,ojjdp-cy2023'"
    assert f"{said} (new lines: 1, gone: 1). Undo" in str(error.value)
    edit(checkout, "2016,8297923", "2016,8279923", "reference/cybertipline_history.csv")
    with pytest.raises(tables.TableError) as error:  # a slip below an edit that was meant
        tables.load("cybertipline_history")
    assert f"{said}, line 20 is '2016,8279923,ojjdp-cy2023' (new lines: 2" in str(error.value)


def test_an_earlier_year_has_every_code_and_is_in_one_table(checkout):
    name, path = "cybertipline_files", checkout / "data/reference/cybertipline_files_earlier.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith("2021,images")))
    with pytest.raises(tables.TableError, match="no row for year 2021, file_type images"):
        tables.series(name, 2024)
    again = [line for line in lines if line.startswith("2022")][:2]
    again += [line for line in lines if line.startswith("2023")][2:]
    of_2024 = r"2024\1,1\2,our-impact-2024"
    again = [re.sub(r"^\d+(.*),(\d+),[^,]+$", of_2024, line) for line in again]
    path.write_text("\n".join([*lines, *again]))
    meant(checkout)
    with pytest.raises(tables.TableError, match=r"both have \[2024\]"):
        tables.series(name, 2024)


PATH = '"path": "report/missing_by_state.csv"'
BAD_DICTIONARY = {
    "number": (PATH, '"path": 3', "table missing_by_state: path is 3"),
    "above": (PATH, '"path": "../../x.csv"', "must be a file below data/, such as report/"),
    "absolute": (PATH, '"path": "/etc/passwd"', "must be a file below data/, such as report/"),
    "pattern": ('"[A-Z]{2}"', '"[A-Z"', "column state, pattern '[A-Z' is no regular"),
    "code": (
        '"active", "res',
        '"active", "active", "res',
        "column status, enum: 'active' is there",
    ),
    "table": ('"missing_by_age_race"', '"missing_by_state"', "two tables have this name"),
    "type": ('"type": "integer"', '"type": "int"', "column year, type 'int': it must be one of"),
    "no key": (
        '"primaryKey": ["year", "state", "status"],',
        "",
        "missing_by_state: it has no 'prim",
    ),
    "grid": ('["state", "status"]', '["state", "stat"]', "names 'stat'; the columns are year, "),
    "part of a grid": ('"grid": ["state", "status"]', '"grid": ["state"]', "grid lacks 'status'"),
    "withheld": (
        '"withheld": ["age_group"',
        '"withheld": ["age_grup"',
        "withheld names 'age_grup'",
    ),
    "a break": (
        '"breaks": [{"year": 2024',
        '"breaks": [{"year": "2024"',
        "year is '2024'; a whole number is wanted",
    ),
    "caveats": ('"caveats": ["volume"]', '"caveats": "volume"', "a list is wanted: ['volume']"),
    "a text for a list": (
        '"enum": ["active", "resolved"]',
        '"enum": "active"',
        "column status, enum is 'active'; a list is wanted: ['active']",
    ),
    "a list for a text": ('"section": "by_state"', '"section": ["by_state"]', "; text is wanted"),
    "a list for an object": ('"schema": {', '"schema": [], "x": {', "; an object is wanted"),
    "a number among codes": ('"active", "resolved"', '"active", 1', "enum is 1; text is wanted"),
    "a slip in a name": ('"withheld": [', '"witheld": [', "'witheld' is no property. Did you mean"),
    "one name for another": ('"caveats": ["volume"]', '"caveat": "volume"', "mean 'caveats'?"),
    "a column's": ('"pattern": "[A-Z]{2}"', '"patern": "[A-Z]{2}"', "column state, 'patern' is no"),
    "formula": ("total < 10 * under_18", "total < 10 * under18", "Did you mean 'under_18'?"),
    "no minimum": ('"minimum": 1998', '"minimum": NaN', "is 'NaN'; a number is wanted"),
    "minimum": ('"minimum": 1998', '"minimum": "1998"', "minimum is '1998'; a number is wanted"),
    "title": (
        '"title": "Reports of missing children by state and status"',
        '"title": ""',
        "title is empty",
    ),
    "unit": ('"unit": "reports",', '"unit": "children",', "unit is 'children', and reports cou"),
}


@pytest.mark.parametrize(("old", "new", "said"), BAD_DICTIONARY.values(), ids=BAD_DICTIONARY)
def test_a_dictionary_that_cannot_be_meant_is_refused_with_its_line(checkout, old, new, said):
    edit(checkout, old, new, file="datapackage.json")
    with pytest.raises(tables.TableError, match=r"datapackage\.json, line \d+, table") as error:
        tables.load("missing_by_state")
    assert said in str(error.value)


def test_a_section_of_the_dictionary_that_is_none_is_named(checkout):
    edit(checkout, '"section": "by_state"', '"section": "by_sate"', file="datapackage.json")
    with pytest.raises(tables.TableError, match=r"no 'by_sate', .* mean 'by_state'"):
        tables.load("sections")


@pytest.mark.parametrize("ends", [b"\r\n", b"\r"])
def test_a_byte_order_mark_and_other_line_ends_are_accepted(checkout, ends):
    path = checkout / "data" / STATE
    before = tables.load("missing_by_state")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", ends))
    assert tables.load("missing_by_state").equals(before)


def test_a_missing_file_is_named(checkout):
    (checkout / "data" / STATE).unlink()
    with pytest.raises(tables.TableError, match="missing_by_state"):
        tables.load("missing_by_state")


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("resources", r"datapackage\.json, line \d+, column \d+: "),
        ('\n||||||| 7a1f\n"resources"', r"json, line \d+: git's merge marks; choose one side"),
        ('\n<<<<<<< HEAD\n"resources"', r"json, line \d+: git's merge marks; choose one side"),
        (
            '"resources": [], "resources"',
            r"datapackage\.json, line \d+: 'resources' occurs twice in one object",
        ),
    ],
)
def test_a_broken_dictionary_is_named_with_its_place(checkout, new, said):
    edit(checkout, '"resources"', new, file="datapackage.json")
    with pytest.raises(tables.TableError, match=said):
        tables.load("missing_by_state")


UNKNOWN = {
    "table": (lambda: tables.load("missing_by_stat"), "Did you mean 'missing_by_state'"),
    "year": (lambda: tables.load("missing_by_state", 2023), "Years that exist: 2024"),
    "years": (lambda: tables.series("cybertipline_files", 1066), "2020, 2021, 2022, 2023, 2024"),
    "number": (lambda: tables.number("missing_report", 2024), "Did you mean 'missing_reports'"),
    "caveat": (lambda: tables.caveat("undated_state"), "Did you mean 'undated_status'"),
    "codes": (lambda: tables.counted("missing_by_state", 2024, status="resolvd"), "'resolved'"),
    "labels": (lambda: tables.labels("report_typ"), "Did you mean 'report_type'"),
}


@pytest.mark.parametrize(("ask", "said"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_does_not_exist_is_answered_with_what_does(ask, said):
    with pytest.raises(tables.TableError) as error:
        ask()
    assert said in str(error.value)


def test_what_a_caveat_rests_on_is_cited_with_the_tables():
    assert tables.caveat("bundling").startswith("According to factually.co (unverified)")
    cited = tables.citations(["cybertipline_files"], [2024], ["volume", "bundling"])
    assert list(cited.values()) == [
        "NCMEC, Our Impact: 2024",
        "factually.co, 2026",
    ]


def test_what_must_be_said_of_a_table_goes_by_columns_and_years():
    both = ["cybertipline_by_incident_type", "cybertipline_by_incident_type_earlier"]
    assert tables.must_say(both, [2022, 2023], ()) == ["volume"]
    assert tables.must_say(both, [2023, 2024], ["incident_type"]) == [
        "volume",
        "csam_label",
        "bundling",
    ]
    for name, about in tables.dictionary().items():
        columns = [field["name"] for field in about["schema"]["fields"]]
        assert set(about.get("withheld", [])) <= set(columns)
        for code in tables.must_say([name], [1998, 2099], columns):
            tables.caveat(code)


def test_counts_of_1_to_10_by_race_and_gender_are_withheld():
    rows = tables.load("trafficking_by_race_gender", 2024)
    both, names = {"race_ethnicity", "gender"}, ["trafficking_by_race_gender"]
    few = tables.too_few(names, rows["reports"], both)
    assert sorted(rows["reports"][few]) == [2, 2, 2, 3, 3, 4]
    assert not tables.too_few(names, rows["reports"], {"gender"}).any()


def test_a_folder_that_is_no_checkout_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("OURIMPACT_ROOT", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="OURIMPACT_ROOT"):
        paths.root()


def test_a_checkout_may_stand_anywhere(tmp_path, monkeypatch):
    """frictionless takes a path with [ or ? for a pattern, unless told otherwise."""
    folder = tmp_path / "br[1]{a} ?*"
    shutil.copytree(ROOT / "data", folder / "data")
    monkeypatch.setenv("OURIMPACT_ROOT", str(folder))
    assert len(tables.load("missing_by_type", 2024)) == 10


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("reference/caveats.csv", "young_adults,", "young_adults ,"),
        ("reference/sources.csv", "factcheck-2026-bundling,", "factcheck,"),
        ("datapackage.json", '"name": "text"', '"name": "said"'),
    ],
)
def test_what_was_found_good_is_checked_again_when_it_may_be_so_no_longer(
    checkout, monkeypatch, file, old, new
):
    assert tables.checks.problems("caveats") == []
    with monkeypatch.context() as without:
        without.setattr(tables.checks, "broken", None)
        assert tables.checks.problems("caveats") == []  # now cached as good
    edit(checkout, old, new, file)
    assert tables.checks.problems("caveats")


@pytest.mark.parametrize(
    ("name", "file", "old", "new"),
    [
        ("caveats", "reference/sources.csv", "factcheck-2026-bundling,", "factcheck,"),
        ("cybertipline_half_years", "report/cybertipline_by_incident_type.csv", ",546", ",46"),
        ("missing_by_state", DICTIONARY, "report/missing_by_state", "report/missing_by_type"),
        ("caveats", DICTIONARY, '["care_mandatory"]', '["care_mandated"]'),
    ],
)
def test_a_table_is_checked_again_once_what_its_check_read_is_changed_and_only_then(
    checkout, monkeypatch, name, file, old, new
):
    """By a rule of the dictionary, by one of `checks`, or in the dictionary itself."""
    broken, path = tables.checks.broken, checkout / "data" / file
    assert broken(name) == []
    whole = path.read_bytes()
    edit(checkout, old, new, file)
    assert broken(name)
    path.write_bytes(whole)
    edit(checkout, "2022", "2021", "reference/amber_cumulative.csv")
    monkeypatch.setattr(tables.checks, "_broken", None)
    assert broken(name) == []


def test_a_sum_that_is_wrong_is_told_with_its_lines(checkout):
    edit(checkout, "2024,AL,resolved,170", "2024,AL,resolved,177")
    meant(checkout)
    said = tables.not_adding_up("missing_by_state", 2024)
    assert said.startswith("data/report/missing_by_state.csv, 2024, its parts add to other totals:")
    assert "line 5, 177, is in all of these sums" in said
    assert "printed_totals.csv has 207 for AL/total, and lines 4, 5 (37 + 177) add to 214" in said


def test_a_sentence_beside_a_total_that_adds_up_is_told(checkout):
    edit(checkout, "AL,total,207,", "AL,total,207,The total differs.", "report/printed_totals.csv")
    meant(checkout)
    said = tables.not_adding_up("missing_by_state", 2024)
    assert said.endswith("(37 + 170) add to 207, so `differs` must be empty.")


@pytest.mark.parametrize("says", ["total is smaller than its parts", "parts add to 3 more"])
def test_a_sentence_that_has_a_total_and_its_parts_the_other_way_round_is_told(checkout, says):
    edit(checkout, "AL,total,207,", f"AL,total,210,The {says}.", "report/printed_totals.csv")
    meant(checkout)
    said = tables.not_adding_up("missing_by_state", 2024)
    assert said.endswith(f"add to 207, which 'The {says}.' has the other way round.")


def test_a_headline_number_is_as_the_statements_have_it(checkout):
    path = checkout / "data/report/headline_numbers.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"29,568",29568', '"29,586",29586'), encoding="utf-8")
    with pytest.raises(tables.TableError, match=r"missing_reports, 2024; claims\.csv has '29,568'"):
        tables.load("headline_numbers", 2024)


def test_a_table_beside_which_another_is_checked_is_named_where_it_is_broken(checkout):
    path = checkout / "data/report/claims.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    with pytest.raises(tables.TableError, match=r"claims\.csv, line 1: column 1 is .*;"):
        tables.load("headline_numbers", 2024)


def test_a_dictionary_may_begin_with_a_mark_as_a_table_may(checkout):
    path = checkout / "data" / DICTIONARY
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(tables.load("missing_by_state", 2024)) == 108


def test_a_table_that_printed_totals_has_and_the_dictionary_lacks_is_named(checkout):
    as_then(checkout)  # a later report may have footnotes to the table
    edit(checkout, '"name": "missing_by_state"', '"name": "missing_by_place"', file=DICTIONARY)
    with pytest.raises(tables.TableError, match="no table 'missing_by_state'"):
        meant(checkout), tables.totals_checked(2024)
