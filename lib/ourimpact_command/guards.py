"""What several commands refuse, or say, before or after they make something."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from ourimpact import UsageError, paths, recorded
from ourimpact_command import settings
from warmrun import publish, stored
from warmrun.plan import Job


def refuse_unrecorded_site_words() -> None:
    """Raise UsageError where words of the site are not as recorded."""
    for path in recorded.changed(recorded.words()):
        raise UsageError(recorded.told(path))


def report_stale_outputs(jobs: Iterable[Job]) -> bool:
    """Return whether a notebook stores other outputs than it gives, and say which ones do."""
    problems = [stored.unlike(settings.our_project(), job) for job in jobs if job.published]
    for problem in filter(None, problems):
        print(problem, file=sys.stderr)
    return any(problems)


def orphaned_figures(year: int | str) -> Iterator[str]:
    """Yield which published figures of a year are of a notebook that is gone."""
    for path in paths.root().glob(f"figures/{year}/[!.]*.json"):
        maker = settings.maker(path)
        if maker and not (paths.notebooks() / f"{maker}.ipynb").exists():
            name = path.relative_to(paths.root())
            yield f"{name} is from {maker}, which is gone: restore that, or remove the figure."


def report_stale_pages() -> bool:
    """Return whether a page is not what notebooks and figures make of it, and say which ones."""
    from handouts import front_page, gallery  # slow to import

    made = {
        "README.md": (front_page.page, "refresh"),
        f"notebooks/{front_page.WELCOME}": (front_page.welcome, "refresh"),
        "figures/README.md": (gallery.page, "run"),
    }
    there = {name: of for name, of in made.items() if (paths.root() / name).is_file()}
    problems = [_unlike(name, make(), command) for name, (make, command) in there.items()]
    for problem in filter(None, problems):
        print(problem, file=sys.stderr)
    return any(problems)


def _unlike(name: str, made: str, command: str) -> str:
    """Return where a page differs from what is made now; nothing where it does not."""
    there = recorded.text_of(paths.root() / name).splitlines()
    for line, pair in enumerate(zip_longest(there, made.splitlines(), fillvalue=""), 1):
        if made and pair[0] != pair[1]:
            has, due = recorded.around(*pair)
            again = f"`ourimpact {command}` puts that there"
            return f"{name}, line {line} is {has!r}. Notebooks and figures give {due!r}: {again}."
    return ""


def refuse_unpublished(jobs: Sequence[Job]) -> None:
    """Raise UsageError where other pictures would come from a notebook changed since its run."""
    sources = {paths.place(job.source) for job in jobs}
    for year in {job.values["year"] for job in jobs}:
        for path in publish.outdated(settings.our_project(), str(year), ()):
            if path in sources:
                raise UsageError(f"{path} was changed since it ran: `ourimpact run` it first.")


def refuse_edited(year: int) -> None:
    """Raise UsageError where a published file was edited, is gone, or is older than its inputs."""
    from handouts import gallery  # slow to import

    other = "" if year == gallery.year_of(None) else f" --year {year}"
    again = f"`ourimpact run{other}`"
    for said in orphaned_figures(year):
        raise UsageError(said)
    for path in publish.edited(settings.our_project(), str(year), paths.figures(year)):
        what = "was changed after it was made" if path.exists() else "is gone"
        raise UsageError(f"{paths.place(path)} {what}: {again} makes it again.")
    tables = ("data/report/", "data/reference/")
    for path in publish.outdated(settings.our_project(), str(year), tables):
        raise UsageError(
            f"{path} was changed after figures/{year} was drawn: {again} draws it again."
        )
