"""The environment `turnwise/WebShop-v0`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Unpack

from ..core.episode import Episode
from ..core.errors import TaskError, UsageError
from ..core.turn_env import CommonOptions, TurnEnv
from .appraisal import Rule
from .catalogue import Catalogue, GoalKind, open_catalogue
from .nouns import Tagger
from .rules import Action, Observation, WebShop
from .search import Engine
from .state import Mode, State, Task, TaskKind
from .tasks import ShopTasks

__all__ = ["MAX_TURNS", "WebShopEnv"]

MAX_TURNS = 15
"""Turns unless told otherwise. WebShop has no limit; ReAct and its successors play 15."""


class WebShopEnv(TurnEnv[Task, State, Action]):
    """WebShop: find, configure and buy what an instruction asks for, every turn judged by the best that is left.

    ## Description
    A shop of search results, product pages and options, played by the rules of WebShop (princeton-nlp/WebShop) on its
    own files, or on a made-up catalogue where none are given. `mode="compat"` is the real environment step by step:
    pages, clicks that do nothing, score. `mode="friendly"`, the default, shows what is chosen, says why a turn did
    nothing, and searches only where there is a search bar.

    >>> from turnwise.envs.web_shop import WebShopEnv
    >>> env = WebShopEnv(products=40)
    >>> observation, info = env.reset(options={"goal": 3})
    >>> print(observation.splitlines()[-2])
    i am looking for a power bank: wireless and plug and play, and price lower than 120.00 dollars
    >>> print(env.step("search[dunwick power bank]")[0].splitlines()[5])
    [button] G085432098 [button_]
    >>> env.step("click[g085432098]")[4]["legal"][-4:]
    ('click[white]', 'click[black]', 'click[20000 mah]', 'click[26800 mah]')
    >>> env.step("click[buy now]")[2]
    True

    ## Action Space
    Text: `search[words]` where there is a search bar (in compat mode on any page), `click[text]` with the text of a
    button, product or option, `think[...]`, which is answered "OK.". No text is refused: one that does nothing costs a
    turn, and counts for `max_rejected`.

    ## Observation Space
    The page, in the form `observation`: "text_rich" and "text" are WebShop's, "react" is ReAct's, "html" and "axtree"
    are self-contained, "url" is the address. There is no numeric view.

    ## Starting State
    The search page. Tasks are the catalogue's human or synthetic goals, prices written down. Splits: see `ShopTasks`.

    ## Rewards
    By rule "strict" (default) or "webshop", see `turnwise.verifiers.web_shop`. Scale "unit": `outcome` the reward of
    the purchase, 0 without one; `progress` the change of V * max(0, 1 - d / 2d0), where V is the best reward within the
    turns left, d the fewest actions to the best purchase of all and d0 those at the start; `rejected` -0.01/max_turns
    for a turn that did nothing. Best play earns 1.5 where full marks can be had. Scale "achievable": the change of V
    alone, on the first turn from 0, so that the sum is the final reward. Scales "webshop", "agentboard" and "spa" are
    published ones.

    ## Episode End
    Terminated: something was bought. Truncated: after `max_turns` turns (15).

    ## Information
    As everywhere, and `rule` and `tagger` by name, since scores depend on them. `turnwise.envs.web_shop.facts` states
    what was shown and chosen.

    ## Arguments
    `source` WebShop's `items_shuffle*.json[.gz]` or a folder with one; `products` how many of it, or of the made-up
    catalogue (1000); `seed` another made-up catalogue; `price_seed` draws prices of ranges; `catalogue` one that is
    open; `goals` "human" or "synthetic"; `kind` "buy", "cheaper" (of two named products) or "return" (of the wrong one
    of two orders); `mode`, `observation`, `rule`, `tagger` ("rule" or "spacy"), `engine` ("bm25" or "lucene"),
    `show_attributes`; `reset(options={"goal": i})` the goal at a place of WebShop's order; `split`, `max_turns`,
    `max_rejected`, `render_mode`, `scale`, `terms` as everywhere.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.web_shop:STRICT_RULE"

    def __init__(
        self,
        *,
        source: str | Path | None = None,
        products: int | None = None,
        seed: int = 0,
        price_seed: int = 0,
        catalogue: Catalogue | None = None,
        goals: GoalKind = "human",
        kind: str = "buy",
        mode: Mode = "friendly",
        observation: Observation = "text_rich",
        rule: Rule = "strict",
        tagger: Tagger = "rule",
        engine: Engine = "bm25",
        show_attributes: bool = False,
        **common: Unpack[CommonOptions],
    ) -> None:
        for name, value, known in (("rule", rule, ("strict", "webshop")), ("tagger", tagger, ("rule", "spacy"))):
            if value not in known:
                raise UsageError(f"{name} must be one of {list(known)}, got {value!r}")
        if kind not in tuple(TaskKind):
            raise UsageError(f"kind must be one of {[each.value for each in TaskKind]}, got {kind!r}")
        shop = catalogue or open_catalogue(source, products=products, seed=seed, price_seed=price_seed, engine=engine)
        turns = common.setdefault("max_turns", MAX_TURNS)
        tasks = ShopTasks(shop, goals, turns or 0, mode, TaskKind(kind))
        common.setdefault("split", tasks.splits[0])
        self.scoring = f"turnwise.verifiers.web_shop:{rule.upper()}_{tagger.upper()}"  # type: ignore[misc] # by options
        self.rule, self.tagger, self.shop_tasks = rule, tagger, tasks
        super().__init__(WebShop(shop, mode, observation, show_attributes, tagger), tasks, **common)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
        """As `TurnEnv.reset`, with the further option `goal`: a place in WebShop's shuffled order of all goals.

        Raises:
            TaskError: there is no such goal.
        """
        if options and "goal" in options:
            options = dict(options)
            goal = options.pop("goal")
            if clash := options.keys() & {"split", "index", "task", "episode"}:
                raise UsageError(f"give either the option goal or the option {min(clash)}, not both")
            options |= self._named(goal)
        return super().reset(seed=seed, options=options)

    def _named(self, goal: Any) -> dict[str, Any]:
        count = len(self.shop_tasks.catalogue.goal_table(self.shop_tasks.goals).product)
        if isinstance(goal, bool) or not hasattr(goal, "__index__") or not 0 <= int(goal) < count:
            raise TaskError(f"goal must be 0 to {count - 1}, got {goal!r}")
        address = self.shop_tasks.address(int(goal))
        if address is None:
            return {"task": self.shop_tasks.of_goal(int(goal))}
        return {"split": address[0], "index": address[1]}

    def _info(self, episode: Episode[State, Action]) -> dict[str, Any]:
        return super()._info(episode) | {"rule": self.rule, "tagger": self.tagger}
