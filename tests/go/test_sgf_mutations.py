"""Records that were damaged: bytes changed, cut off, put in, taken out.

Property: five hundred damaged records, made from real ones by a fixed seed, are read as
games or refused as `SgfError`; nothing else is raised, and what is read can be written
and read again.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tengen.go.checking import Conditions, check_game
from tengen.go.records import Game, from_sgf, to_sgf
from tengen.go.sgf import SgfError, parse, serialise

_SYMBOLS = b"()[];:\\\n\r\0\xff\xfe\x80tAaBW0"


def change(data: bytes, seed: int) -> bytes:
    """Damage a file in one of five ways, several times."""
    chance = random.Random(seed)
    content = bytearray(data)
    way = seed % 5
    for _ in range(chance.choice([1, 1, 1, 2, 10])):
        place = chance.randrange(len(content) + 1)
        length = chance.randrange(1, 60)
        if way == 0 and place < len(content):
            content[place] = chance.choice(_SYMBOLS)
        elif way == 1 and place < len(content):
            content[place] ^= 1 << chance.randrange(8)
        elif way == 2:
            content[place:place] = bytes(chance.choices(_SYMBOLS, k=length))
        elif way == 3:
            del content[place : place + length]
        elif way == 4:
            return bytes(content[:place])
    return bytes(content)


def read(data: bytes) -> list[Game]:
    """Do all that can be done with a record. Raises `SgfError`, or nothing."""
    games = []
    for tree in parse(data, "damaged.sgf"):
        shape = [(node.properties, len(node.children)) for node in tree.nodes()]
        [again] = parse(serialise(tree))
        assert [(n.properties, len(n.children)) for n in again.nodes()] == shape
        try:
            game = from_sgf(tree)
        except SgfError as error:
            assert error.line is not None
            continue
        copy = from_sgf(to_sgf(game), game.name)
        assert (copy.moves, copy.winner) == (game.moves, game.winner)
        check_game(game, Conditions(size=game.size, cut_illegal=True))
        games.append(game)
    return games


@pytest.fixture(scope="module")
def originals(go_data: Path) -> list[bytes]:
    files = sorted((go_data / "odd_sgf").iterdir())
    lines = (go_data / "planes31" / "games.sgfs").read_bytes().splitlines()
    return [
        *(file.read_bytes() for file in files if file.stat().st_size < 20_000),
        *lines[:20],
    ]


def test_damaged_records_are_games_or_errors(originals):
    read_or_refused = {True: 0, False: 0}
    for seed in range(500):
        data = change(originals[seed * 37 % len(originals)], seed)
        try:
            games = read(data)
        except SgfError as error:
            assert str(error).startswith("damaged.sgf: ")
            games = []
        read_or_refused[bool(games)] += 1
    assert min(read_or_refused.values()) > 80
