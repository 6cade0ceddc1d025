"""How good a turn in a shop was."""

from .reward import purchase_reward, strict_reward, webshop_reward

__all__ = ["purchase_reward", "strict_reward", "webshop_reward"]
