import random

from routes import plan_round

_RANDOM = random.Random(1)
STOPS = [(f"stop {number}", 48 + _RANDOM.random(), 11 + _RANDOM.random()) for number in range(80)]


def work():
    return plan_round(STOPS)
