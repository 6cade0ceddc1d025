"""The HTML report of a run: one file that opens anywhere and asks nobody for anything."""

from .page import REPORT, render_report, write_report

__all__ = ["REPORT", "render_report", "write_report"]
