"""The tree of errors.

TurnwiseError
├── AgentError              what an agent wrote was wrong: data for the step loop, never seen by a caller of step()
│   ├── Malformed           the text could not be read as an action
│   └── Illegal             the action was read but the rules do not allow it now
├── UsageError              a programmer's mistake: a wrong option, type or order of calls
│   ├── EpisodeError        step before reset, or after the end
│   └── TaskError           no such split or index
├── DataError               a file (puzzles, levels, recorded episodes) is wrong; says where
│   ├── StaleIndex          a cached index was made from other data, or by another version of the code
│   └── UnknownDocument     a search engine returned a document that the collection does not have
├── RetrieverFailed         a search engine could not answer, which says nothing about the query or who wrote it
└── MissingComponent        an optional package or program is absent; says which extra or command brings it
"""

from __future__ import annotations

__all__ = [
    "AgentError",
    "DataError",
    "EpisodeError",
    "Illegal",
    "Malformed",
    "MissingComponent",
    "RetrieverFailed",
    "StaleIndex",
    "TaskError",
    "TurnwiseError",
    "UnknownDocument",
    "UsageError",
]


class TurnwiseError(Exception):
    """Base of every error that turnwise raises on purpose."""


class AgentError(TurnwiseError):
    """An agent's mistake. Its message is shown to the agent: say how to act, never the answer."""


class Malformed(AgentError):
    """The text is not an action: raised by `Game.parse`."""


class Illegal(AgentError):
    """The action is not allowed in this state: raised by `Game.apply`."""


class UsageError(TurnwiseError, ValueError):
    """A programmer's mistake: a wrong option or argument."""


class EpisodeError(UsageError):
    """`step` was called before `reset` or after the end of the episode."""


class TaskError(UsageError):
    """The split or index asked for does not exist."""


class DataError(TurnwiseError, ValueError):
    """A file does not hold what it should; the message names file, place and reason."""


class StaleIndex(DataError):
    """A cached index was made from other data, or by another version of the code: it must be built anew."""


class UnknownDocument(DataError):
    """A search engine returned a document that the collection does not have: it was built from another one."""


class RetrieverFailed(TurnwiseError):
    """A search engine could not answer (no connection, time is up, no ids in the answer); the message says why.

    It says nothing about the query: an environment records it, and the turn is not measured.
    """


class MissingComponent(TurnwiseError, ImportError):
    """An optional package or program is not there; the message says how to get it."""
