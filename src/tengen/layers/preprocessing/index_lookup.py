"""`IndexLookup`: what `StringLookup` and `IntegerLookup` share: numbered tokens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Unpack

import jax.numpy as jnp
import numpy as np

from tengen.core.messages import complain
from tengen.layers.layer import Layer, LayerOptions
from tengen.layers.preprocessing.encoding import checked_mode, encode
from tengen.layers.preprocessing.hashing import bin_of, salt_of
from tengen.layers.preprocessing.tokens import TokenCounts, array_of

_MODES = ("int", "one_hot", "multi_hot", "count", "tf_idf")


class IndexLookup(Layer):
    """Base of the lookups. Places: the mask (0, for `'int'`), unknown ones, tokens.

    A subclass says what its tokens are (`_token`), and may number unknown ones.
    """

    def __init__(
        self,
        max_tokens: int | None,
        num_oov_indices: int,
        mask_token: Any,
        oov_token: Any,
        vocabulary: Any,
        idf_weights: Any,
        invert: bool,
        output_mode: str,
        sparse: bool,
        pad_to_max_tokens: bool,
        salt: Any,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self.max_tokens = max_tokens
        self.num_oov_indices = num_oov_indices
        self.mask_token = mask_token
        self.oov_token = oov_token
        self.invert = invert
        self.output_mode = checked_mode(self, output_mode, _MODES)
        self.sparse = sparse
        self.pad_to_max_tokens = pad_to_max_tokens
        self.salt = salt_of(self, salt)
        self._tokens: list[Any] = []
        self._places: dict[Any, int] = {}
        self._weights: list[float] | None = None
        self._check_arguments()
        if vocabulary is not None:
            self.set_vocabulary(vocabulary, idf_weights)

    def _check_arguments(self) -> None:
        for is_wrong, got, expected in (
            (
                self.max_tokens is not None and self.max_tokens <= 1,
                f"max_tokens={self.max_tokens}",
                "2 or more, or None",
            ),
            (
                self.num_oov_indices < 0,
                f"num_oov_indices={self.num_oov_indices}",
                "0 or more",
            ),
            (
                self.pad_to_max_tokens and self.max_tokens is None,
                "pad_to_max_tokens without max_tokens",
                "both",
            ),
            (
                self.invert and self.output_mode != "int",
                f"invert with output_mode={self.output_mode!r}",
                "output_mode='int'",
            ),
        ):
            if is_wrong:
                raise ValueError(complain(type(self).__name__, got, expected))

    # -- the vocabulary ------------------------------------------------------------

    def _token(self, value: Any) -> Any:
        """Return a value as a token."""
        return value

    @property
    def _first_unknown(self) -> int:
        return int(self.mask_token is not None and self.output_mode == "int")

    @property
    def _special(self) -> list[Any]:
        masks = [self.mask_token] * self._first_unknown
        return [*masks, *[self.oov_token] * self.num_oov_indices]

    def set_vocabulary(self, vocabulary: Any, idf_weights: Any = None) -> None:
        """Take a list of tokens, or a file with one on each line.

        Raises:
            ValueError: for tokens that occur twice, or are the mask or the unknown one.
        """
        if isinstance(vocabulary, str):
            with open(vocabulary, encoding="utf-8") as file:
                vocabulary = file.read().splitlines()
        tokens = [self._token(value) for value in array_of(vocabulary).tolist()]
        special, weights = self._special, idf_weights
        if special and tokens[: len(special)] == special:
            tokens = tokens[len(special) :]
            if weights is not None and len(weights) > len(tokens):
                weights = list(weights)[len(special) :]
        where = f"layer {self.name!r}: vocabulary"
        odd = [t for t in tokens if t in (self.mask_token, self.oov_token)]
        if odd or len(set(tokens)) < len(tokens):
            got = f"{odd[:3]}" if odd else "tokens that occur twice"
            raise ValueError(complain(where, got, "each token once, no special ones"))
        if (self.output_mode == "tf_idf") != (weights is not None):
            got = f"output_mode={self.output_mode!r}, idf_weights={weights}"
            raise ValueError(complain(where, got, "idf_weights for 'tf_idf' alone"))
        self._use(tokens, weights)

    def _use(self, tokens: list[Any], weights: Any) -> None:
        start = len(self._special)
        room = None if self.max_tokens is None else self.max_tokens - start
        if room is not None and len(tokens) > room:
            got = f"{len(tokens)} tokens"
            what = f"at most {room}, as max_tokens={self.max_tokens}"
            raise ValueError(complain(f"layer {self.name!r}: vocabulary", got, what))
        self._tokens = tokens
        self._places = {token: start + place for place, token in enumerate(tokens)}
        self._weights = None if weights is None else [float(w) for w in weights]

    def adapt(self, data: Any, steps: int | None = None) -> None:
        """Take the most frequent tokens of data, or of an iterable of batches.

        Args:
            data: tokens `(N, ...)`, or batches of them.
            steps: how many batches to take; all if `None`.
        """
        counts = TokenCounts()
        is_batch = isinstance(data, (list, tuple, np.ndarray)) or hasattr(data, "shape")
        for number, batch in enumerate([data] if is_batch else data):
            if steps is not None and number >= steps:
                break
            counts.add(self._documents(batch))
        limit = None
        if self.max_tokens is not None:
            limit = self.max_tokens - len(self._special)
        left_out = {self.mask_token, self.oov_token}
        tokens = [t for t in counts.most_common(None) if t not in left_out][:limit]
        is_weighted = self.output_mode == "tf_idf"
        self._use(tokens, counts.weights(tokens) if is_weighted else None)

    def _documents(self, batch: Any) -> Iterable[list[Any]]:
        values = array_of(batch)
        rows = values.reshape(len(values), -1) if values.ndim else values.reshape(1, 1)
        return ([self._token(value) for value in row] for row in rows.tolist())

    def get_vocabulary(self, include_special_tokens: bool = True) -> list[Any]:
        """Return the tokens, in the order of their places."""
        return [*(self._special if include_special_tokens else []), *self._tokens]

    def vocabulary_size(self) -> int:
        """Return the number of places, special ones included."""
        return len(self._special) + len(self._tokens)

    def _present_arguments(self, constructor: Any) -> dict[str, Any]:
        found = super()._present_arguments(constructor)
        vocabulary = self._tokens or None
        return found | {"vocabulary": vocabulary, "idf_weights": self._weights}

    # -- the computation -----------------------------------------------------------

    def call(self, inputs: Any) -> Any:
        """Return places, vectors over the vocabulary, or for `invert` tokens."""
        values = array_of(inputs)
        if self.invert:
            return self._tokens_at(values)
        places = [self._place(self._token(value)) for value in values.ravel().tolist()]
        numbers = np.array(places, "int32").reshape(values.shape)
        return self._encoded(jnp.asarray(numbers))

    def _place(self, token: Any) -> int:
        place = self._places.get(token)
        if place is not None:
            return place
        if self.mask_token is not None and token == self.mask_token:
            return 0 if self.output_mode == "int" else -1
        if self.num_oov_indices == 0:
            where = f"layer {self.name!r} with num_oov_indices=0"
            raise ValueError(complain(where, repr(token), "tokens it knows"))
        return self._first_unknown + self._unknown_place(token)

    def _unknown_place(self, token: Any) -> int:
        """Return which of the places of unknown tokens one has."""
        if self.num_oov_indices == 1:
            return 0
        return bin_of(token, self.num_oov_indices, self.salt)

    def _encoded(self, places: Any) -> Any:
        if self.output_mode == "int":
            return places
        depth = self.vocabulary_size()
        if self.pad_to_max_tokens and self.max_tokens is not None:
            depth = self.max_tokens
        mode = "count" if self.output_mode == "tf_idf" else self.output_mode
        vectors = encode(places, mode, depth, self.compute_dtype)
        if self.output_mode != "tf_idf":
            return vectors
        own = self._weights or []
        unknown = [float(np.mean(own)) if own else 1.0] * self.num_oov_indices
        weights = np.zeros(depth)
        weights[: len(unknown) + len(own)] = [*unknown, *own]
        return vectors * jnp.asarray(weights, vectors.dtype)

    def _tokens_at(self, places: Any) -> Any:
        known = dict(enumerate(self.get_vocabulary()))
        found = [known.get(place, self.oov_token) for place in places.ravel().tolist()]
        return np.array(found).reshape(places.shape)
