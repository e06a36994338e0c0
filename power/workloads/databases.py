"""Inserts into SQLite, in memory, and queries it."""
import contextlib
import sqlite3

FACTOR = 1.0

QUERY = "select name, sum(amount), count(*) from orders where amount > ? group by name order by 2 desc"


def rows(count):
    """Orders."""
    return [(f"customer {i % 57}", i % 101) for i in range(count)]


def prepare():
    """A table."""
    connection = sqlite3.connect(":memory:")
    connection.execute("create table orders (name text, amount integer)")
    connection.executemany("insert into orders values (?, ?)", rows(round(4_200 * FACTOR)))
    return connection


def work(connection):
    """A call."""
    with contextlib.closing(connection.execute(QUERY, (3,))) as cursor:
        return len(cursor.fetchall())
