"""The command `check`: data/, its record, and documents against rules, the report, and git."""

import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path

from ourimpact import UsageError, paths, recorded
from ourimpact_command import guards, settings
from warmrun import notebook, plan, texts


def check(arguments: Namespace) -> int:
    """Hold data/ against its rules and what the report says; record it first, if that is asked."""
    from ourimpact import checks  # slow to import, and nothing else here needs it

    if marks := [*checks.unmerged()]:
        raise UsageError("\n".join(marks))
    _tell_uncompared(arguments.record and not arguments.new_numbers)
    _check_documents(arguments.new_numbers)
    passed = _record(arguments) if arguments.record else _check_tables(arguments)
    return 0 if passed else 1


def _tell_uncompared(refused: bool) -> None:
    """Say where there is no last commit of data/ to compare with; raises UsageError if refused."""
    from ourimpact import checks

    if recorded.was_and_is(paths.data() / checks.DICTIONARY)[0]:
        return
    said = "nothing was compared with a last commit, because git has none of data/ or refuses it"
    if refused:
        raise UsageError(f"{said}. If that is meant: ourimpact check --record --new-numbers.")
    print(said, file=sys.stderr)


def _check_tables(arguments: Namespace) -> bool:
    """Print the ledger of the report, and return whether data/ and notebooks are as recorded."""
    from ourimpact import checks, ledger

    guards.refuse_unrecorded_site_words()
    for path in recorded.marked(recorded.known()):
        raise UsageError(
            f"data/{path} was saved with a byte order mark or other line ends, so that "
            "`sha256sum --check` refuses it: ourimpact check --record writes it as it was."
        )
    for name in checks.dictionary():
        if wrong := checks.broken(name) or checks.problems(name):
            raise UsageError("\n".join(wrong))
    if arguments.record:
        _check_site_words()
    short = arguments.record and arguments.format == "text"
    text, as_recorded = ledger.check(arguments.year, "short" if short else arguments.format)
    print(text, end="")
    try:
        ours = settings.our_project()
        jobs, _ = plan.plan_all(ours, notebook.select(ours), {})
        stale = guards.report_stale_outputs(jobs) or guards.report_stale_pages()
    except UsageError as error:  # of one notebook, which would hide that others were changed
        print(error, file=sys.stderr)
        stale = True
    return as_recorded and (not stale or arguments.record)


def _record(arguments: Namespace) -> bool:
    """Record data/ as it is, if it passes all checks, and return whether it does."""
    from ourimpact import checks

    tables = [checks.DICTIONARY, *(each["path"] for each in checks.dictionary().values())]
    files = [*tables, *recorded.words()]
    if not arguments.new_numbers:
        _refuse_changed_sense(files)
    marked = recorded.marked({*recorded.known(), *files})
    before = _contents([checks.RECORD, checks.DICTIONARY, *marked])
    fresh, passed = [], False
    try:
        checks.lay_out()
        fresh = checks.record(checks.dictionary(), recorded.words())
        for path in marked:
            recorded.write_plainly(path)
        as_recorded = _check_tables(arguments)  # not yet `passed`: the next line may raise
        if not arguments.new_numbers:  # asked last: other rules say better what is wrong
            _refuse_changed_facts()
        passed = as_recorded
    finally:
        if not passed:  # recorded tables may be published
            _restore(before)
        for path in fresh:
            line = f"recorded: data/{path}. {recorded.differing(paths.data() / path)}".strip()
            print(line if passed else f"not {line}", file=sys.stderr)
    for path in marked if passed else ():
        print(f"data/{path}: the byte order mark, or other line ends, are gone.", file=sys.stderr)
    return passed


def _refuse_changed_sense(files: Iterable[str]) -> None:
    """Raise UsageError where rows are gone or exchanged, or `texts.moved` finds a sentence."""
    from ourimpact import words

    for path in recorded.changed(files):
        lost = recorded.rows_lost(path) if path.endswith(".csv") else 0
        change = f" has {words.many(lost, 'row')} fewer than git has" if lost else ""
        for one, other in recorded.exchanged(path):
            change = f": what {one!r} and {other!r} have was exchanged"
        if change := change or texts.moved(*recorded.sentences(path), settings.COUNTED):
            again = "If that is meant: ourimpact check --record --new-numbers."
            raise UsageError(f"data/{path}{change}. {again}")


def _refuse_changed_facts() -> None:
    """Raise UsageError where a row that git has, too, has another number, code, or name.

    Or where the dictionary has lost or changed a property, such as a rule.
    """
    from ourimpact import checks

    changed = {checks.DICTIONARY: recorded.properties_changed(checks.DICTIONARY)}
    for table in checks.dictionary().values():
        path, key = table["path"], table["schema"]["primaryKey"]
        changed[path] = recorded.facts_changed(path, key)
    for path, facts in changed.items():
        if facts:
            shown = [*facts[:5], f"{len(facts)} cells in all"] if len(facts) > 5 else facts
            again = "If that is meant: ourimpact check --record --new-numbers."
            raise UsageError(f"data/{path}, {'; '.join(shown)}. {again}")


def _check_documents(meant: bool) -> None:
    """Say which sentences of documents are others than git has, but for those that refresh writes.

    Raises UsageError where any would say something else (`texts.moved`), unless that is meant.
    """
    root, refused = paths.root(), []
    below = (root / folder for folder in ("benchmarks", "data", "docs", "lib"))
    documents = {*root.glob("*.md"), *chain(*(folder.rglob("*.md") for folder in below))}
    for path in sorted(documents):
        was, now = map(recorded.by_hand, recorded.was_and_is(path))
        if not was:
            continue
        name = path.relative_to(root)
        for change in texts.reworded(was, now):
            print(f"changed words: {name}, {change}", file=sys.stderr)
        if change := texts.moved(was, now, settings.COUNTED):
            refused.append(f"{name}{change}. If that is meant: ourimpact check --new-numbers.")
    if refused and not meant:
        raise UsageError("\n".join(refused))


def _contents(files: Iterable[str]) -> dict[Path, bytes | None]:
    """Return what files below data/ hold, or None of one that is not there."""
    there = (paths.data() / path for path in files)
    return {path: path.read_bytes() if path.is_file() else None for path in there}


def _restore(before: Mapping[Path, bytes | None]) -> None:
    """Write what files held before; those that were not there are removed."""
    for path, content in before.items():
        if content is None:
            path.unlink(missing_ok=True)
        elif not path.is_file() or path.read_bytes() != content:
            paths.write(path, content)


def _check_site_words() -> None:
    """Raise UsageError where the site could not read its words."""
    from handouts import known

    for path in map(Path, recorded.words()):
        known.load(path.stem)
