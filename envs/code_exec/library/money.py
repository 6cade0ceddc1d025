"""Problems about prices, bills and accounts; money is counted in cents."""

from .inputs import dicts, ints, lists, one_of, tuples
from .shelf import Shelf

shelf = Shelf("money")


@shelf.easy(ints(0, 500))
def as_money(cents: int) -> str:
    """The amount as euros and cents with a point, such as "3.05".

    >>> as_money(305)
    '3.05'
    >>> as_money(7)
    '0.07'
    """
    return f"{cents // 100}.{cents % 100:02d}"


@shelf.medium(ints(0, 60))
def water_bill(cubes: int) -> int:
    """A bill of 500 cents, plus 40 for each of the first 10 cubes, 60 for each of the next 20, 90 for each further one.

    >>> water_bill(12)
    1020
    >>> water_bill(0)
    500
    """
    bill = 500
    bill += 40 * min(cubes, 10)
    if cubes > 10:
        bill += 60 * (min(cubes, 30) - 10)
    if cubes > 30:
        bill += 90 * (cubes - 30)
    return bill


@shelf.medium(lists(ints(1, 40), 0, 6))
def three_for_two(prices: list[int]) -> int:
    """The total when of every three items, taken from the dearest on, the third one is free.

    >>> three_for_two([10, 20, 30, 5])
    55
    >>> three_for_two([])
    0
    """
    total = 0
    for place, price in enumerate(sorted(prices, reverse=True), 1):
        if place % 3 != 0:
            total += price
    return total


@shelf.easy(ints(0, 200), ints(0, 100))
def with_discount(price: int, percent: int) -> int:
    """The price less the percentage; the discount is rounded down to whole cents.

    >>> with_discount(99, 10)
    90
    >>> with_discount(50, 0)
    50
    """
    return price - price * percent // 100


@shelf.hard(lists(ints(-30, 30), 0, 8), ints(0, 20))
def overdraft_days(changes: list[int], limit: int) -> int:
    """On how many days an account is below 0, when it starts at 0 and each day has one change.

    A change that would bring it below minus the limit is refused.

    >>> overdraft_days([-5, 3, -20, 9], 10)
    3
    >>> overdraft_days([4, -2], 10)
    0
    """
    account = 0
    days = 0
    for change in changes:
        if account + change >= -limit:
            account += change
        if account < 0:
            days += 1
    return days


@shelf.medium(ints(0, 399))
def change_coins(cents: int) -> dict[int, int]:
    """How many coins of 200, 100, 50, 20, 10, 5, 2 and 1 give the amount, as few as possible; only those used.

    >>> change_coins(63)
    {50: 1, 10: 1, 2: 1, 1: 1}
    >>> change_coins(0)
    {}
    """
    used = {}
    for coin in (200, 100, 50, 20, 10, 5, 2, 1):
        if cents >= coin:
            used[coin] = cents // coin
            cents %= coin
    return used


@shelf.medium(ints(1, 200), ints(1, 7))
def fair_shares(cents: int, people: int) -> list[int]:
    """The amount in shares that differ by at most one cent and add up to it, larger ones first.

    >>> fair_shares(10, 3)
    [4, 3, 3]
    >>> fair_shares(2, 3)
    [1, 1, 0]
    """
    base = cents // people
    extra = cents % people
    return [base + 1 if i < extra else base for i in range(people)]


@shelf.hard(lists(ints(1, 20), 0, 8))
def best_trade(prices: list[int]) -> int:
    """The largest gain from buying on one day and selling on a later one; 0 if no trade gains.

    >>> best_trade([7, 3, 9, 4])
    6
    >>> best_trade([5, 4])
    0
    """
    gain = 0
    lowest = None
    for price in prices:
        if lowest is not None:
            gain = max(gain, price - lowest)
        lowest = price if lowest is None else min(lowest, price)
    return gain


@shelf.hard(dicts(one_of("ana", "ben", "cem", "dia"), ints(0, 40), 1, 4))
def settle_up(paid: dict[str, int]) -> dict[str, int]:
    """What each person must still pay (positive) or gets back (negative), when all shares are equal.

    The share is rounded up to a whole cent. Who is even is left out.

    >>> settle_up({"ana": 10, "ben": 2})
    {'ana': -4, 'ben': 4}
    >>> settle_up({"ana": 7})
    {}
    """
    share = -(-sum(paid.values()) // len(paid))
    return {name: share - amount for name, amount in paid.items() if amount != share}


@shelf.medium(ints(0, 20), ints(0, 64))
def ticket_price(kilometers: int, age: int) -> int:
    """100 cents plus 30 for each kilometer after the third; half for ages below 15, nothing below 6.

    The half is rounded up.

    >>> ticket_price(5, 40)
    160
    >>> ticket_price(4, 14)
    65
    """
    if age < 6:
        return 0
    price = 100 + 30 * max(0, kilometers - 3)
    if age < 15:
        price = (price + 1) // 2
    return price


@shelf.medium(lists(tuples(ints(1, 5), ints(1, 30)), 0, 5), ints(0, 60))
def cart_total(items: list[tuple[int, int]], free_from: int) -> int:
    """Items are (count, price of one); delivery costs 5 unless the goods reach `free_from`. An empty cart is free.

    >>> cart_total([(2, 10), (1, 4)], 30)
    29
    >>> cart_total([], 10)
    0
    """
    goods = sum(count * price for count, price in items)
    if not items:
        return 0
    return goods if goods >= free_from else goods + 5


@shelf.easy(ints(1, 50), ints(1, 50), ints(1, 9), ints(1, 9))
def cheaper_pack(first: int, second: int, count: int, other: int) -> str:
    """Which pack has the lower price for a piece: the first (with `count` pieces), the second (with `other`), or both.

    >>> cheaper_pack(10, 12, 5, 5)
    'first'
    >>> cheaper_pack(4, 2, 2, 1)
    'both'
    """
    left = first * other
    right = second * count
    if left < right:
        return "first"
    return "second" if right < left else "both"


@shelf.hard(ints(1, 200), ints(1, 20), ints(1, 60))
def months_to_pay(debt: int, percent: int, rate: int) -> int:
    """How many monthly rates pay off a debt, when each month first adds the percentage, rounded down; at most 100.

    >>> months_to_pay(100, 10, 60)
    2
    >>> months_to_pay(100, 20, 10)
    100
    """
    months = 0
    while debt > 0 and months < 100:
        debt += debt * percent // 100
        debt -= rate
        months += 1
    return months


@shelf.medium(lists(ints(0, 12), 0, 8), ints(0, 9))
def tip_pool(tips: list[int], skip: int) -> tuple[int, int]:
    """(the tips that are shared, the tips that are kept): tips up to `skip` are kept, of a larger one what is above it.

    >>> tip_pool([2, 9, 5], 4)
    (6, 10)
    >>> tip_pool([], 3)
    (0, 0)
    """
    shared = 0
    kept = 0
    for tip in tips:
        shared += max(0, tip - skip)
        kept += min(tip, skip)
    return shared, kept


@shelf.medium(ints(0, 3000))
def income_tax(income: int) -> int:
    """No tax up to 500, 20 percent of what lies between 500 and 1500, 40 percent of what is above; rounded down once.

    >>> income_tax(1000)
    100
    >>> income_tax(1700)
    280
    """
    middle = min(max(income - 500, 0), 1000)
    upper = max(income - 1500, 0)
    return (20 * middle + 40 * upper) // 100
