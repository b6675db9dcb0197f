"""Web pages that need nothing but themselves: tags, charts, a frame, a style sheet.

A page is one file of HTML that opens from disk, asks for nothing from elsewhere, can be
read on a phone and printed. `page` frames it; `tag` and `text_tag` write its elements
and escape all text; `chart` draws curves; `machine_facts` tells what figures were
measured on; `write_whole` puts it on the disk.
"""

from tengen.pages.curves import Curve, chart
from tengen.pages.frame import page, section
from tengen.pages.machine import machine_facts
from tengen.pages.markup import fixed, table, tag, text_tag
from tengen.pages.whole_file import check_folder, write_whole

__all__ = [
    "Curve",
    "chart",
    "check_folder",
    "fixed",
    "machine_facts",
    "page",
    "section",
    "table",
    "tag",
    "text_tag",
    "write_whole",
]
