"""Networks that see pictures, in PyTorch: MNIST, CIFAR-10, the autoencoder."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn, optim
from torch.nn import functional

from benchmarks.torch_models import Parts


class ChannelsLast(nn.Module):
    """A network of `(N, C, H, W)` that is given `(N, H, W, C)`."""

    def __init__(self, *stack: Any) -> None:
        super().__init__()
        self.stack = nn.Sequential(*stack).to(memory_format=torch.channels_last)

    def forward(self, x: Any) -> Any:
        """Return the outputs."""
        return self.stack(x.permute(0, 3, 1, 2))


def mnist() -> Parts:
    """Return convolutions of 32 and 64 filters, then 128 neurons."""
    module = ChannelsLast(
        nn.Conv2d(1, 32, 3),
        nn.ReLU(),
        nn.Conv2d(32, 64, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Dropout(0.25),
        nn.Flatten(),
        nn.Linear(12 * 12 * 64, 128),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(128, 10),
    )
    return Parts(module, _classes, _adam)


def cifar() -> Parts:
    """Return two pairs of convolutions of 32 and 64 filters, then 512 neurons."""
    module = ChannelsLast(
        *(nn.Conv2d(3, 32, 3, padding=1), nn.ReLU()),
        *(nn.Conv2d(32, 32, 3), nn.ReLU()),
        *(nn.MaxPool2d(2), nn.Dropout(0.25)),
        *(nn.Conv2d(32, 64, 3, padding=1), nn.ReLU()),
        *(nn.Conv2d(64, 64, 3), nn.ReLU()),
        *(nn.MaxPool2d(2), nn.Dropout(0.25)),
        *(nn.Flatten(), nn.Linear(6 * 6 * 64, 512), nn.ReLU()),
        *(nn.Dropout(0.5), nn.Linear(512, 10)),
    )
    return Parts(module, _classes, _adam)


class Autoencoder(nn.Module):
    """28 x 28 to 16 numbers and back."""

    def __init__(self) -> None:
        super().__init__()
        encoder = nn.Sequential(
            *(nn.Conv2d(1, 16, 3), nn.ReLU()),
            *(nn.Conv2d(16, 32, 3), nn.ReLU()),
            nn.MaxPool2d(3),
            *(nn.Conv2d(32, 32, 3), nn.ReLU()),
            *(nn.Conv2d(32, 16, 3), nn.ReLU()),
        )
        decoder = nn.Sequential(
            *(nn.ConvTranspose2d(1, 16, 3), nn.ReLU()),
            *(nn.ConvTranspose2d(16, 32, 3), nn.ReLU()),
            nn.Upsample(scale_factor=3),
            *(nn.ConvTranspose2d(32, 16, 3), nn.ReLU()),
            *(nn.ConvTranspose2d(16, 1, 3), nn.ReLU()),
        )
        self.encoder = encoder.to(memory_format=torch.channels_last)
        self.decoder = decoder.to(memory_format=torch.channels_last)

    def forward(self, x: Any) -> Any:
        """Return the images as the 16 numbers tell them, `(N, H, W, C)` again."""
        code = self.encoder(x.permute(0, 3, 1, 2)).amax((2, 3))
        return self.decoder(code.reshape(-1, 1, 4, 4)).permute(0, 2, 3, 1)


def autoencoder() -> Parts:
    """Return the course's autoencoder."""

    def judge(images: Any, y: Any) -> tuple[Any, Any]:
        return functional.mse_loss(images, y), None

    return Parts(Autoencoder(), judge, _adam)


def _classes(logits: Any, y: Any) -> tuple[Any, Any]:
    return functional.cross_entropy(logits, y), (logits.argmax(1) == y).sum()


def _adam(parameters: Any, **how: Any) -> Any:
    return optim.Adam(parameters, lr=1e-3, eps=1e-7, **how)
