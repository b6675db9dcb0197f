"""Objects of a file: headers, the names in groups, texts in heaps."""

from __future__ import annotations

from collections.abc import Iterator

from tengen.saving.errors import LoadError
from tengen.saving.hdf5.messages import Messages
from tengen.saving.hdf5.source import UNDEFINED, Cursor, Source

SIGNATURE = b"\x89HDF\r\n\x1a\n"
_MOST_MESSAGES = 100_000
_DEEPEST_TREE = 16


def root_of(source: Source) -> int:
    """Return the place of the root group's header.

    Raises:
        LoadError: for other files, and for one that is shorter than it says.
    """
    if source.read(0, 8) != SIGNATURE:
        raise LoadError("it is no HDF5 file")
    version, _, _, _, _, offsets, lengths = source.fields(8, "7B")
    if version > 1:
        raise LoadError(
            "it uses a newer form of HDF5 than Keras does\n"
            "  fix: write it again with h5py.File(..., libver='earliest')"
        )
    if (offsets, lengths) != (8, 8):
        raise LoadError("damaged (sizes of addresses)")
    start = 24 if version == 0 else 28
    base, _, end, _ = source.fields(start, "4Q")
    if base != 0:
        raise LoadError("damaged (its addresses do not begin at 0)")
    if end > source.length:
        raise LoadError(f"cut off: it has {source.length:,} of {end:,} bytes")
    _, root = source.fields(start + 32, "QQ")
    return int(root)


def read_object(source: Source, place: int) -> Messages:
    """Return what the header of the object at a place says."""
    version, _, _, _, length = source.fields(place, "BBHII")
    if version != 1:
        raise LoadError("damaged, or a newer form of HDF5 than Keras writes")
    messages = Messages()
    blocks = [(place + 16, length)]
    count = 0
    for start, length in blocks:  # grows while continuations are found
        cursor = Cursor(source.read(start, length))
        while len(cursor.content) - cursor.at >= 8:
            kind, size, flags, _ = cursor.take("HHB3s")
            content = cursor.bytes(size)
            count += 1
            if count > _MOST_MESSAGES:
                raise LoadError("damaged (a header without end)")
            if kind == 0x10:
                blocks.append(Cursor(content).take("QQ"))
            elif kind and flags & 2:
                raise LoadError("it shares types between datasets, which is not read")
            else:
                messages.take(kind, content)
    return messages


def members(source: Source, group: tuple[int, int]) -> Iterator[tuple[str, int]]:
    """Yield name and place of everything in a group.

    Raises:
        LoadError: for links that lead elsewhere.
    """
    tree, heap = group
    if tree == UNDEFINED:
        return
    _, _, size, _, names = source.signed(heap, b"HEAP", "B3sQQQ")
    texts = source.read(names, size)
    for table in tree_leaves(source, tree, 0, 0):
        _, _, count = source.signed(table, b"SNOD", "BBH")
        for index in range(count):
            at, place, cache = source.fields(table + 8 + 40 * index, "QQI")
            name = texts[at : texts.find(b"\0", at)].decode("utf-8", "replace")
            if not name or "/" in name or name in (".", ".."):
                raise LoadError("damaged (an empty name)")
            if cache == 2 or place == UNDEFINED:
                raise LoadError(f"{name!r} is a link that leads elsewhere")
            yield name, place


def tree_leaves(source: Source, place: int, kind: int, key: int) -> Iterator[int]:
    """Yield the places of what a tree of groups leads to."""
    for child, _ in tree_entries(source, place, kind, 8):
        yield child


def tree_entries(
    source: Source, place: int, kind: int, key_size: int, depth: int = 0
) -> Iterator[tuple[int, bytes]]:
    """Yield place and key of the leaves of a tree, from left to right."""
    if depth > _DEEPEST_TREE:
        raise LoadError("damaged (a tree too deep)")
    node, level, count, _, _ = source.signed(place, b"TREE", "BBHQQ")
    if node != kind:
        raise LoadError("damaged (a tree of another kind)")
    step = key_size + 8
    content = source.read(place + 24, count * step)
    for start in range(0, count * step, step):
        key = content[start : start + key_size]
        child = int.from_bytes(content[start + key_size : start + step], "little")
        if level == 0:
            yield child, key
        else:
            yield from tree_entries(source, child, kind, key_size, depth + 1)


def long_text(source: Source, content: bytes) -> bytes:
    """Return a text that lies in a heap."""
    length, heap, number = Cursor(content).take("IQI")
    if length == 0:
        return b""
    _, _, size = source.signed(heap, b"GCOL", "B3sQ")
    at, end = heap + 16, heap + size
    while at + 16 <= end:
        index, _, _, taken = source.fields(at, "HHIQ")
        if index == number:
            if length > taken:
                raise LoadError("damaged (a text longer than its place)")
            return source.read(at + 16, length)
        if index == 0:
            break
        at += 16 + taken + -taken % 8
    raise LoadError("damaged (a text is not there)")
