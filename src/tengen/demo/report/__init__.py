"""The report on a demonstration: a page of HTML with all its figures in it."""

from tengen.demo.report.page import write_page

__all__ = ["write_page"]
