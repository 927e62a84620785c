"""How long `ourimpact run` takes beside other ways: `python benchmarks/compare.py [TABLE ...]`.

Each table times its sides in turn, `--rounds` times, in a copy of the checkout, and prints medians
and ratios. README.md describes the sides.
"""

import argparse
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
Side = Callable[[], None]
RUNNING: list[subprocess.Popen] = []
COUNT = itertools.count()


class Place:
    """A copy of the checkout, in which everything runs."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "checkout"
        for name in ("data", "notebooks", "lib"):
            shutil.copytree(ROOT / name, self.root / name)
        shutil.copy(ROOT / "requirements.lock", self.root)
        self.notebooks = sorted((self.root / "notebooks").glob("[0-9][0-9]-*.ipynb"))
        self.out = folder / "out"
        self.out.mkdir()
        kept = {name: os.environ[name] for name in os.environ if name != "PYTHONDONTWRITEBYTECODE"}
        self.environment = {
            **kept,  # without that variable, so that bytecode is cached, as it is by default
            "OURIMPACT_ROOT": str(self.root),
            "PYTHONPATH": str(self.root / "lib"),
            "OURIMPACT_OUT": str(self.out / "figures"),
        }

    def call(self, *words: object, **more: str) -> None:
        """Run a command quietly until it ends; if it fails, exit with its output.

        The output goes to a file, because waiting on a pipe lasts until the last process that
        holds it ends, which does not happen in a terminal.
        """
        said = self.out / "said.txt"
        with said.open("w") as file:
            ran = subprocess.run(
                [str(word) for word in words], env=self.environment | more, cwd=self.root,
                stdout=file, stderr=subprocess.STDOUT, check=False,
            )  # fmt: skip
        if ran.returncode:
            sys.exit(f"{' '.join(map(str, words))[:300]}\n{said.read_text()[-3000:]}")

    def command(self, *words: object) -> None:
        self.call(BIN / "python", "-m", "ourimpact_command", *words)

    def ours(self, *words: object) -> None:
        self.command("run", *words)

    def seconds(self, notebook: Path) -> float:
        """Return how long the last run of a notebook took."""
        [state] = (self.root / "build/state").glob(f"**/{notebook.stem}.json")
        return json.loads(state.read_text(encoding="utf-8"))["seconds"]

    def change(self, notebook: Path) -> None:
        """Change the title of a notebook, and save it."""
        text = notebook.read_text(encoding="utf-8")
        title = text.index('"# ') + 3
        notebook.write_text(f"{text[:title]}{next(COUNT)} {text[title:]}", encoding="utf-8")

    def yardstick(self) -> None:
        self.call(BIN / "python", "-c", "import seaborn")

    def side(self, way: str, *notebooks: Path, **more: str) -> None:
        script = Path(__file__).with_name("sides.py")
        self.call(BIN / "python", script, way, self.out, *(notebooks or self.notebooks), **more)


def full(place: Place, options: argparse.Namespace) -> dict[str, Side]:
    """Everything once, cold."""

    def loop() -> None:
        for path in place.notebooks:
            place.call(BIN / "papermill", "--no-progress-bar", path, place.out / path.name)

    sides = {
        "papermill in a shell loop": loop,
        "papermill, one process": lambda: place.side("papermill_one"),
        "nbclient, two at a time": lambda: place.side("nbclient_two"),
        "ourimpact run": lambda: place.ours("--force"),
        "floor: no notebooks": lambda: place.side("floor"),
    }
    if options.against:
        other = Path(options.against).resolve()
        notebooks = sorted((other / "notebooks").glob("[0-9][0-9]-*.ipynb"))
        told = {"OURIMPACT_ROOT": str(other), "PYTHONPATH": str(other / "lib")}
        sides["floor of the other checkout"] = lambda: place.side("floor", *notebooks, **told)
    return sides


def nothing(place: Place, options: argparse.Namespace) -> dict[str, Side]:
    """Nothing has changed since the last run."""
    place.ours()
    others = {name: partial(place.call, *words) for name, words in _others(place, options).items()}
    for call in others.values():
        call()
    return {"yardstick: import seaborn": place.yardstick, "ourimpact run": place.ours, **others}


def one(place: Place, options: argparse.Namespace) -> dict[str, Side]:
    """One notebook has changed since the last run: the one with the median time."""
    sides = nothing(place, options)
    path = sorted(place.notebooks, key=place.seconds)[len(place.notebooks) // 2]

    def changed(call: Side) -> Side:
        def side() -> None:
            place.change(path)
            call()

        return side

    return {name: Alone(call, changed(call)) for name, call in sides.items()}


def saved(place: Place, options: argparse.Namespace) -> dict[str, Side]:
    """From saving a notebook to its picture, with `ourimpact watch` running."""
    place.ours()
    path = place.root / "notebooks/07-take-it-down.ipynb"
    picture = next((place.root / "build/notebooks").glob(f"**/{path.name}"))
    line = [BIN / "python", "-m", "ourimpact_command", "watch"]
    log = (place.out / "watch.txt").open("w")
    RUNNING.append(subprocess.Popen(
        [str(word) for word in line], env=place.environment, cwd=place.root,
        stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
    ))  # fmt: skip
    time.sleep(5)

    def side() -> None:
        before = picture.stat().st_mtime_ns
        place.change(path)
        while picture.stat().st_mtime_ns == before:
            time.sleep(0.01)

    return {"yardstick: import seaborn": place.yardstick, "saved, until drawn": side}


class Alone:
    """A side that is brought up to date before each round, which is not timed."""

    def __init__(self, prepare: Side, timed: Side) -> None:
        self.prepare, self.timed = prepare, timed

    def __call__(self) -> None:
        self.timed()


def _others(place: Place, options: argparse.Namespace) -> dict[str, list[object]]:
    """Return commands for make, and DVC and Snakemake if `--tools` has them, set up here."""
    made = [f"build/other/{path.name}" for path in place.notebooks]
    command = f"{BIN}/papermill --no-progress-bar"
    inputs = "data/datapackage.json $(wildcard data/*/*.csv lib/ourimpact/*.py "
    inputs += "lib/ourimpact/forms/*.py)"
    rule = f"build/other/%: notebooks/% {inputs}\n\t{command} $< $@\n"
    (place.root / "Makefile").write_text(f"all: {' '.join(made)}\n{rule}")
    (place.root / "build/other").mkdir(parents=True, exist_ok=True)
    sides: dict[str, list[object]] = {"make": ["make", "-s", "-j2", "all"]}
    tools = Path(options.tools) if options.tools else Path("nowhere")
    if (tools / "snakemake").exists():
        (place.root / "Snakefile").write_text(
            f"rule all:\n    input: {[m.replace('other', 'snake') for m in made]}\n"
            "rule one:\n    input: 'notebooks/{n}.ipynb'\n    output: 'build/snake/{n}.ipynb'\n"
            f"    shell: '{command} {{input}} {{output}}'\n"
        )
        sides["Snakemake"] = [tools / "snakemake", "--cores", "2", "--quiet", "all"]
    if (tools / "dvc").exists():
        stages = "".join(
            f"  s{path.stem}:\n    cmd: {command} notebooks/{path.name} build/dvc/{path.name}\n"
            f"    deps: [notebooks/{path.name}, data, lib/ourimpact]\n"
            f"    outs: [build/dvc/{path.name}]\n"
            for path in place.notebooks
        )
        (place.root / "dvc.yaml").write_text(f"stages:\n{stages}")
        (place.root / "build/dvc").mkdir(exist_ok=True)
        if not (place.root / ".dvc").exists():
            place.call(tools / "dvc", "init", "--no-scm", "-q")
        sides["DVC"] = [tools / "dvc", "repro", "-q"]
    return sides


def sheets(place: Place, options: argparse.Namespace) -> dict[str, Side]:
    """A fact sheet for each of 53 states, on a pool, on this machine and on Dask."""
    sheet = place.root / "notebooks/91-state-fact-sheet.ipynb"
    states = [line[:2] for line in (place.root / "data/reference/states.csv").open()][1:]
    address = _cluster(place)

    def fresh() -> None:
        shutil.rmtree(place.root / "build", ignore_errors=True)
        place.command("states")

    return {
        "process pool, papermill's kernels": lambda: place.side(
            "sheets_pool", sheet, STATES=",".join(states)
        ),
        "ourimpact states": fresh,
        "ourimpact run --each": lambda: place.ours("91", "--each", "state", "--force"),
        "ourimpact run --each, on Dask": lambda: place.ours(
            "91", "--each", "state", "--force", "--scheduler", address
        ),
        "its start: joining the cluster": lambda: place.call(
            sys.executable, "-c", f"from distributed import Client; Client({address!r}).close()"
        ),
    }


def _cluster(place: Place) -> str:
    """Start a scheduler and a worker with two threads, as README says; return the address."""
    told = place.root.parent / "scheduler.json"
    loopback = ["--scheduler-file", told, "--host", "127.0.0.1", "--no-dashboard"]
    for words in (["scheduler", "--port", "0"], ["worker", "--no-nanny", "--nthreads", "2"]):
        line = [BIN / "dask", *words, *loopback]
        started = subprocess.Popen(
            [str(word) for word in line], env=place.environment, cwd=place.root,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        RUNNING.append(started)
    while not told.exists() or "tcp://" not in told.read_text():
        time.sleep(0.1)
    return told.read_text().split('"address": "')[1].split('"')[0]


def growth(place: Place, options: argparse.Namespace) -> dict[str, Side]:
    """Once, twice, four times, and eight times the runs."""
    states = [line[:2] for line in (place.root / "data/reference/states.csv").open()][1:]

    def side(count: int) -> Side:
        listed = ",".join(states[:count])
        return lambda: place.ours("91", "--each", f"state={listed}", "--force")

    return {f"{count} fact sheets": side(count) for count in (6, 12, 24, 48)}


def memory(place: Place) -> float:
    """Return the peak of summed PSS of a cold run with two jobs, in MB."""
    peak, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            peak[0] = max(peak[0], sum(_pss(pid) for pid in _descendants(os.getpid())) / 1024)

    watcher = threading.Thread(target=watch)
    watcher.start()
    place.ours("--force", "--jobs", "2")
    over.set()
    watcher.join()
    return peak[0]


def _descendants(pid: int) -> list[int]:
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(word) for word in path.read_text().split()]
        except OSError:
            continue
        found += [one for child in children for one in (child, *_descendants(child))]
    return found


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


def measure(name: str, sides: dict[str, Side], rounds: int) -> None:
    """Time the sides in turn; print their medians, and their ratios to the first."""
    took: dict[str, list[float]] = {side: [] for side in sides}
    for _ in range(rounds):
        for side, call in sides.items():
            if isinstance(call, Alone):
                call.prepare()
            began = time.perf_counter()
            call()
            took[side].append(time.perf_counter() - began)
    first = median(next(iter(took.values())))
    print(f"\n{name} Medians of {rounds}.\n\n| how | s | ratio | least | most |")
    print("| --- | --- | --- | --- | --- |")
    for side, times in took.items():
        middle = median(times)
        spread = f"{min(times):.2f} | {max(times):.2f}"
        print(f"| {side} | {middle:.2f} | {middle / first:.3f} | {spread} |")
    sys.stdout.flush()


TABLES = {
    "full": full, "nothing": nothing, "one": one, "saved": saved, "sheets": sheets,
    "growth": growth,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=", ".join([*TABLES, "memory"]))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", metavar="A,B", help="sides that have these words")
    parser.add_argument("--tools", help="the folder that has the commands dvc and snakemake")
    parser.add_argument("--against", help="another checkout whose floor to time, too")
    options = parser.parse_args()
    for name in options.tables or [*TABLES, "memory"]:
        with tempfile.TemporaryDirectory() as folder:
            place = Place(Path(folder))
            try:
                if name == "memory":
                    print(f"\nPeak memory, two jobs, summed PSS: {memory(place):.0f} MB")
                else:
                    sides = TABLES[name](place, options)
                    kept = [k for k in sides if any(w in k for w in options.only.split(","))]
                    measure(TABLES[name].__doc__, {k: sides[k] for k in kept}, options.rounds)
            finally:
                for process in RUNNING:
                    process.terminate()
                    process.wait()
                RUNNING.clear()


if __name__ == "__main__":
    main()
