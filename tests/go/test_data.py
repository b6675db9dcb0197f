"""Positions as a data set.

Properties: (1) planes, move and value are those of the game, turned by the symmetry;
(2) a pass over the order has each position once, the next one in another order;
(3) held out games are never trained on, and nothing else is validated on; their order
takes one position of every game before a second one, whatever else is in the archive;
(4) the same seed gives the same batches, another seed others; (5) `fit` takes it; (6) a
shuffle is a permutation of which any place can be asked for; (7) phases.
"""

from __future__ import annotations

import numpy as np
import pytest

from tengen import Input, Model, layers
from tengen.go.archive import GameArchive, write_archive
from tengen.go.board import Board
from tengen.go.data import Positions, eligible_positions, one_hot
from tengen.go.phases import phase_of, phases_of
from tengen.go.points import BLACK, WHITE, symmetry
from tengen.go.shuffling import Shuffle
from tests.go.sample_games import random_game, write_games


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return write_games(tmp_path_factory.mktemp("games") / "games.npz", 60)


@pytest.fixture(scope="module")
def archive(path):
    return GameArchive.open(path)


def replayed(archive, game, ply):
    record = archive.game(int(game))
    board = Board(record.size, rules="tromp-taylor", komi=record.komi)
    for colour, point in record.moves[:ply]:
        board.play(point, colour)
    return record, board


def turned(stones, k):
    """The board after a symmetry, point by point."""
    size = len(stones)
    result = np.zeros_like(stones)
    for point in range(size * size):
        result.flat[symmetry(point, size, k)] = stones.flat[point]
    return result


@pytest.mark.parametrize("part", ["training", "held out"])
def test_batches_are_positions_of_the_games(archive, part):
    positions = Positions(archive, 64, part)
    batch = positions.batch(0)
    assert len(set(batch.symmetries.tolist())) == 8
    for i in range(64):
        record, board = replayed(archive, batch.games[i], batch.plies[i])
        colour, point = record.moves[batch.plies[i]]
        k = int(batch.symmetries[i])
        stones = turned(board.stones, k)
        assert np.array_equal(batch.x[i, ..., 11], stones == colour)
        assert np.array_equal(batch.x[i, ..., 12], stones == BLACK + WHITE - colour)
        assert batch.policy[i].sum() == 1
        assert batch.policy[i].argmax() == symmetry(point, 9, k)
        assert batch.value[i] == pytest.approx(record.values[batch.plies[i]])


def test_outcomes_are_the_values_where_no_rates_are_noted(tmp_path):
    path = write_games(tmp_path / "games.npz", 30, values=False)
    batch = Positions(path, 50).batch(0)
    winners = GameArchive.open(path).winner[batch.games]
    assert np.array_equal(batch.value, (winners == WHITE).astype("float32"))


def test_a_pass_over_the_order_has_each_position_once(archive):
    positions = Positions(archive, symmetry="none")
    count = positions.available
    first = np.stack(positions.locate(0, count), 1).tolist()
    second = np.stack(positions.locate(count, count), 1).tolist()
    assert len({tuple(place) for place in first}) == count
    assert sorted(first) == sorted(second) and first != second
    across = np.stack(positions.locate(count - 5, 10), 1).tolist()
    assert across == first[-5:] + second[:5]


def test_passes_are_moves_only_where_they_are_asked_for(archive):
    without, with_them = Positions(archive), Positions(archive, passes=True)
    games = int((~archive.held_out).sum())
    assert with_them.available - without.available == games
    assert without.batch().policy.shape[1] == 81
    everything = with_them.at(0, with_them.available)
    assert everything.policy.shape[1] == 82
    assert everything.policy[:, 81].sum() == games


def test_validation_games_are_kept_apart(archive):
    assert 0 < archive.held_out.sum() < len(archive)
    for part, is_held_out in (("training", False), ("held out", True)):
        games = Positions(archive, part=part).locate(0, 300)[0]
        assert set(archive.held_out[games]) == {is_held_out}
    both = [set(eligible_positions(archive, part)) for part in ("training", "held out")]
    assert both[0] & both[1] == set()
    assert both[0] | both[1] == set(eligible_positions(archive, "all"))


def test_validation_takes_every_game_before_one_again(archive, tmp_path):
    order = Positions(archive, part="held out")
    held_out = int(archive.held_out.sum())
    games, plies = order.locate(0, 2 * held_out)
    assert len(set(games[:held_out])) == held_out
    assert list(games[:held_out]) == list(games[held_out:])
    other = tmp_path / "reversed.npz"
    write_archive([random_game(seed) for seed in reversed(range(60))], other)
    same = Positions(other, part="held out")
    mirrored = [59 - game for game in same.locate(0, 2 * held_out)[0]]
    assert mirrored == games.tolist()
    assert np.array_equal(same.locate(0, 2 * held_out)[1], plies)
    assert np.array_equal(same.at(0, 9).x, order.at(0, 9).x)


def test_the_seed_decides(archive):
    again = Positions(archive, 32, seed=3).batch(5)
    for one, other in zip(Positions(archive, 32, seed=3).batch(5), again, strict=True):
        assert np.array_equal(one, other)
    assert not np.array_equal(Positions(archive, 32, seed=4).batch(5).x, again.x)


def test_epochs_go_on_where_the_last_one_ended(archive):
    positions = Positions(archive, batch_size=40, epoch=100)
    assert len(positions) == 3
    one = [positions[i][0] for i in range(3)]
    assert [len(x) for x in one] == [40, 40, 20]
    positions.on_epoch_end()
    assert np.array_equal(positions[0][0], positions.at(100, 40).x)
    bytes_ = Positions(archive, 40, dtype="uint8")
    assert bytes_[0][0].dtype == np.uint8
    assert np.array_equal(bytes_[0][0], one[0])


def test_fit_takes_it(archive):
    board = Input((9, 9, 31), name="board")
    x = layers.Conv2D(2, 3, padding="same", activation="relu")(board)
    policy = layers.Flatten()(layers.Conv2D(1, 1)(x))
    value = layers.Dense(1, activation="sigmoid", name="value")(layers.Flatten()(x))
    policy = layers.Activation("softmax", name="policy")(policy)
    model = Model(board, [policy, value])
    model.compile(
        "adam",
        {"policy": "categorical_crossentropy", "value": "binary_crossentropy"},
        metrics={"policy": "categorical_accuracy", "value": "mse"},
    )
    history = model.fit(
        Positions(archive, 32, epoch=96),
        validation_data=Positions(archive, 32, "held out", epoch=50),
        epochs=2,
        verbose=0,
    ).history
    assert len(history["loss"]) == 2
    assert {"policy_categorical_accuracy", "val_value_mse"} <= set(history)
    policy_alone = Model(board, policy)
    policy_alone.compile("adam", "categorical_crossentropy")
    policy_alone.fit(Positions(archive, outputs=["policy"], epoch=64), verbose=0)


def test_wrong_options_are_named(archive, tmp_path):
    for options, words in (
        ({"part": "test"}, "part='test'"),
        ({"symmetry": "some"}, "symmetry='some'"),
        ({"batch_size": 0}, "batch_size=0"),
        ({"outputs": ["move"]}, "outputs='move'"),
        ({"outputs": "move"}, "outputs='move'"),
        ({"planes": "gobang"}, "planes='gobang'"),
    ):
        with pytest.raises(ValueError, match=words):
            Positions(archive, **options)
    data = Positions(archive, outputs="policy", epoch=64, batch_size=32)
    assert list(data[1][1]) == ["policy"]
    for index in (2, -1):
        with pytest.raises(IndexError, match="there is no such batch"):
            data[index]
    kept = [s for s in range(60) if not archive.held_out[s]]
    write_archive([random_game(kept[0])], tmp_path / "one.npz")
    with pytest.raises(ValueError, match="held out games .0 of 1"):
        Positions(tmp_path / "one.npz", part="held out")


@pytest.mark.parametrize("count", [1, 2, 3, 7, 64, 1000, 4097])
def test_a_shuffle_is_a_permutation(count):
    order = Shuffle(count, seed=(5, 1))(np.arange(count))
    assert sorted(order.tolist()) == list(range(count))
    assert np.array_equal(Shuffle(count, seed=(5, 1))([count - 1]), order[-1:])
    if count > 50:
        other = Shuffle(count, seed=(5, 2))(np.arange(count))
        assert (other == order).mean() < 0.1
        assert abs(np.corrcoef(np.arange(count), order)[0, 1]) < 0.35


def test_shuffles_refuse_places_they_do_not_have():
    with pytest.raises(IndexError, match="place 5"):
        Shuffle(5)([5])
    with pytest.raises(ValueError, match="1 or more"):
        Shuffle(0)


def test_phases():
    assert [phase_of(p) for p in (0, 59, 60, 149, 150, 400)] == [
        *("opening", "opening", "middle", "middle", "end", "end")
    ]
    assert phases_of([0, 13, 34], size=9).tolist() == [0, 1, 2]


def test_one_hot():
    assert one_hot([2, 0], 3).tolist() == [[0, 0, 1], [1, 0, 0]]
