# A kernel runs this at its start (PYTHONSTARTUP), and from then on writes down in $WARMRUN_READS
# each file and folder below $WARMRUN_ROOT that its notebook reads, and each file elsewhere that is
# not the system's. It raises for a change of what is published: the numbers of another notebook
# might be there. No docstring, and one function that is then deleted: what stands here would become
# the notebook's own names.


def _note_what_is_read():
    import os
    import sys
    from contextlib import suppress
    from importlib.util import source_from_cache

    root = os.path.join(os.environ["WARMRUN_ROOT"], "")
    published = root + os.environ["WARMRUN_PUBLISHED"]
    notes = os.open(os.environ["WARMRUN_READS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    writes = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    system = ("/dev/", "/etc/", "/proc/", "/sys/", "/usr/", sys.prefix, sys.base_prefix)
    # how many arguments of each are paths that are no longer what they were
    changed = {"os.remove": 1, "os.rename": 2, "os.truncate": 1, "shutil.rmtree": 1}
    seen = set()

    def note(event, path, mode=None, flags=0):
        path = os.path.abspath(os.fsdecode(path or "."))
        if not path.startswith(root):
            path = os.path.realpath(path)
        if flags & (writes | os.O_RDWR) and path.startswith(published):
            said = "is published, which only the runner does: write elsewhere"
            raise RuntimeError(f"{path.removeprefix(root)} {said}.")
        if event != "open":
            if path in sys.path or os.path.exists(os.path.join(path, "__init__.py")):
                return  # an import lists it
            path = os.path.join(path, "")
        elsewhere = not path.startswith(root)
        if path in seen or (elsewhere and (event != "open" or path.startswith(system))):
            return
        seen.add(path)
        if not flags & writes:  # a file that it writes is no input, even if it reads it later
            path = source_from_cache(path) if path.endswith(".pyc") else path
            os.write(notes, os.fsencode(path.removeprefix(root) + "\0"))

    def hook(event, arguments):
        for path in arguments[: changed.get(event, 0)]:
            hook("open", (path, "w", writes))
        if event in ("open", "os.listdir", "os.scandir") and not isinstance(arguments[0], int):
            with suppress(OSError, ValueError, TypeError):
                note(event, *arguments)

    sys.addaudithook(hook)


_note_what_is_read()
del _note_what_is_read
