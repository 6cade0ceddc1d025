"""Gymnasium environments for language agents with an exact, explained reward on every turn."""

from .registration import register, register_all

__all__ = ["__version__", "register"]

__version__ = "0.1.0"

register_all()
