"""The settings of our notebooks, for the package that runs any folder of them."""

import json
import os
import re
import sys
from contextlib import suppress
from pathlib import Path

from ourimpact import paths
from warmrun.project import Project

EXACT = sys.platform == "linux" and os.uname().machine == "x86_64"  # redraws are byte-identical
TOLERANCE = 2.0  # RMS of gray levels between two drawings of the same figure
COUNTED = (  # what numbers in our texts count
    "reports", "cases", "incidents", "files", "images", "videos", "requests", "submissions",
    "hashes", "children", "minors", "girls", "boys", "women", "men", "adults", "parents",
    "families", "caregivers", "teachers", "victims", "offenders", "people", "individuals",
    "professionals", "residents", "calls", "contacts", "tips", "visitors?", "views?", "impressions",
    "followers", "engagements", "statements", "records", "relationships", "states", "places",
    "agencies", "operations",
)  # fmt: skip


def our_project() -> Project:
    """Return what is particular about the notebooks of this checkout."""
    return Project(
        root=paths.root(),
        pattern="[0-9][0-9]-*.ipynb",
        publish="figures/{year}",
        environment={
            "OURIMPACT_OUT": "{out}", "OURIMPACT_ROOT": "{root}", "OURIMPACT_SUFFIX": "{suffix}",
            "OURIMPACT_RUN": "{notebook} {year}", "OURIMPACT_AS": "", "OURIMPACT_ONLY": "",
        },
        no_data="NoSuchYearError",
        values=lambda name: [*_values(name)],
        understand=_code,
        same=_same_picture,
        maker=maker,
        counted=COUNTED,
        command="ourimpact",
    )  # fmt: skip


def _code(name: str, text: str) -> str:
    """Return the code that is meant: `OH` for "Ohio" and "oh", `DC` for "Washington, D.C."."""
    meant = re.sub("[.,]", "", text.strip()).casefold().replace("washington dc", "dc")
    for code, label in _values(name).items():
        if meant in (code.casefold(), label.replace(".", "").casefold()):
            return code
    return text


def _values(name: str) -> dict[str, str]:
    """Return each value of a parameter that has a table of its own, such as `states`, by name."""
    from ourimpact import tables  # slow to import, and most runs do not need it

    rows = tables.load(f"{name}s") if f"{name}s" in tables.dictionary() else {}
    return dict(zip(rows[name], rows["name"], strict=True)) if {name, "name"} <= {*rows} else {}


def _same_picture(old: Path, new: Path) -> bool:
    """Return whether a published picture may stay, where pixels are not the same bytes.

    Its numbers and words must be equal, and the picture agree within tolerance.
    """
    if EXACT or old.suffix not in (".png", ".svg"):
        return False
    for ending in (".csv", ".json"):
        if old.with_suffix(ending).read_bytes() != new.with_suffix(ending).read_bytes():
            return False
    from matplotlib.testing.compare import compare_images

    pictures = [str(path.with_suffix(".png")) for path in (old, new)]
    return compare_images(*pictures, tol=TOLERANCE) is None


def maker(file: Path) -> str:
    """Return the notebook that a figure names."""
    about = file.with_suffix(".json")
    with suppress(OSError, ValueError, TypeError, KeyError):
        return json.loads(about.read_text(encoding="utf-8"))["notebook"] if about.is_file() else ""
    return ""
