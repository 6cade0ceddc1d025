"""Problems about tables, names and counts."""

from .inputs import dicts, ints, lists, one_of, tuples, words
from .shelf import Shelf

shelf = Shelf("records")

_NAME = one_of("ana", "ben", "cem", "dia", "eva")
_TEAM = one_of("red", "blue", "gold")


@shelf.easy(dicts(_NAME, ints(0, 9)))
def top_names(points: dict[str, int]) -> list[str]:
    """The names with the most points, sorted; none for an empty table.

    >>> top_names({"ben": 4, "ana": 4, "cem": 1})
    ['ana', 'ben']
    >>> top_names({})
    []
    """
    if not points:
        return []
    best = max(points.values())
    return sorted(name for name in points if points[name] == best)


@shelf.medium(lists(tuples(_NAME, ints(1, 9)), 0, 7))
def totals_by_name(entries: list[tuple[str, int]]) -> dict[str, int]:
    """The sum of the numbers of each name.

    >>> totals_by_name([("ana", 2), ("ben", 1), ("ana", 5)])
    {'ana': 7, 'ben': 1}
    >>> totals_by_name([])
    {}
    """
    found: dict[str, int] = {}
    for name, number in entries:
        found[name] = found.get(name, 0) + number
    return found


@shelf.medium(dicts(_NAME, _TEAM))
def members_by_team(teams: dict[str, str]) -> dict[str, list[str]]:
    """For each team the sorted names of its members.

    >>> members_by_team({"eva": "red", "ana": "red", "ben": "blue"})
    {'red': ['ana', 'eva'], 'blue': ['ben']}
    >>> members_by_team({})
    {}
    """
    found: dict[str, list[str]] = {}
    for name in sorted(teams):
        found.setdefault(teams[name], []).append(name)
    return found


@shelf.easy(dicts(_NAME, ints(0, 6)), dicts(_NAME, ints(0, 6)))
def changed_keys(old: dict[str, int], new: dict[str, int]) -> list[str]:
    """The sorted names that are in only one of the tables, or have different numbers in them.

    >>> changed_keys({"ana": 1, "ben": 2}, {"ben": 3, "cem": 0})
    ['ana', 'ben', 'cem']
    >>> changed_keys({"ana": 1}, {"ana": 1})
    []
    """
    out = []
    for name in sorted(set(old) | set(new)):
        if name not in old or name not in new or old[name] != new[name]:
            out.append(name)
    return out


@shelf.medium(dicts(_NAME, ints(0, 9)), dicts(_NAME, ints(-4, 4)))
def apply_stock(stock: dict[str, int], moves: dict[str, int]) -> dict[str, int]:
    """The stock after all moves: a new name starts at 0, nothing falls below 0, and names at 0 are left out.

    >>> apply_stock({"ana": 3, "ben": 1}, {"ben": -4, "cem": 2})
    {'ana': 3, 'cem': 2}
    >>> apply_stock({"dia": 0}, {})
    {}
    """
    after = dict(stock)
    for name, change in moves.items():
        after[name] = max(0, after.get(name, 0) + change)
    return {name: count for name, count in after.items() if count > 0}


@shelf.hard(lists(tuples(_NAME, _NAME, ints(0, 4), ints(0, 4)), 0, 6))
def league_table(matches: list[tuple[str, str, int, int]]) -> list[tuple[str, int]]:
    """Each match is (home, guest, goals of home, goals of guest): 3 points for a win, 1 each for a draw.

    All names with their points, most points first, equal ones by name. A name's match against itself doesn't count.

    >>> league_table([("ana", "ben", 2, 0), ("ben", "cem", 1, 1)])
    [('ana', 3), ('ben', 1), ('cem', 1)]
    >>> league_table([("ana", "ana", 1, 0)])
    []
    """
    points: dict[str, int] = {}
    for home, guest, scored, received in matches:
        if home == guest:
            continue
        points.setdefault(home, 0)
        points.setdefault(guest, 0)
        if scored > received:
            points[home] += 3
        elif scored < received:
            points[guest] += 3
        else:
            points[home] += 1
            points[guest] += 1
    return sorted(points.items(), key=lambda item: (-item[1], item[0]))


@shelf.easy(lists(_NAME, 0, 8))
def first_repeat(names: list[str]) -> str:
    """The first name that was there before; empty if there is none.

    >>> first_repeat(["ana", "ben", "ben", "ana"])
    'ben'
    >>> first_repeat(["ana"])
    ''
    """
    seen = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return ""


@shelf.medium(dicts(_NAME, ints(0, 9)), ints(0, 9))
def count_ranks(points: dict[str, int], mine: int) -> tuple[int, int]:
    """(the rank that `mine` points would have, how many names have just as many); rank 1 has the most points.

    >>> count_ranks({"ana": 5, "ben": 3, "cem": 3}, 3)
    (2, 2)
    >>> count_ranks({}, 0)
    (1, 0)
    """
    above = sum(1 for value in points.values() if value > mine)
    equal = sum(1 for value in points.values() if value == mine)
    return above + 1, equal


@shelf.medium(lists(tuples(_NAME, ints(0, 5)), 0, 8))
def latest_entries(entries: list[tuple[str, int]]) -> dict[str, int]:
    """The last number of each name, without names whose last number is 0.

    >>> latest_entries([("ana", 2), ("ben", 1), ("ana", 0)])
    {'ben': 1}
    >>> latest_entries([("ana", 0), ("ana", 3)])
    {'ana': 3}
    """
    last: dict[str, int] = {}
    for name, number in entries:
        last[name] = number
    return {name: number for name, number in last.items() if number != 0}


@shelf.hard(dicts(_NAME, _NAME))
def boss_of_all(bosses: dict[str, str]) -> dict[str, str]:
    """Each person's boss; for each person the one at the top, who has no boss. A circle has "nobody" at its top.

    >>> boss_of_all({"ana": "ben", "ben": "cem"})
    {'ana': 'cem', 'ben': 'cem'}
    >>> boss_of_all({"ana": "ben", "ben": "ana"})
    {'ana': 'nobody', 'ben': 'nobody'}
    """
    out = {}
    for person in bosses:
        seen = {person}
        top = person
        while top in bosses:
            top = bosses[top]
            if top in seen:
                top = "nobody"
                break
            seen.add(top)
        out[person] = top
    return out


@shelf.easy(dicts(_NAME, _TEAM), _TEAM)
def share_of_team(teams: dict[str, str], team: str) -> int:
    """How many percent of the people are in the team, rounded down; 0 if there are no people.

    >>> share_of_team({"ana": "red", "ben": "blue", "cem": "red"}, "red")
    66
    >>> share_of_team({}, "red")
    0
    """
    if not teams:
        return 0
    members = sum(1 for other in teams.values() if other == team)
    return members * 100 // len(teams)


@shelf.medium(lists(words(1, 3, alphabet="ab"), 0, 7))
def rename_doubles(files: list[str]) -> list[str]:
    """A name that was there before gets "-2" at its end the first time, then "-3" and so on.

    Names with such an end do not occur in the input.

    >>> rename_doubles(["a", "b", "a", "a"])
    ['a', 'b', 'a-2', 'a-3']
    >>> rename_doubles([])
    []
    """
    counts: dict[str, int] = {}
    out = []
    for name in files:
        counts[name] = counts.get(name, 0) + 1
        out.append(name if counts[name] == 1 else f"{name}-{counts[name]}")
    return out


@shelf.medium(lists(tuples(_NAME, _TEAM), 0, 7))
def lonely_teams(pairs: list[tuple[str, str]]) -> list[str]:
    """The sorted teams that have only one person, however often that person is listed for the team.

    >>> lonely_teams([("ana", "red"), ("ana", "red"), ("ben", "blue"), ("cem", "blue")])
    ['red']
    >>> lonely_teams([])
    []
    """
    people: dict[str, set[str]] = {}
    for name, team in pairs:
        people.setdefault(team, set()).add(name)
    return sorted(team for team in people if len(people[team]) == 1)


@shelf.hard(lists(dicts(_NAME, ints(0, 5), 0, 3), 0, 4))
def merge_lowest(tables: list[dict[str, int]]) -> dict[str, int]:
    """For each name that is in at least two of the tables its lowest number.

    >>> merge_lowest([{"ana": 3, "ben": 1}, {"ana": 2}])
    {'ana': 2}
    >>> merge_lowest([{"ana": 3}])
    {}
    """
    lowest: dict[str, int] = {}
    times: dict[str, int] = {}
    for table in tables:
        for name, number in table.items():
            times[name] = times.get(name, 0) + 1
            lowest[name] = min(number, lowest.get(name, number))
    return {name: number for name, number in lowest.items() if times[name] >= 2}


@shelf.medium(dicts(_NAME, ints(1, 9)), ints(1, 20))
def pick_cheapest(prices: dict[str, int], money: int) -> list[str]:
    """What is bought when the cheapest is bought first (equal ones by name) as long as the money lasts; one of each.

    >>> pick_cheapest({"ana": 4, "ben": 2, "cem": 9}, 7)
    ['ben', 'ana']
    >>> pick_cheapest({"ana": 4}, 3)
    []
    """
    bought = []
    for price, name in sorted((price, name) for name, price in prices.items()):
        if price > money:
            break
        money -= price
        bought.append(name)
    return bought
