"""Books a day's payments into a ledger, an SQLite database, and closes the day."""

import csv
import io
import sqlite3

SCHEMA = """
create table accounts (number text primary key, balance integer not null);
create table bookings (id integer primary key, account text, cents integer, purpose text);
create index by_account on bookings (account);
"""


def close_day(text):
    ledger = open_ledger()
    accepted, rejected = [], []
    rows = read_payments(text)
    for row in rows:
        fault = find_fault(row)
        if fault is None:
            accepted.append(normalise(row))
        else:
            rejected.append((row["id"], fault))
    book(ledger, accepted)
    update_balances(ledger)
    statements = write_statements(ledger)
    ledger.close()
    return statements, rejected


def open_ledger():
    ledger = sqlite3.connect(":memory:")
    ledger.executescript(SCHEMA)
    return ledger


def read_payments(text):
    return list(csv.DictReader(io.StringIO(text)))


def find_fault(row):
    if not has_valid_digits(row["account"]):
        return "account"
    if not row["amount"].replace(".", "", 1).lstrip("-").isdigit():
        return "amount"
    return None


def has_valid_digits(number):
    """The check of ISO 13616, on the digits alone."""
    digits = "".join(character for character in number if character.isdigit())
    rest = 0
    for digit in digits:
        rest = (rest * 10 + int(digit)) % 97
    return len(digits) >= 8 and rest != 0


def normalise(row):
    purpose = " ".join(row["purpose"].split())[:60]
    return int(row["id"]), row["account"].replace(" ", ""), parse_cents(row["amount"]), purpose


def parse_cents(text):
    sign = -1 if text.startswith("-") else 1
    whole, _, rest = text.lstrip("-").partition(".")
    return sign * (int(whole) * 100 + int((rest + "00")[:2]))


def book(ledger, payments):
    for payment in payments:
        ledger.execute("insert into bookings values (?, ?, ?, ?)", payment)
    ledger.commit()


def update_balances(ledger):
    sums = ledger.execute("select account, sum(cents) from bookings group by account").fetchall()
    ledger.executemany("insert into accounts values (?, ?)", sums)
    ledger.commit()


def write_statements(ledger):
    statements = []
    for account, balance in ledger.execute("select number, balance from accounts order by number").fetchall():
        statements.append(write_statement(ledger, account, balance))
    return statements


def write_statement(ledger, account, balance):
    lines = [f"Account {account}"]
    query = "select cents, purpose from bookings where account = ? order by id"
    for cents, purpose in ledger.execute(query, (account,)):
        lines.append(f"{purpose:<60} {cents / 100:>12,.2f}")
    lines.append(f"{'Balance':<60} {balance / 100:>12,.2f}")
    return "\n".join(lines)
