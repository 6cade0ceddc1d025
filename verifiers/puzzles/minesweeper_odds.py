"""The odds of a cell of Minesweeper, and how they are told to a person."""

from __future__ import annotations

from math import gcd
from typing import NamedTuple

from ...envs.puzzles.minesweeper.chance import chance
from ...envs.puzzles.minesweeper.solver import Posterior, View, counted, refuted, settle, view_of
from ...envs.puzzles.minesweeper.state import Move, State

__all__ = ["Odds", "is_certain_mine", "odds", "odds_of", "place", "proof", "reveal_reason"]


class Odds(NamedTuple):
    """The chance of a mine in one hidden cell, beside the least chance on the board; see `Posterior`."""

    weight: int
    """Layouts with a mine in the cell."""
    least: int
    """Layouts with a mine in a least risky cell."""
    total: int
    """All layouts that fit what is visible."""
    where: int
    """Mask of the least risky cells."""
    exact: bool

    @property
    def risk(self) -> float:
        """The chance of a mine in the cell."""
        return self.weight / self.total

    @property
    def least_risk(self) -> float:
        """The least chance of a mine on the board."""
        return self.least / self.total


def odds(found: Posterior, cell: int) -> Odds:
    """The odds of a hidden cell."""
    where, least = found.least
    return Odds(found.weight(cell), least, found.total, where, found.exact)


def odds_of(view: View, safe: int, mines: int, cell: int, budget: int) -> Odds:
    """The odds of a hidden cell, given what `settle` found.

    Where a safe cell is known, the least risk is 0 and the other cells' risks need not be counted.
    """
    if not (safe | mines) >> cell & 1 and refuted(view, safe, mines, cell):
        return Odds(0, 0, 1, 1 << cell, True)
    found = chance(view, safe, mines, cell, budget)
    if found is not None:
        weight, total, known = found
        if known or not weight:
            return Odds(weight, 0, total, known or 1 << cell, True)
    return odds(counted(view, safe, mines, budget), cell)


def is_certain_mine(state: State, cell: int, budget: int) -> tuple[bool, bool]:
    """Whether every board that fits what is visible has a mine in the cell, and whether that is exact.

    The real board fits, so a cell that holds no mine needs no count.
    """
    if not state.task.mines >> cell & 1:
        return False, True
    view = view_of(state)
    safe, mines, _ = settle(view, None)
    found = chance(view, safe, mines, cell, budget)
    if found is not None:
        return found[0] == found[1], True
    estimate = counted(view, safe, mines, budget)
    return estimate.weight(cell) == estimate.total, estimate.exact


def reveal_reason(move: Move, found: Odds, columns: int) -> str:
    """Why a reveal that took the odds was good or not."""
    where = place(move)
    if not found.weight:
        return f"{where} is certainly safe: no board that fits what is visible has a mine there."
    if found.weight == found.least:
        return f"{where} had risk {_risk(found, found.weight)}, and no cell had less."
    row, column = divmod((found.where & -found.where).bit_length() - 1, columns)
    least = "0" if not found.least else _risk(found, found.least)
    best = f"row {row + 1}, column {column + 1}"
    return f"{where} had risk {_risk(found, found.weight)}; the least risk was {least} ({best})."


def proof(view: View, witness: int) -> str:
    """Which number shows that a cell is safe."""
    row, column = divmod(witness, view.board.columns)
    return f"the {view.number(witness)} at row {row + 1}, column {column + 1} has all its mines in other cells"


def place(move: Move) -> str:
    """Where a move is made, as a sentence begins."""
    return f"Row {move.row + 1}, column {move.column + 1}"


def _risk(found: Odds, weight: int) -> str:
    """A risk as a fraction where that is simple, else rounded."""
    if not found.exact:
        return f"about {weight / found.total:.3f} (an estimate)"
    shared = gcd(weight, found.total)
    parts = found.total // shared
    if parts == 1:
        return "1"
    return f"{weight // shared}/{parts}" if parts < 1000 else f"{weight / found.total:.4f}"
