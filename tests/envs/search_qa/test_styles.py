"""Actions in each style: read back what is written, take what models write, refuse several at once."""

import pytest

from turnwise.envs.core.errors import Malformed
from turnwise.envs.search_qa import SearchQA, State, Task
from turnwise.envs.search_qa.corpus import Page, Pages, Question
from turnwise.envs.search_qa.state import Action, Answer, Find, More, Note, Open, Search
from turnwise.envs.search_qa.styles import STYLES, StyleName

PAGES = Pages([Page("a", "A", "Some words.")])
STATE = State(Task(Question("q", "What?", ("x",)), None))
ACTIONS: list[Action] = [
    Search(("one two",)), Search(("one", 'say "two"', "a: b, c [d]")), More(), Open(3), Open(3, 12),
    Find(2, "harbor 3 light"), Note("it: is [so] {maybe}"), Answer("42"), Answer("4 March 1871"), Answer("unknown"),
]  # fmt: skip


def game(style: StyleName) -> SearchQA:
    return SearchQA(PAGES, style=style)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("action", ACTIONS, ids=repr)
def test_what_is_written_is_read_back(style: StyleName, action: Action) -> None:
    own = game(style)
    assert own.parse(own.format(action), STATE) == action


@pytest.mark.parametrize(
    ("style", "text", "action"),
    [
        ("plain", "  SEARCH :  tall   ships ", Search(("tall ships",))),
        ("plain", "open 3", Open(3)),
        ("plain", "open: 3, part 2", Open(3, 2)),
        ("plain", "I will look.\n<action>search: ships|boats</action>", Search(("ships", "boats"))),
        ("plain", "More.", More()),
        ("tags", "<think>maybe <answer>no</answer></think>\n<search>tall ships</search>", Search(("tall ships",))),
        ("tags", "so: <answer> Marle </answer>", Answer("Marle")),
        ("tags", "<search>a</search> and again <search> a </search>", Search(("a",))),
        ("tags", "<more></more>", More()),
        ("react", "Thought: I need ships.\nAction: Search[tall ships]", Search(("tall ships",))),
        ("react", "Action 3: Finish[Marle [old]]", Answer("Marle [old]")),
        ("react", "Search[ships]", Search(("ships",))),
        ("json", '{"name": "search", "arguments": {"query": "ships"}}', Search(("ships",))),
        ("json", 'Well.\n<tool_call>\n{"name": "open", "arguments": {"document": 2}}\n</tool_call>', Open(2)),
        ("json", '{"name": "more"}', More()),
    ],
)
def test_what_models_write_is_taken(style: StyleName, text: str, action: Action) -> None:
    assert game(style).parse(text, STATE) == action


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("plain", ""),
        ("plain", "search ships"),
        ("plain", "answer: a\nanswer: b"),
        ("plain", "<action>answer: a</action> <action>answer: b</action>"),
        ("tags", "<answer>a</answer><answer>b</answer>"),
        ("tags", "<search>a</search><answer>b</answer>"),
        ("tags", "<search>never closed"),
        ("tags", "<answer>   </answer>"),
        ("tags", "just text"),
        ("react", "Action: Finish[a]\nAction: Finish[b]"),
        ("react", "Thought: done"),
        ("json", "[]"),
        ("json", '{"name": "buy", "arguments": {}}'),
        ("json", '{"name": "open", "arguments": {"document": true}}'),
        ("json", '{"name": "open", "arguments": {"document": -1}}'),
        ("json", '{"name": "search", "arguments": {"queries": [1]}}'),
        ("json", '{"name": "answer", "arguments": {"text": ["a", "b"]}}'),
        ("json", "<tool_call>{}</tool_call><tool_call>[]</tool_call>"),
        ("json", "[" * 15_000),
    ],
)
def test_several_actions_or_none_are_refused(style: StyleName, text: str) -> None:
    with pytest.raises(Malformed):
        game(style).parse(text, STATE)


@pytest.mark.parametrize("style", STYLES)
def test_the_rules_show_each_action_as_it_is_written(style: StyleName) -> None:
    told = game(style).rules
    for verb in ("search", "more", "open", "find", "note"):
        assert verb in told.lower()
    assert ("Finish[" if style == "react" else "answer") in told


@pytest.mark.parametrize("text", ["<search>" * 2400, "<think>" * 2800, "<tool_call>" * 1800, "Action: " * 2400])
def test_thousands_of_open_tags_cost_no_more_than_one(text: str) -> None:
    for style in STYLES:
        with pytest.raises(Malformed):
            game(style).parse(text, STATE)
