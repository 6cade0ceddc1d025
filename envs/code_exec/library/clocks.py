"""Problems about clocks, calendars and durations."""

from .inputs import clocks, ints, lists, one_of, tuples
from .shelf import Shelf

shelf = Shelf("clocks")

_SPAN = tuples(ints(0, 12), ints(0, 12))


@shelf.easy(clocks(), ints(0, 3000))
def add_minutes(time: str, minutes: int) -> str:
    """The time of day so many minutes later, as "HH:MM"; after 23:59 comes 00:00.

    >>> add_minutes("23:50", 15)
    '00:05'
    >>> add_minutes("07:30", 0)
    '07:30'
    """
    hours, rest = time.split(":")
    total = (int(hours) * 60 + int(rest) + minutes) % 1440
    return f"{total // 60:02d}:{total % 60:02d}"


@shelf.easy(clocks())
def half_day_time(time: str) -> str:
    """The time with "am" or "pm": hours run from 1 to 12 and have no leading zero; midnight is 12 am.

    >>> half_day_time("00:05")
    '12:05 am'
    >>> half_day_time("15:30")
    '3:30 pm'
    """
    hour, minute = int(time[:2]), time[3:]
    name = "am" if hour < 12 else "pm"
    return f"{(hour + 11) % 12 + 1}:{minute} {name}"


@shelf.medium(ints(1, 12), ints(1896, 2104))
def month_days(month: int, year: int) -> int:
    """How many days a month has; February has 29 in years that 4 divides, but not 100, unless 400 does.

    >>> month_days(2, 2000)
    29
    >>> month_days(4, 2023)
    30
    """
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31


@shelf.medium(ints(0, 100000))
def spoken_duration(seconds: int) -> str:
    """The duration in hours, minutes and seconds, such as "1h 5s"; parts that are 0 are left out, but "0s" for none.

    >>> spoken_duration(3605)
    '1h 5s'
    >>> spoken_duration(0)
    '0s'
    """
    parts = []
    if seconds >= 3600:
        parts.append(f"{seconds // 3600}h")
    if seconds // 60 % 60 > 0:
        parts.append(f"{seconds // 60 % 60}m")
    if seconds % 60 > 0 or not parts:
        parts.append(f"{seconds % 60}s")
    return " ".join(parts)


@shelf.medium(lists(_SPAN, 0, 5))
def busy_hours(spans: list[tuple[int, int]]) -> int:
    """How many hours are covered by at least one span; (9, 11) covers two hours, a span that ends early covers none.

    >>> busy_hours([(9, 11), (10, 12)])
    3
    >>> busy_hours([(5, 5)])
    0
    """
    covered: set[int] = set()
    for start, end in spans:
        covered.update(range(start, end))
    return len(covered)


@shelf.hard(lists(_SPAN, 0, 6))
def most_at_once(spans: list[tuple[int, int]]) -> int:
    """The largest number of spans that are open at the same time; one that ends when another starts is closed then.

    Spans whose end is not after their start are never open.

    >>> most_at_once([(1, 4), (2, 5), (4, 6)])
    2
    >>> most_at_once([(3, 3)])
    0
    """
    changes = []
    for start, end in spans:
        if end > start:
            changes.append((start, 1))
            changes.append((end, -1))
    best = 0
    current = 0
    for _, change in sorted(changes):
        current += change
        best = max(best, current)
    return best


@shelf.hard(lists(_SPAN, 0, 6))
def join_spans(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that overlap or touch become one; the result is sorted. A span that runs backward is turned round first.

    >>> join_spans([(4, 6), (1, 3), (3, 2)])
    [(1, 3), (4, 6)]
    >>> join_spans([(1, 2), (2, 5)])
    [(1, 5)]
    """
    out: list[tuple[int, int]] = []
    for start, end in sorted((min(span), max(span)) for span in spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


@shelf.easy(one_of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), ints(-20, 20))
def weekday_after(day: str, days: int) -> str:
    """The weekday so many days later, or earlier for a negative number.

    >>> weekday_after("Fri", 3)
    'Mon'
    >>> weekday_after("Mon", -1)
    'Sun'
    """
    names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    return names[(names.index(day) + days) % 7]


@shelf.medium(clocks(), clocks())
def night_minutes(start: str, end: str) -> int:
    """Minutes from start to end; an end that is not after the start belongs to the next day.

    >>> night_minutes("22:00", "06:30")
    510
    >>> night_minutes("08:00", "08:00")
    1440
    """
    first = int(start[:2]) * 60 + int(start[3:])
    last = int(end[:2]) * 60 + int(end[3:])
    if last <= first:
        last += 1440
    return last - first


@shelf.medium(lists(clocks(), 0, 5))
def closest_alarms(times: list[str]) -> int:
    """The fewest minutes between two of the times on the same day; -1 for fewer than two times.

    >>> closest_alarms(["09:00", "07:30", "08:50"])
    10
    >>> closest_alarms(["09:00"])
    -1
    """
    minutes = sorted(int(time[:2]) * 60 + int(time[3:]) for time in times)
    if len(minutes) < 2:
        return -1
    return min(minutes[i + 1] - minutes[i] for i in range(len(minutes) - 1))


@shelf.hard(ints(1, 365))
def date_of_day(number: int) -> str:
    """The date "D.M." of the day with that number in a year of 365 days.

    >>> date_of_day(32)
    '1.2.'
    >>> date_of_day(365)
    '31.12.'
    """
    lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    month = 0
    while number > lengths[month]:
        number -= lengths[month]
        month += 1
    return f"{number}.{month + 1}."


@shelf.medium(ints(0, 23), ints(0, 23), ints(0, 23))
def shop_is_open(opens: int, closes: int, hour: int) -> bool:
    """Whether a shop is open in the hour; one that closes before it opens is open over night, equal hours mean always.

    >>> shop_is_open(22, 4, 1)
    True
    >>> shop_is_open(9, 17, 17)
    False
    """
    if opens == closes:
        return True
    if opens < closes:
        return opens <= hour < closes
    return hour >= opens or hour < closes


@shelf.easy(ints(0, 59), ints(1, 20))
def next_bus(minute: int, every: int) -> int:
    """Minutes until the next bus, when buses leave at minute 0 of the hour and then every so many minutes.

    The hour starts anew at minute 60, where a bus leaves too.

    >>> next_bus(7, 10)
    3
    >>> next_bus(58, 7)
    2
    """
    wait = -minute % every
    return min(wait, 60 - minute)


@shelf.medium(lists(ints(1, 9), 0, 6), clocks(360, 720))
def meeting_ends(lengths: list[int], start: str) -> list[str]:
    """When each meeting ends, if they follow each other with breaks of 5 minutes; lengths are in units of 10 minutes.

    >>> meeting_ends([3, 1], "09:00")
    ['09:30', '09:45']
    >>> meeting_ends([], "09:00")
    []
    """
    now = int(start[:2]) * 60 + int(start[3:])
    out = []
    for length in lengths:
        now += 10 * length
        out.append(f"{now // 60:02d}:{now % 60:02d}")
        now += 5
    return out


@shelf.hard(ints(0, 11), ints(0, 59))
def hand_angle(hour: int, minute: int) -> int:
    """Twice the smaller angle in degrees between the hands of a clock, so that it is a whole number.

    >>> hand_angle(3, 0)
    180
    >>> hand_angle(0, 30)
    330
    """
    doubled = abs(60 * hour - 11 * minute) % 720
    return min(doubled, 720 - doubled)
