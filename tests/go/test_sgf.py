"""SGF: trees read and written.

Properties: (1) every node of every odd record has the properties, values and children
that sgfmill finds; (2) what is written is read as the same trees; (3) all FF versions,
encodings and line ends are read; (4) a broken file is refused with the line and column
of the first thing that is wrong; (5) no length and no depth is too much.
"""

from __future__ import annotations

import pytest
from sgfmill import sgf as sgfmill
from sgfmill import sgf_grammar

from tengen.go.records import read_games
from tengen.go.sgf import GameTree, Node, SgfError, parse, serialise
from tengen.go.sgf_text import escape, named_codecs, unescape


def shape(tree: GameTree) -> list[tuple[dict[str, list[str]], int]]:
    return [(node.properties, len(node.children)) for node in tree.nodes()]


def theirs(data: bytes) -> list[list[tuple[dict[str, list[str]], int]]]:
    """What sgfmill reads, in the form of `shape`."""
    codec = (named_codecs(data) or ["utf-8"])[0]
    games = []
    for coarse in sgf_grammar.parse_sgf_collection(data):
        waiting = [sgfmill.Sgf_game.from_coarse_game_tree(coarse).get_root()]
        nodes = []
        while waiting:
            node = waiting.pop()
            values = {
                name: [value.decode(codec) for value in node.get_raw_list(name)]
                for name in node.properties()
            }
            nodes.append((values, len(node)))
            waiting += reversed(list(node))
        games.append(nodes)
    return games


# (1) and (2)

# What sgfmill does not take for SGF at all; and the files that are none, or broken.
BEYOND_SGFMILL = {
    "libsgfc__encoding-utf16-withbom.sgf",
    "sabaki_sgf__sgf-encoding-nihon-kiin.sgf",
}
BROKEN = {
    "ORIGIN.tsv": "no SGF",
    "littlego__19x19-Fuego_vs._Fuego.sgf": "line 40, column 1: .* is missing",
    "littlego__Illegal_games-encoding-unsupported.sgf": "line 2, column 1: .* missing",
    "littlego__Illegal_games-not-an-sgf-file.sgf": "no SGF",
    "littlego__sgfc-test.sgf": "line 8, column 4: .*'illegal' has no value",
    "sente__invalid_games-illegal_move.sgf": "line 12, column 8: '\\]' is unexpected",
    "sente__invalid_sgf-empty_file.txt": "no SGF",
    "sente__invalid_sgf-giberish_0.txt": "line 1, column 2065",
    "sente__invalid_sgf-giberish_1.txt": "line 1, column 468",
}


def test_odd_records_are_read_as_sgfmill_reads_them(go_data):
    files = sorted((go_data / "odd_sgf").iterdir())
    files = [file for file in files if file.stat().st_size < 50_000]
    read = set()
    for file in files:
        data = file.read_bytes()
        if file.name in BROKEN:
            with pytest.raises(SgfError, match=BROKEN[file.name]):
                parse(data, file.name)
            with pytest.raises(ValueError):
                sgf_grammar.parse_sgf_collection(data)
            continue
        trees = parse(data, file.name)
        assert list(map(shape, parse(serialise(trees)))) == list(map(shape, trees))
        read.add(file.name)
        if file.name not in BEYOND_SGFMILL:
            assert list(map(shape, trees)) == theirs(data), file.name
    assert len(read) == len(files) - len(BROKEN) > 190


@pytest.mark.slow
def test_a_dictionary_of_variations_is_read_as_sgfmill_reads_it(go_data):
    [file] = (go_data / "odd_sgf").glob("*Joseki_Dictionary.sgf")
    data = file.read_bytes()
    trees = parse(data)
    assert list(map(shape, trees)) == theirs(data)
    assert list(map(shape, parse(serialise(trees)))) == list(map(shape, trees))


def test_comments_say_what_they_say_to_sgfmill(go_data):
    seen = 0
    for name in (
        "libsgfc__escaping.sgf",
        "gogui__junit-src-net-sf-gogui-sgf-ff4_ex.1.sgf",
    ):
        data = (go_data / "odd_sgf" / name).read_bytes()
        [tree] = parse(data)
        [coarse] = sgf_grammar.parse_sgf_collection(data)
        waiting = [sgfmill.Sgf_game.from_coarse_game_tree(coarse).get_root()]
        for node in tree.nodes():
            other = waiting.pop()
            waiting += reversed(list(other))
            for name in {"C", "GC"} & node.properties.keys():
                assert node.text(name) == other.get(name)
                seen += 1
            for name in {"N", "PB", "PW", "EV"} & node.properties.keys():
                assert node.text(name, simple=True) == other.get(name)
    assert seen > 20


# (3)


def test_small_letters_and_missing_marks_of_old_files():
    [tree] = parse("(GaMe[1]SiZe[9];Black[ee];White[gc](;B[aa])(B[bb]))")
    assert [node.properties for node in tree.nodes()] == [
        {"GM": ["1"], "SZ": ["9"]},
        {"B": ["ee"]},
        {"W": ["gc"]},
        {"B": ["aa"]},
        {"B": ["bb"]},
    ]


def test_what_stands_around_games_is_passed_over():
    trees = parse("From: me (see below)\n\n(;SZ[9])\n--\n(;SZ[13]) ) bye\n")
    assert [tree.root.properties["SZ"] for tree in trees] == [["9"], ["13"]]


def test_values_of_one_property_come_together():
    [tree] = parse("(;AB[aa] [bb]\n[cc]AW[dd]AB[ee])")
    assert tree.root.properties == {"AB": ["aa", "bb", "cc", "ee"], "AW": ["dd"]}


TEXT = (
    "囲碁の棋譜、対局者は本因坊秀策。ソフト表"  # Shift-JIS has \ and ] within 表 and ソ
)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("utf8", "utf-8-sig"),
        ("", "utf-8"),
        ("", "utf-16"),
        ("UTF-16", "utf-16-be"),
        ("UTF-16LE", "utf-16-le"),
        ("Shift_JIS", "shift_jis"),
        ("EUC-JP", "euc_jp"),
        ("ISO-2022-JP", "iso2022_jp"),
        ("GB18030", "gb18030"),
        ("gb2312", "gbk"),
    ],
)
def test_encodings(name, codec, line_end):
    charset = f"CA[{name}]" if name else ""
    text = f"(;FF[4]{charset}C[{TEXT}]{line_end};B[aa]C[{TEXT}])"
    [tree] = parse(text.encode(codec))
    assert [node.text("C") for node in tree.nodes()] == [TEXT, TEXT]


@pytest.mark.parametrize(
    ("charset", "codec", "text"),
    [
        ("Big5", "big5", "圍棋功許蓋"),  # the last three have \ in Big5
        ("EUC-KR", "euc_kr", "바둑 기보"),
        ("Windows-1251", "cp1251", "Го - древняя игра"),
        ("macintosh", "mac_roman", "Größe"),
        ("ISO-8859-15", "iso8859_15", "5 € für Žan"),
        ("", "latin-1", "Größe, Élan"),
        ("no such thing", "utf-8", "Größe"),
    ],
)
def test_encodings_of_one_language(charset, codec, text):
    [tree] = parse(f"(;CA[{charset}]C[{text}])".encode(codec))
    assert tree.root.text("C") == text


def test_each_game_may_have_its_own_encoding():
    games = [("Shift_JIS", "三段"), ("UTF-8", "三段"), ("GB18030", "三段")]
    data = b"\n".join(f"(;CA[{c}]C[{text}])".encode(c) for c, text in games)
    assert [tree.root.text("C") for tree in parse(data)] == ["三段"] * 3


def test_a_wrong_name_of_the_encoding_costs_letters_not_the_game():
    data = "(;CA[UTF-8]PB[Größe];B[aa])".encode("latin-1")
    [tree] = parse(data)
    assert tree.root.text("PB") == "Gr�" + "�e"
    assert tree.root.children[0].properties == {"B": ["aa"]}


@pytest.mark.parametrize(
    ("written", "text", "simple"),
    [
        (r"a \] b", "a ] b", "a ] b"),
        (r"a \\", "a \\", "a \\"),
        ("a\\\nb", "ab", "ab"),
        ("a\\\r\nb", "ab", "ab"),
        ("a\r\nb\rc\n\rd", "a\nb\nc\nd", "a b c d"),
        ("a\tb\vc", "a b c", "a b c"),
        (r"\a\:\[", "a:[", "a:["),
    ],
)
def test_escapes_and_line_breaks(written, text, simple):
    node = Node({"C": [written]})
    assert node.text("C") == text
    assert node.text("C", simple=True) == simple
    assert node.text("N", "nothing") == "nothing"


@pytest.mark.parametrize(
    "text", ["", "]", "\\", "a]b\\", "[19x19]", "1:2\\]\n\n;(;B[]"]
)
def test_what_is_escaped_comes_back(text):
    assert unescape(escape(text)) == text
    [tree] = parse(f"(;C[{escape(text)}];B[])")
    assert tree.root.text("C") == text
    assert ":" not in escape(text, composed=True).replace("\\:", "")


# (4)


@pytest.mark.parametrize(
    ("text", "line", "column", "problem"),
    [
        ("(;SZ[9]\n;B[ee", 2, 3, "the ']' of this value is missing"),
        ("(;SZ[9]\n;B[ee]", 2, 7, "the file ends .* line 1, column 1: a"),
        ("\n (;SZ[9](;B[aa])(;B[bb]", 2, 24, "line 2, column 2: 2 '\\)' are"),
        ("(;SZ[9]\r\n;B[ee]\r ;W)", 3, 3, "the property 'W' has no value"),
        ("(;SZ[9] [10];W[aa]\n;[c])", 2, 2, "a value stands here without"),
        ("(;SZ[9]!)", 1, 8, "'!' is unexpected"),
        ("(;SZ[9];b[aa])", 1, 9, "'b' is no name"),
        ("(;SZ[9]C[a]b])", 1, 12, "the property 'b' has no value"),
    ],
)
def test_what_is_broken_is_shown(text, line, column, problem):
    with pytest.raises(SgfError, match=problem) as caught:
        parse(text, "game.sgf")
    assert (caught.value.line, caught.value.column) == (line, column)
    assert str(caught.value).startswith(f"game.sgf: line {line}, column {column}: ")


@pytest.mark.parametrize("text", ["", "no game", "(", "()", "((()))"])
def test_what_is_no_sgf_is_refused(text):
    with pytest.raises(SgfError, match="^x: this is no SGF") as caught:
        parse(text, "x")
    assert caught.value.line is None


# (5)


def test_depth_and_length_have_no_limit():
    depth = 30_000
    [deep] = parse("(;B[aa]" * depth + ")" * depth)
    assert sum(1 for _ in deep.nodes()) == depth == len(deep.main_line())
    [wide] = parse("(;" + "(;B[aa])" * depth + ")")
    assert len(wide.root.children) == depth
    # A deeply nested tree is written flat: a single variation needs no brackets.
    assert serialise(deep).count("(") == 1
    assert serialise(wide).count("(") == depth + 1


@pytest.mark.parametrize(
    "piece",
    ["(", "(;", "(; ", " ", "[", "(;C[", "\\", "(;B[a]", "A", "A [", "(\n", "(;A[] x"],
)
def test_nonsense_takes_no_longer_than_sense(piece):
    """Not timed; with time that grows with the square this would run for hours."""
    for text in (piece * 40_000, "(;C[a]" + piece * 40_000):
        with pytest.raises(SgfError):
            parse(text)


def test_many_bad_games_in_one_file_take_no_longer_than_good_ones(tmp_path):
    """Each is reported with its line; finding it must not mean reading the file."""
    path = tmp_path / "g.sgf"
    path.write_text("(;GM[2]SZ[9])\n" * 10_000 + "(;SZ[9];B[ee])")
    errors: list[SgfError] = []
    assert len(list(read_games(path, errors.append))) == 1
    assert [error.line for error in errors] == list(range(1, 10_001))
