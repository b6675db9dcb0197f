"""Training: the compile record, data, checks, the compiled step and epoch, callbacks.

Nothing here knows the class `Model`: a model is something with variables that can be
called. The facade's methods are in `tengen.models`.
"""
