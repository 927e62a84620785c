"""A year's residents, from the file that the Census Bureau publishes each December."""

from pathlib import Path

import pandas as pd

from ingest.accept import Rows
from ourimpact import UsageError, tables


def residents(path: Path, year: int) -> tuple[str, int]:
    """Return what was added to `population` and `sources`; the status is 0.

    The file is SCPRC-EST<year>-18+POP-RES as CSV: NAME, POPESTIMATE<year> and POPEST18PLUS<year>.
    The places are those of the last year that the table has. Raises UsageError for a file without
    these columns or one of these places.
    """
    before = tables.load("population", max(tables.years("population")))
    names = dict(tables.load("states")[["state", "name"]].itertuples(index=False, name=None))
    names["US"] = "United States"
    found, rows = _read(path, year), Rows(year)
    old = str(before["year"].iloc[0])
    sources = tables.load("sources").astype("str")
    source = sources[sources["source"] == before["source"].iloc[0]].iloc[0]
    source = source.str.replace(old, str(year))
    rows.put("sources", source.to_dict())
    for state in before["state"]:
        if (there := (found.index == names[state]).sum()) != 1:
            said = f"{there} rows" if there else "no row"
            raise UsageError(f"{path.name} has {said} for {names[state]}, and one is wanted.")
        total, adults = found.loc[names[state]]
        counts = {"under_18": int(total - adults), "total": int(total)}
        rows.put("population", {"state": state, **counts, "source": source["source"]})
    return "\n".join(rows.append()) + "\n", 0


def _read(path: Path, year: int) -> pd.DataFrame:
    """Return residents of all ages and of 18 and over, by name of the place."""
    columns = [f"POPESTIMATE{year}", f"POPEST18PLUS{year}"]
    wanted = f"the Census Bureau's CSV with the columns NAME, {columns[0]} and {columns[1]}"
    try:
        frame = pd.read_csv(path, encoding_errors="replace").dropna(subset="NAME")
        frame["NAME"] = frame["NAME"].str.removesuffix(" Commonwealth")
        return frame.set_index("NAME")[columns].astype("int64")
    except OSError:
        raise UsageError(f"{path} is not there, or no file: give {wanted}.") from None
    except (KeyError, ValueError):
        raise UsageError(f"{path} is not as it should be: give {wanted}.") from None
