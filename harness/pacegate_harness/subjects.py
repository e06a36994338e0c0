"""Turns what a `callable` names into something that can be timed: prepared, called, and tidied up after."""

from __future__ import annotations

from functools import partial
from typing import Any, Callable, Dict, List, NamedTuple, Optional

from .problems import Problem
from .timing import Timer, async_timer, fresh_state_timer, sync_timer

_GENERATOR, _COROUTINE, _ASYNC_GENERATOR = 0x20, 0x80, 0x200  # inspect.CO_…, without the cost of importing inspect

_CONVENTION = "Yield the function to be timed: `yield lambda: search(index, query)`."


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
    elif flags & (_GENERATOR | _ASYNC_GENERATOR) or (isinstance(target, type) and _is_manager(target)):
        call, exit_fixture = _enter_manager(target(**arguments), event_loop)
    else:
        call = partial(target, **arguments) if arguments else target
    if not callable(call):
        _run(exit_fixture)
        raise Problem("no-values", f"It yielded {_a(call)}, which cannot be called.", _CONVENTION)

    before = getattr(call, "before_each", getattr(target, "before_each", None))

    def close() -> None:
        try:
            _run(exit_fixture)
        finally:
            if loops:
                loop = loops.pop()
                loop.run_until_complete(loop.shutdown_asyncgens())
                loop.close()

    if _code_flags(call) & _COROUTINE or _code_flags(getattr(call, "__call__", None)) & _COROUTINE:
        timer = async_timer(call, event_loop(), before)
        return Subject(timer, async_timer(_nothing_async, event_loop()), close, before is not None, timer)
    if before is not None:
        timer = fresh_state_timer(call, before)
        return Subject(timer, fresh_state_timer(lambda *_: None, lambda: None), close, True, timer)
    return Subject(sync_timer(call, keep), sync_timer(_nothing, keep), close, False, sync_timer(call, True))


def check_first_result(result: Any) -> None:
    """A call that only made a coroutine or a generator did none of the work that its author wanted timed."""
    if hasattr(result, "__await__"):
        if hasattr(result, "close"):
            result.close()
        raise Problem(
            "no-values",
            "The call returned something to be awaited, and nobody awaited it, so its work never ran.",
            "Make the benchmark an `async def` that awaits it.",
        )
    if type(result).__name__ in ("generator", "async_generator"):
        raise Problem(
            "no-values",
            "The call returned a generator that nobody consumed, so its work never ran.",
            "Consume it inside the benchmark: `yield lambda: list(search(index, query))`.",
        )


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
    if hasattr(type(manager), "__enter__"):
        return manager.__enter__(), lambda: manager.__exit__(None, None, None)
    if hasattr(type(manager), "__aenter__"):
        loop = event_loop()
        call = loop.run_until_complete(manager.__aenter__())
        return call, lambda: loop.run_until_complete(manager.__aexit__(None, None, None))
    raise Problem("no-values", f"Calling it gave {_a(manager)}, whose work never ran.", _CONVENTION)


def _code_flags(function: Any) -> int:
    """Flags of the innermost function's code, through ``partial``, ``functools.wraps`` and methods."""
    for _ in range(50):
        function = getattr(function, "__wrapped__", getattr(function, "func", getattr(function, "__func__", function)))
        code = getattr(function, "__code__", None)
        if code is not None and not hasattr(function, "__wrapped__"):
            return code.co_flags
        if not any(hasattr(function, name) for name in ("__wrapped__", "func", "__func__")):
            break
    return 0


def _is_plain(function: Any) -> bool:
    """Whether calling it gives the generator itself, and not what ``contextlib.contextmanager`` makes of it."""
    while hasattr(function, "func") or hasattr(function, "__func__"):
        function = getattr(function, "func", None) or function.__func__
    code = getattr(function, "__code__", None)
    return code is not None and bool(code.co_flags & (_GENERATOR | _ASYNC_GENERATOR))


def _is_manager(target: Any) -> bool:
    return hasattr(target, "__enter__") or hasattr(target, "__aenter__")


def _run(function: Optional[Callable[[], None]]) -> None:
    if function is not None:
        function()


def _a(value: Any) -> str:
    return f"an object of type {type(value).__name__}" if value is not None else "None"


def _nothing() -> None:
    pass


async def _nothing_async() -> None:
    pass
