"""33. The project: a network that plays Go

AlphaGo beat the European champion Fan Hui 5-0 in November 2015, Lee Sedol 4-1 in March
2016, and as AlphaGo Master Ke Jie, the first of the world, 3-0 in May 2017. AlphaGo
Zero then learned from nothing but games against itself, and was stronger than Master
after 40 days. Golois repeated AlphaGo's experiments with policy and value networks in
2016; its policy found more moves because the network was residual.

The course ends with a project: train a network to play Go, and submit it. Here is the
whole way in small, on a board of 9 lines: games of an archive, a residual network, its
policy against a player at random, the same network with search against its policy, and
the check that a submitted file must pass.

Slides: AlphaGo; AlphaGo Zero; Golois; exercise "Train a network to play Go. Submit
    trained networks"
Data: made here
Expected: The network finds a third of the moves in games it never saw. Its policy beats
    a random player in nine games of ten, and search beats the policy it searches with.
    The file has fewer than 100,000 parameters and is fit to play.
Budget: 60 s
Take away: A policy is intuition, a search is reading ahead; with the value to judge
    what is read, the search plays better than the network that guides it.
"""

from importlib import resources

from tengen import course, optimizers, utils
from tengen.go import Board, GameArchive, Positions, make_player, play_game
from tengen.go.drawing import board_svg
from tengen.go.evaluators import NetworkEvaluator
from tengen.go.networks import NETWORKS
from tengen.go.submission_check import check_network

utils.set_random_seed(33)

# %% What others measured
course.table(
    "Programs with policy and value networks, as the slides tell it",
    ["program", "when", "what it did"],
    [
        ["AlphaGo Fan", "November 2015", "5-0 against Fan Hui, champion of Europe"],
        ["AlphaGo Lee", "March 2016", "4-1 against Lee Sedol"],
        ["Golois", "2016", "policy finds 58.54 % of the moves, AlphaGo's 57.0 %"],
        ["Golois", "2016", "policy alone is 4 dan on KGS, AlphaGo's 3 dan"],
        ["AlphaGo Master", "May 2017", "3-0 against Ke Jie"],
        ["AlphaGo Zero", "October 2017", "beats Master after 40 days of self-play"],
    ],
)

# %% The archive, and a residual network that learns from it
archive = GameArchive.open(resources.files("tengen.demo") / "go_games.npz")
held_out = Positions(archive, 128, part="held out", epoch=2048)
print(len(archive), "games with", archive.positions, "positions")
model = NETWORKS["residual"](size=9, filters=32, blocks=3)
epochs, positions = (1, 512) if course.quick else (10, 10240)
steps = epochs * positions // 128
model.compile(
    optimizer=optimizers.Adam(optimizers.schedules.CosineDecay(2e-3, steps)),
    loss={"policy": "categorical_crossentropy", "value": "mse"},
    metrics={"policy": "accuracy"},
)
history = model.fit(
    Positions(archive, 128, epoch=positions),
    epochs=epochs,
    validation_data=held_out,
    verbose=0,
)
course.figure(
    "training",
    course.draw.histories(
        {"residual": history}, ["policy_loss", "value_loss", "policy_accuracy"]
    ),
    "Errors and moves found; validation is on games kept apart.",
)
found = history.history["val_policy_accuracy"][-1]
course.number("moves found in games never seen", found, at_least=0.33, percent=True)

# %% Submitted: a file that is a network, small enough, and answers every position
file = course.path("network.keras")
model.save(file)
checked = check_network(file, size=9, most_parameters=100_000)
course.number("parameters", checked.parameters, at_most=100_000)

# %% Games: each opening twice, once with either colour
starts = "E5" if course.quick else "E5 E6 D6 G5 G4 C3 H4 F7"
openings = [[point] for point in starts.split()]


def wins(player, opponent):
    one, other = make_player(player, seed=1), make_player(opponent, seed=2)
    black = [play_game(one, other, "tournament", 9, 7, start) for start in openings]
    white = [play_game(other, one, "tournament", 9, 7, start) for start in openings]
    points = sum(g.winner == 1 for g in black) + sum(g.winner == 2 for g in white)
    return points / (len(black) + len(white)), black[0]


visits = 8 if course.quick else 128
policy, search = f"policy:{file}", f"net:{file}@{visits}"
against_random, _ = wins(policy, "random")
against_policy, game = wins(search, policy)
course.number(
    "policy against a random player", against_random, at_least=0.9, percent=True
)
course.number("search against the policy", against_policy, at_least=0.6, percent=True)

# %% One of the games, and what the network would play
board, third = Board(9, komi=7), len(game.moves) // 3
for colour, point in game.moves[:third]:
    board.play(point, colour)
probabilities, _ = NetworkEvaluator(model).evaluate([board])
drawing = board_svg(
    board,
    last_move=game.moves[third - 1][1],
    probabilities=probabilities[0],
    marks={game.moves[third][1]: "square"},
    size_px=480,
    title="What the network would play",
)
course.figure(
    "position",
    drawing,
    "A game of the search, Black, against the policy. The disks are the network's "
    "probabilities, the square is what was played, the ring the last move.",
)
