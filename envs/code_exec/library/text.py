"""Problems about texts."""

from .inputs import ints, lists, one_of, texts, words
from .shelf import Shelf

shelf = Shelf("text")


@shelf.easy(texts("abcAB ", 0, 10), ints(1, 4))
def stutter(line: str, times: int) -> str:
    """Every letter of the line is written `times` times; blanks are kept as they are.

    >>> stutter("go on", 2)
    'ggoo oonn'
    >>> stutter(" x", 3)
    ' xxx'
    """
    out = ""
    for char in line:
        out += char if char == " " else char * times
    return out


@shelf.easy(texts("aabbc-", 0, 12))
def longest_streak(line: str) -> int:
    """The length of the longest stretch in which one character is repeated without a break; 0 for an empty line.

    >>> longest_streak("abbbcc")
    3
    >>> longest_streak("")
    0
    """
    best = 0
    run = 0
    previous = ""
    for char in line:
        run = run + 1 if char == previous else 1
        previous = char
        best = max(best, run)
    return best


@shelf.easy(words(1, 5, count=(0, 6), alphabet="abcdeAB"))
def acronym(phrase: str) -> str:
    """The first letters of all words that have more than two letters, as capitals.

    >>> acronym("union of small islands")
    'USI'
    >>> acronym("to be")
    ''
    """
    return "".join(word[0].upper() for word in phrase.split() if len(word) > 2)


@shelf.medium(texts("abc(()) ", 0, 14))
def strip_asides(line: str) -> str:
    """The line without anything that stands in parentheses, and without the parentheses.

    Asides may be nested. A closing parenthesis without an opening one is dropped; an opening one that is never closed
    hides all that follows.

    >>> strip_asides("a(b(c))d")
    'ad'
    >>> strip_asides("x)y(z")
    'xy'
    """
    depth = 0
    kept = []
    for char in line:
        if char == "(":
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
        elif depth == 0:
            kept.append(char)
    return "".join(kept)


@shelf.easy(texts("abcdxyz", 0, 9), ints(0, 4))
def keep_ends(word: str, count: int) -> str:
    """The first `count` and the last `count` characters with a `~` between; the whole word if nothing is left out.

    >>> keep_ends("lantern", 2)
    'la~rn'
    >>> keep_ends("fox", 2)
    'fox'
    """
    if len(word) <= 2 * count:
        return word
    return word[:count] + "~" + word[len(word) - count :]


@shelf.medium(words(1, 4, count=(0, 7)), ints(4, 12))
def wrap_words(line: str, width: int) -> list[str]:
    """The words of the line, packed greedily into rows of at most `width` characters, with one blank between words.

    Every word fits into a row.

    >>> wrap_words("the old red barn", 7)
    ['the old', 'red', 'barn']
    >>> wrap_words("", 5)
    []
    """
    out: list[str] = []
    row = ""
    for word in line.split():
        if not row:
            row = word
        elif len(row) + 1 + len(word) <= width:
            row += " " + word
        else:
            out.append(row)
            row = word
    if row:
        out.append(row)
    return out


@shelf.easy(texts("aeibcdE", 0, 10))
def vowel_sandwich(word: str) -> int:
    """How many characters that are no vowel stand between two vowels, one directly before and one directly after.

    Vowels are a, e, i, o and u, as small or capital letters.

    >>> vowel_sandwich("banana")
    2
    >>> vowel_sandwich("strength")
    0
    """
    vowels = "aeiouAEIOU"
    count = 0
    for i in range(1, len(word) - 1):
        if word[i] not in vowels and word[i - 1] in vowels and word[i + 1] in vowels:
            count += 1
    return count


@shelf.medium(texts("abcABC12 ", 0, 12))
def swap_kinds(line: str) -> str:
    """Letters and digits change places as groups: all letters in their order, a colon, all digits in their order.

    Other characters are lost. Without any digit there is no colon.

    >>> swap_kinds("a1 b2")
    'ab:12'
    >>> swap_kinds("x y")
    'xy'
    """
    letters = "".join(char for char in line if char.isalpha())
    digits = "".join(char for char in line if char.isdigit())
    return letters + ":" + digits if digits else letters


@shelf.hard(words(1, 4, count=(1, 5), alphabet="abc"), ints(1, 3))
def rotate_words(line: str, step: int) -> str:
    """Each word is turned to the left: the first by `step` characters, the second by twice that, and so on.

    Turning a word of n characters by n gives the word itself.

    >>> rotate_words("abc abc", 1)
    'bca cab'
    >>> rotate_words("ab", 3)
    'ba'
    """
    turned = []
    for number, word in enumerate(line.split(), 1):
        shift = number * step % len(word)
        turned.append(word[shift:] + word[:shift])
    return " ".join(turned)


@shelf.medium(lists(words(0, 5, alphabet="aab"), 0, 5))
def shared_start(names: list[str]) -> str:
    """The longest text with which all names begin; empty for no names.

    >>> shared_start(["harbor", "harvest", "hart"])
    'har'
    >>> shared_start([])
    ''
    """
    if not names:
        return ""
    first = min(names)
    last = max(names)
    length = 0
    while length < len(first) and first[length] == last[length]:
        length += 1
    return first[:length]


@shelf.medium(texts("abab", 0, 9), texts("ab", 1, 3))
def overlapping_count(line: str, part: str) -> int:
    """How often `part` occurs in the line; occurrences may overlap.

    >>> overlapping_count("aaaa", "aa")
    3
    >>> overlapping_count("abc", "d")
    0
    """
    count = 0
    for start in range(len(line) - len(part) + 1):
        if line[start : start + len(part)] == part:
            count += 1
    return count


@shelf.easy(texts("ab c", 0, 10), one_of("left", "right", "both"))
def trim_side(line: str, side: str) -> str:
    """The line without the blanks at its left, at its right, or on both sides.

    >>> trim_side("  a ", "left")
    'a '
    >>> trim_side("  a ", "both")
    'a'
    """
    if side == "left":
        return line.lstrip(" ")
    if side == "right":
        return line.rstrip(" ")
    return line.strip(" ")


@shelf.hard(texts("aabbcd", 1, 10))
def first_unique(line: str) -> str:
    """The first character that occurs only once; if there is none, the rarest one, of equally rare the first.

    >>> first_unique("aabcb")
    'c'
    >>> first_unique("aabba")
    'b'
    """
    counts: dict[str, int] = {}
    for char in line:
        counts[char] = counts.get(char, 0) + 1
    return min(counts, key=lambda char: (counts[char], line.index(char)))


@shelf.medium(words(2, 6, alphabet="abcde"), words(2, 6, alphabet="abcde"))
def mirror_distance(one: str, other: str) -> int:
    """In how many places the first word differs from the reversed second one; extra characters count as different.

    >>> mirror_distance("abc", "cba")
    0
    >>> mirror_distance("abcd", "ba")
    2
    """
    back = other[::-1]
    common = min(len(one), len(back))
    different = sum(1 for i in range(common) if one[i] != back[i])
    return different + max(len(one), len(back)) - common


@shelf.easy(words(1, 6, count=(0, 6), alphabet="abcd"))
def word_lengths(line: str) -> dict[int, int]:
    """How many words there are of each length.

    >>> word_lengths("a bc de")
    {1: 1, 2: 2}
    >>> word_lengths("")
    {}
    """
    found: dict[int, int] = {}
    for word in line.split():
        found[len(word)] = found.get(len(word), 0) + 1
    return found


@shelf.medium(texts("ab\n", 0, 12))
def number_lines(block: str) -> str:
    r"""Each line that is not empty gets its number and ": " before it; empty lines stay and are not counted.

    >>> number_lines("a\n\nb")
    '1: a\n\n2: b'
    >>> number_lines("")
    ''
    """
    out = []
    number = 0
    for line in block.split("\n"):
        if line:
            number += 1
            out.append(f"{number}: {line}")
        else:
            out.append(line)
    return "\n".join(out)


@shelf.hard(texts("abc*", 0, 6), texts("abc", 0, 6))
def fits_pattern(pattern: str, word: str) -> bool:
    """Whether the pattern describes the whole word; a `*` in it stands for any characters, also for none.

    >>> fits_pattern("a*c", "abbc")
    True
    >>> fits_pattern("a*c", "abb")
    False
    """
    reached = {0}
    for char in pattern:
        if char == "*":
            reached = set(range(min(reached), len(word) + 1)) if reached else set()
        else:
            reached = {place + 1 for place in reached if place < len(word) and word[place] == char}
    return len(word) in reached
