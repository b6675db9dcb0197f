// The board as Python sees it: one class for all sizes.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>

#include <stdexcept>
#include <variant>

#include "go/bindings/bindings.h"
#include "go/dispatch.h"

namespace nb = nanobind;

namespace tengen::go {

void bind_board(nb::module_& m) { m.attr("largest_size") = kLargestSize; }

}  // namespace tengen::go
