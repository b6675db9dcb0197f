"""Whether a server answers is known soon, and never by an exception."""

from __future__ import annotations

import dataclasses
import socket

import pytest

from tengen import datasets
from tengen.datasets import catalogue


@pytest.fixture
def mnist_at(monkeypatch):
    """Put MNIST at another address."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)

    def move(address: str) -> None:
        file = dataclasses.replace(catalogue.MNIST, url=address)
        monkeypatch.setitem(catalogue.DATA_SETS, "mnist", (file,))

    return move


def test_a_server_that_has_the_file(server, mnist_at):
    address, folder = server
    (folder / "mnist.npz").write_bytes(b"digits")
    mnist_at(address + "mnist.npz")
    assert datasets.reachable("mnist")


def test_a_server_that_lacks_it_answers_too(server, mnist_at):
    mnist_at(server[0] + "nothing.npz")
    assert datasets.reachable("mnist")


def test_a_server_that_keeps_silent(mnist_at):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mnist_at(f"http://127.0.0.1:{silent.getsockname()[1]}/mnist.npz")
        assert not datasets.reachable("mnist", seconds=0.05)


def test_a_server_that_is_not_there(mnist_at):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    mnist_at(f"http://127.0.0.1:{port}/mnist.npz")
    assert not datasets.reachable("mnist", seconds=1)


def test_an_unknown_data_set():
    with pytest.raises(ValueError, match="got 'mnist2'; expected one of mnist"):
        datasets.reachable("mnist2")
