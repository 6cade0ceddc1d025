"""Problems about reading small languages."""

from .inputs import ints, lists, mapped, one_of, texts, words
from .shelf import Shelf

shelf = Shelf("parsing")


@shelf.easy(texts("0123456789,,  ", 0, 10))
def read_numbers(line: str) -> list[int]:
    """The whole numbers in a line, separated by commas; blanks in a part are ignored, and so are empty parts.

    >>> read_numbers("4, 15,,7")
    [4, 15, 7]
    >>> read_numbers(" ")
    []
    """
    out = []
    for part in line.split(","):
        digits = part.replace(" ", "")
        if digits:
            out.append(int(digits))
    return out


@shelf.medium(texts("()[]x", 0, 8))
def brackets_ok(line: str) -> bool:
    """Whether every round and square bracket is closed by one of its kind in the right order; the rest is ignored.

    >>> brackets_ok("([x])")
    True
    >>> brackets_ok("(]")
    False
    """
    waiting: list[str] = []
    for char in line:
        if char == "(":
            waiting.append(")")
        elif char == "[":
            waiting.append("]")
        elif char in ")]" and (not waiting or waiting.pop() != char):
            return False
    return not waiting


@shelf.medium(lists(one_of("1", "2", "5", "+", "-", "*"), 0, 7))
def stack_machine(tokens: list[str]) -> int:
    """The value on top after all tokens: a number is put on a stack, an operator takes two and puts its result there.

    The second taken one is the left operand. An operator that finds fewer than two is ignored; 0 for an empty stack.

    >>> stack_machine(["5", "2", "-"])
    3
    >>> stack_machine(["+"])
    0
    """
    stack: list[int] = []
    for token in tokens:
        if token.isdigit():
            stack.append(int(token))
        elif len(stack) >= 2:
            right = stack.pop()
            left = stack.pop()
            if token == "+":
                stack.append(left + right)
            elif token == "-":
                stack.append(left - right)
            else:
                stack.append(left * right)
    return stack[-1] if stack else 0


@shelf.medium(lists(one_of("a=1", "b=2", "a=", "=3", "c", "b = 7"), 0, 6))
def read_settings(lines: list[str]) -> dict[str, str]:
    """Settings of the form "name=value", with any blanks around name and value; later ones replace earlier ones.

    Lines without an equals sign or without a name are ignored; a value may be empty.

    >>> read_settings(["a=1", " b = x ", "c"])
    {'a': '1', 'b': 'x'}
    >>> read_settings(["=3"])
    {}
    """
    out = {}
    for line in lines:
        name, sign, value = line.partition("=")
        if sign and name.strip():
            out[name.strip()] = value.strip()
    return out


@shelf.hard(texts("12+-", 1, 9))
def plus_minus(line: str) -> int:
    """The value of a line of digits, + and -; each number gets the sign that stands directly before it, + if none.

    Of several signs in a row only the last counts; signs at the end count for nothing.

    >>> plus_minus("12-2+1")
    11
    >>> plus_minus("+-2-")
    -2
    """
    total = 0
    sign = 1
    digits = ""
    for char in line + "+":
        if char.isdigit():
            digits += char
        else:
            if digits:
                total += sign * int(digits)
                digits = ""
            sign = 1 if char == "+" else -1
    return total


@shelf.easy(one_of("a/b/c.txt", "c.tar.gz", "x/y", "", "/a.b/c", ".hidden", "d/.env.bak"))
def file_ending(path: str) -> str:
    """What follows the last dot of a file's name (the part after the last slash); empty without a dot.

    A dot at the very beginning of the name is no ending.

    >>> file_ending("a/b.tar.gz")
    'gz'
    >>> file_ending(".profile")
    ''
    """
    name = path.split("/")[-1]
    place = name.rfind(".")
    return name[place + 1 :] if place > 0 else ""


@shelf.hard(mapped(lists(one_of("a", "b", "..", ".", ""), 0, 7), "/".join))
def clean_path(path: str) -> str:
    """The path without empty parts, "." and "..", where ".." takes away the part before it; at the top it does nothing.

    >>> clean_path("a/./b/../c")
    'a/c'
    >>> clean_path("../a//b")
    'a/b'
    """
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if parts:
                parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


@shelf.medium(one_of("1.2", "1.10", "2", "1.2.0", "0.9", "1.2.1"), one_of("1.2", "1.10", "2.0", "1.2.0", "1.3"))
def version_order(one: str, other: str) -> int:
    """-1, 0 or 1 as the first version is lower, equal or higher; parts are compared as numbers, missing ones are 0.

    >>> version_order("1.10", "1.9")
    1
    >>> version_order("2", "2.0")
    0
    """
    left = [int(part) for part in one.split(".")]
    right = [int(part) for part in other.split(".")]
    while len(left) < len(right):
        left.append(0)
    while len(right) < len(left):
        right.append(0)
    if left == right:
        return 0
    return 1 if left > right else -1


@shelf.medium(texts('ab,,"', 0, 10))
def split_quoted(line: str) -> list[str]:
    """The parts between commas; a comma between double quotes does not count, and the quotes themselves vanish.

    >>> split_quoted('a,"b,c"')
    ['a', 'b,c']
    >>> split_quoted("")
    ['']
    """
    parts = [""]
    quoted = False
    for char in line:
        if char == '"':
            quoted = not quoted
        elif char == "," and not quoted:
            parts.append("")
        else:
            parts[-1] += char
    return parts


@shelf.easy(texts("ab#\n ", 0, 10))
def strip_comments(block: str) -> list[str]:
    r"""The lines without what follows a #, and without blanks at their right; lines that are empty then are left out.

    >>> strip_comments("a # b\n# c\n d")
    ['a', ' d']
    >>> strip_comments("")
    []
    """
    out = []
    for line in block.split("\n"):
        kept = line.split("#")[0].rstrip(" ")
        if kept:
            out.append(kept)
    return out


@shelf.hard(lists(one_of("1-3", "5", "4-4", "3-1", "8-9", "2"), 0, 5))
def page_numbers(ranges: list[str]) -> list[int]:
    """All pages of ranges such as "2-4" and single pages, sorted, each once; a range that runs backward has no pages.

    >>> page_numbers(["2-4", "3", "9"])
    [2, 3, 4, 9]
    >>> page_numbers(["3-1"])
    []
    """
    pages: set[int] = set()
    for part in ranges:
        first, sign, last = part.partition("-")
        if sign:
            pages.update(range(int(first), int(last) + 1))
        else:
            pages.add(int(first))
    return sorted(pages)


@shelf.medium(words(1, 5, count=(0, 4), alphabet="abcAB"), one_of("snake", "camel", "kebab"))
def name_style(phrase: str, style: str) -> str:
    """The words in one name: "snake" joins small words with _, "kebab" with -, "camel" with nothing and capitals.

    In camel style the first word is small, and each later one has only its first letter as a capital.

    >>> name_style("Total Price", "snake")
    'total_price'
    >>> name_style("total PRICE", "camel")
    'totalPrice'
    """
    small = [word.lower() for word in phrase.split()]
    if style == "snake":
        return "_".join(small)
    if style == "kebab":
        return "-".join(small)
    return "".join(small[:1] + [word[0].upper() + word[1:] for word in small[1:]])


@shelf.medium(texts("ab{}xc", 0, 9), one_of("", "v", "w2"))
def fill_template(template: str, value: str) -> str:
    """Each "{}" is replaced by the value; a brace that is not part of a "{}" stays as it is.

    >>> fill_template("a{}b{}", "v")
    'avbv'
    >>> fill_template("{a}", "v")
    '{a}'
    """
    out = ""
    place = 0
    while place < len(template):
        if template[place : place + 2] == "{}":
            out += value
            place += 2
        else:
            out += template[place]
            place += 1
    return out


@shelf.hard(lists(one_of("set a 2", "set b a", "add a b", "add b 3", "neg a", "set a b"), 0, 7))
def tiny_program(lines: list[str]) -> dict[str, int]:
    """The variables after a program of "set X V", "add X V" and "neg X"; V is a number or a variable.

    A variable that was not set yet counts as 0, and only variables that were written to are in the result.

    >>> tiny_program(["set a 2", "add b a", "neg a"])
    {'a': -2, 'b': 2}
    >>> tiny_program([])
    {}
    """
    values: dict[str, int] = {}
    for line in lines:
        order, name, *rest = line.split()
        operand = 0
        if rest:
            operand = int(rest[0]) if rest[0].isdigit() else values.get(rest[0], 0)
        if order == "set":
            values[name] = operand
        elif order == "add":
            values[name] = values.get(name, 0) + operand
        else:
            values[name] = -values.get(name, 0)
    return values


@shelf.medium(ints(0, 3), texts("ab \t", 0, 8))
def indent_of(width: int, line: str) -> int:
    r"""How far a line is indented: a blank counts 1, a tab goes on to the next multiple of `width` (0: counts nothing).

    >>> indent_of(4, "  x")
    2
    >>> indent_of(3, " \tx")
    3
    """
    place = 0
    for char in line:
        if char == " ":
            place += 1
        elif char == "\t":
            if width > 0:
                place += width - place % width
        else:
            break
    return place


@shelf.easy(ints(0, 130), one_of("one", "few", "many"))
def plural_form(count: int, mode: str) -> str:
    """The words "no items" for 0, "1 item" for 1, else "N items".

    In mode "few" numbers above 9 give "9+ items", in mode "many" numbers above 99 give "99+ items".

    >>> plural_form(12, "few")
    '9+ items'
    >>> plural_form(1, "many")
    '1 item'
    """
    if count == 0:
        return "no items"
    if count == 1:
        return "1 item"
    if mode == "few" and count > 9:
        return "9+ items"
    if mode == "many" and count > 99:
        return "99+ items"
    return f"{count} items"
