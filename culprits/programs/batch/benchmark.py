import random

from ledger import close_day

_RANDOM = random.Random(4)
ACCOUNTS = [f"DE{_RANDOM.randrange(10**9, 10**10)} {_RANDOM.randrange(10**4, 10**5)}" for _ in range(40)]
PAYMENTS = "id,account,amount,purpose\n" + "\n".join(
    f"{number},{_RANDOM.choice(ACCOUNTS) if number % 17 else 'none'},"
    f"{_RANDOM.randrange(-90000, 90000) / 100},invoice  {number}   of the   {number % 28 + 1}th"
    for number in range(500)
)


def work():
    return close_day(PAYMENTS)
