"""Compares the names that are found in the source (`find_scope`) with those that Python 3.11 knows itself."""

import functools
import sys

from profile_functions import Names


class Outer:
    class Inner:
        def method(self):
            return [x for x in (y for y in range(3))], (lambda: 1)

    @staticmethod
    @functools.lru_cache(maxsize=None)
    def decorated(): return {x: 1 for x in range(3)}


def plain():
    def nested():
        return {x for x in range(3)}

    return nested


async def waiting():
    return 1


def collect(code, found):
    for constant in code.co_consts:
        if hasattr(constant, "co_code"):
            found.append(constant)
            collect(constant, found)
    return found


names = Names(["."])
with open(__file__, encoding="utf-8") as file:
    module = compile(file.read(), __file__, "exec")
wrong = []
for code in collect(module, []):
    if code.co_name in ("Outer", "Inner"):  # class bodies run at import
        continue
    expected = getattr(code, "co_qualname", None)
    found = names.find_scope(code).split(".<locals>")[0]
    if sys.version_info >= (3, 11) and found != expected.split(".<locals>")[0]:
        wrong.append((found, expected))
print(wrong or "same")
