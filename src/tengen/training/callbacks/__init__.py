"""Callbacks: one class per file. Public face: `tengen.callbacks`."""

from __future__ import annotations

from tengen.training.callbacks.backup_and_restore import BackupAndRestore
from tengen.training.callbacks.callback import Callback
from tengen.training.callbacks.callback_list import CallbackList
from tengen.training.callbacks.csv_logger import CSVLogger
from tengen.training.callbacks.early_stopping import EarlyStopping
from tengen.training.callbacks.history import History
from tengen.training.callbacks.lambda_callback import LambdaCallback
from tengen.training.callbacks.learning_rate_scheduler import LearningRateScheduler
from tengen.training.callbacks.model_checkpoint import ModelCheckpoint
from tengen.training.callbacks.reduce_lr_on_plateau import ReduceLROnPlateau
from tengen.training.callbacks.remote_monitor import RemoteMonitor
from tengen.training.callbacks.swap_ema_weights import SwapEMAWeights
from tengen.training.callbacks.tensor_board import TensorBoard
from tengen.training.callbacks.terminate_on_nan import TerminateOnNaN

__all__ = [
    "BackupAndRestore",
    "CSVLogger",
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "ReduceLROnPlateau",
    "RemoteMonitor",
    "SwapEMAWeights",
    "TensorBoard",
    "TerminateOnNaN",
]
