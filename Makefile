# `make demo` and `make test` are all that a fresh machine needs.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
JOBS ?= 2

venv := .venv
bin := $(venv)/bin
stamps := $(venv)/stamps
native_sources := $(shell find native -name '*.cpp' -o -name '*.h' -o -name '*.cmake')

.PHONY: demo test lint build check-all clean

demo: $(stamps)/native
	@$(bin)/tengen demo

test: lint
	$(bin)/pytest -n $(JOBS)

lint: $(stamps)/native
	$(bin)/ruff format --check
	$(bin)/ruff check
	$(bin)/mypy

build: $(stamps)/native

# Everything in pyproject.toml that .venv needs, then the package itself as a link to
# src/, so that edits in Python are live and import runs no build.
$(stamps)/python: pyproject.toml
	@test -n "$(PYTHON)" || { echo "tengen needs Python 3.11 or newer" >&2; exit 1; }
	@test -x $(bin)/pip || $(PYTHON) -m venv $(venv)
	@mkdir -p $(stamps)
	@$(bin)/python -c "import tomllib; p = tomllib.load(open('pyproject.toml', 'rb')); \
	print(*p['build-system']['requires'], *p['project']['dependencies'], \
	*p['project']['optional-dependencies']['dev'], sep='\n')" > $(stamps)/requirements.txt
	$(bin)/pip install --quiet --requirement $(stamps)/requirements.txt
	$(bin)/pip install --quiet --no-build-isolation --no-deps \
		--config-settings=wheel.cmake=false \
		--config-settings=editable.mode=inplace --editable .
	@touch $@

# The compiled module lies beside the Python sources; cmake rebuilds what changed.
$(stamps)/native: $(stamps)/python CMakeLists.txt $(native_sources)
	$(bin)/cmake -S . -B build/dev -G Ninja -DCMAKE_MAKE_PROGRAM=$(CURDIR)/$(bin)/ninja \
		-DPython_EXECUTABLE=$(CURDIR)/$(bin)/python \
		-DTENGEN_MODULE_DIR=$(CURDIR)/src/tengen > build-configure.log \
		|| { cat build-configure.log; exit 1; }
	@rm -f build-configure.log
	$(bin)/cmake --build build/dev --parallel $(JOBS)
	@touch $@

check-all: test check-native borrowed
	$(bin)/pytest -n $(JOBS) -m slow

# Kernels against plain loops, Go boards against each other: with ASan and UBSan.
.PHONY: check-native
check-native: $(stamps)/native
	$(bin)/cmake -S . -B build/sanitize -G Ninja \
		-DCMAKE_MAKE_PROGRAM=$(CURDIR)/$(bin)/ninja -DTENGEN_SANITIZE=ON
	$(bin)/cmake --build build/sanitize --target kernel_checks go_checks \
		--parallel $(JOBS)
	for isa in portable avx2 avx512; do \
		TENGEN_ISA=$$isa build/sanitize/kernel_checks || exit 1; done
	build/sanitize/go_checks

# Keras's own tests; BORROWED takes areas, files and options (tests/borrowed/README.md).
.PHONY: borrowed
borrowed: $(stamps)/native
	$(bin)/python -m tests.borrowed --jobs $(JOBS) $(BORROWED)

# Side by side with the peers, into docs/benchmarks.md; BENCH takes further options.
.PHONY: bench
bench: $(stamps)/native
	$(bin)/python -m benchmarks --docs $(BENCH)

clean:
	rm -rf build src/tengen/_native*.so $(stamps)
	find . -name __pycache__ -not -path './$(venv)/*' -prune -exec rm -rf {} +
