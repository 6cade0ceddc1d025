"""What runs inside a sandbox: the runner (process 1) and the programs that it starts.

These files are sent into the sandbox as text; nothing of turnwise is installed there. They import the standard
library and each other only, and keep to Python 3.9, since an image may hold an older Python than ours.
"""

MODULES = (
    "plain",
    "frames",
    "confine",
    "processes",
    "script",
    "remote",
    "callee",
    "judge",
    "session",
    "files",
    "program",
    "child",
    "runner",
)
"""In the order in which they can be imported."""
