"""Problems about queues, plans and simulations."""

from .inputs import dicts, ints, lists, one_of, texts, tuples
from .shelf import Shelf

shelf = Shelf("planning")

_STEP = one_of("a", "b", "c", "d")


@shelf.easy(lists(ints(1, 9), 0, 8), ints(1, 12))
def lift_rides(weights: list[int], limit: int) -> int:
    """How many rides a lift makes when people enter in order until the next one would exceed the limit.

    Someone who is too heavy alone rides alone.

    >>> lift_rides([4, 4, 4], 8)
    2
    >>> lift_rides([9], 5)
    1
    """
    rides = 0
    load = 0
    for weight in weights:
        if rides == 0 or load + weight > limit:
            rides += 1
            load = 0
        load += weight
    return rides


@shelf.medium(lists(ints(1, 6), 0, 6), ints(1, 3))
def waiting_times(jobs: list[int], desks: int) -> list[int]:
    """When each job starts, if they are served in order and each goes to the desk that is free first.

    >>> waiting_times([3, 2, 4], 2)
    [0, 0, 2]
    >>> waiting_times([1, 1], 1)
    [0, 1]
    """
    free = [0] * desks
    starts = []
    for job in jobs:
        desk = free.index(min(free))
        starts.append(free[desk])
        free[desk] += job
    return starts


@shelf.hard(dicts(_STEP, lists(_STEP, 0, 2), 0, 4))
def build_order(needs: dict[str, list[str]]) -> list[str]:
    """All steps in an order in which each comes after those it needs; of several possible next ones the first by name.

    A step that is only needed has no needs of its own. If a circle makes that impossible, the result is empty.

    >>> build_order({"b": ["a"], "c": ["a", "b"]})
    ['a', 'b', 'c']
    >>> build_order({"a": ["b"], "b": ["a"]})
    []
    """
    steps = set(needs)
    for wanted in needs.values():
        steps.update(wanted)
    order: list[str] = []
    while len(order) < len(steps):
        ready = [s for s in sorted(steps) if s not in order and all(need in order for need in needs.get(s, []))]
        if not ready:
            return []
        order.append(ready[0])
    return order


@shelf.medium(texts("LRF", 0, 10))
def robot_position(moves: str) -> tuple[int, int]:
    """Where a robot at (0, 0), facing up, ends: L and R turn it on the spot, F moves it one field; up is (0, 1).

    >>> robot_position("FRF")
    (1, 1)
    >>> robot_position("LLF")
    (0, -1)
    """
    x, y = 0, 0
    dx, dy = 0, 1
    for move in moves:
        if move == "L":
            dx, dy = -dy, dx
        elif move == "R":
            dx, dy = dy, -dx
        else:
            x += dx
            y += dy
    return x, y


@shelf.medium(lists(_STEP, 0, 10), ints(1, 3))
def cache_misses(requests: list[str], size: int) -> int:
    """How many requests are not in the cache; it holds `size` pages and gives up the one that was not used for longest.

    >>> cache_misses(["a", "b", "a", "c", "b"], 2)
    4
    >>> cache_misses(["a", "a"], 1)
    1
    """
    pages: list[str] = []
    misses = 0
    for page in requests:
        if page in pages:
            pages.remove(page)
        else:
            misses += 1
            if len(pages) == size:
                pages.pop(0)
        pages.append(page)
    return misses


@shelf.easy(ints(0, 30), ints(1, 9), ints(0, 9))
def snail_days(height: int, up: int, down: int) -> int:
    """On which day a snail reaches the top of a wall, climbing `up` by day and slipping `down` by night; -1 for never.

    It starts on day 1. A wall of height 0 is reached on day 0.

    >>> snail_days(10, 4, 1)
    3
    >>> snail_days(5, 2, 2)
    -1
    """
    if height == 0:
        return 0
    if up < height and up <= down:
        return -1
    day = 0
    place = 0
    while place < height:
        day += 1
        place += up
        if place < height:
            place -= down
    return day


@shelf.hard(lists(tuples(ints(1, 6), ints(1, 9)), 0, 5), ints(0, 12))
def best_backpack(things: list[tuple[int, int]], capacity: int) -> int:
    """The largest total value of things, given as (weight, value), whose weights fit into the capacity together.

    >>> best_backpack([(2, 3), (3, 4), (4, 6)], 6)
    9
    >>> best_backpack([(5, 9)], 4)
    0
    """
    best = [0] * (capacity + 1)
    for weight, value in things:
        for room in range(capacity, weight - 1, -1):
            best[room] = max(best[room], best[room - weight] + value)
    return best[capacity]


@shelf.medium(lists(one_of("in", "out", "in"), 0, 9), ints(0, 4))
def parking_refused(events: list[str], places: int) -> int:
    """How many cars are refused since the car park is full; a car that leaves makes room, if there is one in it.

    >>> parking_refused(["in", "in", "out", "in"], 1)
    1
    >>> parking_refused(["out", "in"], 1)
    0
    """
    parked = 0
    refused = 0
    for event in events:
        if event == "out":
            parked = max(0, parked - 1)
        elif parked < places:
            parked += 1
        else:
            refused += 1
    return refused


@shelf.medium(lists(ints(1, 9), 0, 7))
def two_piles(weights: list[int]) -> tuple[int, int]:
    """The weights of two piles, when each thing in turn goes to the lighter pile, to the first if they are equal.

    >>> two_piles([5, 3, 3])
    (5, 6)
    >>> two_piles([])
    (0, 0)
    """
    first, second = 0, 0
    for weight in weights:
        if first <= second:
            first += weight
        else:
            second += weight
    return first, second


@shelf.hard(lists(tuples(_STEP, _STEP), 0, 6), _STEP, _STEP)
def stops_between(lines: list[tuple[str, str]], start: str, goal: str) -> int:
    """Fewest connections from start to goal, when each connection can be used in both directions; -1 for no way.

    >>> stops_between([("a", "b"), ("b", "c")], "c", "a")
    2
    >>> stops_between([], "a", "d")
    -1
    """
    away = {start: 0}
    waiting = [start]
    while waiting:
        stop = waiting.pop(0)
        for one, other in lines:
            for here, there in ((one, other), (other, one)):
                if here == stop and there not in away:
                    away[there] = away[stop] + 1
                    waiting.append(there)
    return away.get(goal, -1)


@shelf.easy(lists(one_of("up", "down"), 0, 9))
def lowest_floor(moves: list[str]) -> int:
    """The lowest floor on the way, when one starts on floor 0 and each move goes one floor up or down.

    >>> lowest_floor(["down", "down", "up"])
    -2
    >>> lowest_floor(["up"])
    0
    """
    floor = 0
    lowest = 0
    for move in moves:
        floor += 1 if move == "up" else -1
        lowest = min(lowest, floor)
    return lowest


@shelf.medium(ints(0, 9), ints(0, 9), ints(0, 6))
def vending_state(coins: int, price: int, stock: int) -> tuple[int, int]:
    """(items sold, coins given back) when a machine sells as many items as the coins pay for and the stock allows.

    With a price of 0 it sells all it has.

    >>> vending_state(7, 2, 5)
    (3, 1)
    >>> vending_state(3, 0, 4)
    (4, 3)
    """
    sold = stock if price == 0 else min(stock, coins // price)
    return sold, coins - sold * price


@shelf.hard(lists(one_of("push", "pop", "undo"), 0, 9))
def undo_stack(orders: list[str]) -> int:
    """The height of a stack after all orders.

    "push" adds one, "pop" takes one if there is one, and "undo" takes back the last order that changed the height and
    was not taken back yet.

    >>> undo_stack(["push", "push", "undo"])
    1
    >>> undo_stack(["pop", "push", "pop", "undo"])
    1
    """
    height = 0
    done: list[int] = []
    for order in orders:
        if order == "push":
            height += 1
            done.append(1)
        elif order == "pop" and height > 0:
            height -= 1
            done.append(-1)
        elif order == "undo" and done:
            height -= done.pop()
    return height


@shelf.medium(lists(ints(0, 5), 0, 7), ints(0, 5))
def bottle_returns(days: list[int], needed: int) -> list[int]:
    """How many full crates are returned each day: bottles are collected until there are `needed`, which is one crate.

    What is left over stays for the next day. With 0 needed nothing is ever returned.

    >>> bottle_returns([3, 5, 1], 4)
    [0, 2, 0]
    >>> bottle_returns([3], 0)
    [0]
    """
    left = 0
    out = []
    for bottles in days:
        left += bottles
        if needed == 0:
            out.append(0)
            continue
        out.append(left // needed)
        left %= needed
    return out


@shelf.hard(ints(1, 12), lists(tuples(ints(0, 11), ints(0, 11)), 0, 5))
def swap_seats(seats: int, swaps: list[tuple[int, int]]) -> list[int]:
    """Who sits where after all swaps; person i starts on seat i. A swap with a seat that does not exist is left out.

    >>> swap_seats(3, [(0, 2), (1, 2)])
    [2, 0, 1]
    >>> swap_seats(2, [(0, 5)])
    [0, 1]
    """
    order = list(range(seats))
    for one, other in swaps:
        if one < seats and other < seats:
            order[one], order[other] = order[other], order[one]
    return order
