"""The commands that make more of what is published: `figure`, `states`, `site`, and `deck`."""

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ourimpact import UsageError, nearest, paths
from ourimpact_command import guards, messages, runs, settings
from warmrun import notebook, plan, series
from warmrun.plan import Job
from warmrun.run import Result


def figure(arguments: Namespace) -> int:
    from handouts import gallery

    arguments.year = year = gallery.year_of(arguments.year)
    slug, form = arguments.slug, arguments.form
    published = {path.stem: path for path in paths.published(year)}
    if slug not in published:
        near = nearest(Path(slug).stem, sorted(published))
        raise UsageError(f"There is no published figure {slug!r}.{near}")
    ours, given = settings.our_project(), runs.given_parameters(arguments)
    chosen = notebook.select(ours, [gallery.read(published[slug]).notebook])
    [job], _ = plan.plan_all(ours, chosen, given, named=True)
    guards.refuse_unpublished([job])
    status = runs.run_and_report([job := _variant(form, job)], arguments)
    if not status and arguments.format == "text":
        slug += job.environment["OURIMPACT_SUFFIX"]
        drawn = [p for p in sorted(job.folder.iterdir()) if p.stem in (slug, f"{slug}-{form}")]
        print(*map(os.path.relpath, drawn), sep="\n")
    return status


def _variant(form: str, job: Job, only: str = "") -> Job:
    """Return the job that draws another form of a job's figures, `only` the `png` of it."""
    place = f"{form}s/{job.place}" if only else f"{form}/{job.place}"
    environment = {**job.environment, "OURIMPACT_AS": form, "OURIMPACT_ONLY": only}
    folder = paths.build() / "figures" / place
    return replace(job, place=place, folder=folder, published=False, environment=environment)


def states(arguments: Namespace) -> int:
    return messages.report(_make(_sheets(arguments.year), [], arguments), arguments.format)


def _sheets(year: int | None, each: str = "state") -> list[Job]:
    """Return the jobs that make the fact sheets of states: those named, else those listed."""
    ours, given = settings.our_project(), {} if year is None else {"year": str(year)}
    jobs = plan.plan_all(ours, notebook.select(ours), given, each)[0]
    guards.refuse_unpublished(jobs)
    if each != "state":
        return jobs
    listed = runs.listed_states(jobs)
    lacking = [job for job in jobs if job.folder.name.partition("-")[0] not in listed]
    for job in lacking:
        print(f"left out, without reports: {job.name}", file=sys.stderr)
    return [job for job in jobs if job not in lacking]


def _make(sheets: Sequence[Job], squares: Sequence[Job], arguments: Namespace) -> list[Result]:
    """Return what came of the sheets of states and of square figures, many in one kernel.

    What could not be made so is made alone, which says why.
    """
    jobs = min(arguments.jobs, series.KERNELS)  # none of these waits: more would only share cores
    few = Namespace(**vars(arguments) | {"jobs": jobs})
    results = runs.execute([*series.together(sheets), *series.together(squares)], few)
    alone = [job for job in sheets if not any(job.folder.glob("*.json"))]
    for job in squares:
        figures = paths.published(job.values["year"])
        slugs = [path.stem for path in figures if settings.maker(path) == job.notebook]
        if not all((job.folder / f"{slug}-square.png").is_file() for slug in slugs):
            alone.append(job)
    return results + (runs.execute(alone, arguments) if alone else [])


def _failed(results: Sequence[Result]) -> int:
    """Return 1, and say what failed, if an input of a handout could not be made."""
    if failed := [r.job.place for r in results if r.verdict == "failed"]:
        print(f"made without {messages.join(failed)}", file=sys.stderr)
    return int(bool(failed))


def site(arguments: Namespace) -> int:
    """Make the site of a year, after the state sheets and square figures that it also shows."""
    from warmrun import warming

    warming.start()  # in the background, during the slow imports below
    from handouts import gallery, site  # slow to import, and most commands do not need them
    from ourimpact import tables

    guards.refuse_unrecorded_site_words()
    year, ours = gallery.year_of(arguments.year), settings.our_project()
    site.place(year).mkdir(parents=True, exist_ok=True)  # fails here if a file has that name
    guards.refuse_edited(year)
    gallery.check(gallery.figures(paths.figures(year)))  # before minutes are spent on squares
    published = {settings.maker(path) for path in paths.published(year)}
    jobs, _ = plan.plan_all(ours, notebook.select(ours), {"year": str(year)})
    if left_out := [job.notebook for job in jobs if job.notebook not in published]:
        print(f"left out, without figures for {year}: {messages.join(left_out)}", file=sys.stderr)
    squares = [_variant("square", job, "png") for job in jobs if job.notebook in published]
    sheets = []
    with suppress(tables.NoSuchYearError):  # a report without states has no sheets of them
        sheets = [job for job in _sheets(year) if job.notebook in published]
    status = _failed(_make(sheets, squares, arguments))
    print(site.build(year))
    return status


def deck(arguments: Namespace) -> int:
    try:
        from handouts import deck, gallery  # python-pptx is an optional extra
    except ModuleNotFoundError as error:
        if error.name != "pptx":
            raise
        raise UsageError("A deck needs python-pptx: pip install -e '.[slides]'.") from None

    each, slugs, status = arguments.each, arguments.slugs, 0
    given = [Path(slug).resolve() for slug in slugs if "/" in slug]
    named = {place for path in given for place in (path, *path.parents)}
    years = {int(folder.name) for folder in gallery.folders() if folder in named}
    if len(given) < len(slugs) or not (slugs or each):
        years.add(gallery.year_of(arguments.year))
    for year in years:
        guards.refuse_edited(year)
    if each:
        jobs = _sheets(arguments.year, each)
        results = runs.execute(jobs, arguments) if "=" in each else _make(jobs, [], arguments)
        status = _failed(results)
        slugs = [*slugs, *(str(job.folder) for job in jobs if job.folder.exists())]
        if not slugs:
            return status  # with none, deck.write would take all figures
    options = arguments.native, arguments.path, arguments.template, arguments.force
    path, figures, charts = deck.write(arguments.year, slugs, *options)
    print(f"{path}: {figures} figures")
    if arguments.native:
        print(f"editable charts: {messages.join(charts) or 'none of these'}")
    return status
