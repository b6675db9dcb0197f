"""TensorBoard's files, the remote monitor, and weights swapped with their averages.

Event files are read back by a parser of protocol buffers written here, from the public
description of the format.
"""

import json
import struct
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

from tengen import callbacks, layers, models, optimizers

X = np.random.default_rng(0).normal(size=(12, 3)).astype("float32")
Y = X.sum(1, keepdims=True)


def model_with(optimizer="sgd"):
    model = models.Sequential([layers.Input((3,)), layers.Dense(1)])
    model.compile(optimizer, "mse", metrics=["mae"])
    return model


def varint(data, place):
    value = shift = 0
    while True:
        byte = data[place]
        value |= (byte & 127) << shift
        shift, place = shift + 7, place + 1
        if byte < 128:
            return value, place


def fields(data):
    """Yield (number, value) of a protocol buffer."""
    place = 0
    while place < len(data):
        key, place = varint(data, place)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, place = varint(data, place)
        else:
            size, place = {1: (8, place), 5: (4, place)}.get(kind) or varint(
                data, place
            )
            value, place = data[place : place + size], place + size
        yield number, value


def events(folder):
    """All numbers and histograms in a folder: tag, step, value."""
    found = []
    for path in folder.glob("events.out.tfevents.*"):
        data = path.read_bytes()
        while data:
            (size,) = struct.unpack("<Q", data[:8])
            event, data = dict(fields(data[12 : 12 + size])), data[16 + size :]
            if 5 not in event:
                continue
            for _, value in fields(event[5]):
                parts = dict(fields(value))
                number = parts.get(2) and struct.unpack("<f", parts[2])[0]
                found.append((parts[1].decode(), event.get(2, 0), number, parts.get(5)))
    return found


def test_tensorboard_files_hold_the_history(tmp_path):
    model = model_with()
    board = callbacks.TensorBoard(tmp_path, histogram_freq=2)
    history = model.fit(
        X, Y, epochs=3, validation_split=0.25, callbacks=[board], verbose=0
    ).history
    train, held = events(tmp_path / "train"), events(tmp_path / "validation")
    for name in ("loss", "mae"):
        got = [value for tag, _, value, _ in train if tag == f"epoch_{name}"]
        np.testing.assert_allclose(got, history[name], rtol=1e-6)
        got = [value for tag, _, value, _ in held if tag == f"epoch_{name}"]
        np.testing.assert_allclose(got, history[f"val_{name}"], rtol=1e-6)
    assert [step for tag, step, *_ in train if tag == "epoch_loss"] == [0, 1, 2]
    kernels = [h for tag, _, _, h in train if tag.endswith("kernel/histogram")]
    assert len(kernels) == 2
    parts = dict(fields(kernels[-1]))
    assert struct.unpack("<d", parts[3]) == (3.0,)
    assert np.frombuffer(parts[7], "<f8").sum() == 3


def test_tensorboard_counts_batches(tmp_path):
    board = callbacks.TensorBoard(tmp_path, update_freq=2, write_steps_per_second=True)
    model_with().fit(X, Y, batch_size=3, epochs=2, callbacks=[board], verbose=0)
    found = events(tmp_path / "train")
    assert [s for tag, s, *_ in found if tag == "batch_loss"] == [2, 4, 6, 8]
    assert all(v > 0 for tag, _, v, _ in found if tag == "epoch_steps_per_second")


def test_tensorboard_refuses_what_it_cannot_write():
    with pytest.raises(ValueError, match="write_images"):
        callbacks.TensorBoard(write_images=True)
    with pytest.raises(ValueError, match="update_freq"):
        callbacks.TensorBoard(update_freq="often")


@pytest.mark.parametrize("as_json", [False, True])
def test_remote_monitor_sends_each_epoch(as_json):
    received = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            text = body if as_json else urllib.parse.parse_qs(body)["data"][0]
            received.append((self.path, json.loads(text)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    root = f"http://127.0.0.1:{server.server_port}"
    monitor = callbacks.RemoteMonitor(root, send_as_json=as_json)
    history = model_with().fit(X, Y, epochs=2, callbacks=[monitor], verbose=0).history
    server.shutdown()
    server.server_close()
    assert [path for path, _ in received] == ["/publish/epoch/end/"] * 2
    assert [logs["epoch"] for _, logs in received] == [0, 1]
    assert [logs["loss"] for _, logs in received] == pytest.approx(history["loss"])


def test_a_silent_server_is_a_warning():
    monitor = callbacks.RemoteMonitor("http://127.0.0.1:9")
    with pytest.warns(UserWarning, match="RemoteMonitor"):
        model_with().fit(X, Y, epochs=1, callbacks=[monitor], verbose=0)


def averaged(**arguments):
    return optimizers.SGD(0.1, use_ema=True, ema_momentum=0.8, **arguments)


def test_validation_is_with_the_averages_and_training_is_not():
    plain, swapped = model_with(averaged()), model_with(averaged())
    swapped.set_weights(plain.get_weights())
    options = {"validation_data": (X, Y), "epochs": 4, "shuffle": False, "verbose": 0}
    options["batch_size"] = 3
    first = plain.fit(X, Y, **options).history
    second = swapped.fit(
        X, Y, callbacks=[callbacks.SwapEMAWeights()], **options
    ).history
    assert second["loss"] == pytest.approx(first["loss"])
    assert second["val_loss"][:-1] != pytest.approx(first["val_loss"][:-1])
    # After training the averages stay in the model: what it is evaluated with.
    loss = swapped.evaluate(X, Y, batch_size=3, verbose=0)[0]
    assert second["val_loss"][-1] == pytest.approx(loss, rel=1e-5)


def test_between_epochs_the_model_has_the_averages():
    model, seen = model_with(averaged()), []
    swap = callbacks.SwapEMAWeights(swap_on_epoch=True)
    look = callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: seen.append(model.get_weights()[0].copy())
    )
    model.fit(X, Y, epochs=3, batch_size=3, callbacks=[swap, look], verbose=0)
    np.testing.assert_allclose(model.get_weights()[0], seen[-1], rtol=1e-6)


def test_swapping_needs_averages():
    model = model_with()
    with pytest.raises(ValueError, match="use_ema=True"):
        model.fit(X, Y, callbacks=[callbacks.SwapEMAWeights(True)], verbose=0)
