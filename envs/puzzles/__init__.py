"""Puzzles with exact oracles."""
