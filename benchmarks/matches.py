"""Which boards are compared with which, and how the peers' actions are chosen."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from contestants import Contestant, Gem, TextArena

from turnwise.bench.play import Policy

__all__ = ["MATCHES", "Match"]

_WAYS = ("up", "down", "left", "right")


@dataclass(frozen=True)
class Match:
    """One of our environments against one of theirs."""

    game: str
    env_id: str
    options: Mapping[str, Any]
    peer_id: str
    peer: Callable[[], Contestant]
    reset: bool = False
    """True: beginning episodes is compared, else playing them."""
    policy: Policy = "random"
    count_moves: bool = field(default=False)
    """Whether a step of ours can hold several moves."""


def _digit(board: Any, answer: Any, rng: random.Random) -> tuple[int, int, int]:
    blanks = [(i, j) for i, row in enumerate(board) for j, digit in enumerate(row) if digit == 0]
    i, j = rng.choice(blanks)
    return i + 1, j + 1, answer[i][j]


def _arena_sudoku(env: Any, rng: random.Random) -> str:
    return "[{} {} {}]".format(*_digit(env.state.game_state["board"], env.full_grid, rng))


def _gem_sudoku(env: Any, rng: random.Random) -> str:
    return "\\boxed{{{} {} {}}}".format(*_digit(env.board, env.full_grid, rng))


def _safe_cell(env: Any, rng: random.Random) -> tuple[int, int]:
    """A hidden cell without a mine; the middle before the mines are laid, which both suites do at the first move."""
    if getattr(env, "first_reveal", False) or getattr(env, "first_move", False):
        return env.rows // 2, env.cols // 2
    every = ((i, j) for i in range(env.rows) for j in range(env.cols))
    cells = [(i, j) for i, j in every if env.grid[i][j] != -1 and not env.revealed[i][j]]
    return rng.choice(cells) if cells else (0, 0)


def _arena_mines(env: Any, rng: random.Random) -> str:
    return "[{} {}]".format(*_safe_cell(env, rng))


def _gem_mines(env: Any, rng: random.Random) -> str:
    return "\\boxed{{reveal {} {}}}".format(*_safe_cell(env, rng))


def _arena_marks(env: Any, rng: random.Random) -> str:
    board = env.state.game_state["board"]
    return f"[{rng.choice([cell for cell in range(9) if board[cell // 3][cell % 3] == ''])}]"


def _arena_way(env: Any, rng: random.Random) -> str:
    return f"[{rng.choice(_WAYS)}]"


def _gem_any(env: Any, rng: random.Random) -> str:
    return str(env.sample_random_action())


def _arena(
    game: str, ours: str, options: Mapping[str, Any], theirs: str, choose: Any, players: int = 1, **more: Any
) -> Match:
    return Match(game, ours, options, f"textarena {theirs}", partial(TextArena, theirs, players, choose), **more)


def _gem(game: str, ours: str, options: Mapping[str, Any], theirs: str, choose: Any, **more: Any) -> Match:
    return Match(game, ours, options, f"gem {theirs}", partial(Gem, theirs, choose), **more)


_TICTACTOE, _SUDOKU = "turnwise/TicTacToe-v0", "turnwise/Sudoku-v0"
_MINES, _SOKOBAN = "turnwise/Minesweeper-v0", "turnwise/Sokoban-v0"
_8X8 = {"rows": 8, "columns": 8}

MATCHES = (
    *(
        _arena("tictactoe", _TICTACTOE, {"opponent": "random"}, theirs, _arena_marks, 2, count_moves=True)
        for theirs in ("TicTacToe-v0", "TicTacToe-v0-raw")
    ),
    _arena("tictactoe", _TICTACTOE, {}, "TicTacToe-v0", _arena_marks, 2, reset=True),
    *(
        _arena("sudoku", _SUDOKU, {"blanks": 21}, theirs, _arena_sudoku, policy="oracle")
        for theirs in ("Sudoku-v0", "Sudoku-v0-raw")
    ),
    _gem("sudoku", _SUDOKU, {"blanks": 31}, "game:Sudoku-v0-hard", _gem_sudoku, policy="oracle"),
    _arena("sudoku", _SUDOKU, {"blanks": 21}, "Sudoku-v0", _arena_sudoku, reset=True),
    _arena("sudoku", _SUDOKU, {"blanks": 41}, "Sudoku-v0-medium", _arena_sudoku, reset=True),
    _arena("sudoku", _SUDOKU, {"level": "hard"}, "Sudoku-v0-hard", _arena_sudoku, reset=True),
    _gem("sudoku", _SUDOKU, {"blanks": 31}, "game:Sudoku-v0-hard", _gem_sudoku, reset=True),
    _gem("sudoku", _SUDOKU, {"level": "hard"}, "game:Sudoku-v0-hard", _gem_sudoku, reset=True),
    *(
        _arena("minesweeper", _MINES, {**_8X8, "mines": 10}, theirs, _arena_mines, policy="oracle")
        for theirs in ("Minesweeper-v0", "Minesweeper-v0-raw")
    ),
    _gem("minesweeper", _MINES, {**_8X8, "mines": 12}, "game:Minesweeper-v0-hard", _gem_mines, policy="oracle"),
    _arena("minesweeper", _MINES, {**_8X8, "mines": 10}, "Minesweeper-v0", _arena_mines, reset=True),
    _gem("minesweeper", _MINES, {**_8X8, "mines": 12}, "game:Minesweeper-v0-hard", _gem_mines, reset=True),
    *(
        _arena("sokoban", _SOKOBAN, {"size": 6, "boxes": 3}, theirs, _arena_way)
        for theirs in ("Sokoban-v0", "Sokoban-v0-raw")
    ),
    _gem("sokoban", _SOKOBAN, {"size": 8, "boxes": 4}, "game:Sokoban-v0-hard", _gem_any),
    _arena("sokoban", _SOKOBAN, {"size": 6, "boxes": 3}, "Sokoban-v0", _arena_way, reset=True),
    _arena("sokoban", _SOKOBAN, {"size": 8, "boxes": 4}, "Sokoban-v0-medium", _arena_way, reset=True),
    _gem("sokoban", _SOKOBAN, {"size": 8, "boxes": 4}, "game:Sokoban-v0-hard", _gem_any, reset=True),
)
