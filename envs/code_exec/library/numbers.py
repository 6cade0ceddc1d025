"""Problems about whole numbers."""

from .inputs import ints, lists
from .shelf import Shelf

shelf = Shelf("numbers")


@shelf.easy(ints(0, 9999))
def digit_gap(number: int) -> int:
    """The difference between the largest and the smallest digit of the number.

    >>> digit_gap(2936)
    7
    >>> digit_gap(5)
    0
    """
    digits = [int(char) for char in str(number)]
    return max(digits) - min(digits)


@shelf.medium(ints(1, 400))
def collapse_steps(number: int) -> int:
    """How often the number must be replaced by the product of its digits until it has a single digit.

    >>> collapse_steps(39)
    3
    >>> collapse_steps(7)
    0
    """
    steps = 0
    while number >= 10:
        product = 1
        for char in str(number):
            product *= int(char)
        number = product
        steps += 1
    return steps


@shelf.easy(ints(-50, 50), ints(-20, 20), ints(-20, 20))
def clamp_between(value: int, one: int, other: int) -> int:
    """The value, moved to the nearer of the two bounds if it lies outside; the bounds come in any order.

    >>> clamp_between(9, 5, 1)
    5
    >>> clamp_between(3, 1, 5)
    3
    """
    low = min(one, other)
    high = max(one, other)
    return max(low, min(high, value))


@shelf.medium(ints(1, 300))
def divisor_gaps(number: int) -> list[int]:
    """The differences between neighbors in the rising list of all divisors of the number.

    >>> divisor_gaps(12)
    [1, 1, 1, 2, 6]
    >>> divisor_gaps(1)
    []
    """
    divisors = [d for d in range(1, number + 1) if number % d == 0]
    return [divisors[i + 1] - divisors[i] for i in range(len(divisors) - 1)]


@shelf.medium(ints(0, 300), ints(2, 9))
def digits_in_base(number: int, base: int) -> list[int]:
    """The digits of the number when it is written in the base, the highest place first; 0 has the one digit 0.

    >>> digits_in_base(11, 2)
    [1, 0, 1, 1]
    >>> digits_in_base(0, 5)
    [0]
    """
    if number == 0:
        return [0]
    digits = []
    while number > 0:
        digits.append(number % base)
        number //= base
    return digits[::-1]


@shelf.easy(ints(-30, 30), ints(1, 9))
def round_to_step(value: int, step: int) -> int:
    """The multiple of `step` that is nearest to the value; exactly between two, the higher one.

    >>> round_to_step(7, 5)
    5
    >>> round_to_step(-3, 6)
    0
    """
    return (2 * value + step) // (2 * step) * step


@shelf.medium(ints(1, 60), ints(1, 60))
def shared_divisors(one: int, other: int) -> int:
    """How many numbers divide both.

    >>> shared_divisors(12, 18)
    4
    >>> shared_divisors(7, 9)
    1
    """
    count = 0
    for d in range(1, min(one, other) + 1):
        if one % d == 0 and other % d == 0:
            count += 1
    return count


@shelf.hard(ints(2, 500))
def factor_line(number: int) -> str:
    """The prime factors from small to large, joined by " x "; a factor that occurs n > 1 times is written "p^n".

    >>> factor_line(60)
    '2^2 x 3 x 5'
    >>> factor_line(13)
    '13'
    """
    parts = []
    p = 2
    while number > 1:
        power = 0
        while number % p == 0:
            number //= p
            power += 1
        if power > 1:
            parts.append(f"{p}^{power}")
        elif power == 1:
            parts.append(str(p))
        p += 1
    return " x ".join(parts)


@shelf.easy(ints(0, 30))
def odd_pyramid(rows: int) -> int:
    """How many blocks a wall of `rows` rows has, with 1 block in the top row and 2 more in each row below.

    >>> odd_pyramid(3)
    9
    >>> odd_pyramid(0)
    0
    """
    total = 0
    width = 1
    for _ in range(rows):
        total += width
        width += 2
    return total


@shelf.medium(ints(1, 99))
def halving_path(start: int) -> list[int]:
    """From the start to 1: an even number is halved, an odd one becomes one less; all numbers on the way.

    >>> halving_path(10)
    [10, 5, 4, 2, 1]
    >>> halving_path(1)
    [1]
    """
    path = [start]
    while path[-1] > 1:
        number = path[-1]
        path.append(number // 2 if number % 2 == 0 else number - 1)
    return path


@shelf.hard(ints(0, 80), lists(ints(2, 12), 1, 3))
def coin_ways(amount: int, coins: list[int]) -> int:
    """In how many ways the amount can be paid with the coins; each can be used any number of times, order is no matter.

    A coin that is listed twice counts once.

    >>> coin_ways(6, [2, 3])
    2
    >>> coin_ways(0, [5])
    1
    """
    ways = [1] + [0] * amount
    for coin in sorted(set(coins)):
        for total in range(coin, amount + 1):
            ways[total] += ways[total - coin]
    return ways[amount]


@shelf.medium(ints(0, 2000))
def mirror_sum(number: int) -> bool:
    """Whether the number plus itself written backward gives a number that reads the same in both directions.

    >>> mirror_sum(27)
    True
    >>> mirror_sum(59)
    False
    """
    total = str(number + int(str(number)[::-1]))
    return total == total[::-1]


@shelf.medium(ints(1, 40), ints(1, 12))
def last_in_circle(people: int, step: int) -> int:
    """People 1 to n stand in a circle, and every `step`-th leaves, counted from person 1 on; who is left at the end.

    >>> last_in_circle(5, 2)
    3
    >>> last_in_circle(1, 7)
    1
    """
    place = 0
    for size in range(2, people + 1):
        place = (place + step) % size
    return place + 1


@shelf.easy(ints(0, 255))
def bit_changes(number: int) -> int:
    """How often two neighboring bits differ when the number is written in binary without leading zeros.

    >>> bit_changes(10)
    3
    >>> bit_changes(7)
    0
    """
    bits = f"{number:b}"
    return sum(1 for i in range(1, len(bits)) if bits[i] != bits[i - 1])


@shelf.hard(ints(1, 3999))
def roman_length(number: int) -> int:
    """How many letters the number has as a Roman numeral, with IV, IX, XL, XC, CD and CM for four and nine.

    >>> roman_length(14)
    3
    >>> roman_length(2000)
    2
    """
    lengths = {1000: 1, 900: 2, 500: 1, 400: 2, 100: 1, 90: 2, 50: 1, 40: 2, 10: 1, 9: 2, 5: 1, 4: 2, 1: 1}
    total = 0
    for value, letters in lengths.items():
        while number >= value:
            number -= value
            total += letters
    return total


@shelf.medium(ints(1, 500), ints(1, 500))
def primes_between(low: int, high: int) -> int:
    """How many primes there are from `low` to `high`, both included; 0 if low is above high.

    >>> primes_between(10, 20)
    4
    >>> primes_between(9, 3)
    0
    """
    count = 0
    for number in range(max(2, low), high + 1):
        d = 2
        while d * d <= number and number % d != 0:
            d += 1
        if d * d > number:
            count += 1
    return count
