"""Store which arrows Keras draws for the models of the zoo.

    KERAS_BACKEND=jax /path/to/python/with/keras/and/pydot make_keras_arrows.py

writes `keras_arrows.json` beside this file. Graphviz is not needed for that.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def arrows(graph: Any) -> list[tuple[str, str]]:
    """Return the arrows of a graph and its clusters, by the names of layers."""
    names: dict[str, str] = {}
    edges: list[tuple[str, str]] = []
    clusters = [graph]
    while clusters:
        cluster = clusters.pop()
        clusters += cluster.get_subgraphs()
        edges += [(e.get_source(), e.get_destination()) for e in cluster.get_edges()]
        for node in cluster.get_nodes():
            found = re.search(r"<b>(\w+)</b> \(", node.get("label") or "")
            if found:
                names[node.get_name()] = found.group(1)
    return sorted({(names[source], names[target]) for source, target in edges})


def main() -> None:
    import keras

    sys.modules["tengen"] = keras  # the zoo imports its layers from there
    sys.path.insert(0, str(HERE.parent))
    from visualization import zoo

    found = {
        make.__name__: {
            kind: arrows(
                keras.utils.model_to_dot(make(), expand_nested=kind == "expanded")
            )
            for kind in ("plain", "expanded")
        }
        for make in zoo.ZOO
    }
    record = {"keras": keras.__version__, "arrows": found}
    (HERE / "keras_arrows.json").write_text(json.dumps(record) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
