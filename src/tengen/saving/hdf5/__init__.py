"""HDF5 files, the part of the format that Keras uses.

They are written by h5py. They are read here, by a small reader in Python that believes
nothing: HDF5's own library can be led into endless loops and out of bounds by a file
that somebody changed. Understood are groups with symbol tables, attributes in object
headers, and numeric datasets, contiguous, compact or in chunks; what the library writes
by default since 2008. Anything else is an error that says so.

Source: HDF5 File Format Specification, version 3.0, The HDF Group.
"""

from tengen.saving.hdf5.reader import Reader, parse_json
from tengen.saving.hdf5.writing import write_array, write_names

__all__ = ["Reader", "parse_json", "write_array", "write_names"]
