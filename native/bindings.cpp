// tengen._native: a table of XLA FFI handlers. Importing it does not import JAX.
#include <nanobind/nanobind.h>

#include "handlers/handlers.h"
#include "kernels.h"
#include "memory.h"

namespace nb = nanobind;

NB_MODULE(_native, m) {
  tengen::keep_large_buffers();
  nb::dict handlers;
  auto add = [&](const char* name, auto* handler) {
    handlers[name] = nb::capsule(reinterpret_cast<void*>(handler));
  };
  add("tengen_take_rows", tengen_take_rows);
  m.attr("handlers") = handlers;
  m.attr("isa") = tengen::kernels().name;
}
