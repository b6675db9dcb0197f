"""The text of SGF files: from bytes to characters, escapes and line breaks.

The structure of a file is ASCII; names and comments are in the encoding that its
property CA names. Files often name none, or the wrong one.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from encodings.aliases import aliases

_CHARSET = re.compile(rb"CA\s*\[\s*([^\]\\]{1,40}?)\s*\]")
_BREAK = r"(?:\r\n|\n\r|\n|\r)"
_ESCAPE = re.compile(rf"\\({_BREAK}|.)", re.DOTALL)
_ANY_BREAK = re.compile(_BREAK)
_BLANKS = str.maketrans("\t\v\f", "   ")

# Encodings of text in which the structure of a file is ASCII.
_KNOWN = re.compile(
    r"utf_8|ascii|latin_1|cp\d+|iso8859_\d+|koi8_[rtu]|mac_[a-z]+|johab|hz"
    r"|gb\d+|gbk|big5\w*|shift_jis\w*|euc_\w+|iso2022_\w+"
)
# Many files are written in the larger encoding of a family and name the smaller one.
_LARGER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "cp950",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "latin_1": "cp1252",
    "ascii": "utf_8",
}
# Tried in this order where nothing else makes sense of a file.
_EAST_ASIAN = ("gb18030", "cp932", "cp950", "cp949")


def find_codec(name: str) -> str | None:
    """Return Python's name of the encoding that a value of CA names, if there is one.

    Example:
        >>> find_codec("GB2312")
        'gb18030'
    """
    word = re.sub(r"\W+", "_", name.strip().lower())
    codec = aliases.get(word, word)
    if not _KNOWN.fullmatch(codec):
        return None
    try:
        codecs.lookup(codec)
    except LookupError:
        return None
    return _LARGER.get(codec, codec)


def named_codecs(data: bytes) -> list[str]:
    """Return the encodings that a file names, each once, in their order."""
    names = (match.decode("latin-1") for match in _CHARSET.findall(data))
    return list(dict.fromkeys(filter(None, map(find_codec, names))))


def decodings(data: bytes) -> Iterator[str]:
    """Yield a file as text, the most plausible reading first.

    There is a second one only where the file does not say how it is encoded, or is not
    encoded as it says.

    Args:
        data: a file of one encoding.
    """
    marked = _by_mark(data)
    if marked is not None:
        yield marked
        return
    named = named_codecs(data)
    for codec in [*named[:1], "utf_8"]:
        try:
            yield data.decode(codec)
            return
        except UnicodeError:
            continue
    yield data.decode(named[0] if named else "latin-1", "replace")
    for codec in _EAST_ASIAN:
        yield data.decode(codec, "replace")


def _by_mark(data: bytes) -> str | None:
    """Decode by the byte order mark, or by the zeros between UTF-16's characters."""
    if data.startswith(codecs.BOM_UTF8):
        return data[3:].decode("utf-8", "replace")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    if len(data) > 3 and data[1] == data[3] == 0 < data[0]:
        return data.decode("utf-16-le", "replace")
    if len(data) > 3 and data[0] == data[2] == 0 < data[1]:
        return data.decode("utf-16-be", "replace")
    return None


def unescape(value: str, *, simple: bool = False) -> str:
    r"""Return what a value as written in a file says.

    A backslash takes the next character as it is, and a line break away; other white
    space is a space.

    Args:
        value: what stands between the brackets.
        simple: SimpleText, in which a line break is a space as well.

    Example:
        >>> unescape(r"a bracket \], a backslash \\")
        'a bracket ], a backslash \\'
    """
    if "\\" in value:
        value = _ESCAPE.sub(lambda m: "" if m[1][0] in "\r\n" else m[1], value)
    if "\r" in value or simple:
        value = _ANY_BREAK.sub(" " if simple else "\n", value)
    return value.translate(_BLANKS)


def escape(text: str, *, composed: bool = False) -> str:
    r"""Return a text as it is written between brackets.

    Args:
        text: any text.
        composed: as a part of a value `part:part`, in which a colon ends a part.

    Example:
        >>> escape("[19x19]")
        '[19x19\\]'
    """
    text = text.replace("\\", "\\\\").replace("]", "\\]")
    return text.replace(":", "\\:") if composed else text
