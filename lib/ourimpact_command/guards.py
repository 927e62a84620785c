"""What several commands refuse, or say, before or after they make something."""

import sys
from collections.abc import Iterable, Iterator, Sequence

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
