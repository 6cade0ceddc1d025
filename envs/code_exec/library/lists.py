"""Problems about lists of numbers."""

from .inputs import ints, lists
from .shelf import Shelf

shelf = Shelf("lists")


@shelf.easy(lists(ints(-9, 9), 0, 8))
def rises(levels: list[int]) -> int:
    """How often a level is higher than the one before it.

    >>> rises([3, 5, 5, 6])
    2
    >>> rises([4])
    0
    """
    return sum(1 for i in range(1, len(levels)) if levels[i] > levels[i - 1])


@shelf.easy(lists(ints(0, 20), 0, 8), ints(0, 20))
def split_at(numbers: list[int], mark: int) -> list[list[int]]:
    """Two lists: the numbers below the mark, and the others; each in the given order.

    >>> split_at([4, 9, 1], 4)
    [[1], [4, 9]]
    >>> split_at([], 3)
    [[], []]
    """
    low = [number for number in numbers if number < mark]
    high = [number for number in numbers if number >= mark]
    return [low, high]


@shelf.medium(lists(ints(-5, 9), 0, 9))
def best_run_sum(numbers: list[int]) -> int:
    """The largest sum of neighbors in a row, any number of them; 0 if every run has a negative sum.

    >>> best_run_sum([2, -1, 3, -9, 4])
    4
    >>> best_run_sum([-3])
    0
    """
    best = 0
    current = 0
    for number in numbers:
        current = max(0, current + number)
        best = max(best, current)
    return best


@shelf.easy(lists(ints(0, 9), 0, 9), ints(1, 4))
def every_nth(numbers: list[int], n: int) -> list[int]:
    """The numbers at places n, 2n, 3n and so on; the first number has place 1.

    >>> every_nth([5, 6, 7, 8], 2)
    [6, 8]
    >>> every_nth([5], 2)
    []
    """
    return numbers[n - 1 :: n]


@shelf.medium(lists(ints(0, 12), 0, 9))
def local_peaks(heights: list[int]) -> list[int]:
    """The places (from 0) of heights that are higher than each neighbor; an end has one neighbor only.

    A single height is a peak.

    >>> local_peaks([1, 4, 2, 2, 5])
    [1, 4]
    >>> local_peaks([7])
    [0]
    """
    found = []
    for i, height in enumerate(heights):
        if i > 0 and heights[i - 1] >= height:
            continue
        if i < len(heights) - 1 and heights[i + 1] >= height:
            continue
        found.append(i)
    return found


@shelf.medium(lists(ints(1, 6), 0, 10))
def squeeze_runs(numbers: list[int]) -> list[list[int]]:
    """Each run of equal numbers as a pair: the number and how often it stands there in a row.

    >>> squeeze_runs([4, 4, 1])
    [[4, 2], [1, 1]]
    >>> squeeze_runs([])
    []
    """
    out: list[list[int]] = []
    for number in numbers:
        if out and out[-1][0] == number:
            out[-1][1] += 1
        else:
            out.append([number, 1])
    return out


@shelf.hard(lists(ints(-9, 9), 0, 8), ints(-9, 9))
def pairs_with_sum(numbers: list[int], total: int) -> int:
    """How many pairs of places hold two numbers that add up to `total`.

    >>> pairs_with_sum([1, 2, 2, 3], 4)
    2
    >>> pairs_with_sum([2], 4)
    0
    """
    seen: dict[int, int] = {}
    count = 0
    for number in numbers:
        count += seen.get(total - number, 0)
        seen[number] = seen.get(number, 0) + 1
    return count


@shelf.easy(lists(ints(-9, 9), 1, 8))
def spread(numbers: list[int]) -> int:
    """The difference between the largest and the smallest number.

    >>> spread([3, -2, 8])
    10
    >>> spread([5])
    0
    """
    return max(numbers) - min(numbers)


@shelf.medium(lists(ints(0, 9), 0, 8), ints(0, 20))
def fill_until(amounts: list[int], capacity: int) -> list[int]:
    """What is taken of each amount when a tank of the given capacity is filled in order, as far as it goes.

    >>> fill_until([4, 5, 6], 7)
    [4, 3, 0]
    >>> fill_until([2], 9)
    [2]
    """
    left = capacity
    taken = []
    for amount in amounts:
        part = min(amount, left)
        taken.append(part)
        left -= part
    return taken


@shelf.hard(lists(ints(0, 9), 0, 9))
def longest_climb(heights: list[int]) -> int:
    """The length of the longest strictly rising selection that keeps the order; gaps are allowed.

    >>> longest_climb([3, 1, 4, 2, 5])
    3
    >>> longest_climb([])
    0
    """
    best: list[int] = []
    for i in range(len(heights)):
        longest = 1
        for j in range(i):
            if heights[j] < heights[i]:
                longest = max(longest, best[j] + 1)
        best.append(longest)
    return max(best, default=0)


@shelf.medium(lists(ints(0, 9), 0, 8))
def alternating_sum(numbers: list[int]) -> int:
    """The first number minus the second plus the third and so on, but a 0 starts again with plus for the next one.

    >>> alternating_sum([5, 2, 4])
    7
    >>> alternating_sum([5, 0, 4, 1])
    8
    """
    total = 0
    sign = 1
    for number in numbers:
        if number == 0:
            sign = 1
        else:
            total += sign * number
            sign = -sign
    return total


@shelf.easy(lists(ints(0, 6), 0, 8), lists(ints(0, 6), 0, 8))
def interleave(left: list[int], right: list[int]) -> list[int]:
    """One from the left, one from the right, and so on; what is left over of the longer list comes at the end.

    >>> interleave([1, 2, 3], [9])
    [1, 9, 2, 3]
    >>> interleave([], [4])
    [4]
    """
    out = []
    for i in range(max(len(left), len(right))):
        if i < len(left):
            out.append(left[i])
        if i < len(right):
            out.append(right[i])
    return out


@shelf.medium(lists(ints(-6, 6), 0, 9))
def balance_point(weights: list[int]) -> int:
    """The first place (from 0) with equal sums on its left and on its right; -1 if there is none.

    >>> balance_point([2, 3, 9, 5])
    2
    >>> balance_point([1, 2])
    -1
    """
    total = sum(weights)
    left = 0
    for i, weight in enumerate(weights):
        if left == total - left - weight:
            return i
        left += weight
    return -1


@shelf.medium(lists(ints(0, 5), 0, 10))
def drop_repeats(numbers: list[int]) -> list[int]:
    """The numbers with only the last occurrence of each kept, in the order in which those stand.

    >>> drop_repeats([1, 2, 1, 3])
    [2, 1, 3]
    >>> drop_repeats([])
    []
    """
    out = []
    for i, number in enumerate(numbers):
        if number not in numbers[i + 1 :]:
            out.append(number)
    return out


@shelf.hard(lists(ints(0, 9), 0, 9), ints(1, 4))
def window_maxima(numbers: list[int], size: int) -> list[int]:
    """The maximum of each window of `size` neighbors, from left to right; none if there are fewer numbers.

    >>> window_maxima([2, 7, 1, 3], 2)
    [7, 7, 3]
    >>> window_maxima([5], 2)
    []
    """
    return [max(numbers[i : i + size]) for i in range(len(numbers) - size + 1)]


@shelf.hard(lists(ints(1, 9), 0, 7), ints(0, 25))
def fewest_boxes(weights: list[int], limit: int) -> int:
    """How many boxes are used when each weight, heaviest first, goes into the first box that still bears it.

    A box bears `limit` in all. A weight above the limit can't be packed and is left out.

    >>> fewest_boxes([5, 4, 3, 2], 7)
    2
    >>> fewest_boxes([9], 5)
    0
    """
    room: list[int] = []
    for weight in sorted(weights, reverse=True):
        if weight > limit:
            continue
        for i in range(len(room)):
            if room[i] >= weight:
                room[i] -= weight
                break
        else:
            room.append(limit - weight)
    return len(room)


@shelf.medium(lists(ints(-9, 9), 0, 8))
def running_record(scores: list[int]) -> list[int]:
    """How far each score is below the best score so far, itself included.

    >>> running_record([3, 1, 5, 5])
    [0, 2, 0, 0]
    >>> running_record([])
    []
    """
    out = []
    best = None
    for score in scores:
        if best is None or score > best:
            best = score
        out.append(best - score)
    return out
