"""The printed tables of a report: found by the headers and labels of the last one."""

import re
import unicodedata
from collections import Counter
from typing import Any, NamedTuple

from ingest.memory import THEIRS, Key, Layout, folded, styled
from ingest.proposal import GONE, NEW, RENAMED, SAME, SUPPRESSED, UNREAD, Proposal, digits, doubt
from ingest.reading import DASH, Line
from ourimpact import tables
from ourimpact.printed import NUMBER

LEFT_OUT = "left_out"  # the meaning of a header whose column is not data
_TOTAL = ("total", "grandtotal")
_ENOUGH = 0.8  # out of 2: the share of known headers plus the share of known labels
_FAINT = 0.3  # enough to suggest that a new table is one that is gone
Given = dict[tuple[int, int], str]  # the table that a person named for the header at a page, line


class Block(NamedTuple):
    """Consecutive lines of a label and numbers, and the line above them, their header."""

    head: Line
    rows: list[Line]


def blocks(lines: list[Line], labels: set[str]) -> list[Block]:
    """Return the runs of lines that look like rows of tables; a header repeated is passed over."""
    found, heads, inside = [], [Line(1, 0, ())] * 2, False
    whole: list[Line] = []
    for line in lines:
        whole.append(_whole(line, whole, labels))
    for line in whole:
        if _is_row(line):
            if not inside:
                found.append(Block(heads[1], []))
            found[-1].rows.append(line)
            heads, inside = [line] * 2, True
        elif not (inside and line.cells == found[-1].head.cells):
            heads, inside = [heads[1], line], False
    return found


def _whole(line: Line, made: list[Line], labels: set[str]) -> Line:
    """Return a line with its label over two lines, taken from those before: known, or between."""
    above = [li for li in made[-2:] if len(li.cells) == 1 and li.page == line.page]
    if above != made[len(made) - len(above) :]:  # a row stands between
        above = []
    row = made[-1 - len(above)] if len(made) > len(above) else line
    between = bool(above) and _is_row(row) and row.page == line.page
    between = between and folded(row.cells[0]) not in _TOTAL  # a row of totals ends a table
    if above and _is_row(line):
        label = f"{above[-1].text} {line.cells[0]}"
        new = folded(line.cells[0]) not in labels and len(line.cells) == len(row.cells)
        if folded(label) in labels or (between and new):
            made.pop()
            return line._replace(cells=(label, *line.cells[1:]))
    if above and all(map(_counts, line.cells)):
        label = " ".join(li.text for li in above)
        known = len(above) == 2 and folded(label) in labels
        if known or (between and len(line.cells) == len(row.cells) - 1 > 1):
            del made[-len(above) :]
            return line._replace(cells=(label, *line.cells))
    if made and _is_row(made[-1]) and folded(f"{made[-1].cells[0]} {line.text}") in labels:
        label, *numbers = made.pop().cells
        return row._replace(cells=(f"{label} {line.text}", *numbers))
    return line


def _is_row(line: Line) -> bool:
    return len(line.cells) > 1 and all(map(_counts, line.cells[1:]))


def _counts(cell: str) -> bool:
    return bool(NUMBER.fullmatch(cell) or re.fullmatch(DASH, cell))


def find_tables(
    lines: list[Line], known: list[Layout], last: dict[Key, str], given: Given | None = None
) -> tuple[list[Proposal], list[Line]]:
    """Return what the tables that are known, over several blocks, propose, and the lines left."""
    made, used, columns, heads, unknown = [], set(), {}, {}, []
    for block in blocks(lines, {label for layout in known for label in layout.codes}):
        layout = heads.get(block.head.cells)  # continued from the page before
        if not layout:
            layout, asked = _table(block, known, given or {})
            if asked:
                unknown.append((asked, block))
                made.append(asked)
        if not layout:
            continue
        if layout.name not in columns:
            headers = _headers(block, layout)
            made += headers
            columns[layout.name] = [header.row for header in headers[1:]]
            heads[block.head.cells] = layout
        for row in block.rows:
            made += _row(row, layout, columns[layout.name], last)
        used |= {line[:2] for line in block.rows}
        if block.head.cells in heads:
            used.add(block.head[:2])
    _decide_once(made, {layout.name for layout in known if not layout.codes})
    made += _of_last_alone(made, known, last, unknown)
    return made, [line for line in lines if line[:2] not in used]


def _of_last_alone(
    made: list[Proposal], known: list[Layout], last: dict[Key, str],
    unknown: list[tuple[Proposal, Block]],
) -> list[Proposal]:  # fmt: skip
    """Return what the last report alone has; say of what is new which of it that may be."""
    gone = [p for layout in known for p in _gone(layout, made, last)]
    _name_the_gone(made, gone, last)
    lost = {p.table for p in gone if p.what == "table"}
    _offer([each for each in known if each.name in lost], unknown)
    return gone


def _decide_once(made: list[Proposal], new: set[str]) -> None:
    """Let one decision be enough for all labels of a table that is new."""
    for name in new:
        labels = [p for p in made if (p.what, p.table) == ("label", name)]
        for p in labels[1:]:
            p.decide = "yes"
        if labels[1:]:
            labels[0].near = f"and {', '.join(f'“{p.label}”' for p in labels[1:])}"


def _table(
    block: Block, known: list[Layout], given: Given
) -> tuple[Layout | None, Proposal | None]:
    """Return which table a block is, if any, and what a person is asked, or has said, of it."""
    layout, at = max(known, key=lambda layout: _score(block, layout)), block.head[:2]
    if at not in given and _score(block, layout) >= _ENOUGH:
        return layout, None
    named = next((each for each in known if each.name == given.get(at)), None)
    if not named and len(block.rows) < 2:
        return None, None
    p = _unknown(block.head, "table", " | ".join(block.head.cells))
    p.near, p.nth = _columns(block), max(0, block.rows[-1].number - block.head.number)  # lines
    if named:
        p.value, p.decide, p.status = named.name, "yes", RENAMED
    return named, p


def _offer(lost: list[Layout], unknown: list[tuple[Proposal, Block]]) -> None:
    """Name beside a table that is unknown the one of those gone that it is most like."""
    for p, block in unknown if lost else ():
        alike, name = max((_score(block, layout, 0), layout.name) for layout in lost)
        if not p.decide and alike >= _FAINT:
            p.status, p.value = RENAMED, name


def _columns(block: Block) -> str:
    """Return the columns of a new table as `new-table` asks for them, to be corrected."""
    cells = block.head.cells
    percents = {
        cells[n] for row in block.rows for n, cell in enumerate(row.cells)
        if cell.endswith("%") and len(row.cells) == len(cells)
    }  # fmt: skip
    key, *rest = [(c, "printed_percent" if c in percents else code_of(c)) for c in cells]
    counts = [code for _, code in rest if code not in ("total", "printed_percent")]
    labels = tables.load("categories")
    known = Counter(labels.loc[labels["code"].isin(counts), "column"])
    column = known.most_common(1)[0][0] if known else "measure"
    several = counts if len(counts) > 1 else []
    said = [f"{cell}={column}:{code}" if code in several else f"{cell}={code}"
            for cell, code in rest]  # fmt: skip
    quoted = [(each, '"' if "'" in each else "'") for each in (f"{key[0]}={key[1]}", *said)]
    return " ".join(f"{quote}{each}{quote}" for each, quote in quoted)


def code_of(printed: str, column: str = "code") -> str:
    """Return a code for what is printed: lowercase letters, digits, and _; never digits alone."""
    plain = unicodedata.normalize("NFKD", re.sub("['’]", "", printed.casefold()))
    code = re.sub(r"[^a-z0-9]+", "_", plain.encode("ascii", "ignore").decode()).strip("_")
    return code if re.search("[a-z]|_", code) else f"{column}_{code or 'other'}"


def codes_of(words: str) -> list[str]:
    """Return the codes of those words that have four letters or more."""
    return [code_of(word) for word in re.findall(r"[^\W\d_]{4,}", words)]


def id_of(words: str) -> str:
    """Return the id proposed for a number in some words: the first four of them that are long."""
    return "_".join(codes_of(words)[:4])


def _score(block: Block, layout: Layout, least: float = 0.5) -> float:
    labels = {folded(row.cells[0]) for row in block.rows} - {"total"} or {"total"}
    rows = sum(label in layout.codes for label in labels) / len(labels)
    printed = [folded(header) for header, _ in layout.columns if header]
    heads = [folded(cell) for cell in block.head.cells]
    same = sum(head in printed for head in heads) / max(len(printed), len(heads))
    return rows + same if rows >= least or same == 1 else 0


def _headers(block: Block, layout: Layout) -> list[Proposal]:
    """Return what each column means; where headers are too few, as last year from the left."""
    width, heads, made = max(len(row.cells) for row in block.rows), block.head.cells, []
    by_place = len(heads) < width == len(layout.columns)
    means = {folded(header): meaning for header, meaning in layout.columns}
    if "total" in means.values():
        means |= dict.fromkeys(_TOTAL, "total")
    padded = [*heads, *[""] * width][:width]
    by_header = [(head, means.get(folded(head), "")) for head in padded]
    columns = layout.columns if by_place else by_header
    for position, (head, meaning) in enumerate(columns):
        meaning = meaning or (layout.key[0] if position == 0 else "")
        about = {"table": layout.name, "column": layout.key[-1], "nth": position}
        made.append(_unknown(block.head, "header", head, meaning, **about))
        if meaning and folded(head) in means:
            made[-1].decide, made[-1].status = "yes", SAME
        elif position == 0:  # the rows were found by their labels
            made[-1].status, made[-1].near = RENAMED, f"was {layout.columns[0][0]}"
    if by_place and any(folded(head) not in means for head in heads):  # one decision is enough
        run, then = (" | ".join(each) for each in (heads, [p.printed for p in made]))
        doubt(made[0], f"run together: {run}; columns as last year: {then}: is it so?")
    for p, footnote in zip(made, block.head.footnotes, strict=False):
        doubt(p, footnote)
    return made


def _row(row: Line, layout: Layout, columns: list[str], last: dict[Key, str]) -> list[Proposal]:
    label, *numbers = row.cells
    known, made = {key[1] for key in last if key[0] == layout.name}, []
    code = "total" if folded(label) in _TOTAL else layout.codes.get(folded(label))
    if code is None or (code.isdigit() and known and code not in known):  # ages need no list
        if code is None:  # joined, such as 19 to 20: use the code of the first
            code = next((n for n in re.findall(r"\d+", label) if layout.codes.get(n) == n), "")
        about = {"table": layout.name, "column": layout.key[0]}
        made.append(_unknown(row, "label", label, code, **about))
        code = made[0].row
    if len(numbers) > len(columns) or (len(numbers) < len(columns) and code != "total"):
        numbers = [""] * len(columns)  # no telling which number is missing
    footnotes = [*row.footnotes, *[""] * len(columns)]
    for n, (column, printed) in enumerate(zip(columns, numbers, strict=False), 1):
        if column == LEFT_OUT or (code == "total" and printed == "100%"):
            continue
        column = "total" if code == "total" and len(layout.key) == 1 else column
        key, what = (layout.name, code, column), "total" if "total" in (code, column) else "cell"
        said = "" if SUPPRESSED.fullmatch(printed) else digits(printed)
        p = Proposal("yes", SAME if key in last else NEW, what, *key, said, printed)
        p.last, p.page, p.line, p.label = last.get(key, ""), row.page, row.number, label
        doubt(p, "" if p.value else UNREAD)
        doubt(p, footnotes[n] or (footnotes[0] if n == 1 else ""))  # that of the label, once
        made.append(p)
    return made


def _gone(layout: Layout, made: list[Proposal], last: dict[Key, str]) -> list[Proposal]:
    """Return the table, or its codes and headers, that the last report printed, and this not."""
    heads = {p.row for p in made if p.table == layout.name and p.what == "header"}
    there = {p.row for p in made if p.table == layout.name and p.what != "header"}
    before = {row for table, row, _ in last if table == layout.name}
    if not there:
        return [Proposal("", GONE, "table", layout.name, "", "")] if before else []
    gone = [c for c in dict.fromkeys(layout.codes.values()) if c in before - there]
    labels = [Proposal("", GONE, "label", layout.name, code, layout.key[0]) for code in gone]
    lost = [(head, means) for head, means in layout.columns[1:] if means not in heads]
    key = layout.key[-1]
    return labels + [Proposal("", GONE, "header", layout.name, m, key, "", h) for h, m in lost]


def _name_the_gone(made: list[Proposal], gone: list[Proposal], last: dict[Key, str]) -> None:
    """Say beside what is new which label or header gone it may be: by a word, or by its place."""
    new = [p for p in made if p.what in ("label", "header") and p.status == NEW]
    for p in new:
        rows = tables.load("categories").query("column == @p.column")
        names = dict(zip(rows["code"], rows["printed"], strict=True))
        if p.column == "state":
            names |= tables.labels("state")
        lost = {g.row: g for g in gone if (g.what, g.table) == (p.what, p.table)}
        said = {code: g.printed or str(names.get(code, code)) for code, g in lost.items()}
        alone = len(lost) == 1 and sum(q.table == p.table and q.what == p.what for q in new) == 1
        near = _alike(p.printed, said)
        if alone and not near and _place(p, made, last) == _place(*lost.values(), made, last):
            near = [*lost]
        if near:
            p.status, p.near = RENAMED, f"gone here: {', '.join(near)}"
            p.near += _ours(p.column, near[0]) if len(near) == 1 else ""
        if near and (alone or (p.column == "state" and len(near) == 1)):
            p.value = near[0]  # one new for one gone: propose that they are the same
            lost[near[0]].decide, lost[near[0]].near = "yes", f"unless {p.printed} is the same"


def _ours(column: str, code: str) -> str:
    """Return what we call a code, which stays when NCMEC renames it; nothing of NCMEC's labels."""
    label = tables.labels(column).get(code, "") if column in tables.coded() else ""
    if not label or label.endswith(THEIRS):
        return ""
    return f"; we go on to say “{label}”, unless another label is written"


def _alike(printed: str, said: dict[str, str]) -> list[str]:
    """Return the codes whose label shares a word with a printed one, else those it is part of."""
    key = folded(printed)
    if near := [code for code, text in said.items() if words_of(text) & words_of(printed)]:
        return near
    begins = {code for code, text in said.items() if len(key) > 3 and folded(text).startswith(key)}
    return [code for code in said if code in begins or _within(printed, code)]


def _within(printed: str, code: str) -> bool:
    """Return whether the ages of a label are some of those of a code, such as 15_to_17."""
    ages, of = (list(map(int, re.findall(r"\d+", text))) for text in (printed, code))
    return len(of) == 2 and bool(ages) and of[0] <= min(ages) <= max(ages) <= of[1]


def _place(p: Proposal, made: list[Proposal], last: dict[Key, str]) -> int:
    """Return which row, or column, of its table is new, or was the one that is gone."""
    at = 1 if p.what == "label" else 2
    keys = [(q.table, q.row, q.column) for q in made if q.what in ("cell", "total")]
    there = [key[at] for key in (last if p.status == GONE else keys) if key[0] == p.table]
    order = list(dict.fromkeys(there))
    return order.index(p.row) if p.row in order else -1 - p.nth


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{4,}", text.casefold()))


def _unknown(line: Line, what: str, printed: str, means: str = "", **about: Any) -> Proposal:
    """Return a label, header or table for a person to decide, with the code that it may get."""
    about = {"table": "", "column": "", "page": line.page, "line": line.number} | about
    code = code_of(printed, about["column"] or "code")
    means = means or (printed if re.fullmatch("[A-Z]{2}", printed) else code)  # a state
    label = styled(printed, about["column"]) if what != "table" else printed
    return Proposal("", NEW, what, row=means, value=means, printed=printed, label=label, **about)
