"""The page of a tournament: standings, crosstable, and every game on a board.

One file that opens from disk, asks for nothing from elsewhere, and can be printed; only
the links to the records of games lead to files beside it.
"""

from tengen.go.page.whole import write_page

__all__ = ["write_page"]
