"""Side by side with the peers: `python -m benchmarks`, or `make bench`.

`workloads` says what is measured and `peers` against whom; `models` and `torch_models`
hold the networks. `measure` and `starts` do the measuring, with `worker` running in
every peer's process; `figures`, `table`, `page` and `plot` tell what came out. Never
imported by tengen.
"""
