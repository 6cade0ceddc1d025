"""Has Chromium render a page, through Playwright: `python -m ... PATH`, or "" for Playwright's own."""

import sys
from typing import Any

from ..envs.web_shop.browser.executable import launch_arguments
from .probe import answer

PAGE = "data:text/html,<p id=sum>not computed</p><script>document.getElementById('sum').textContent=6*7</script>"


def main(path: str) -> None:
    """Prints the browser's version and what a page's script computed, as one line for the caller."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        answer({"error": f"Playwright can't be imported: {error}"})
        return
    # Playwright gives every browser a new, empty profile and deletes it afterwards.
    where: dict[str, Any] = {"executable_path": path} if path else {}
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(args=list(launch_arguments()), timeout=60_000, **where)
        except Error as error:
            answer({"error": f"Chromium does not start: {error.message.strip().splitlines()[0]}"})
            print(error.message)
            return
        page = browser.new_page()
        page.goto(PAGE, timeout=30_000)
        text = page.inner_text("#sum", timeout=30_000)
        version = browser.version
        browser.close()
    if text != "42":
        answer({"error": f"the page's script should have written '42', and the page says {text!r}"})
    else:
        answer({"version": version, "text": text})


if __name__ == "__main__":
    main(sys.argv[1])
