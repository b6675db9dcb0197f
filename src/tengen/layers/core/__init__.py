"""Dense, Embedding, Activation, Input and other basic layers."""
