"""Plans a delivery round: the shortest way through all stops that a few rounds of improvement find."""

import math


def plan_round(stops):
    costs = measure_all(stops)
    order = visit_nearest(costs)
    order = untangle(order, costs)
    return {"order": order, "length": total_length(order, costs), "legs": describe_legs(order, stops)}


def measure_all(stops):
    return [[distance(here, there) for there in stops] for here in stops]


def distance(here, there):
    """Great-circle distance in kilometres."""
    latitude, longitude = math.radians(here[1]), math.radians(here[2])
    other, beyond = math.radians(there[1]), math.radians(there[2])
    across = math.sin((other - latitude) / 2) ** 2
    along = math.cos(latitude) * math.cos(other) * math.sin((beyond - longitude) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(across + along))


def visit_nearest(costs):
    left = set(range(1, len(costs)))
    order = [0]
    while left:
        nearest = find_nearest(costs[order[-1]], left)
        order.append(nearest)
        left.remove(nearest)
    return order


def find_nearest(row, left):
    best, least = -1, math.inf
    for stop in left:
        if row[stop] < least:
            best, least = stop, row[stop]
    return best


def untangle(order, costs):
    """Turns round each stretch that is shorter the other way (2-opt)."""
    for _ in range(2):
        for first in range(1, len(order) - 2):
            for last in range(first + 1, len(order) - 1):
                if gain(order, costs, first, last) > 1e-9:
                    order[first : last + 1] = reversed(order[first : last + 1])
    return order


def gain(order, costs, first, last):
    before, start = order[first - 1], order[first]
    end, after = order[last], order[last + 1]
    return costs[before][start] + costs[end][after] - costs[before][end] - costs[start][after]


def total_length(order, costs):
    return sum(costs[here][there] for here, there in zip(order, order[1:]))


def describe_legs(order, stops):
    legs = []
    for here, there in zip(order, order[1:]):
        legs.append(f"{stops[here][0]} – {stops[there][0]}: {distance(stops[here], stops[there]):.1f} km")
    return legs
