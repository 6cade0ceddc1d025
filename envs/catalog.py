"""The table of environments: one row per id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["CATALOG", "Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """One registered id."""

    id: str
    family: str
    entry_point: str
    """The class, as "module:name"."""
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    variants: tuple[Mapping[str, Any], ...] = ()
    """Further options under which the laws are checked too."""
    dear: bool = False
    """A turn runs a container or a browser: the laws look at fewer episodes, and tools at fewer tasks."""


_PUZZLES = (
    Row(
        "turnwise/TicTacToe-v0",
        "puzzles",
        "turnwise.envs.puzzles.tictactoe:TicTacToeEnv",
        variants=({"opponent": "random"}, {"opponent": "optimal"}, {"split": "structure"}, {"split": "hard"}),
    ),
    Row(
        "turnwise/Sudoku-v0",
        "puzzles",
        "turnwise.envs.puzzles.sudoku:SudokuEnv",
        variants=({"size": 4}, {"size": 6, "level": "hard"}, {"split": "structure"}, {"split": "hard"}),
    ),
    Row(
        "turnwise/Minesweeper-v0",
        "puzzles",
        "turnwise.envs.puzzles.minesweeper:MinesweeperEnv",
        variants=({"level": "easy"}, {"guess_free": True}, {"split": "structure"}, {"split": "hard"}),
    ),
    Row(
        "turnwise/Sokoban-v0",
        "puzzles",
        "turnwise.envs.puzzles.sokoban:SokobanEnv",
        variants=({"level": "easy"}, {"size": 8, "level": "hard"}, {"split": "structure"}, {"split": "hard"}),
    ),
    Row(
        "turnwise/Hanoi-v0",
        "puzzles",
        "turnwise.envs.puzzles.hanoi:HanoiEnv",
        variants=({"level": "easy"}, {"level": "hard"}, {"split": "structure"}, {"split": "hard"}),
    ),
    Row(
        "turnwise/SlidingTiles-v0",
        "puzzles",
        "turnwise.envs.puzzles.tiles:SlidingTilesEnv",
        variants=({"level": "easy"}, {"level": "hard"}, {"split": "structure"}, {"split": "hard"}),
    ),
    Row(
        "turnwise/LightsOut-v0",
        "puzzles",
        "turnwise.envs.puzzles.lights:LightsOutEnv",
        variants=({"level": "easy"}, {"level": "hard"}, {"split": "structure"}, {"split": "hard"}),
    ),
    Row(
        "turnwise/WaterJugs-v0",
        "puzzles",
        "turnwise.envs.puzzles.jugs:WaterJugsEnv",
        variants=({"level": "easy"}, {"level": "hard"}, {"split": "structure"}, {"split": "hard"}),
    ),
    Row(
        "turnwise/PegSolitaire-v0",
        "puzzles",
        "turnwise.envs.puzzles.pegs:PegSolitaireEnv",
        variants=({"level": "easy"}, {"level": "hard"}, {"split": "structure"}, {"split": "hard"}),
    ),
    Row(
        "turnwise/FrozenLake-v0",
        "puzzles",
        "turnwise.envs.puzzles.frozen_lake:FrozenLakeEnv",
        variants=({"level": "easy"}, {"level": "hard"}, {"split": "structure"}, {"split": "hard"}),
    ),
    Row(
        "turnwise/Nim-v0",
        "puzzles",
        "turnwise.envs.puzzles.nim:NimEnv",
        variants=({"opponent": "random"}, {"level": "hard"}, {"split": "structure"}, {"split": "hard"}),
    ),
    Row(
        "turnwise/Game24-v0",
        "puzzles",
        "turnwise.envs.puzzles.arithmetic_envs:Game24Env",
        variants=({"level": "easy"}, {"level": "hard"}, {"split": "structure"}, {"split": "hard"}),
    ),
    Row(
        "turnwise/Countdown-v0",
        "puzzles",
        "turnwise.envs.puzzles.arithmetic_envs:CountdownEnv",
        variants=({"level": "easy"}, {"level": "hard"}, {"split": "structure"}, {"split": "hard"}),
    ),
)

_HOUSEHOLD = (
    Row(
        "turnwise/ALFWorld-v0",
        "household",
        "turnwise.envs.household:ALFWorldEnv",
        variants=({"split": "valid_unseen"}, {"scale": "informed"}),
    ),
    Row(
        "turnwise/Household-v0",
        "household",
        "turnwise.envs.household:HouseholdEnv",
        variants=(
            {"split": "unseen_rooms", "scale": "informed"},
            {"split": "unseen_pairs"},
            {"split": "long_chains"},
            {"friendly": False},
        ),
    ),
)

_CODE_EXEC = (
    Row(
        "turnwise/ExecTrace-v0",
        "code_exec",
        "turnwise.envs.code_exec.exec_trace:ExecTraceEnv",
        variants=(
            {"level": "easy", "questions": 3},
            {"split": "hard"},
            {"split": "structure"},
            {"scale": "execverify"},
        ),
    ),
    Row(
        "turnwise/DataAnalysis-v0",
        "code_exec",
        "turnwise.envs.code_exec.data_analysis:DataAnalysisEnv",
        variants=({"level": "easy"}, {"split": "hard"}, {"split": "structure"}),
    ),
    Row(
        "turnwise/TestWriting-v0",
        "code_exec",
        "turnwise.envs.code_exec.test_writing:TestWritingEnv",
        variants=({"faults": 3}, {"split": "hard"}),
    ),
    Row(
        "turnwise/Shell-v0",
        "code_exec",
        "turnwise.envs.code_exec.shell:ShellEnv",
        variants=({"split": "structure"},),
        dear=True,
    ),
    Row(
        "turnwise/CodeSynthesis-v0",
        "code_exec",
        "turnwise.envs.code_exec.coding:CodeSynthesisEnv",
        variants=({"split": "hard", "scale": "execverify"},),
        dear=True,
    ),
    Row(
        "turnwise/CodeRepair-v0",
        "code_exec",
        "turnwise.envs.code_exec.coding:CodeRepairEnv",
        variants=({"split": "structure"},),
        dear=True,
    ),
)

_SEARCH_QA = (
    Row(
        "turnwise/SearchQA-v0",
        "search_qa",
        "turnwise.envs.search_qa:SearchQAEnv",
        variants=(
            {"style": "tags", "split": "hops", "results": 5},
            {"style": "json", "split": "shape", "batch": 1},
            {"style": "react", "split": "entity", "part_words": 30, "max_documents": 80, "max_tokens": 6000},
        ),
    ),
)

_WEB_SHOP = (
    Row(
        "turnwise/WebShop-v0",
        "web_shop",
        "turnwise.envs.web_shop:WebShopEnv",
        variants=(
            {"mode": "compat"},
            {"goals": "synthetic", "observation": "react"},
            {"kind": "cheaper"},
            {"kind": "return"},
            {"rule": "webshop", "observation": "axtree"},
            {"split": "structure"},
            {"split": "hard"},
            {"scale": "achievable"},
        ),
    ),
    Row(
        "turnwise/WebShopBrowser-v0",
        "web_shop",
        "turnwise.envs.web_shop.browser:WebShopBrowserEnv",
        dear=True,
    ),
)

CATALOG: tuple[Row, ...] = (*_PUZZLES, *_HOUSEHOLD, *_CODE_EXEC, *_SEARCH_QA, *_WEB_SHOP)
