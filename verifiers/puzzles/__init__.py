"""Oracle verifiers of the puzzles."""
