"""Functions of `ops` beyond arithmetic: signals, images, patches, alignments."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..case import Case, Results, public
from .losses import draw

PHOTOS = draw(301, 2, 7, 6, 3, low=0, high=1)
PLANES = np.moveaxis(PHOTOS, -1, 1).copy()
LARGE = [draw(seed, 2, 13, 12, 2, low=0, high=1) for seed in (302, 303)]
SIGNAL = draw(304, 2, 40, low=-1, high=1)
PAIR = (draw(305, 3, 8, low=-1, high=1), draw(306, 3, 8, low=-1, high=1))
VOLUME = draw(307, 2, 5, 6, 4, 2, low=-1, high=1)
FIRST = {"data_format": "channels_first"}
LAST = {"data_format": "channels_last"}
TURN = np.array([0.9, -0.3, 1.0, 0.2, 1.1, -0.5, 0.0, 0.0], "float32")
TURNS = np.stack([TURN, TURN[[0, 3, 2, 1, 4, 5, 6, 7]]])
CORNERS = np.array([[0, 0], [5, 0], [0, 6], [5, 6]], "float32")
MOVED = np.array([[0.5, 0.2], [4.5, -0.3], [0.3, 5.5], [5.2, 6.3]], "float32")
LOGITS = draw(308, 3, 8, 5, low=-2, high=2)
LABELS = np.array([[1, 2, 2, 4], [3, 1, 0, 0], [2, 2, 2, 0]])
LABEL_COUNTS, TIMES = np.array([4, 2, 3]), np.array([8, 5, 7])


def of(name: str, *positional: Any, loose: bool = False, **arguments: Any) -> Case:
    """A case of one function: its arguments."""

    def run(api: Any) -> Results:
        found = public(api.ops, name)(*positional, **arguments)
        return {"result": list(found) if isinstance(found, tuple) else found}

    return Case(run, atol=1e-4 if loose else 1e-5, rtol=1e-4 if loose else 1e-5)


def round_trip(api: Any) -> Results:
    windows = api.ops.stft(SIGNAL, 8, 4, 16)
    return {"signal": api.ops.istft(windows, 8, 4, 16)}


SIGNALS = {
    "fft": of("fft", PAIR),
    "fft2": of("fft2", PAIR),
    "ifft2": of("ifft2", PAIR),
    "rfft": of("rfft", SIGNAL),
    "rfft longer": of("rfft", SIGNAL, fft_length=50),
    "irfft": of("irfft", PAIR),
    "irfft shorter": of("irfft", PAIR, fft_length=9),
    "sequences": of("extract_sequences", SIGNAL, 7, 5),
    "stft": of("stft", SIGNAL, 8, 4, 16),
    "stft hamming": of("stft", SIGNAL, 8, 3, 9, window="hamming", center=False),
    "stft ones": of("stft", SIGNAL, 8, 4, 8, window=None),
    "istft": Case(round_trip, atol=1e-5),
    "istft of anything": of("istft", PAIR, 10, 5, 14, length=12),
}
IMAGES = {
    **{
        f"resize {method}": of("image.resize", PHOTOS, (5, 9), interpolation=method)
        for method in ("nearest", "bilinear", "bicubic", "lanczos3")
    },
    "resize smoothly": of("image.resize", PHOTOS, (3, 4), antialias=True),
    "resize first": of("image.resize", PLANES, (5, 9), **FIRST),
    "resize one": of("image.resize", PHOTOS[0], (5, 9)),
    "resize cropping": of("image.resize", PHOTOS, (4, 8), crop_to_aspect_ratio=True),
    "resize padding": of(
        "image.resize", PHOTOS, (4, 8), pad_to_aspect_ratio=True, fill_value=0.5
    ),
    "crop": of("image.crop_images", PHOTOS, 1, 2, target_height=3, target_width=2),
    "crop sides": of("image.crop_images", PLANES, 1, 2, 0, 1, **FIRST),
    "pad": of("image.pad_images", PHOTOS, 1, 2, target_height=9, target_width=9),
    "pad sides": of("image.pad_images", PLANES[0], 1, 2, 0, 1, **FIRST),
    "scale": of(
        "image.scale_and_translate",
        PHOTOS,
        (2, 9, 5, 3),
        np.array([1.3, 0.7], "float32"),
        np.array([0.5, -1.0], "float32"),
        (1, 2),
        "linear",
    ),
    **{
        f"affine {fill}": of("image.affine_transform", PHOTOS, TURNS, fill_mode=fill)
        for fill in ("constant", "nearest", "wrap", "mirror", "reflect")
    },
    "affine nearest pixel": of(
        "image.affine_transform",
        PLANES,
        TURNS,
        interpolation="nearest",
        fill_value=0.3,
        **FIRST,
    ),
    "affine one": of("image.affine_transform", PHOTOS[0], TURN),
    "perspective": of("image.perspective_transform", PHOTOS[0], CORNERS, MOVED),
    "perspectives": of(
        "image.perspective_transform",
        PHOTOS,
        np.stack([CORNERS, CORNERS]),
        np.stack([MOVED, 2 * CORNERS - MOVED]),
        fill_value=0.2,
    ),
    "coordinates": of(
        "image.map_coordinates", PHOTOS[0, ..., 0], 5 * PAIR[0][:2].copy(), 1
    ),
    "coordinates nearest": of(
        "image.map_coordinates",
        PHOTOS[0, ..., 0],
        5 * PAIR[0][:2].copy(),
        0,
        fill_mode="wrap",
    ),
    "blur": of("image.gaussian_blur", PHOTOS, (5, 3), (0.7, 1.4), **LAST),
    "blur first": of("image.gaussian_blur", PLANES, **FIRST),
    "edges": of("image.sobel_edges", PHOTOS, **LAST),
    "edges first": of("image.sobel_edges", PLANES, **FIRST),
    "likeness": of("image.ssim", *LARGE, loose=True),
    "likeness small": of(
        "image.ssim", LARGE[0][0], LARGE[1][0], 2.0, 5, 0.8, loose=True
    ),
    "grey": of("image.rgb_to_grayscale", PHOTOS),
    "grey first": of("image.rgb_to_grayscale", PLANES, **FIRST),
    "hsv": of("image.rgb_to_hsv", PHOTOS),
    "hsv first": of("image.rgb_to_hsv", PLANES, **FIRST),
    "rgb": of("image.hsv_to_rgb", PHOTOS),
    "patches": of("image.extract_patches", PHOTOS, 2),
    "patches same": of("image.extract_patches", PHOTOS, (3, 2), (2, 1), padding="same"),
    "patches dilated": of("image.extract_patches", PHOTOS[0], 2, 1, 2),
    "patches first": of("image.extract_patches", PLANES, 3, **FIRST),
    "patches of volumes": of("image.extract_patches_3d", VOLUME, (2, 3, 1)),
    "unfold": of("unfold", PLANES, (2, 3), dilation=2, padding=1, stride=(2, 1)),
    "fold": of("fold", draw(309, 2, 12, 30), (7, 6), 2),
    "fold padded": of("fold", draw(310, 1, 8, 16), 6, 2, padding=1, stride=2),
}
SEQUENCES = {
    "ctc loss": of("ctc_loss", LABELS, LOGITS, LABEL_COUNTS, TIMES, loose=True),
    "ctc loss blank last": of(
        "ctc_loss", LABELS, LOGITS[..., ::-1].copy(), LABEL_COUNTS, TIMES, 3, loose=True
    ),
    "ctc greedy": of("ctc_decode", LOGITS, TIMES),
    "ctc greedy repeated": of(
        "ctc_decode", LOGITS, TIMES, merge_repeated=False, mask_index=2
    ),
    "ctc beam": of(
        "ctc_decode", LOGITS, TIMES, "beam_search", 200, 3, mask_index=4, loose=True
    ),
    "rearrange": of(
        "rearrange", PHOTOS[:, :6], "b (h p) (w q) c -> (b h) w (p q c)", p=2, q=3
    ),
}

CASES: dict[str, Case] = {**SIGNALS, **IMAGES, **SEQUENCES}
