"""The Python side of Pacegate: runs one benchmark in one fresh process. Standard library only, Python 3.9 and newer.

Nothing here is imported by the user's code. Modules keep their own imports few, because every fresh process pays for
them, and because what is imported before the benchmark counts towards its memory.
"""
