"""Laws: an environment is documented, and its examples are true."""

from __future__ import annotations

import doctest
import io
import sys

from .law import LawBroken, require
from .subject import Subject

__all__ = ["SECTIONS", "documentation"]

SECTIONS = (
    "Description",
    "Action Space",
    "Observation Space",
    "Starting State",
    "Rewards",
    "Episode End",
    "Information",
    "Arguments",
    "Version History",
)
"""Gymnasium's sections of an environment's docstring, in order."""


def documentation(subject: Subject) -> None:
    """The class docstring has Gymnasium's sections in order, each with content, and its examples are true."""
    kind = type(subject.base)
    where, text = f"{subject.id}, docstring of {kind.__name__}", kind.__doc__ or ""
    require(bool(text.strip()), where, "a docstring of its own", "none")
    lines = [line.strip() for line in text.splitlines()]
    headings = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    for section in SECTIONS:
        require(section in headings, where, f"a section '## {section}'", headings)
        start = lines.index(f"## {section}") + 1
        end = next((i for i in range(start, len(lines)) if lines[i].startswith("## ")), len(lines))
        require(any(lines[start:end]), where, f"content under '## {section}'", "nothing")
    order = [heading for heading in headings if heading in SECTIONS]
    require(order == list(SECTIONS), where, f"the sections in the order {SECTIONS}", order)
    module = sys.modules.get(kind.__module__)
    names = dict(vars(module)) if module is not None else {}
    examples = doctest.DocTestParser().get_doctest(text, names, kind.__name__, kind.__module__, 0)
    require(bool(examples.examples), where, "an example (>>>) of a real episode", "none")
    told = io.StringIO()
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
    if runner.run(examples, out=told.write).failed:
        raise LawBroken(f"{where}: expected its examples to be true, got\n{told.getvalue().strip()}")
