"""Watches a process: what it opens, lists, starts and asks for, by audit hooks; which of its functions run, by a profile
function. Nothing that goes unseen may look like nothing that happened: whatever cannot be told is kept as unknown."""

from __future__ import annotations

import linecache
import os
import sys
import threading
from typing import Any, Dict, Optional, Set, Tuple

#: As they stand in code objects: not as real paths.
_HARNESS = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_STDLIB = os.path.dirname(os.__file__)
_IMPORTLIB = "<frozen importlib"

#: Of the harness, these call what is benchmarked: a function in C has no frame of its own, so what it does is seen as theirs.
_CALLERS = frozenset(
    os.path.join(_HARNESS, "pacegate_harness", *name.split("/"))
    for name in ("timed/timing.py", "timed/unrun.py", "pytest_suite/fixture.py", "asv_suite/kinds.py")
)

#: Of these the standard library compiles texts that it makes of names alone.
_COMPILERS = frozenset(
    os.path.join(_STDLIB, *name.split("/"))
    for name in ("dataclasses.py", "collections/__init__.py", "enum.py", "typing.py", "ast.py", "functools.py")
)

#: Frameworks, whose own looking around finds what they then load: that is recorded.
_FRAMEWORKS = tuple(f"-packages{os.sep}{name}{os.sep}" for name in ("_pytest", "pluggy", "iniconfig", "pyperf"))

_REWRITER = os.path.join("_pytest", "assertion", "rewrite.py")

_CHILDREN = frozenset(
    "subprocess.Popen os.fork os.forkpty os.posix_spawn os.spawn os.exec os.system os.startfile pty.spawn "
    "_winapi.CreateProcess _posixsubprocess.fork_exec".split()
)
_NETWORK = frozenset(
    "socket.connect socket.bind socket.sendto socket.sendmsg socket.getaddrinfo socket.gethostbyname "
    "socket.gethostbyaddr socket.getnameinfo socket.getservbyname urllib.Request http.client.connect".split()
)
#: Functions of the standard library by which a program sees docstrings and positions of code. Lines all come by `linecache`.
_READERS = {"inspect.py": {"getdoc", "cleandoc"}, "traceback.py": None}
_LINES = frozenset(function.__code__ for function in (linecache.getlines, linecache.updatecache))
#: Flag of a function's code (``inspect.CO_OPTIMIZED``).
_OPTIMIZED = 1
_WRITING = os.O_WRONLY | os.O_RDWR


class Watch:
    """Starts watching when it is made; ``follow`` watches calls as well, which takes time; ``stop`` ends it."""

    def __init__(self, ignored: Set[str]) -> None:
        self.opened: Set[str] = set()
        self.written: Set[str] = set()
        self.listed: Set[str] = set()
        self.imported: Set[str] = set()
        #: Files whose lines were asked for as text.
        self.read: Set[str] = set()
        #: What happened, and of what: ``{"child": "subprocess.Popen"}``.
        self.unknown: Dict[str, str] = {}
        #: Code ran that came from a text: names say no more what is reached.
        self.dynamic = False
        #: Modules may have been loaded by names that stand in data.
        self.loads = False
        #: It asked for facts of files that it may not have opened.
        self.asks = False
        self._codes: Set[Any] = set()
        self._ignored = ignored
        self._on = True
        self._watching = False
        self._stat = {id(getattr(os, name)) for name in ("stat", "lstat", "access", "readlink") if hasattr(os, name)}
        sys.addaudithook(self._audit)

    def follow(self) -> None:
        threading.setprofile(self._profile)
        sys.setprofile(self._profile)
        self._watching = True

    def rest(self) -> None:
        """Calls are not watched until ``follow``: what runs is ours."""
        if sys.getprofile() != self._profile:
            self.dynamic = True  # somebody else took the place: not all that ran was seen
        self._watching = False
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]

    def stop(self) -> None:
        self._on = False
        self.rest()

    def executed(self) -> Set[Tuple[str, int]]:
        """File and first line of every function that ran; line 0 is the module itself."""
        return {
            (code.co_filename, 0 if code.co_name == "<module>" else code.co_firstlineno) for code in self._codes
        }

    def reads_text(self) -> bool:
        """Whether something asked for docstrings, for lines or for the text of code."""
        for code in self._codes:
            directory, name = os.path.split(code.co_filename)
            wanted = _READERS.get(name, ())
            # Importing these modules runs them and the bodies of their classes: that reads nothing.
            is_function = code.co_flags & _OPTIMIZED
            if is_function and directory == _STDLIB and (wanted is None or code.co_name in wanted):
                return True
        return False

    def _profile(self, frame: Any, event: str, argument: Any) -> None:
        if event == "call":
            self._codes.add(frame.f_code)
            if frame.f_code in _LINES:
                self.read.add(str(frame.f_locals.get("filename")))
        elif event == "c_call" and id(argument) in self._stat and not self.asks:
            file = _behind(frame)
            self.asks = not _is_ours(file) and not _is_framework(file)

    def _audit(self, event: str, arguments: Tuple[Any, ...]) -> None:
        if not self._on:
            return
        try:
            self._see(event, arguments)
        except Exception as error:
            self.unknown.setdefault("hook", type(error).__name__)

    def _see(self, event: str, arguments: Tuple[Any, ...]) -> None:
        if event == "open":
            self._see_open(*arguments[:3])
        elif event in ("os.listdir", "os.scandir"):
            if not _is_ours(_caller()) and not _is_framework(_behind(sys._getframe())):
                path = _path(arguments[0] if arguments and arguments[0] is not None else ".")
                self._note(self.listed, path, "directory")
        elif event in ("compile", "exec"):
            self._see_code(event)
        elif event in _CHILDREN and not _is_ours(_caller()):
            self.unknown.setdefault("child", event)
        elif event in _NETWORK:
            self.unknown.setdefault("network", event)
        elif event == "ctypes.dlopen":
            if arguments[0] is not None:
                self.unknown.setdefault("native-library", str(arguments[0])[:200])
        elif event == "sqlite3.connect":
            if arguments[0] not in (":memory:", b":memory:", ""):
                self._note(self.opened, _path(arguments[0]), "database")
        elif event in ("pickle.find_class", "code.__new__", "marshal.loads"):
            self.loads = self.loads or event == "pickle.find_class"
            behind = _behind(sys._getframe())  # nobody, where the standard library is loaded and does so
            self.dynamic = self.dynamic or not (_is_ours(behind) or _is_framework(behind))
        elif event in ("sys.setprofile", "sys.settrace") and self._watching:
            # A thread that starts gets the function of this class.
            self.dynamic = self.dynamic or _caller() != threading.__file__

    def _see_open(self, path: Any, mode: Any, flags: Any) -> None:
        if isinstance(path, int):
            return  # what was opened before
        caller = _caller()
        if caller.startswith(_HARNESS) and caller not in _CALLERS:
            return
        name = _path(path)
        if name is None or name in self._ignored or name.startswith(("/proc/", "/sys/", "/dev/")):
            if name is None:
                self.unknown.setdefault("file", "a path that is no text")
            return
        if name.endswith((".py", ".pyc")) and (caller.startswith(_IMPORTLIB) or _is_rewriter()):
            self.imported.add(name)
        elif isinstance(flags, int) and flags & _WRITING and flags & (os.O_CREAT | os.O_TRUNC):
            if name not in self.opened:
                self.written.add(name)
        elif name not in self.written:
            self.opened.add(name)

    def _see_code(self, event: str) -> None:
        caller = _caller()
        if _is_ours(caller) or _is_framework(caller) or caller in _COMPILERS:
            return
        if "-packages" in caller or caller.startswith((_STDLIB + os.sep, "<frozen ")):
            self.dynamic = True
        else:
            self.unknown.setdefault("text-as-code", event)

    def _note(self, found: Set[str], path: Optional[str], what: str) -> None:
        if path is None:
            self.unknown.setdefault("file", what)
        elif path not in self._ignored:
            found.add(path)


def _caller() -> str:
    """File of the code that did it: below the hook and the functions of this class."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename == __file__:
        frame = frame.f_back  # type: ignore[assignment]
    return frame.f_code.co_filename if frame is not None else ""


def _is_ours(file: str) -> bool:
    """The import system's doing, or the harness's: what comes of it is recorded as modules."""
    return file.startswith(_IMPORTLIB) or (file.startswith(_HARNESS) and file not in _CALLERS)


def _is_framework(file: str) -> bool:
    return any(name in file for name in _FRAMEWORKS)


def _is_rewriter() -> bool:
    """Whether pytest loads a test, whose assertions it rewrites."""
    return _behind(sys._getframe()).endswith(_REWRITER)


def _behind(frame: Any) -> str:
    """File of the code that had it done: the nearest that is not the standard library's."""
    while frame is not None:
        file = frame.f_code.co_filename
        standard = file.startswith((_STDLIB + os.sep, "<frozen ")) and "-packages" + os.sep not in file
        if file != __file__ and (not standard or file.startswith(_IMPORTLIB)):
            return file  # type: ignore[no-any-return]
        frame = frame.f_back
    return ""


def _path(value: Any) -> Optional[str]:
    if isinstance(value, int):
        return None
    try:
        return os.path.realpath(os.path.abspath(os.fsdecode(value)))
    except Exception:
        return None
