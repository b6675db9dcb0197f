"""`ResNet50` under the path that older scripts know."""

from tengen.applications.resnet import ResNet50, decode_predictions, preprocess_input

__all__ = ["ResNet50", "decode_predictions", "preprocess_input"]
