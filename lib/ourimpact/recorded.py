"""The record of what in data/ was found good: tables, their dictionary, and the site's words.

Only the standard library is imported, so that a command can ask before all else. Rules about what
may be recorded are in `checks`, and the one on sentences is in the command `check`.
"""

import csv
import json
import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from itertools import combinations, zip_longest
from pathlib import Path
from typing import Any

from basics import committed
from ourimpact import TableError, paths

RECORD = ".sha256"  # in data/; hidden, so not an input of a run
_LONG = 200  # letters of a line that is told whole


def words() -> list[str]:
    """Return the files of the site's words, by their path below data/; those recorded are among."""
    there = {path.relative_to(paths.data()).as_posix() for path in paths.data().glob("site/*.json")}
    return sorted(there | {path for path in known() if path.startswith("site/")})


def known() -> dict[str, str]:
    """Return the digest of each file, by its path below data/; written as sha256sum does."""
    with suppress(OSError):
        file = paths.data() / RECORD
        text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
        lines = text.splitlines()
        return {path: digest for digest, _, path in (line.partition("  ") for line in lines)}
    return {}


def digest(path: str) -> str:
    """Return a digest of a file below data/, the same with other line ends and a mark."""
    return sha256(_plain((paths.data() / path).read_bytes())).hexdigest()


def changed(files: Iterable[str]) -> list[str]:
    """Return which files below data/ are not as recorded, those that are gone among them."""
    was = known()
    return [p for p in files if not (paths.data() / p).is_file() or was.get(p) != digest(p)]


def told(path: str) -> str:
    """Return what is to be done about a file below data/ that is not as recorded."""
    return (
        f"data/{path} is not as recorded in data/{RECORD}. {differing(paths.data() / path)}"
        "Undo unintended changes; to record intended ones: ourimpact check --record."
    )


def marked(files: Iterable[str]) -> list[str]:
    """Return which files below data/ `sha256sum --check` would refuse for how they were saved."""
    there = sorted(path for path in files if (paths.data() / path).is_file())
    return [p for p in there if (raw := (paths.data() / p).read_bytes()) != _plain(raw)]


def write_plainly(path: str) -> None:
    """Write a file below data/ as the others are: no byte order mark, and line ends of Unix."""
    paths.write(paths.data() / path, _plain((paths.data() / path).read_bytes()))


def _plain(content: bytes) -> bytes:
    return content.removeprefix(BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def differing(path: Path) -> str:
    """Return the first line that differs from git's last commit, others that are new, and how many.

    Of the others, three are told; nothing where all is as committed.
    """
    with suppress(OSError):
        if not path.is_file():
            return ""
        git, now = was_and_is(path)
        both = [now.splitlines(), git.splitlines()]
        ours, gits = map(Counter, both)
        for line, (here, there) in enumerate(zip_longest(*both, fillvalue=""), 1):
            if git and here != there:
                new = [(n, own) for n, own in enumerate(both[0], 1) if own not in gits and n > line]
                more = "".join(f", line {n} is {own[:_LONG].strip()!r}" for n, own in new[:3])
                many = f"new lines: {(ours - gits).total()}, gone: {(gits - ours).total()}"
                here, there = around(here, there)
                return f"Line {line} is {here!r}; git has {there!r}{more} ({many}). "
        lost = f"data/{RECORD} was edited or lost, and git has it: git checkout data/{RECORD}"
        return f"Git has it so: {lost}. " if git else ""
    return ""


def around(here: str, there: str) -> Iterator[str]:
    """Yield two lines, of long ones what stands around the place where they begin to differ."""
    pairs = enumerate(zip(here, there, strict=False))
    first = next((n for n, (one, other) in pairs if one != other), min(len(here), len(there)))
    for line in (here, there):
        start = max(0, first - _LONG // 4) * (len(line) > _LONG)
        yield "…" * bool(start) + line[start : start + _LONG] + "…" * (len(line) > start + _LONG)


def rows_lost(path: str) -> int:
    """Return how many fewer different rows a table below data/ has than git has of it."""
    texts = was_and_is(paths.data() / path)
    had, has = ({*map(tuple, csv.reader(text.splitlines()))} - {()} for text in texts)
    return max(0, len(had) - len(has))


def facts_changed(path: str, key: Sequence[str]) -> list[str]:
    """Return which cells of a table below data/ that are no sentence are others than git has.

    Rows are known by the columns of `key`, and a row that is gone is one; of a new one nothing is
    told.
    """
    was, now = (
        {tuple(row.get(k) for k in key): row for row in csv.DictReader(text.splitlines())}
        for text in was_and_is(paths.data() / path)
    )
    both = ((at, was[at], now[at]) for at in was if at in now)
    gone = [f"{' '.join(map(str, at))}: the row would be gone" for at in was if at not in now]
    return gone + [
        f"{' '.join(map(str, at))}, {column}: “{before}” would become “{after}”"
        for at, old, new in both
        for column, before in old.items()
        if column
        and (after := new.get(column, before)) != before
        and not str(before).rstrip().endswith((".", "?", "!"))
    ]


def properties_changed(path: str) -> list[str]:
    """Return what the dictionary no longer has of a table, or has otherwise, but for sentences.

    Tables and columns are known by name, and of a list nothing is told but what is gone.
    """
    try:
        was, now = (
            dict(_leaves(json.loads(text)["resources"])) for text in was_and_is(paths.data() / path)
        )
    except (OSError, ValueError):  # no JSON, or not in git
        return []
    return [
        f"{' '.join(at)}: “{before}” would " + (f"become “{now[at]}”" if at in now else "be gone")
        for at, before in was.items()
        if now.get(at) != before and not str(before).rstrip().endswith((".", "?", "!"))
    ]


def _leaves(held: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield each value of what JSON has, and where it is."""
    if isinstance(held, dict):
        for name, each in held.items():
            yield from _leaves(each, (*at, name))
    elif isinstance(held, list):
        for each in held:
            name = each.get("name") if isinstance(each, dict) else json.dumps(each)
            yield from _leaves(each, (*at, str(name)))
    else:
        yield at, held


def sentences(path: str) -> tuple[str, str]:
    """Return the texts in a file below data/, a line each, as git has it and as it is.

    Both are empty where one of the two cannot be read: then there is nothing to compare.
    """
    try:
        both = was_and_is(paths.data() / path)
        if path.endswith(".json"):
            found = [[*_texts(json.loads(text))] for text in both]
        else:
            found = [
                [cell for row in csv.reader(text.splitlines()) for cell in row] for text in both
            ]
    except (OSError, ValueError, csv.Error):
        return "", ""
    was, now = ("\n".join(text for text in texts if text.count(" ") > 2) for texts in found)
    return was, now


def _texts(held: object) -> Iterator[str]:
    """Yield each text of what JSON has said, but for names."""
    if isinstance(held, str):
        yield held
    for each in held.values() if isinstance(held, dict) else held if isinstance(held, list) else ():
        yield from _texts(each)


def exchanged(path: str) -> Iterator[tuple[str, str]]:
    """Yield two names in a JSON file below data/ of which each has what git has for the other."""
    with suppress(OSError, ValueError):  # no JSON, or not in git
        yield from _exchanged(*map(json.loads, was_and_is(paths.data() / path)))


def _exchanged(was: Any, now: Any) -> Iterator[tuple[str, str]]:
    if isinstance(was, dict) and isinstance(now, dict):
        names = [name for name in was if name in now]
        for one, other in combinations(names, 2):
            if was[one] != was[other] and (was[one], was[other]) == (now[other], now[one]):
                yield one, other
        was, now = ([held[name] for name in names] for held in (was, now))
    if isinstance(was, list) and isinstance(now, list):
        yield from _exchanged_within(list(zip(was, now, strict=False)))
        for pair in zip(was, now, strict=False):
            yield from _exchanged(*pair)


def _exchanged_within(pairs: Sequence[tuple[Any, Any]]) -> Iterator[tuple[str, str]]:
    """Yield two things of a list that have exchanged a text; the order of a list may change."""
    named = [pair for pair in pairs if all(isinstance(one, dict) for one in pair)]
    for (was, now), (other, by_now) in combinations(named, 2):
        if was != by_now:
            for key in (key for key in was if isinstance(was[key], str) and key in other):
                if was[key] != other[key] == now.get(key) and by_now.get(key) == was[key]:
                    yield tuple(f"{key} of {it.get('name', was[key])}" for it in (was, other))


def by_hand(text: str) -> str:
    """Return a document without what `refresh` writes between its marks."""
    return re.sub(r"<!-- (\w+) -->.*?<!-- /\1 -->", "", text, flags=re.DOTALL)


def was_and_is(path: Path) -> tuple[str, str]:
    """Return a file as git's last commit has it, and as it is; nothing where it is not there."""
    now = text_of(path) if path.is_file() else ""
    return committed(paths.root(), path).removeprefix("\ufeff"), now


def text_of(path: Path, newline: str | None = None) -> str:
    """Return what a file holds; raises TableError, with the line, where it is not in UTF-8."""
    try:
        with path.open(encoding="utf-8-sig", newline=newline) as opened:
            return opened.read()
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        said = f"{paths.place(path)}, line {line}: {error.object[error.start : error.start + 1]}"
        raise TableError(f"{said} is not in UTF-8: save the file in that encoding.") from None
