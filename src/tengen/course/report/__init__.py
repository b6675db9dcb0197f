"""The report on the course: all recipes with their results, as one page of HTML."""

from tengen.course.report.entry import Entry
from tengen.course.report.page import write_report

__all__ = ["Entry", "write_report"]
