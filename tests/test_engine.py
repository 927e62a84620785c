"""The warm engine gives what a Jupyter kernel gives, cell for cell, pictures included."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import forkserver

import papermill
import pytest
from conftest import ROOT, YEAR, copy_checkout
from nbformat.v4 import new_code_cell, new_notebook

from warmrun import engine

HARD = [
    "import sys, os, subprocess\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')",
    "from IPython.display import HTML, Markdown, display, update_display, clear_output\n"
    "print('before')\ndisplay(HTML('<b>x</b>'), metadata={'text/html': {'m': 1}})\n"
    "print('after')\n1",
    "handle = display('first', display_id='d')\ndisplay('again', display_id='d')",
    "update_display({'text/plain': 'changed'}, display_id='d', raw=True)\nhandle.display('more')",
    "display('gone')\nclear_output(wait=True)\nprint('kept')",
    "import asyncio\nasync def later():\n    await asyncio.sleep(0.01)\n    return 'awaited'\n"
    "task = asyncio.create_task(later())\nasyncio.get_running_loop().is_running()",
    "await task",
    "display({'image/png': b'\\x89PNG', 'text/plain': 'bytes'}, raw=True)",
    "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2]);",
    "import pandas as pd\npd.DataFrame({'a': range(100), 'b': ['x' * 60] * 100})",
    "class Bad:\n    def _repr_html_(self):\n        raise ValueError('in a repr')\n"
    "    def __repr__(self):\n        return 'bad'\nBad()",
    "%%capture caught\nprint('held')",
    "_ = 5\nimport tqdm.auto, getpass\n(type(get_ipython()).__name__, tqdm.auto.tqdm.__module__,\n"
    " __name__, In[1][:6], sys.stdout.isatty(), os.environ['TERM'], plt.get_backend(), 'x' * 3)",
    "sum(range(10));",
    "try:\n    input('?')\nexcept Exception as error:\n    print(type(error).__name__, error)",
    "1 / 0",
    "x =",
    "input()",
    "raise SystemExit(2)",
    "print('to the end')",
]
ALLOWED = {"tags": ["raises-exception"]}
KERNEL = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
}


@pytest.fixture
def hard():
    cells = [new_code_cell(source, metadata=ALLOWED) for source in HARD]
    return new_notebook(cells=cells, metadata=KERNEL)


def outputs(notebook: dict) -> list:
    """What a reader sees, with streams joined (a kernel cuts them by the clock)."""
    seen = []
    for cell in notebook["cells"]:
        joined = []
        for output in map(dict, cell.get("outputs", ())):
            output.pop("traceback", None)  # has paths of the kernel's own files in it
            text = output.get("text")
            if text and joined and joined[-1].get("name") == output["name"]:
                joined[-1]["text"] = "".join([*joined[-1]["text"], *text])
            else:
                joined.append(output)
        seen.append((cell.get("execution_count"), json.dumps(joined, sort_keys=True)))
    return seen


def execute(notebook, name: str, tmp_path, **options):
    target = tmp_path / f"{name}.ipynb"
    source = tmp_path / "source.ipynb"
    source.write_text(json.dumps(notebook))
    with suppress(papermill.PapermillExecutionError):
        papermill.execute_notebook(source, target, engine_name=name, progress_bar=False, **options)
    return json.loads(target.read_text())


def test_a_hard_notebook(hard, tmp_path):
    kernel = outputs(execute(hard, "ourimpact-kernel", tmp_path))
    warm = outputs(execute(hard, "ourimpact", tmp_path))
    for ours, theirs, source in zip(warm, kernel, HARD, strict=False):
        assert ours == theirs, source
    assert len(warm) == len(kernel)


def test_what_child_processes_write_is_captured_and_no_state_leaks(tmp_path):
    code = (
        "import os, builtins\nprint(1, hasattr(builtins, 'leak'))\n"
        "os.system('echo 2; echo 3 >&2')\nbuiltins.leak = 1\nprint(4)"
    )
    notebook = new_notebook(cells=[new_code_cell(code)])
    for _ in range(2):
        [(_, seen)] = outputs(execute(notebook, "ourimpact", tmp_path, kernel_name="python3"))
        texts = {o["name"]: "".join(o["text"]) for o in json.loads(seen)}
        assert texts == {"stdout": "1 False\n2\n4\n", "stderr": "3\n"}


def test_each_process_has_random_numbers_of_its_own(tmp_path):
    notebook = new_notebook(cells=[new_code_cell("import numpy as np\nnp.random.random()")])
    drawn = {
        outputs(execute(notebook, "ourimpact", tmp_path, kernel_name="python3"))[0][1]
        for _ in range(2)
    }
    assert len(drawn) == 2


def test_notebooks_that_begin_and_end_together_keep_their_ends(tmp_path, monkeypatch):
    """A start reads every child's status: here it always overtakes one that reads its own."""
    real, reading = forkserver.read_signed, set()

    def slowed(descriptor):
        if descriptor not in reading:
            reading.add(descriptor)
            time.sleep(0.1)
        try:
            return real(descriptor)
        finally:
            reading.discard(descriptor)

    monkeypatch.setattr(forkserver, "read_signed", slowed)
    notebook = new_notebook(cells=[new_code_cell("1")], metadata=KERNEL)

    def three_runs(folder):
        folder.mkdir()
        return [execute(notebook, "ourimpact", folder) for _ in range(3)]

    with ThreadPoolExecutor(4) as pool:
        for runs in pool.map(three_runs, [tmp_path / str(n) for n in range(4)]):
            assert [run["metadata"]["papermill"]["exception"] for run in runs] == [None] * 3


LATE = """
import threading, time
threading.Thread(target=lambda: (time.sleep(0.2), print('late', flush=True))).start()
print('now')
"""
MANY = """
import threading
def say(word):
    for _ in range(300):
        print(word * 400, flush=True)
threads = [threading.Thread(target=say, args=(word,)) for word in 'abc']
[thread.start() for thread in threads], [thread.join() for thread in threads]
"""


def test_what_a_thread_prints_after_the_last_cell_is_no_failure(tmp_path):
    notebook = new_notebook(cells=[new_code_cell(LATE)], metadata=KERNEL)
    made = execute(notebook, "ourimpact", tmp_path)
    assert made["metadata"]["papermill"]["exception"] is None
    assert "now" in json.dumps(made["cells"][-1]["outputs"])


def test_threads_that_print_at_once_lose_nothing(tmp_path):
    notebook = new_notebook(cells=[new_code_cell(MANY)], metadata=KERNEL)
    made = execute(notebook, "ourimpact", tmp_path)
    said = "".join("".join(o.get("text", "")) for o in made["cells"][-1]["outputs"])
    assert {word: said.count(word) for word in "abc"} == dict.fromkeys("abc", 300 * 400)


def test_where_the_platform_cannot_fork_a_fresh_process_serves(hard, tmp_path, monkeypatch):
    warm = outputs(execute(hard, "ourimpact", tmp_path))
    monkeypatch.setattr(engine, "START", "spawn")
    assert outputs(execute(hard, "ourimpact", tmp_path)) == warm


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("while True:\n    pass", "CellTimeout"),
        ("import os\nos._exit(3)", "ended itself with status 3"),
        ("import os\nos.kill(os.getpid(), 9)", "SIGKILL"),
    ],
)
def test_a_cell_that_does_not_end_well_is_named(code, said, tmp_path):
    cells = [new_code_cell("print('good')"), new_code_cell(code), new_code_cell("print('never')")]
    options = {"execution_timeout": 1, "kernel_name": "python3"}
    made = execute(new_notebook(cells=cells), "ourimpact", tmp_path, **options)
    cells = [cell for cell in made["cells"] if cell["cell_type"] == "code"]
    assert "good" in json.dumps(cells[0]["outputs"]) and said in json.dumps(cells[1]["outputs"])
    assert not cells[2]["outputs"]


def test_on_every_notebook(rendered, tmp_path):
    copy_checkout(tmp_path)
    environment = {**os.environ, "OURIMPACT_ROOT": str(tmp_path)}
    words = ["-m", "ourimpact_command", "run", "--engine", "kernel"]
    ran = subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    by_kernel = sorted((tmp_path / f"build/notebooks/{YEAR}").glob("*.ipynb"))
    assert [p.stem for p in by_kernel] == [
        p.stem for p in sorted((ROOT / "notebooks").glob("[0-9]*"))
    ]
    for path in by_kernel:
        warm = json.loads((rendered / f"build/notebooks/{YEAR}" / path.name).read_text())
        assert outputs(warm) == outputs(json.loads(path.read_text())), path.stem
    made = {p.relative_to(tmp_path): p.read_bytes() for p in (tmp_path / "figures").rglob("*.*")}
    warm = {p.relative_to(rendered): p.read_bytes() for p in (rendered / "figures").rglob("*.*")}
    assert warm.keys() == made.keys()
    assert [path for path in made if warm[path] != made[path]] == []
