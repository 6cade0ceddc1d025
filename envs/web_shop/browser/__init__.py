"""A real browser that shows the shop."""

from .env import WebShopBrowserEnv
from .rules import WebShopBrowser
from .state import BrowserState, Call, PageFailed

__all__ = ["BrowserState", "Call", "PageFailed", "WebShopBrowser", "WebShopBrowserEnv"]
