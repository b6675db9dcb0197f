"""Training networks on recorded games.

    from tengen.go.training import Plan, train

    result = train(Plan("games.npz", "mobile", "runs/mobile", minutes=8))
    result.evaluation.overall.policy_top1

`tengen go train` does the same from the command line. A data set for a plain `fit` is
`tengen.go.data.Positions`.
"""

from tengen.go.training.evaluation import Evaluation, Scores, evaluate
from tengen.go.training.loop import Result, train
from tengen.go.training.network import NetworkError, build_network
from tengen.go.training.plan import Plan

__all__ = [
    "Evaluation",
    "NetworkError",
    "Plan",
    "Result",
    "Scores",
    "build_network",
    "evaluate",
    "train",
]
