"""`RemoteMonitor`: the results of each epoch, sent to a server."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
import warnings

import numpy as np

from tengen.training.callbacks.callback import Callback, Logs


class RemoteMonitor(Callback):
    """Sends the results of each epoch to a server, by HTTP POST.

    A server that does not answer is a warning, and training goes on.

    Args:
        root: address of the server.
        path: path on the server.
        field: name of the form's field that holds the results as JSON.
        headers: further HTTP headers.
        send_as_json: whether the results are the body of the request instead.

    Example:
        >>> RemoteMonitor("http://localhost:9000").every_epoch
        True
    """

    def __init__(
        self,
        root: str = "http://localhost:9000",
        path: str = "/publish/epoch/end/",
        field: str = "data",
        headers: dict[str, str] | None = None,
        send_as_json: bool = False,
    ) -> None:
        super().__init__()
        self.root = root
        self.path = path
        self.field = field
        self.headers = headers
        self.send_as_json = send_as_json

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Send the epoch's number and its results."""
        numbers = {name: np.asarray(x).tolist() for name, x in (logs or {}).items()}
        text = json.dumps({"epoch": epoch, **numbers})
        headers = dict(self.headers or {})
        body = text
        if self.send_as_json:
            headers["Content-Type"] = "application/json"
        else:
            body = urllib.parse.urlencode({self.field: text})
        address = self.root + self.path
        try:
            request = urllib.request.Request(address, body.encode(), headers)
            with urllib.request.urlopen(request, timeout=10):
                pass
        except (urllib.error.URLError, OSError, ValueError) as error:
            warnings.warn(f"RemoteMonitor: {address}: {error}", stacklevel=1)
