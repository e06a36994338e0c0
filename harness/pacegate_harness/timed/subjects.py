"""Turns what a `callable` names into something that can be timed: prepared, called, and tidied up after."""

from __future__ import annotations

from functools import partial
from types import CoroutineType, MethodType
from typing import Any, Callable, Dict, List, NamedTuple, Optional

from ..objects import answers, declared, has, is_class, special
from ..problems import Problem
from .timing import Timer, async_timer, fresh_state_timer, sync_timer
from .unrun import Unrun

_GENERATOR, _COROUTINE, _ASYNC_GENERATOR = 0x20, 0x80, 0x200  # inspect.CO_…, without the cost of importing inspect

_CONVENTION = "Yield the function to be timed: `yield lambda: search(index, query)`."


class Rounds(NamedTuple):
    """How often a benchmark wants to be called: no more and no fewer times than its author says."""

    values: int
    loops: int
    warmup: int
    #: False: fewer values will do, where so many would take too long.
    exact: bool = True


class Subject(NamedTuple):
    """Something that can be timed."""

    timer: Timer
    #: The same timer around a function that does nothing: its cost is the harness's own.
    empty: Timer
    #: Closes what was prepared; to be called once, after the last call.
    close: Callable[[], None]
    #: Whether a value must be a single call, because each call needs state of its own.
    single: bool
    #: The timer for the very first call, whose result is looked at.
    first: Timer
    #: None where Pacegate chooses.
    rounds: Optional[Rounds] = None
    #: What is measured happens so many times in one call.
    inner: int = 1
    #: The benchmark reads a clock itself, and what it did beside that is in no value; then CPU time is not known.
    own_clock: bool = False
    #: What the last call returned, where its author says how often it is called, and once more might not do.
    last: Optional[Callable[[], Any]] = None


def prepare(target: Any, arguments: Dict[str, Any], keep: bool) -> Subject:
    """Prepares the state of a benchmark, outside the timed region.

    ``target`` is a function (sync or async), a generator function or a context manager that yields the function to be
    timed (sync or async), or a class that is a context manager. ``arguments`` are the parameters of this case.
    """
    loops: List[Any] = []  # at most one event loop, made when something needs it

    def event_loop() -> Any:
        if not loops:
            import asyncio

            loops.append(asyncio.new_event_loop())
            asyncio.set_event_loop(loops[0])
        return loops[0]

    exit_fixture: Optional[Callable[[], None]] = None
    flags = _code_flags(target)
    if not callable(target):
        raise Problem("crashed", f"It is {_a(target)}, which cannot be called.", "Name a function.")
    if flags & _GENERATOR and _is_plain(target):
        call, exit_fixture = _enter_generator(target(**arguments))
    elif flags & _ASYNC_GENERATOR and _is_plain(target):
        call, exit_fixture = _enter_async_generator(target(**arguments), event_loop())
    elif flags & (_GENERATOR | _ASYNC_GENERATOR) or (is_class(target) and _is_manager(target)):
        call, exit_fixture = _enter_manager(target(**arguments), event_loop)
    else:
        call = partial(target, **arguments) if arguments else target
    if not callable(call):
        _run(exit_fixture)
        raise Problem("no-values", f"It yielded {_a(call)}, which cannot be called.", _CONVENTION)

    before = declared(call, "before_each", declared(target, "before_each"))

    def close() -> None:
        try:
            _run(exit_fixture)
        finally:
            if loops:
                loop = loops.pop()
                loop.run_until_complete(loop.shutdown_asyncgens())
                loop.close()

    if _is_async(call, event_loop, probe=before is None):
        timer = async_timer(call, event_loop(), before)
        return Subject(timer, async_timer(nothing_async, event_loop()), close, before is not None, timer)
    if before is not None:
        if _code_flags(before) & _COROUTINE:
            raise Problem(
                "never-awaited", "`before_each` is async, and the benchmark is not.", "Make both `async def`."
            )
        timer = fresh_state_timer(call, before)
        return Subject(timer, fresh_state_timer(lambda *_: None, lambda: None), close, True, timer)
    return Subject(sync_timer(call, keep), sync_timer(nothing, keep), close, False, sync_timer(call, True))


def of_calls(call: Callable[[], Any], inner: int = 1) -> Subject:
    """A function without state of its own, whose results are not kept: one would die inside the next timed region."""
    return Subject(sync_timer(call, False), EMPTY, nothing, False, sync_timer(call, True), inner=inner)


_HINTS = {
    "awaitable": "Make the benchmark an `async def` that awaits it.",
    "generator": "Consume it inside the benchmark: `yield lambda: list(search(index, query))`.",
}


def refuse(result: Any, unrun: Optional[Unrun], hints: Optional[Dict[str, str]] = None) -> None:
    """A call that only made a coroutine or a generator did none of the work that its author wanted timed."""
    if unrun is not None:
        if type(result) is CoroutineType:
            result.close()  # told here; Python need not warn of it in the middle of the next benchmark
        raise Problem("never-awaited", unrun.message, (hints or _HINTS)[unrun.kind])


def _enter_generator(generator: Any) -> Any:
    try:
        call = next(generator)
    except StopIteration:
        raise Problem("no-values", "The generator ended without yielding anything.", _CONVENTION) from None

    def leave() -> None:
        try:
            next(generator)
        except StopIteration:
            return
        generator.close()
        raise Problem("crashed", "The generator yielded more than once.", _CONVENTION)

    return call, leave


def _enter_async_generator(generator: Any, loop: Any) -> Any:
    try:
        call = loop.run_until_complete(generator.__anext__())
    except StopAsyncIteration:
        raise Problem("no-values", "The generator ended without yielding anything.", _CONVENTION) from None

    def leave() -> None:
        try:
            loop.run_until_complete(generator.__anext__())
        except StopAsyncIteration:
            return
        loop.run_until_complete(generator.aclose())
        raise Problem("crashed", "The generator yielded more than once.", _CONVENTION)

    return call, leave


def _enter_manager(manager: Any, event_loop: Callable[[], Any]) -> Any:
    if answers(manager, "__enter__"):
        return manager.__enter__(), lambda: manager.__exit__(None, None, None)
    if answers(manager, "__aenter__"):
        loop = event_loop()
        call = loop.run_until_complete(manager.__aenter__())
        return call, lambda: loop.run_until_complete(manager.__aexit__(None, None, None))
    raise Problem("no-values", f"Calling it gave {_a(manager)}, whose work never ran.", _CONVENTION)


def _is_async(call: Any, event_loop: Callable[[], Any], probe: bool) -> bool:
    """Whether what a call returns is to be awaited. A decorator may await it itself: then one untimed call tells."""
    if _own_flags(call) & _COROUTINE or _own_flags(special(call, "__call__")) & _COROUTINE:
        return True
    if not _code_flags(call) & _COROUTINE:
        return False
    result = call() if probe else None
    if not answers(result, "__await__"):
        return not probe

    async def finish() -> None:
        await result

    event_loop().run_until_complete(finish())
    return True


def _code_flags(function: Any) -> int:
    """Flags of the innermost function's code, through ``partial``, methods and ``functools.wraps``."""
    for _ in range(50):
        function = _innermost(function)
        wrapped = declared(function, "__wrapped__")
        if wrapped is None:
            break
        function = wrapped
    return getattr(declared(function, "__code__"), "co_flags", 0)


def _innermost(function: Any) -> Any:
    """The function that is called, through ``partial`` and methods."""
    for _ in range(50):
        if issubclass(type(function), partial):
            function = function.func
        elif type(function) is MethodType:
            function = function.__func__
        else:
            break
    return function


def _is_plain(function: Any) -> bool:
    """Whether calling it gives the generator itself, and not what ``contextlib.contextmanager`` makes of it."""
    return bool(_own_flags(function) & (_GENERATOR | _ASYNC_GENERATOR))


def _own_flags(function: Any) -> int:
    return getattr(declared(_innermost(function), "__code__"), "co_flags", 0)


def _is_manager(kind: type) -> bool:
    return has(kind, "__enter__") or has(kind, "__aenter__")


def _run(function: Optional[Callable[[], None]]) -> None:
    if function is not None:
        function()


def _a(value: Any) -> str:
    return f"an object of type {type(value).__name__}" if value is not None else "None"


def nothing() -> None:
    pass


async def nothing_async() -> None:
    pass


#: Around a call whose result is not kept.
EMPTY = sync_timer(nothing, False)
