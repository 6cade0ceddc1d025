"""Tables: what is read as a call of BrowserGym's convention, and what is not."""

import pytest

from turnwise.envs.web_shop.browser.actions import CALLS, read_call, write_call
from turnwise.envs.web_shop.browser.state import Call


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("click('12')", Call("click", "12")),
        ('  click("12")\n', Call("click", "12")),
        ("fill('9', 'soft \\'cotton\\' [x]')", Call("fill", "9", "soft 'cotton' [x]")),
        ("fill('9', 'рубашка 綿')", Call("fill", "9", "рубашка 綿")),
        ("press('9', 'Enter')", Call("press", "9", "Enter")),
        ("press('9', 'q')", Call("press", "9", "q")),
        ("select_option('15', 'red')", Call("select_option", "15", "red")),
        ("scroll(0, -400.5)", Call("scroll", dx=0, dy=-400)),
        ("go_back()", Call("go_back")),
        ("noop(1000)", Call("noop")),
        ("I will press it.\n```click('3')```", Call("click", "3")),
        ("```python\nclick('3')\n```", Call("click", "3")),
        ("<action>clear('3')</action>", Call("clear", "3")),
    ],
)
def test_calls_are_read(text: str, call: Call) -> None:
    assert read_call(text) == call
    assert read_call(write_call(call)) == call


@pytest.mark.parametrize("name", CALLS)
def test_examples_are_calls(name: str) -> None:
    call = read_call(CALLS[name])
    assert isinstance(call, Call)
    assert call.name == name


@pytest.mark.parametrize(
    "text",
    [
        "click('1'); click('2')",
        "click('1')\nclick('2')",
        "click(12)",
        "click()",
        "click(bid='12')",
        "click('1', 'left')",
        "fill('9')",
        "fill('9', None)",
        "fill('9', '\\ud800')",
        "scroll('0', 1)",
        "scroll(0, 1e99)",
        "scroll(0, float('nan'))",
        "scroll(0, True)",
        "press('9', 'Control+w')",
        "press('9', 'Alt+ArrowLeft')",
        "press('9', 'F5')",
        "press('9', '')",
        "goto('http://shop.test/results/x/1')",
        "exit()",
        "click(__import__('os').system('true'))",
        "noop(1, 2)",
    ],
)
def test_calls_that_cant_be_made_are_told(text: str) -> None:
    told = read_call(text)
    assert isinstance(told, str)
    assert told.endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "search[red shirt]",
        "click[buy now]",
        "click",
        "x = click('1')",
        "f('1').g",
        "(" * 90_000 + ")" * 90_000,
        "click(" + "[" * 1000 + "]" * 1000 + ")",
        "click('1'",
        "\0click('1')\0",
        "os.system('true')()",
    ],
)
def test_other_texts_are_none_of_it(text: str) -> None:
    assert not isinstance(read_call(text), Call)
