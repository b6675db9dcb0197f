"""Openings.

Properties: (1) their moves are legal and take nothing; (2) no two are the same up to
symmetry, by an independent comparison of all eight images; (3) a seed gives the same
ones again, and more of them begin with the same; (4) both sides are near to about half
of the board; (5) small boards get longer openings before they run out, and say so when
they do.
"""

from __future__ import annotations

import doctest

import numpy as np
import pytest

from tengen.go import openings as module
from tengen.go.board import Board
from tengen.go.openings import openings


def played(size: int, opening: list[int]) -> np.ndarray:
    board = Board(size)
    for point in opening:
        assert board.play(point) == 0
    return board.stones


def images(stones: np.ndarray) -> set[bytes]:
    turned = [np.rot90(stones, k) for k in range(4)]
    return {grid.tobytes() for image in turned for grid in (image, image.T)}


def test_examples_run():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(("size", "count"), [(5, 60), (7, 60), (9, 100), (19, 100)])
def test_no_two_are_alike(size, count):
    positions = [played(size, opening) for opening in openings(size, count)]
    smallest = {min(images(stones)) for stones in positions}
    assert len(positions) == len(smallest) == count


def test_a_seed_gives_them_again():
    assert openings(9, 20, seed=3) == openings(9, 20, seed=3)
    assert openings(9, 40, seed=3)[:20] == openings(9, 20, seed=3)
    assert openings(9, 20, seed=3) != openings(9, 20, seed=4)


def test_lengths():
    assert [len(openings(size, 1)[0]) for size in (5, 9, 13, 19)] == [2, 4, 6, 6]
    assert [len(o) for o in openings(9, 3, moves=2)] == [2, 2, 2]
    assert openings(9, 1, moves=0) == [[]]


def test_nobody_is_far_ahead():
    for opening in openings(9, 30):
        stones = played(9, opening)
        far = {}
        for colour in (1, 2):
            rows, columns = np.nonzero(stones == colour)
            grid = np.abs(np.arange(9)[:, None, None] - rows)
            grid = grid + np.abs(np.arange(9)[None, :, None] - columns)
            far[colour] = grid.min(-1)
        lead = (far[1] < far[2]).sum() - (far[2] < far[1]).sum()
        assert abs(lead) <= 10


def test_large_boards_begin_in_the_corners():
    for opening in openings(19, 30):
        for point in opening:
            assert {min(line, 18 - line) for line in divmod(point, 19)} <= {2, 3, 4}


def test_small_boards_get_longer_ones_and_then_run_out():
    lengths = {len(opening) for opening in openings(3, 20, moves=1)}
    assert min(lengths) == 1 and max(lengths) > 1
    with pytest.raises(ValueError, match="a 2x2 board has only .* openings for 1000"):
        openings(2, 1000)
    with pytest.raises(ValueError, match="cannot have -1 moves"):
        openings(9, 1, moves=-1)
