"""Whether there is anything to download from: asked before a patient download."""

from __future__ import annotations

from tengen.datasets.catalogue import DATA_SETS


def reachable(name: str, seconds: float = 4.0) -> bool:
    """Say whether the server of a data set answers.

    A download is patient, as bad networks need it; where there is another way to go
    on, ask here first. The answer takes a few times `seconds` at the very most.

    Args:
        name: such as `'mnist'`.
        seconds: how long to wait for each part of the conversation.

    Raises:
        ValueError: if there is no such data set.

    Example:
        >>> reachable("mnist") in (True, False)  # doctest: +SKIP
        True
    """
    from ssl import SSLCertVerificationError
    from urllib.error import HTTPError, URLError
    from urllib.request import Request, urlopen

    if name not in DATA_SETS:
        raise ValueError(
            f"reachable: argument `name`\n  got {name!r}; expected one of "
            f"{', '.join(DATA_SETS)}"
        )
    request = Request(DATA_SETS[name][0].url, method="HEAD")
    try:
        urlopen(request, timeout=seconds).close()
    except HTTPError:
        return True  # it answers, whatever it says
    except URLError as error:
        # The download knows more certificates than are known here.
        return isinstance(error.reason, SSLCertVerificationError)
    except OSError:
        return False
    return True
