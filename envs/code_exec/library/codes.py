"""Problems about codes, checksums and ciphers."""

from .inputs import ints, lists, one_of, texts, words
from .shelf import Shelf

shelf = Shelf("codes")


@shelf.easy(texts("abcxyz ", 0, 9), ints(-30, 30))
def shift_letters(line: str, by: int) -> str:
    """Each small letter is replaced by the one `by` places later in the alphabet, after z comes a; blanks stay.

    >>> shift_letters("xyz", 2)
    'zab'
    >>> shift_letters("a b", -1)
    'z a'
    """
    out = ""
    for char in line:
        if char == " ":
            out += char
        else:
            out += chr((ord(char) - 97 + by) % 26 + 97)
    return out


@shelf.medium(texts("0123456789", 1, 8))
def check_digit(digits: str) -> int:
    """The digit that, put at the end, makes the weighted sum of all digits a multiple of 10.

    Weights are 3, 1, 3, 1 and so on, from the first digit on; the new digit has weight 1.

    >>> check_digit("12")
    5
    >>> check_digit("0")
    0
    """
    total = 0
    for place, char in enumerate(digits):
        total += int(char) * (3 if place % 2 == 0 else 1)
    return -total % 10


@shelf.medium(texts("aaabbc", 0, 12))
def pack_runs(line: str) -> str:
    """Runs of a letter become the letter and the length, but a run of one or two letters is written out.

    >>> pack_runs("aaab")
    'a3b'
    >>> pack_runs("aabb")
    'aabb'
    """
    out = ""
    start = 0
    while start < len(line):
        end = start
        while end < len(line) and line[end] == line[start]:
            end += 1
        run = end - start
        out += line[start] + str(run) if run > 2 else line[start:end]
        start = end
    return out


@shelf.hard(lists(one_of("a", "b", "c", "3", "4", "2"), 0, 8))
def unpack_runs(marks: list[str]) -> str:
    """Letters and digits: a digit d repeats the letter before it so that it stands there d times in all.

    Digits that follow no letter directly are ignored.

    >>> unpack_runs(["a", "3", "b"])
    'aaab'
    >>> unpack_runs(["2", "a", "2", "3"])
    'aa'
    """
    out = ""
    last = ""
    for mark in marks:
        if mark.isdigit():
            if last:
                out += last * (int(mark) - 1)
            last = ""
        else:
            out += mark
            last = mark
    return out


@shelf.medium(texts("abcdef", 0, 12), ints(1, 4))
def fence_code(line: str, rails: int) -> str:
    """The characters are dealt to the rails in turn, 1, 2, ..., n, 1, 2, ...; the rails are read one after another.

    >>> fence_code("abcde", 2)
    'acebd'
    >>> fence_code("abc", 1)
    'abc'
    """
    return "".join(line[rail::rails] for rail in range(rails))


@shelf.easy(words(0, 6, alphabet="abcdyz"))
def letter_value(word: str) -> int:
    """The sum of the letters' places in the alphabet: a counts 1, z counts 26.

    >>> letter_value("cab")
    6
    >>> letter_value("")
    0
    """
    return sum(ord(char) - 96 for char in word)


@shelf.hard(texts("abcd", 1, 8), texts("abc", 1, 3))
def keyed_shift(line: str, key: str) -> str:
    """Each letter is shifted by its key letter: a by 0, b by 1, c by 2; the key is repeated as often as needed.

    After z comes a.

    >>> keyed_shift("aaaa", "abc")
    'abca'
    >>> keyed_shift("zz", "b")
    'aa'
    """
    out = []
    for place, char in enumerate(line):
        by = ord(key[place % len(key)]) - 97
        out.append(chr((ord(char) - 97 + by) % 26 + 97))
    return "".join(out)


@shelf.medium(lists(ints(0, 1), 0, 12))
def bits_to_numbers(bits: list[int]) -> list[int]:
    """The bits in groups of four from the left, each read as a binary number; a short last group is filled with 0.

    >>> bits_to_numbers([1, 0, 1, 0, 1])
    [10, 8]
    >>> bits_to_numbers([])
    []
    """
    out = []
    for start in range(0, len(bits), 4):
        group = bits[start : start + 4]
        value = 0
        for bit in group:
            value = 2 * value + bit
        out.append(value << (4 - len(group)))
    return out


@shelf.easy(texts("01", 0, 9))
def parity_ok(bits: str) -> bool:
    """Whether the last bit says if the number of ones before it is odd (1) or even (0); an empty text is wrong.

    >>> parity_ok("1101")
    False
    >>> parity_ok("1100")
    True
    """
    if not bits:
        return False
    ones = bits[:-1].count("1")
    return ones % 2 == int(bits[-1])


@shelf.medium(texts("aA1 _b", 0, 9))
def password_faults(word: str) -> list[str]:
    """What a password lacks, in this order: "short" (below 6 characters), "digit", "capital", "blank" (it holds one).

    >>> password_faults("a b")
    ['short', 'digit', 'capital', 'blank']
    >>> password_faults("Abcde1")
    []
    """
    faults = []
    if len(word) < 6:
        faults.append("short")
    if not any(char.isdigit() for char in word):
        faults.append("digit")
    if not any(char.isupper() for char in word):
        faults.append("capital")
    if " " in word:
        faults.append("blank")
    return faults


@shelf.hard(texts("aabbccd", 0, 10))
def rank_code(line: str) -> list[int]:
    """Each character as the rank of its frequency in the line: 0 for the most frequent one, equal ones by alphabet.

    >>> rank_code("abb")
    [1, 0, 0]
    >>> rank_code("ba")
    [1, 0]
    """
    order = sorted(set(line), key=lambda char: (-line.count(char), char))
    return [order.index(char) for char in line]


@shelf.medium(words(1, 7, alphabet="abcde"))
def zigzag_word(word: str) -> str:
    """The letters from the outside in: the first, the last, the second, the last but one, and so on.

    >>> zigzag_word("abcde")
    'aebdc'
    >>> zigzag_word("ab")
    'ab'
    """
    out = ""
    left, right = 0, len(word) - 1
    while left < right:
        out += word[left] + word[right]
        left += 1
        right -= 1
    return out + word[left] if left == right else out


@shelf.medium(ints(0, 16777215))
def color_code(number: int) -> str:
    """A color number as "#rrggbb" in hexadecimal digits; where each pair has equal digits, short as "#rgb".

    >>> color_code(16777215)
    '#fff'
    >>> color_code(1193046)
    '#123456'
    """
    digits = f"{number:06x}"
    pairs = [digits[:2], digits[2:4], digits[4:]]
    if all(pair[0] == pair[1] for pair in pairs):
        return "#" + "".join(pair[0] for pair in pairs)
    return "#" + digits


@shelf.hard(texts("abc", 0, 8))
def move_to_front(line: str) -> list[int]:
    """For each character its place in a table that starts as "abc" and moves the character to its front each time.

    >>> move_to_front("bba")
    [1, 0, 1]
    >>> move_to_front("")
    []
    """
    table = ["a", "b", "c"]
    out = []
    for char in line:
        place = table.index(char)
        out.append(place)
        table.pop(place)
        table.insert(0, char)
    return out


@shelf.easy(lists(ints(0, 255), 0, 6))
def xor_sum(values: list[int]) -> int:
    """All values combined bit by bit: a bit of the result is 1 where an odd number of values have it.

    >>> xor_sum([6, 3])
    5
    >>> xor_sum([])
    0
    """
    out = 0
    for value in values:
        out ^= value
    return out
