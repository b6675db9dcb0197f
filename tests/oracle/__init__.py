"""Numbers computed once by real Keras, and the tests that compare tengen with them.

How it works: a case (``cases/``) is a short program against the Keras API that takes
the package as its only argument and returns named arrays. ``make_oracle.py`` ran every
case with real Keras and wrote what came out to ``numbers/*.npz``; the tests run the
same case with tengen and compare. Inputs and weights come from seeded NumPy
generators, so only results are stored, and neither Keras nor a download is needed to
run the tests.

What is not here: speed, error messages, files on disk.
"""
