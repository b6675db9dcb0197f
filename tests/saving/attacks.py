"""Files that somebody damaged or made with bad intent, for `test_hostile_files`.

`mutations` are drawn from a seed; `crafted` are written by hand, each with the words
that its error must have.
"""

from __future__ import annotations

import base64
import io
import json
import marshal
import random
import zipfile
from collections.abc import Callable, Iterator

import h5py
import numpy as np

CODE = base64.b64encode(
    marshal.dumps(compile("open('/tmp/tengen-was-here', 'w')", "x", "eval"))
).decode()


# -- mutations -------------------------------------------------------------------------


def mutate(content: bytes, seed: int) -> bytes:
    """Return a file with some bytes flipped, lost, overwritten or put in."""
    generator = random.Random(seed)
    changed = bytearray(content)
    place = generator.randrange(len(changed))
    kind = generator.choice(("flip", "flip", "flips", "cut", "zero", "noise", "insert"))
    if kind == "flip":
        changed[place] ^= 1 << generator.randrange(8)
    elif kind == "flips":
        for _ in range(generator.randrange(2, 30)):
            changed[generator.randrange(len(changed))] ^= 1 << generator.randrange(8)
    elif kind == "cut":
        del changed[place:]
    elif kind == "zero":
        length = min(generator.randrange(1, 300), len(changed) - place)
        changed[place : place + length] = bytes(length)
    elif kind == "noise":
        length = min(generator.randrange(1, 32), len(changed) - place)
        changed[place : place + length] = generator.randbytes(length)
    else:
        changed[place:place] = generator.randbytes(generator.randrange(1, 9))
    return bytes(changed)


# -- crafted archives ------------------------------------------------------------------


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], compression=zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_config(content: bytes, change: Callable[[dict], object]) -> bytes:
    """Return an archive whose configuration was changed."""
    parts = members(content)
    config = json.loads(parts["config.json"])
    config = change(config) or config
    parts["config.json"] = json.dumps(config).encode()
    return packed(parts)


def layer_change(**entry: object) -> Callable[[dict], object]:
    """Return a change that replaces the entry of the dense layer."""

    def change(config: dict) -> None:
        for index, layer in enumerate(config["config"]["layers"]):
            if layer["class_name"] == "Dense":
                config["config"]["layers"][index] = {
                    **layer,
                    **entry,
                    "config": {**layer["config"], **entry.get("config", {})},  # type: ignore[dict-item]
                }
                return

    return change


def lambda_entry(function: object) -> dict[str, object]:
    config = {"name": "sneaky", "function": function}
    return {
        "module": "keras.layers",
        "class_name": "Lambda",
        "config": config,
        "registered_name": None,
    }


def instead_of_dense(entry: dict[str, object]) -> Callable[[dict], object]:
    def change(config: dict) -> None:
        config["config"]["layers"][1] = entry

    return change


def with_weights(content: bytes, change: Callable[[h5py.File], object]) -> bytes:
    """Return an archive whose values were changed."""
    parts = members(content)
    parts["model.weights.h5"] = with_hdf5(parts["model.weights.h5"], change)
    return packed(parts)


def with_hdf5(content: bytes, change: Callable[[h5py.File], object]) -> bytes:
    stream = io.BytesIO(content)
    with h5py.File(stream, "r+") as file:
        change(file)
    return stream.getvalue()


def replaced(**options: object) -> Callable[[h5py.File], object]:
    """Return a change that puts another dataset in the place of the first weight."""

    def change(file: h5py.File) -> None:
        del file["layers/dense/vars/0"]
        file["layers/dense/vars"].create_dataset("0", **options)

    return change


def nested(depth: int) -> dict[str, object]:
    data: object = {}
    for _ in range(depth):
        data = {"layer": data}
    return {"x": data}


def crafted_archives(content: bytes) -> Iterator[tuple[str, bytes, str]]:
    """Yield name, file, and words of the error."""
    parts = members(content)
    dense = layer_change
    lambda_3 = {"class_name": "__lambda__", "config": {"value": CODE}}
    function = {"class_name": "function", "module": "builtins", "registered_name": "x"}

    def config(name: str, change: Callable, words: str) -> tuple[str, bytes, str]:
        return name, with_config(content, change), words

    yield config("lambda of Keras 3", instead_of_dense(lambda_entry(lambda_3)), "ambda")
    yield config(
        "lambda of Keras 2",
        instead_of_dense(lambda_entry([CODE, None, None])),
        "ambda",
    )
    yield config(
        "lambda as activation", dense(config={"activation": lambda_3}), "lambda"
    )
    for name in ("eval", "exec", "system", "__import__", "getattr"):
        entry = {**function, "config": name}
        change = dense(config={"activation": entry})
        yield config(f"function {name}", change, f"unknown function '{name}'")
        change = dense(config={"activation": {**entry, "module": "os"}})
        yield config(f"function os.{name}", change, f"unknown function '{name}'")
    for module, name in (
        ("os", "system"),
        ("subprocess", "Popen"),
        ("builtins", "eval"),
        ("pickle", "Unpickler"),
        ("keras.src.utils.file_utils", "get_file"),
        ("tengen.core.serialized", "find_class"),
        ("__main__", "Evil"),
        (None, "Evil"),
    ):
        change = dense(module=module, class_name=name, registered_name=name)
        yield config(f"class {module}.{name}", change, name)
    yield config("no class at all", dense(class_name=None), "class")
    yield config("a class that is a list", dense(class_name=["Dense"]), "")
    yield config(
        "type of another library", dense(class_name="__typespec__"), "typespec"
    )
    for units in (10**9, 2**62, -3, 0, "many", None, [4], 1.5, float("nan"), {"a": 1}):
        yield config(f"units {units}", dense(config={"units": units}), "")
    yield config(
        "unknown initializer", dense(config={"kernel_initializer": "evil"}), "evil"
    )
    huge = {"module": "keras.initializers", "class_name": "Constant"}
    array = {"class_name": "__numpy__", "config": {"value": [1], "dtype": "U99999999"}}
    huge["config"] = {"value": array}  # type: ignore[assignment]
    yield config("huge text type", dense(config={"kernel_initializer": huge}), "dtype")
    yield config("layers are a number", lambda c: c["config"].update(layers=3), "")
    yield config("no config", lambda c: c.update(config=None), "")
    yield config("a list", lambda c: [c], "describes no model")
    yield config(
        "a layer for a model", lambda c: c["config"]["layers"][1], "not a model"
    )
    yield config("deep", dense(config={"kernel_initializer": nested(900)}), "")
    parts_deep = {**parts, "config.json": b"[" * 200_000 + b"]" * 200_000}
    yield "deep JSON", packed(parts_deep), "deep|recursion|JSON"
    yield "no JSON", packed({**parts, "config.json": b"\xff{{{"}), "JSON"
    yield "empty JSON", packed({**parts, "config.json": b""}), "JSON"

    for name in ("../../evil", "/etc/evil", "a/../../evil", "C:\\evil", "..\\evil"):
        yield f"path {name}", packed({**parts, name: b"x"}), "outside"
    without = {k: v for k, v in parts.items() if k != "model.weights.h5"}
    yield "no weights", packed(without), "no member 'model.weights.h5'"
    without = {k: v for k, v in parts.items() if k != "config.json"}
    yield "no configuration", packed(without), "no member 'config.json'"
    zeros = {**parts, "model.weights.h5": bytes(200 << 20)}
    yield "bomb", packed(zeros, zipfile.ZIP_DEFLATED), "declares 209,715,200 bytes"
    bomb = {**parts, "config.json": b" " * (200 << 20)}
    yield "bomb of JSON", packed(bomb, zipfile.ZIP_DEFLATED), "declares"
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("config.json", b"{}")
    yield "two configurations", stream.getvalue(), "two members"
    yield "npz for weights", packed({**parts, "model.weights.h5": b"PK" * 50}), "HDF5"

    def weights(name: str, change: Callable, words: str) -> tuple[str, bytes, str]:
        return name, with_weights(content, change), words

    wrong = np.zeros((3, 3), "float32")
    yield weights("wrong shape", replaced(data=wrong), r"\(3, 3\)")
    yield weights("one weight less", lambda f: f.pop("layers/dense/vars/1"), "1 arrays")
    yield weights(
        "one weight more",
        lambda f: f["layers/dense/vars"].create_dataset("2", data=wrong),
        "3 arrays",
    )
    yield weights("no layers", lambda f: f.pop("layers"), "")
    yield weights("text for numbers", replaced(data=np.array([b"a"] * 12)), "text")
    records = np.zeros(12, [("a", "f4"), ("b", "i8")])
    yield weights("records for numbers", replaced(data=records), "neither numbers")
    references = h5py.special_dtype(ref=h5py.Reference)
    yield weights(
        "references for numbers", replaced(shape=(4, 3), dtype=references), "neither"
    )
    yield weights(
        "huge and empty", replaced(shape=(10**6, 10**6), dtype="f4"), "declare"
    )
    yield weights(
        "huge in chunks",
        replaced(shape=(10**6, 10**6), dtype="f4", chunks=(64, 64), compression="gzip"),
        "declare",
    )
    yield weights("shape and nothing", replaced(shape=(4, 3), dtype="f4"), "stores")

    def soft(file: h5py.File) -> None:
        del file["layers/dense/vars/0"]
        file["layers/dense/vars/0"] = h5py.SoftLink("/layers/dense_1/vars/0")

    def external(file: h5py.File) -> None:
        del file["layers/dense/vars/0"]
        file["layers/dense/vars/0"] = h5py.ExternalLink("/etc/passwd", "/x")

    def elsewhere(file: h5py.File) -> None:
        del file["layers/dense/vars/0"]
        file["layers/dense/vars"].create_dataset(
            "0", shape=(4, 3), dtype="f4", external=[("/etc/passwd", 0, 48)]
        )

    def virtual(file: h5py.File) -> None:
        del file["layers/dense/vars/0"]
        layout = h5py.VirtualLayout((4, 3), "f4")
        layout[:] = h5py.VirtualSource("/etc/passwd", "x", (4, 3))
        file["layers/dense/vars"].create_virtual_dataset("0", layout)

    def cycle(file: h5py.File) -> None:
        file["layers/dense/again"] = file["layers"]

    yield weights("soft link", soft, "leads elsewhere")
    yield weights("external link", external, "leads elsewhere|newer form")
    yield weights("data in another file", elsewhere, "another file")
    yield weights("virtual dataset", virtual, "never writes|newer form")
    yield weights("a group in itself", cycle, "contains itself")


def crafted_hdf5(content: bytes) -> Iterator[tuple[str, bytes, str]]:
    """Yield name, `.h5` file, and words of the error."""

    def config(name: str, change: Callable, words: str) -> tuple[str, bytes, str]:
        def edit(file: h5py.File) -> None:
            data = json.loads(file.attrs["model_config"])
            file.attrs["model_config"] = json.dumps(change(data) or data)
            del file["tengen"]

        return name, with_hdf5(content, edit), words

    sneaky = {"class_name": "Lambda", "config": {"name": "sneaky"}}
    sneaky["config"]["function"] = [CODE, None, None]  # type: ignore[index]
    sneaky["config"]["function_type"] = "lambda"  # type: ignore[index]
    yield config("lambda", instead_of_dense(sneaky), "ambda")
    yield config(
        "unknown class", layer_change(class_name="Evil"), "unknown class 'Evil'"
    )
    yield config("huge", layer_change(config={"units": 10**9}), "larger than")
    yield config("TensorFlow's function", tf_operation, "tf.io.read_file")

    def hdf5(name: str, change: Callable, words: str) -> tuple[str, bytes, str]:
        return name, with_hdf5(content, change), words

    yield hdf5(
        "no configuration", lambda f: f.attrs.pop("model_config"), "damaged|no model"
    )
    yield hdf5("no weights", lambda f: f.pop("model_weights"), "")

    def missing_layer(file: h5py.File) -> None:
        file["model_weights"].attrs["layer_names"] = [b"../../evil", b"dense"]

    def wrong_names(file: h5py.File) -> None:
        file["model_weights"].attrs["layer_names"] = np.arange(5)

    def missing_weight(file: h5py.File) -> None:
        file["model_weights/dense"].attrs["weight_names"] = [b"a", b"b"]

    def weight(**options: object) -> Callable[[h5py.File], object]:
        def change(file: h5py.File) -> None:
            group = file["model_weights/dense"]
            path = group.attrs["weight_names"][0]
            del group[path]
            group.create_dataset(path, **options)

        return change

    def linked(link: object) -> Callable[[h5py.File], object]:
        def change(file: h5py.File) -> None:
            group = file["model_weights/dense"]
            path = group.attrs["weight_names"][0]
            del group[path]
            group[path] = link

        return change

    vast = (10**6, 10**6)
    packed_vast = dict(shape=vast, dtype="f4", chunks=(64, 64), compression="gzip")
    yield hdf5("wrong shape", weight(data=np.zeros((3, 3), "f4")), r"\(3, 3\)")
    yield hdf5("huge and empty", weight(shape=vast, dtype="f4"), "declare")
    yield hdf5("huge in chunks", weight(**packed_vast), "declare")
    yield hdf5("text for numbers", weight(data=np.array([b"a"] * 12)), "text")
    yield hdf5("soft link", linked(h5py.SoftLink("/optimizer_weights")), "elsewhere")
    outside = h5py.ExternalLink("/etc/passwd", "/x")
    yield hdf5("external link", linked(outside), "leads elsewhere|newer form")
    yield hdf5("a layer that is not there", missing_layer, "not there")
    yield hdf5("numbers for names", wrong_names, "not there")
    yield hdf5("a weight that is not there", missing_weight, "not there")


def tf_operation(config: dict) -> None:
    config["class_name"] = "Functional"
    entry = {
        "class_name": "TFOpLambda",
        "config": {"name": "tf.io.read_file", "function": "io.read_file"},
        "name": "tf.io.read_file",
        "inbound_nodes": [["_CONSTANT_VALUE", -1, "/etc/passwd", {}]],
    }
    config["config"] = {
        "name": "m",
        "layers": [entry],
        "input_layers": [],
        "output_layers": [["tf.io.read_file", 0, 0]],
    }
