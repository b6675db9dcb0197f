"""SGF: the trees of nodes in a file, read and written.

`parse` reads a file of any FF version into `GameTree`s, `serialise` writes them. What
the properties of a game mean is not known here: see `tengen.go.records`.

Values stay as they are written, escapes and all, so that a file comes back as it was;
`Node.text` gives the text of a value. Neither long games nor deeply nested variations
meet a limit of recursion, and the time grows with the length of the file.

Format: FF[4], https://www.red-bean.com/sgf/; of FF[1] to FF[3] the small letters in
names (`Black[aa]`) are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from tengen.go.sgf_text import decodings, find_codec, named_codecs, unescape

LARGEST_FILE = 256 * 2**20  # bytes

_VALUE = r"\[((?>[^\]\\]*+(?:\\.[^\]\\]*+)*+))\]"
_TOKEN = re.compile(
    rf"\s*+(?:(;?)\s*+([A-Za-z][A-Za-z0-9]*+)\s*+{_VALUE}|{_VALUE}|([;()])|.|\Z)",
    re.DOTALL,
)
_PROPERTY, _MORE, _MARK = 3, 4, 5  # the last group that matched
_BEGIN = re.compile(r"\(\s*+(?:;|[A-Z][A-Za-z0-9]*+\s*+\[)")
_SMALL = re.compile("[a-z]+")
_LINE_END = re.compile(r"\r\n|\n|\r")


class SgfError(ValueError):
    """A file that is not SGF, or is broken, or no record of Go.

    Attributes:
        problem: what is wrong, as a sentence.
        line: number of the line, from 1, or `None` where it is about the whole file.
        column: number of the character in this line, from 1.
        source: name of the file, or "".
        where_and_what: the message without the name of the file.
    """

    def __init__(
        self,
        problem: str,
        line: int | None = None,
        column: int | None = None,
        source: str = "",
    ) -> None:
        self.problem, self.line, self.column = problem, line, column
        self.source = source
        place = f"line {line}, column {column}: " if line is not None else ""
        self.where_and_what = place + problem
        super().__init__(f"{source}: " * bool(source) + self.where_and_what)

    def __reduce__(self) -> tuple[type[SgfError], tuple[object, ...]]:
        return SgfError, (self.problem, self.line, self.column, self.source)


class Node:
    """A node of a game: its properties, and the nodes that may follow.

    Attributes:
        properties: values by name, as written in the file between the brackets.
        children: the following nodes; the first one continues the main line.
        offset: where in the file it begins, in characters.
    """

    __slots__ = ("children", "offset", "properties")

    def __init__(self, properties: dict[str, list[str]], offset: int = 0) -> None:
        self.properties = properties
        self.children: list[Node] = []
        self.offset = offset

    def __repr__(self) -> str:
        return f"Node({self.properties!r}, {len(self.children)} children)"

    def text(self, name: str, default: str = "", *, simple: bool = False) -> str:
        r"""Return the text of a property's first value, without escapes.

        Args:
            name: of the property, such as "C".
            default: returned where the node has no such property.
            simple: a text of one line (SimpleText), such as a name.

        Example:
            >>> Node({"C": [r"a \] bracket"]}).text("C")
            'a ] bracket'
        """
        values = self.properties.get(name)
        return unescape(values[0], simple=simple) if values else default


class GameTree:
    """A game of a file.

    Attributes:
        root: its first `Node`.
        source: name of the file, or "".
    """

    __slots__ = ("_file", "root", "source")

    def __init__(self, root: Node, file: _File | None = None) -> None:
        self.root = root
        self._file = file or _File("")
        self.source = self._file.source

    def __repr__(self) -> str:
        return f"GameTree({self.root!r})"

    def main_line(self) -> list[Node]:
        """Return the nodes from the root to the end of the first variation."""
        line = [self.root]
        while line[-1].children:
            line.append(line[-1].children[0])
        return line

    def nodes(self) -> Iterator[Node]:
        """Yield all nodes in the order of the file."""
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)

    def error(self, problem: str, node: Node) -> SgfError:
        """Return an error about a node, which says where in the file it stands."""
        return self._file.error(node.offset, problem)


def parse(data: bytes | str, source: str = "") -> list[GameTree]:
    """Read all games of a file.

    Bytes are decoded as the property CA or a byte order mark says; without these as
    UTF-8 or, where that is impossible, as Latin-1. What stands before the first game
    and between games is passed over.

    Args:
        data: the file.
        source: its name, for errors.

    Returns:
        One tree per game.

    Raises:
        SgfError: it is broken or holds no game; says in which line and column.

    Example:
        >>> [tree] = parse("(;SZ[9];B[ee];W[cc](;B[gc])(;B[gd]))")
        >>> [len(node.children) for node in tree.nodes()]
        [1, 1, 2, 0, 0]
    """
    return list(iter_trees(data, source))


def iter_trees(data: bytes | str, source: str = "") -> Iterator[GameTree]:
    """Yield the games of a file one after the other. As `parse` otherwise.

    Errors are raised when their place is reached.
    """
    if len(data) > LARGEST_FILE:
        raise SgfError(
            f"the file is larger than {LARGEST_FILE >> 20} MB; cut it into parts",
            source=source,
        )
    if isinstance(data, str):
        yield from _trees(_File(data.removeprefix("\ufeff"), source))
    elif len(named_codecs(data)) > 1 and b"\0" not in data[:4]:
        yield from _mixed_trees(data, source)
    else:
        yield from _first_readable(data, source)


class _File:
    """A file's text, and where in it something stands."""

    __slots__ = ("_line_starts", "source", "text")

    def __init__(self, text: str, source: str = "") -> None:
        self.text, self.source = text, source
        self._line_starts: list[int] = []

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of a character, both from 1."""
        if not self._line_starts:
            ends = (match.end() for match in _LINE_END.finditer(self.text))
            self._line_starts = [0, *ends]
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def error(self, offset: int, problem: str) -> SgfError:
        return SgfError(problem, *self.place(offset), self.source)


def _first_readable(data: bytes, source: str) -> Iterator[GameTree]:
    readings = decodings(data)
    first = next(readings)
    given = 0
    try:
        for tree in _trees(_File(first, source)):
            given += 1
            yield tree
    except SgfError:
        for text in readings:
            try:
                trees = list(_trees(_File(text, source)))
            except SgfError:
                continue
            yield from trees[given:]
            return
        raise


def _mixed_trees(data: bytes, source: str) -> Iterator[GameTree]:
    """Yield games of which each names an encoding of its own."""
    for tree in _trees(_File(data.decode("latin-1"), source)):
        codec = find_codec(tree.root.text("CA")) or "utf-8"
        for node in tree.nodes():
            for name, values in node.properties.items():
                node.properties[name] = [
                    value
                    if value.isascii()
                    else value.encode("latin-1").decode(codec, "replace")
                    for value in values
                ]
        yield tree


def _trees(file: _File) -> Iterator[GameTree]:
    begin = _BEGIN.search(file.text)
    if not begin:
        problem = "this is no SGF: no game begins with '(;'"
        raise SgfError(problem, source=file.source)
    while begin:
        root, end = _parse_tree(file, begin.start())
        yield GameTree(root, file)
        begin = _BEGIN.search(file.text, end)


def _parse_tree(file: _File, start: int) -> tuple[Node, int]:
    """Return the root of the tree that opens at `start`, and where the tree ends."""
    top = node = Node({}, start)
    values: list[str] | None = None  # those of the last property
    opened: list[Node] = []  # the node that each open "(" follows
    begins_node = True  # a property here begins one, even if its ";" is missing
    names = _Names()
    for token in _TOKEN.finditer(file.text, start):
        kind = token.lastindex
        if kind == _PROPERTY:
            semicolon, written, value = token.group(1, 2, 3)
            if semicolon or begins_node:
                following = Node({}, token.start(1))
                node.children.append(following)
                node = following
                begins_node = False
            name = names[written]
            if not name:
                problem = f"{written[:20]!r} is no name of a property"
                raise file.error(token.start(2), problem)
            values = [value]
            if node.properties.setdefault(name, values) is not values:
                values = node.properties[name]
                values.append(value)
        elif kind == _MORE:
            if values is None:
                problem = "a value stands here without a property"
                raise file.error(token.start(_MORE) - 1, problem)
            values.append(token[_MORE])
        elif kind == _MARK:
            values = None
            mark = token[_MARK]
            begins_node = mark != ";"
            if mark == ";":
                following = Node({}, token.start(_MARK))
                node.children.append(following)
                node = following
            elif mark == "(":
                opened.append(node)
            else:
                node = opened.pop()
                if not opened:
                    if not top.children:
                        raise file.error(start, "this game has no node")
                    return top.children[0], token.end()
        else:
            raise _broken(file, token.start(), start, len(opened))
    raise AssertionError("a token at the end of the text is always found")


class _Names(dict[str, str]):
    """Names of properties without the small letters of FF[1] to FF[3]."""

    def __missing__(self, written: str) -> str:
        self[written] = name = _SMALL.sub("", written)
        return name


_SPACE = re.compile(r"\s*+")
_NAME = re.compile(r";?\s*+([A-Za-z][A-Za-z0-9]*+)\s*+")


def _broken(file: _File, position: int, start: int, depth: int) -> SgfError:
    """Return the error about what cannot be read from `position` on."""
    text = file.text
    position = _SPACE.match(text, position).end()  # type: ignore[union-attr]
    name = _NAME.match(text, position)
    place = name.end() if name else position
    if text.startswith("[", place):
        return file.error(place, "the ']' of this value is missing")
    if name and place < len(text):
        problem = f"the property {name[1][:20]!r} has no value in brackets"
        return file.error(name.start(1), problem)
    if place >= len(text):
        line, column = file.place(start)
        missing = "a ')' is" if depth == 1 else f"{depth} ')' are"
        problem = (
            f"the file ends within the game that begins in line {line}, column "
            f"{column}: {missing} missing"
        )
        return file.error(len(text), problem)
    problem = f"{text[position]!r} is unexpected here, where a property may stand"
    return file.error(position, problem)


def serialise(trees: GameTree | Iterable[GameTree]) -> str:
    """Write games as a file.

    Returns:
        The text of the file; to be encoded as UTF-8 unless the root says otherwise.

    Example:
        >>> [tree] = parse("( ;SZ[9] ;B[ee] (;W[cc])(;W[dc]) )")
        >>> serialise(tree)
        '(;SZ[9]\\n;B[ee]\\n(;W[cc])\\n(;W[dc]))\\n'
    """
    if isinstance(trees, GameTree):
        trees = [trees]
    return "".join(_write_tree(tree.root) + "\n" for tree in trees)


def _write_tree(root: Node) -> str:
    parts = ["("]
    length = 0
    waiting: list[Node | str] = [root]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            parts.append(item)
            continue
        written = _write_node(item)
        length += len(written)
        parts.append(written)
        if len(item.children) == 1:
            waiting += [item.children[0]]
            if item is root or length > 70:
                parts.append("\n")
                length = 0
        for child in reversed(item.children if len(item.children) > 1 else []):
            waiting += [")", child, "\n("]
            length = 0
    parts.append(")")
    return "".join(parts)


def _write_node(node: Node) -> str:
    properties = (
        name + "".join(f"[{value}]" for value in values)
        for name, values in node.properties.items()
    )
    return ";" + "".join(properties)
