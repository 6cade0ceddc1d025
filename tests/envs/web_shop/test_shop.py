"""Pages, actions, tasks and catalogues of the web shop, on products of ours."""

import gzip
import json
import pickle
import random
from pathlib import Path
from typing import Any

import gymnasium as gym
import pytest

import turnwise  # noqa: F401 - registers the ids
from turnwise.envs.core import DataError, Stream, TaskError, UsageError
from turnwise.envs.web_shop import (
    OBSERVATIONS,
    Catalogue,
    Click,
    Nothing,
    PageKind,
    Phase,
    Search,
    ShopTasks,
    State,
    Task,
    TaskKind,
    WebShop,
    catalogue,
    facts,
    open_catalogue,
    page,
)
from turnwise.envs.web_shop.reading import THOUGHT, read_exactly, read_kindly
from turnwise.envs.web_shop.shopper import shopper

HOSTILE = (
    "<script>alert(1)</script>",
    "</h2><button class='btn'>Buy Now</button>",
    "Robert'); DROP TABLE products;--",
    "\u202eright to left\u200b",
    "\ud800 lone surrogate",
    "\x00\x1b[31m",
    "{{ 7 * 7 }} {% for %} ${jndi}",
    "x" * 1_000_000,
    "   ",
    "a\nb [SEP] c",
    "[button] Buy Now [button_]",
)


def record(number: int, **changes: Any) -> dict[str, Any]:
    """A product in the schema of WebShop's files."""
    return {
        "asin": f"B{number:09d}",
        "name": f"Product {number}",
        "full_description": "Soft and blue.",
        "small_description": ["First.", "Second."],
        "pricing": "$9.99",
        "product_category": "Home \u203a Lamps",
        "category": "garden",
        "query": " Desk Lamps ",
        "images": ["https://x.invalid/1.jpg"],
        "customization_options": "",
        **changes,
    }


def write(folder: Path, records: list[Any], human: Any = None, made: Any = None, suffix: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"items_shuffle{suffix}.json").write_text(json.dumps(records))
    for name, data in (("items_human_ins", human), ("items_ins_v2", made)):
        if data is not None:
            (folder / f"{name}{suffix}.json").write_text(json.dumps(data))
    return folder


def wanting(number: int, text: str = "i want this.", options: Any = ()) -> dict[str, Any]:
    asin = f"B{number:09d}"
    told = {"instruction": text, "instruction_attributes": ["soft"], "instruction_options": list(options)}
    return {asin: [{"asin": asin, "worker_id": "W-SECRET", "assignment_id": "A-SECRET", "options": [], **told}]}


def test_odd_records_are_read_as_the_real_loader_reads_them(tmp_path: Path) -> None:
    options = {
        "Color": [{"value": " Black/White ", "image": None}, {"value": "RED", "price": 12.5}],
        "Size": None,
        "color": [{"value": "Blue"}],
    }
    records = [
        record(0, pricing="", customization_options={"Color": None}),
        record(1, pricing="$1,019.99$27.50"),
        record(1, name="the same id again"),
        record(2, asin="nan"),
        record(3, asin="B0123456789"),
        record(4, small_description="one text", customization_options=options),
    ]
    shop = open_catalogue(write(tmp_path / "odd", records, made={"B000000004": {"attributes": []}}))
    zero, one, four = shop
    assert (zero.price, zero.price_tag, zero.options, zero.attributes) == (100.0, "$100.0", (), ("DUMMY_ATTR",))
    assert (one.pricing, one.price_tag) == ((1019.99, 27.5), "$1019.99 to $27.5")
    assert 27.5 <= one.price <= 1019.99
    assert (four.bullets, four.attributes, four.query) == (("one text",), (), "desk lamps")
    assert four.options == (("color", ("blue",)),)


def test_gzipped_files_and_a_limit_are_taken(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "items_shuffle_small.json.gz", "wt") as file:
        json.dump([record(number) for number in range(9)], file)
    assert len(open_catalogue(tmp_path)) == 9
    assert len(open_catalogue(tmp_path / "items_shuffle_small.json.gz", products=4)) == 4


def test_the_files_with_the_same_ending_belong_together(tmp_path: Path) -> None:
    write(tmp_path, [record(0)], human=wanting(0, "the small set."), suffix="_1000")
    write(tmp_path, [record(0)], human=wanting(0, "the full set."))
    small = open_catalogue(tmp_path / "items_shuffle_1000.json")
    assert small.at(0).instructions[0].text == "the small set."
    with pytest.raises(UsageError, match="name the file"):
        open_catalogue(tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{}", "array"),
        ("[{", "cut off"),
        ('[{"asin": "B1"}]', "product 0"),
        (json.dumps([record(0), record(1, pricing="ten dollars")]), "product 1"),
        ("[]", "no products"),
    ],
)
def test_a_damaged_file_is_refused_with_its_place(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "items_shuffle.json").write_text(content)
    with pytest.raises(DataError, match=said):
        open_catalogue(tmp_path)
    assert not [path for path in tmp_path.iterdir() if path.is_dir()], "nothing half made is left"


def test_workers_ids_are_nowhere_in_what_is_kept(tmp_path: Path) -> None:
    shop = open_catalogue(write(tmp_path / "ids", [record(0)], human=wanting(0)))
    assert all(b"SECRET" not in path.read_bytes() for path in shop.folder.rglob("*") if path.is_file())


def test_a_catalogue_is_opened_once_and_again_in_another_process(tmp_path: Path) -> None:
    folder = write(tmp_path / "once", [record(0, name="Opened once")], human=wanting(0))
    shop = open_catalogue(folder)
    assert open_catalogue(folder) is shop
    assert pickle.loads(pickle.dumps(shop)) is shop
    assert catalogue(shop.key) is shop
    assert shop.folder.parent == folder
    with pytest.raises(UsageError, match="not open"):
        catalogue("items_shuffle-of-somebody-else")


def test_changed_files_make_another_catalogue(tmp_path: Path) -> None:
    before = open_catalogue(write(tmp_path / "changed", [record(0)]))
    after = open_catalogue(write(tmp_path / "changed", [record(0, name="Another name, longer"), record(1)]))
    assert before.key != after.key
    assert len(after) == 2


def test_an_index_of_another_catalogue_is_refused(tmp_path: Path) -> None:
    one = open_catalogue(write(tmp_path / "one", [record(0)]))
    two = open_catalogue(write(tmp_path / "two", [record(7)]))
    from turnwise.envs.web_shop.search import open_engine

    with pytest.raises(DataError):
        open_engine(one.folder, two.key, "bm25", None, ())


@pytest.mark.parametrize("text", HOSTILE, ids=[ascii(text[:20]) for text in HOSTILE])
@pytest.mark.parametrize("mode", ["friendly", "compat"])
def test_hostile_texts_are_shown_as_texts_and_break_nothing(tmp_path: Path, text: str, mode: Any) -> None:
    texts = {"name": f"lamp {text}", "full_description": text, "small_description": [text], "query": text}
    hostile = record(0, **texts, customization_options={text[:50]: [{"value": text[:50]}, {"value": "plain"}]})
    shop = open_catalogue(write(tmp_path / "hostile", [hostile, record(1)], human=wanting(0, f"lamp {text[:500]}")))
    games = [WebShop(shop, mode, form) for form in (*OBSERVATIONS, "url")]  # type: ignore[arg-type]
    state = games[0].start(ShopTasks(shop, "human", 15, mode).of_goal(0))
    wanted = [Search("lamp"), Click("b000000000"), Click("plain"), Click("features"), Click("< prev"), Click("buy now")]
    for action in (None, *wanted):
        if action is not None:
            state, events = games[0].apply(state, action, Stream(0, "test"))
            assert not games[0].refused(action, events)
        for game in games:
            shown = game.describe(state, None)
            assert isinstance(shown, str)
            if game.observation == "html":
                assert "<script" not in shown
                assert shown.count("<button") == len(game.page(state).buttons)
    assert state.page is PageKind.DONE


def _walk(game: WebShop, task: Task, *texts: str) -> State:
    state = game.start(task)
    for text in texts:
        state, _ = game.apply(state, game.parse(text, state), Stream(0, "test"))
    return state


@pytest.fixture(scope="module")
def shop() -> Catalogue:
    return open_catalogue(products=40)


@pytest.fixture(scope="module")
def game(shop: Catalogue) -> WebShop:
    return WebShop(shop)


@pytest.fixture(scope="module")
def task(shop: Catalogue) -> Task:
    return ShopTasks(shop, "human", 15, "friendly").of_goal(0)


READINGS = [
    ("search[Red  Shirt]", Search("red shirt")),
    ("  SEARCH[x] ", Search("x")),
    ("I think so. <action>click[Buy Now]</action>", Click("buy now")),
    ("Thought: cheap.\nAction: click[buy now]", Click("buy now")),
    ("click[size [us]]", Click("size [us]")),
    ("click[a  b]", Click("a  b")),
    ("think[about it]", Nothing("think[about it]", THOUGHT)),
]


@pytest.mark.parametrize(("text", "meant"), READINGS)
def test_a_reply_is_read_kindly(text: str, meant: Any) -> None:
    clicks = {"buy now": "buy now", "size [us]": "size [us]", "a b": "a  b"}
    assert read_kindly(text, clicks) == meant


@pytest.mark.parametrize(
    "text", ["", "buy now", "search[]", "click[a] or click[b]", "<action>a</action><action>b</action>"]
)
def test_what_names_no_single_action_is_none(text: str) -> None:
    assert type(read_kindly(text, {})) is Nothing


def test_the_real_reading_is_kept_with_its_oddities() -> None:
    assert read_exactly("search[A [b] c]") == Nothing("search[A [b] c]", "It is no search[...] and no click[...].")
    assert read_exactly("click[X]]") == Click("x]")
    assert read_exactly("search[x] and then some") == Search("x")
    assert type(read_exactly(" search[x]")) is Nothing


def test_friendly_mode_shows_what_is_chosen_and_says_why_nothing_happened(game: WebShop, task: Task) -> None:
    asin = task.goals[0].asin.lower()
    name = task.goals[0].name.lower()
    state = _walk(game, task, f"search[{name}]", f"click[{asin}]", "click[standard]")
    assert "Chosen so far: color: standard." in game.describe(state, None)
    env: Any = gym.make("turnwise/WebShop-v0", products=40)
    env.reset(seed=0)
    assert "nothing to click on this page" in env.step("click[buy now]")[0]
    env.step("search[loafers]")
    assert "There is no 'buy now' to click on this page. There is: back to search," in env.step("click[buy now]")[0]
    observation, _, _, _, info = env.step("search[hats]")
    assert "no search bar on this page" in observation
    assert info["rejected"]


def test_a_choice_can_be_changed_and_is_lost_with_the_page(game: WebShop, task: Task) -> None:
    asin, name = task.goals[0].asin.lower(), task.goals[0].name.lower()
    (_, colors), *_ = game.catalogue.product(task.goals[0].asin).options
    walk = (f"search[{name}]", f"click[{asin}]", f"click[{colors[0]}]", f"click[{colors[1]}]")
    assert _walk(game, task, *walk).chosen == (("color", colors[1]),)
    assert _walk(game, task, *walk, "click[description]", "click[< prev]").chosen == (("color", colors[1]),)
    assert _walk(game, task, *walk, "click[< prev]").chosen == ()


def test_facts_state_what_was_shown_and_chosen(shop: Catalogue, game: WebShop, task: Task) -> None:
    asin, name = task.goals[0].asin, task.goals[0].name.lower()
    walk = [f"search[{name}]", f"click[{asin.lower()}]", "click[standard]", "click[7 wide]", "click[buy now]"]
    phases = [facts(shop, _walk(game, task, *walk[:count])).phase for count in range(len(walk) + 1)]
    assert phases == [Phase.SEARCHING, Phase.BROWSING, Phase.INSPECTING, Phase.SELECTING, Phase.BUYING, Phase.DONE]
    told = facts(shop, _walk(game, task, *walk[:3]))
    assert (told.product, told.chosen, told.open_options) == (asin, (("color", "standard"),), ("width",))
    assert told.listed == tuple(shop.at(number).asin for number in shop.search(name)[:10])
    assert told.opened == (asin,)


def test_every_form_of_a_page_names_everything_that_can_be_clicked(shop: Catalogue, game: WebShop, task: Task) -> None:
    state = _walk(game, task, f"search[{task.goals[0].name.lower()}]", f"click[{task.goals[0].asin.lower()}]")
    shown = page(shop, state)
    for form, render in OBSERVATIONS.items():
        text = render(shown, None).lower().replace("&lt;", "<")
        assert all(click[6:-1] in text for click in shown.clicks()), form


def test_splits_share_no_goal_and_no_family(shop: Catalogue) -> None:
    large = open_catalogue(products=400)
    for kind in ("human", "synthetic"):
        tasks = ShopTasks(large, kind, 15, "friendly")  # type: ignore[arg-type]
        assert tasks.splits == ("train", "valid", "test", "hard", "structure")
        families: dict[int, str] = {}
        for split in tasks.splits:
            for index in range(tasks.count(split)):
                goal = tasks.task(split, index).goals[0]
                assert families.setdefault(large.number(goal.asin) // 4, split) == split
        kinds = {large.product(tasks.task("structure", index).goals[0].asin).category for index in range(10)}
        assert kinds == {"outdoor"}


def test_the_papers_cuts_are_those_of_its_code(tmp_path: Path) -> None:
    human = {}
    for number in range(40):
        human |= wanting(number)
        human[f"B{number:09d}"] = [
            {**told, "instruction": f"wish {i}."} for i in range(90) for told in human[f"B{number:09d}"]
        ]
    shop = open_catalogue(write(tmp_path / "paper", [record(number) for number in range(40)], human=human))
    tasks = ShopTasks(shop, "human", 15, "friendly")
    assert [tasks.count(split) for split in ("test", "valid", "train")] == [500, 1000, 2100]
    assert tasks.address(0) == ("test", 0)
    assert tasks.address(1500) == ("train", 0)
    assert tasks.of_goal(1500) == tasks.task("train", 0)


def test_a_goal_that_comes_twice_is_in_one_split(tmp_path: Path) -> None:
    human = {f"B{number:09d}": wanting(number)[f"B{number:09d}"] * 30 for number in range(20)}
    shop = open_catalogue(write(tmp_path / "twice", [record(number) for number in range(20)], human=human))
    tasks = ShopTasks(shop, "human", 15, "friendly")
    assert sum(tasks.count(split) for split in tasks.splits) == 20
    repeat = next(place for place in range(600) if tasks.address(place) is None)
    env: Any = gym.make("turnwise/WebShop-v0", catalogue=shop)
    _, info = env.reset(options={"goal": repeat})
    assert info["index"] == -1


def test_prices_are_written_down_and_change_with_their_seed(tmp_path: Path) -> None:
    folder = write(tmp_path / "prices", [record(0, pricing="$10.00$90.00")], human=wanting(0))
    uppers = [open_catalogue(folder, price_seed=seed).goal("human", 0).price_upper for seed in range(6)]
    assert len(set(uppers)) > 1
    assert open_catalogue(folder, price_seed=0).goal("human", 0).price_upper == uppers[0]


@pytest.mark.parametrize("wrong", [{"goal": -1}, {"goal": 10**6}, {"goal": "0"}, {"goal": True}])
def test_a_goal_that_is_none_is_a_task_error(wrong: Any) -> None:
    env: Any = gym.make("turnwise/WebShop-v0", products=40)
    with pytest.raises(TaskError, match="goal must be"):
        env.reset(options=wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "real"},
        {"observation": "smell"},
        {"rule": "lenient"},
        {"tagger": "guess"},
        {"goals": "none"},
        {"products": 0},
    ],
)
def test_a_wrong_option_is_refused(wrong: Any) -> None:
    with pytest.raises(UsageError):
        gym.make("turnwise/WebShop-v0", **{"products": 40, **wrong})


def test_products_are_functions_of_seed_and_number() -> None:
    few, many = open_catalogue(products=20, seed=5), open_catalogue(products=60, seed=5)
    assert [few.at(number) for number in range(20)] == [many.at(number) for number in range(20)]
    assert open_catalogue(products=20, seed=6).at(0) != few.at(0)


def test_hidden_commands_of_the_real_site_work_in_compat_mode_alone(shop: Catalogue) -> None:
    task = ShopTasks(shop, "human", 15, "compat").of_goal(0)
    game = WebShop(shop, "compat")
    listed = _walk(game, task, "search[<c> fashion x]")
    assert {shop.at(number).category for number in listed.seen} == {"fashion"}
    assert len(_walk(game, task, "search[<r>]", "click[next >]").seen) == 20
    friendly = _walk(WebShop(shop), ShopTasks(shop, "human", 15, "friendly").of_goal(0), "search[<c> fashion x]")
    assert friendly.seen == shop.search("<c> fashion x")[:10]


def test_random_visits_never_raise_in_any_form(shop: Catalogue) -> None:
    for mode in ("friendly", "compat"):
        for form in (*OBSERVATIONS, "url"):
            env: Any = gym.make(
                "turnwise/WebShop-v0", catalogue=shop, mode=mode, observation=form, show_attributes=True
            )
            rng = random.Random(form)
            for seed in range(3):
                _, info = env.reset(seed=seed)
                done = False
                while not done:
                    _, _, terminated, truncated, info = env.step(rng.choice([*info["legal"], "search[blue lamp]"]))
                    done = terminated or truncated


def test_the_cheaper_of_two_is_the_one_whose_page_says_so(shop: Catalogue) -> None:
    tasks = ShopTasks(shop, "human", 15, "friendly", TaskKind.CHEAPER)
    env: Any = gym.make("turnwise/WebShop-v0", catalogue=shop, kind="cheaper")
    for index in range(12):
        task = tasks.task("train", index)
        cheap, dear = (shop.product(goal.asin) for goal in task.goals)
        assert cheap.price < dear.price
        for product, reward in ((cheap, 1.0), (dear, 0.5)):
            env.reset(options={"split": "train", "index": index})
            walk = [f"search[{product.title} {product.query}]", f"click[{product.asin}]", "click[buy now]"]
            info = [env.step(text)[4] for text in walk][-1]
            assert info["reward_terms"]["outcome"] == reward


def test_of_two_orders_the_wrong_one_is_to_be_sent_back(shop: Catalogue) -> None:
    env: Any = gym.make("turnwise/WebShop-v0", catalogue=shop, kind="return")
    places = set()
    for index in range(12):
        _, _ = env.reset(options={"split": "train", "index": index})
        task = env.unwrapped.episode.state.task
        right = next(number for number, line in enumerate(task.orders, 1) if line.asin == task.goals[0].asin)
        places.add(right)
        for number in (1, 2):
            env.reset(options={"split": "train", "index": index})
            observation, *_ = env.step("click[orders]")
            assert f"[button] Return {number} [button_]" in observation
            info = env.step(f"click[return {number}]")[4]
            assert info["reward_terms"]["outcome"] == float(number != right)
    assert places == {1, 2}


def test_the_shopper_who_knows_only_what_was_shown_does_well(shop: Catalogue) -> None:
    for kind, least in (("buy", 0.6), ("cheaper", 0.9), ("return", 0.6)):
        env: Any = gym.make("turnwise/WebShop-v0", products=200, kind=kind)
        won = 0
        for index in range(40):
            _, info = env.reset(options={"split": "train", "index": index})
            done = False
            while not done:
                *_, terminated, truncated, info = env.step(shopper(env.unwrapped.episode.state))
                done = terminated or truncated
            won += info["success"]
        assert won >= least * 40, kind
