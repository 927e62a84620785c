"""Forked kernels give the same as stock ones and leave nothing behind, however a notebook ends."""

import json
import os
import re
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from uuid import uuid4

import papermill
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from warmrun import engine, warm, warming

PICTURE = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2]);"
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
    PICTURE,
    "import pandas as pd\npd.DataFrame({'a': range(100), 'b': ['x' * 60] * 100})",
    "class Bad:\n    def _repr_html_(self):\n        raise ValueError('in a repr')\n"
    "    def __repr__(self):\n        return 'bad'\nBad()",
    "%%capture caught\nprint('held')",
    "_ = 5\nimport tqdm.auto, getpass\n(type(get_ipython()).__name__, tqdm.auto.tqdm.__module__,\n"
    " __name__, In[1][:6], sys.stdout.isatty(), os.environ['TERM'], plt.get_backend(), 'x' * 3)",
    "sum(range(10));",
    "sys.path, sys.argv[:2], __import__('signal').getsignal(2)",
    "try:\n    input('?')\nexcept Exception as error:\n    print(type(error).__name__, error)",
    "1 / 0",
    "x =",
    "input()",
    "raise SystemExit(2)",
    "print('to the end')",
]
ALLOWED = {"tags": ["raises-exception"]}
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
IS_WARM = "import sys\nprint('seaborn' in sys.modules)"
assert engine.WarmEngine  # importing it registers it


def book(*sources, **metadata):
    cells = [new_code_cell(source, metadata=metadata) for source in sources]
    return new_notebook(cells=cells, metadata=KERNEL)


def execute(notebook, folder, name="warm", **options):
    """Run a notebook in a folder of its own; returns what became of it, failed or not."""
    here = folder / uuid4().hex
    here.mkdir(parents=True)
    (here / "source.ipynb").write_text(json.dumps(notebook))
    with suppress(papermill.PapermillExecutionError):
        papermill.execute_notebook(
            here / "source.ipynb", here / "made.ipynb", engine_name=name, progress_bar=False,
            folder=str(here), **options,
        )  # fmt: skip
    made = json.loads((here / "made.ipynb").read_text())
    made["cells"] = [cell for cell in made["cells"] if cell["cell_type"] == "code"]
    return made


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


def said(notebook, cell=-1) -> str:
    parts = notebook["cells"][cell]["outputs"]
    return "".join("".join(part.get("text", "")) for part in parts)


def errors(notebook) -> list[str]:
    """The error that stands in each cell."""
    found = [[o for o in cell["outputs"] if "ename" in o] for cell in notebook["cells"]]
    return [f"{e[0]['ename']}: {e[0]['evalue']}" if e else "" for e in found]


def alive(mark: str) -> list[int]:
    """Processes that have a mark in their command line."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if mark in " ".join(process.cmdline()) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
    return found


def until(true) -> None:
    """Wait; a test that never gets there is hung, however slow the machine."""
    ends = time.monotonic() + 120
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_a_hard_notebook(tmp_path):
    hard = book(*HARD, **ALLOWED)
    stock = outputs(execute(hard, tmp_path, "kernel"))
    for ours, theirs, source in zip(outputs(execute(hard, tmp_path)), stock, HARD, strict=True):
        assert ours == theirs, source
    assert "image/png" in stock[HARD.index(PICTURE)][1]


def test_child_processes_are_heard_and_no_state_leaks(tmp_path, monkeypatch):
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # with it, ipykernel does not capture their output
    code = (
        "import builtins, os, time\nprint(1, hasattr(builtins, 'leak'))\n"
        "os.system('echo 2; echo 3 >&2')\nbuiltins.leak = 1\ntime.sleep(0.5)\nprint(4)"
    )
    for _ in range(2):
        words = said(execute(book(code), tmp_path))
        assert sorted(words.split()) == ["1", "2", "3", "4", "False"]


def test_each_kernel_has_random_numbers_of_its_own(tmp_path):
    code = "import random\nimport numpy as np\nprint(np.random.random(), random.random())"
    first, second = (said(execute(book(code), tmp_path)).split() for _ in range(2))
    assert all(one != other for one, other in zip(first, second, strict=True))


ENDS = {
    "while True: pass": "CellTimeout: stopped after 1 s",
    "import os\nos._exit(3)": "DeadKernel: the kernel ended itself with status 3",
    "import os\nos.kill(os.getpid(), 9)": "DeadKernel: the kernel died (SIGKILL)",
    "import sys\nsys.exit()": "SystemExit: the cell ended the notebook with 0",
    "raise SystemExit('x')": "SystemExit: the cell ended the notebook with x",
    "exit()": "SystemExit: the cell ended the notebook",
    "quit": "SystemExit: the cell ended the notebook",
}


# For stock kernels, one case per way to end: they are watched like forked ones
STOCK = [code for code in ENDS if re.match("while|import os.*_exit|raise|quit", code, re.DOTALL)]
BOTH = [*(("warm", code) for code in ENDS), *(("kernel", code) for code in STOCK)]


@pytest.mark.parametrize(("name", "code"), BOTH)
def test_a_cell_that_does_not_end_well_is_named(code, name, tmp_path):
    limit = {"execution_timeout": 1} if "while" in code else {}
    first = [] if limit else ["print('good')"]
    made = execute(book(*first, code, "print('never')"), tmp_path, name, **limit)
    assert errors(made) == [""] * len(first) + [ENDS[code], ""]
    assert said(made, 0) == "good\n" * len(first) and not said(made)


START = """
import subprocess
subprocess.Popen(["sh", "-c", "sleep {mark}; :"])
subprocess.Popen(["sh", "-c", "sleep {mark}; :"], start_new_session=True)
subprocess.run(["sh", "-c", "setsid sh -c 'sleep {mark}; :' &"])
open("started", "w").close()
"""


@pytest.mark.parametrize("name", ["warm", "kernel"])
@pytest.mark.parametrize("end", ["", "import os; os._exit(1)"])
def test_what_a_notebook_started_ends_with_it(name, end, tmp_path):
    mark = f"600.{uuid4().int}"
    execute(book(START.format(mark=mark), end), tmp_path, name)
    assert not alive(mark)


RUN = """
import sys, papermill
from warmrun import engine, warm, warming
papermill.execute_notebook(
    "a.ipynb", "made.ipynb", engine_name=sys.argv[1], progress_bar=False, folder="here"
)
"""


def start(folder, notebook, name="warm", before="", **options) -> subprocess.Popen:
    """A process of its own that runs a notebook."""
    (folder / "here").mkdir(parents=True)
    (folder / "a.ipynb").write_text(json.dumps(notebook))
    line = [sys.executable, "-P", "-c", before + RUN, name]
    return subprocess.Popen(line, cwd=folder, **options)


@pytest.mark.parametrize("name", ["warm", "kernel"])
def test_nothing_outlives_a_process_that_is_killed(name, tmp_path):
    mark = f"600.{uuid4().int}"
    code = START.format(mark=mark) + "\nwhile True: pass"
    running = start(tmp_path, book(code), name, f"mark = '{mark}'\n")
    until((tmp_path / "here/started").exists)
    family = psutil.Process(running.pid).children(recursive=True)
    assert len(alive(mark)) > 3
    running.kill()
    running.wait()
    until(lambda: not alive(mark) and not any(process.is_running() for process in family))


def test_stop_ends_the_kernels_below_a_folder_alone(tmp_path):
    code = "import pathlib, time\npathlib.Path('started').touch()\n"
    wait = code + "while not pathlib.Path('../../go').exists(): time.sleep(0.02)\nprint('end')"
    with ThreadPoolExecutor(2) as pool:
        ended = pool.submit(execute, book(code + "time.sleep(600)"), tmp_path / "one")
        other = pool.submit(execute, book(wait), tmp_path / "other")
        until(lambda: len(list(tmp_path.glob("*/*/started"))) == 2)
        warm.stop(tmp_path / "one")
        assert errors(ended.result()) == ["DeadKernel: the kernel died (SIGKILL)"]
        (tmp_path / "go").touch()
        assert said(other.result()) == "end\n"


def test_a_crash_of_the_warm_process_is_survived(tmp_path):
    code = "import pathlib, time\npathlib.Path('started').touch()\n"
    code += "while not pathlib.Path('../go').exists(): time.sleep(0.02)\nprint('end')"
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(execute, book(code), tmp_path)
        until(lambda: list(tmp_path.glob("*/started")))
        warming._process.kill()
        next_one = execute(book(IS_WARM), tmp_path)
        (tmp_path / "go").touch()
        assert said(running.result()) == "end\n"
        assert said(next_one) == "True\n"


def test_an_odd_folder_a_closed_stderr_and_modules_of_the_current_folder_not_run(tmp_path):
    folder = tmp_path / "[a] {b} * ?"
    folder.mkdir()
    for name in ("seaborn", "random", "json", "ipykernel"):
        (folder / f"{name}.py").write_text("open('/' + __file__ + '.run', 'w').close()")
    sources = book("import seaborn, random\nprint(seaborn.__file__)")
    running = start(folder, sources, before="import os; os.close(2)\n")
    assert running.wait() == 0
    assert not list(folder.glob("*.run"))
    found = said(json.loads((folder / "made.ipynb").read_text()))
    assert found.endswith("__init__.py\n") and str(tmp_path) not in found


@pytest.mark.parametrize("name", ["warm", "kernel"])
def test_an_unknown_backend_is_the_error_of_the_cell_that_draws(name, tmp_path):
    code = "import matplotlib.pyplot as plt\nplt.subplots();"
    made = execute(book("1", code), tmp_path, name, environment={"MPLBACKEND": "nonsense"})
    assert (
        errors(made)[0] == "" and "'nonsense' is not a valid value for backend" in errors(made)[1]
    )


def test_settings_that_python_reads_at_its_start_are_heeded(tmp_path):
    made = execute(book("print(hash('a'))"), tmp_path, environment={"PYTHONHASHSEED": "0"})
    line = [sys.executable, "-c", "print(hash('a'))"]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    assert said(made) == subprocess.check_output(line, text=True, env=environment)


def test_other_tools_get_warm_kernels_by_one_variable(tmp_path):
    (tmp_path / "a.ipynb").write_text(json.dumps(book(IS_WARM)))
    environment = {
        **os.environ, "JUPYTER_DEFAULT_PROVISIONER_NAME": "warm", "TMPDIR": str(tmp_path)
    }  # fmt: skip
    words = [sys.executable, "-m", "jupyter", "execute", "--inplace", "a.ipynb"]
    subprocess.run(words, env=environment, cwd=tmp_path, check=True)
    assert said(json.loads((tmp_path / "a.ipynb").read_text())) == "True\n"
    until(lambda: not alive(f"{tmp_path}/warm-") and not list(tmp_path.glob("warm-*")))


def test_where_the_platform_cannot_fork_stock_kernels_serve(tmp_path, monkeypatch):
    monkeypatch.setattr(warm, "LINUX", False)
    assert said(execute(book(IS_WARM), tmp_path)) == "False\n"
    ended = threading.Thread(
        target=execute,
        args=(
            book("import pathlib, time\npathlib.Path('started').touch()\ntime.sleep(600)"),
            tmp_path,
        ),
    )
    ended.start()
    until(lambda: list(tmp_path.glob("*/started")))
    warm.stop(tmp_path)
    ended.join()
