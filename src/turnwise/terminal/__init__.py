"""What the terminal commands share: arguments, facts about environments, pages and a played session."""

from .arguments import FAMILIES, index_option, options_option, seed_option, split_option
from .environments import environment_ids, make_environment
from .facts import Facts, OptionFact, Weight, describe_environment, options_of

__all__ = [
    "FAMILIES",
    "Facts",
    "OptionFact",
    "Weight",
    "describe_environment",
    "environment_ids",
    "index_option",
    "make_environment",
    "options_of",
    "options_option",
    "seed_option",
    "split_option",
]
