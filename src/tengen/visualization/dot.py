"""`model_to_dot`: a model in Graphviz's language, drawn without Graphviz."""

from __future__ import annotations

import os
from typing import Any

from tengen.core.messages import complain
from tengen.saving.atomic import replacing
from tengen.visualization import files
from tengen.visualization.diagram import Arrow, Box, Diagram, End, Group
from tengen.visualization.drawing import draw
from tengen.visualization.layout import lay_out
from tengen.visualization.plot_model import check_direction
from tengen.visualization.reading import Shown, diagram_of


class Dot:
    """A model as a graph, with the methods of `pydot.Dot` that scripts use.

    The text goes to Graphviz or into an editor; images are drawn by tengen itself.
    """

    def __init__(self, name: str, diagram: Diagram, rankdir: str, dpi: float) -> None:
        self._name = name
        self._diagram = diagram
        self._rankdir = rankdir
        self._dpi = dpi

    def to_string(self) -> str:
        """Return the graph in the DOT language."""
        lines = [
            f"digraph {_quoted(self._name)} {{",
            f"  rankdir={self._rankdir}; dpi={self._dpi:g}; compound=true;",
            '  node [shape=record, fontname="Helvetica"];',
            *_body(self._diagram, "n", 1),
            "}",
        ]
        return "\n".join(lines) + "\n"

    def create(
        self, prog: Any = None, format: str = "svg", encoding: Any = None
    ) -> bytes:
        """Return the graph as a file's contents.

        Args:
            prog: ignored: the program that pydot would call.
            format: `"svg"`, `"png"`, `"pdf"`; or `"dot"`, `"raw"` for the text.
            encoding: ignored.
        """
        if format in ("dot", "raw"):
            return self.to_string().encode()
        if format not in files.KINDS:
            kinds = ", ".join([*files.KINDS, "dot", "raw"])
            raise ValueError(complain("format", repr(format), f"one of {kinds}"))
        figure = draw(lay_out(self._diagram, self._rankdir))
        return files.contents(figure, format, self._dpi)

    def write(
        self, path: Any, prog: Any = None, format: str = "raw", encoding: Any = None
    ) -> bool:
        """Write what `create` returns into a file and return `True`."""
        data = self.create(prog, format)
        files.check_folder(path)
        with replacing(os.fspath(path)) as draft, open(draft, "wb") as file:
            file.write(data)
        return True

    def create_svg(self, prog: Any = None) -> bytes:
        """Return the graph as an SVG file's contents."""
        return self.create(prog, "svg")

    def create_png(self, prog: Any = None) -> bytes:
        """Return the graph as a PNG file's contents."""
        return self.create(prog, "png")

    def write_svg(self, path: Any, prog: Any = None) -> bool:
        """Write the graph into an SVG file."""
        return self.write(path, prog, "svg")

    def write_png(self, path: Any, prog: Any = None) -> bool:
        """Write the graph into a PNG file."""
        return self.write(path, prog, "png")

    def write_pdf(self, path: Any, prog: Any = None) -> bool:
        """Write the graph into a PDF file."""
        return self.write(path, prog, "pdf")

    def __str__(self) -> str:
        return self.to_string()

    def _repr_svg_(self) -> str:
        return self.create_svg().decode()


def model_to_dot(
    model: Any,
    show_shapes: bool = False,
    show_dtype: bool = False,
    show_layer_names: bool = True,
    rankdir: str = "TB",
    expand_nested: bool = False,
    dpi: float = 200,
    *,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
    layer_range: Any = None,
) -> Dot:
    """Return a model as a graph: DOT text, or an image, without Graphviz or pydot.

    Args:
        model: a `Model` that is built.
        show_shapes: as the following ones, see `plot_model`; only names are shown
            unless told otherwise.
        show_dtype: show the dtype of the output.
        show_layer_names: show names beside the classes.
        rankdir: direction of reading.
        expand_nested: show nested models as frames with their layers inside.
        dpi: dots per inch of a PNG.
        show_layer_activations: show the activation of layers that have one.
        show_trainable: show whether layers with weights are trainable.
        layer_range: first and last layer to be shown.

    Returns:
        A graph with `to_string()`, `create(format=...)`, `write(path, format=...)`,
        which a notebook displays.

    Raises:
        TypeError: if `model` is no model.
        ValueError: if it is not built, if no layer is in the range, or for another
            direction.

    Example:
        >>> from tengen import Sequential, layers, utils
        >>> model = Sequential([layers.Dense(1, input_shape=(2,), name="d")], name="m")
        >>> print(utils.model_to_dot(model).to_string())
        digraph "m" {
          rankdir=TB; dpi=200; compound=true;
          node [shape=record, fontname="Helvetica"];
          n0 [label="{Dense d}"];
        }
        <BLANKLINE>
    """
    check_direction(rankdir)
    shown = Shown(
        shapes=show_shapes,
        dtype=show_dtype,
        layer_names=show_layer_names,
        layer_activations=show_layer_activations,
        trainable=show_trainable,
    )
    diagram = diagram_of(model, shown, expand_nested, layer_range)
    return Dot(model.name, diagram, rankdir, dpi)


def _body(diagram: Diagram, prefix: str, depth: int) -> list[str]:
    indent = "  " * depth
    lines = []
    for number, item in enumerate(diagram.items):
        name = f"{prefix}{number}"
        if isinstance(item, Box):
            lines.append(f"{indent}{name} [label={_record(item)}];")
            continue
        lines.append(f"{indent}subgraph cluster_{name} {{")
        title = _quoted(f"{item.name} {item.title}")
        lines.append(f"{indent}  label={title}; labeljust=l; style=dashed;")
        lines += _body(item.inside, f"{name}_", depth + 1)
        lines.append(f"{indent}}}")
    for arrow in diagram.arrows:
        for source, target in _between_boxes(diagram, arrow, prefix):
            lines.append(f"{indent}{source} -> {target};")
    return lines


def _between_boxes(
    diagram: Diagram, arrow: Arrow, prefix: str
) -> list[tuple[str, str]]:
    sources = _boxes_at(diagram, arrow.source, prefix, is_source=True)
    targets = _boxes_at(diagram, arrow.target, prefix, is_source=False)
    return [(source, target) for source in sources for target in targets]


def _boxes_at(diagram: Diagram, end: End, prefix: str, is_source: bool) -> list[str]:
    """Return the names of the boxes that an end of an arrow leads to."""
    item, name = diagram.items[end.item], f"{prefix}{end.item}"
    if not isinstance(item, Group):
        return [name]
    inside = item.inside
    ends = (inside.outputs if is_source else inside.inputs)[end.port]
    return [n for e in ends for n in _boxes_at(inside, e, f"{name}_", is_source)]


def _record(box: Box) -> str:
    """Return a box as a label of the shape "record": fields between `{`, `|`, `}`."""
    rows = [_escaped(f"{box.title} {box.name}".strip())]
    for row in box.rows:
        cells = [
            _escaped(f"{cell.label}: " if cell.label else "")
            + "\\n".join(map(_escaped, cell.lines))
            for cell in row
        ]
        rows.append(f"{{{'|'.join(cells)}}}" if len(cells) > 1 else cells[0])
    return '"{' + "|".join(rows) + '}"'


def _escaped(text: str) -> str:
    return "".join("\\" + c if c in '\\"{}|<>' else c for c in text)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
