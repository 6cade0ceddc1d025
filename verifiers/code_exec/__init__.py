"""How good a turn with code was: pure functions of the results that were recorded."""
