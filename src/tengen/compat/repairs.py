"""Old calls that a table of names cannot translate: sizes, modes, positions."""

from __future__ import annotations

from typing import Any

from tengen.compat.spelling import Arguments, Speller


def window(
    speller: Speller, args: tuple[Any, ...], kwargs: dict[str, Any], was_old: bool
) -> Arguments:
    """Gather the sizes of a window: `64, 3, 3` and `nb_row=3, nb_col=3`.

    Raises:
        TypeError: for `Conv2D(64, 3, 3)`, which is a stride to one release and a size
            to another.
    """
    names = speller.window
    sizes = [kwargs[name] for name in names if name in kwargs]
    if sizes:
        if len(sizes) < len(names):
            raise TypeError(
                f"{speller.name}\n  got {len(sizes)} of {', '.join(names)}; "
                "expected all of them"
            )
        kwargs = {k: v for k, v in kwargs.items() if k not in names}
        speller.say("=, ".join(names) + "=", "kernel_size=(...) today")
        return args, {**kwargs, "kernel_size": tuple(sizes)}
    at = 0 if "nb_filter" in kwargs or "filters" in kwargs else 1
    sizes = list(args[at : at + len(names)])
    if len(sizes) < len(names) or not all(type(size) is int for size in sizes):
        return args, kwargs
    if not was_old:
        _refuse_ambiguity(speller, sizes, at)
        return args, kwargs
    if len(args) > at + len(names):
        raise TypeError(
            f"{speller.name}\n  got {len(args)} arguments by position; expected "
            f"filters and {len(names)} sizes, the rest by name"
        )
    written = ", ".join(map(str, sizes))
    speller.say(f"n, {written}", f"{speller.today}(n, ({written})) today")
    return args[:at], {**kwargs, "kernel_size": tuple(sizes)}


def _refuse_ambiguity(speller: Speller, sizes: list[int], at: int) -> None:
    if at == 0 or len(set(sizes)) > 1 or sizes[0] == 1 or len(sizes) > 2:
        return
    size = sizes[0]
    raise TypeError(
        f"{speller.name}(n, {size}, {size}) means a {size}x{size} kernel in Keras 1, "
        f"and a kernel of {size} with stride {size} in Keras 3\n"
        f"  fix: {speller.name}(n, ({size}, {size})), or "
        f"{speller.name}(n, {size}, strides={size})"
    )


def separable(
    speller: Speller, args: tuple[Any, ...], kwargs: dict[str, Any], was_old: bool
) -> Arguments:
    """Do as `window`, and let `init` begin both kernels, as it did."""
    if "init" in kwargs:
        kwargs = dict(kwargs)
        both = ("depthwise_initializer", "pointwise_initializer")
        kwargs.update(dict.fromkeys(both, kwargs.pop("init")))
        speller.say("init=", " and ".join(f"{name}=" for name in both) + " today")
        was_old = True
    return window(speller, args, kwargs, was_old)


def recurrent(
    speller: Speller, args: tuple[Any, ...], kwargs: dict[str, Any], was_old: bool
) -> Arguments:
    """Translate `forget_bias_init='one'`."""
    if "forget_bias_init" not in kwargs:
        return args, kwargs
    kwargs = dict(kwargs)
    value = kwargs.pop("forget_bias_init")
    is_one = value in ("one", "ones")
    speller.say(f"forget_bias_init={value!r}", f"unit_forget_bias={is_one} today")
    if speller.today == "LSTM":
        kwargs["unit_forget_bias"] = is_one
    return args, kwargs


def normalization(
    speller: Speller, args: tuple[Any, ...], kwargs: dict[str, Any], was_old: bool
) -> Arguments:
    """Drop `mode=0`, which is how it works today.

    Raises:
        ValueError: for the other modes.
    """
    if "mode" not in kwargs:
        return args, kwargs
    kwargs = dict(kwargs)
    mode = kwargs.pop("mode")
    if mode != 0:
        raise ValueError(
            f"{speller.name}\n  got mode={mode!r}; expected 0, the only one there is "
            "since Keras 2\n  fix: leave mode out; axis= says what is normalized"
        )
    return args, kwargs


def padding(
    speller: Speller, args: tuple[Any, ...], kwargs: dict[str, Any], was_old: bool
) -> Arguments:
    """Translate the dicts of `ZeroPadding2D(padding={'top_pad': 1, ...})`."""
    given = args[0] if args else kwargs.get("padding")
    if isinstance(given, dict):
        ends = [given.get(k, 0) for k in ("top_pad", "bottom_pad")]
        sides = [given.get(k, 0) for k in ("left_pad", "right_pad")]
        speller.say("padding={...}", "padding=((top, bottom), (left, right)) today")
        return (), {**kwargs, "padding": (tuple(ends), tuple(sides))}
    if isinstance(given, (list, tuple)) and len(given) == 4:
        speller.say("(t, b, l, r)", "padding=((t, b), (l, r)) today")
        rest = (tuple(given[:2]), tuple(given[2:]))
        return (), {**kwargs, "padding": rest}
    return args, kwargs


BY_CLASS = {
    "Conv2D": window,
    "Conv2DTranspose": window,
    "SeparableConv2D": separable,
    "Conv3D": window,
    "SimpleRNN": recurrent,
    "LSTM": recurrent,
    "GRU": recurrent,
    "BatchNormalization": normalization,
    "ZeroPadding2D": padding,
}
