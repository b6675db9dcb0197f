// What each file of this folder adds to the module tengen._go.
#pragma once

#include <nanobind/nanobind.h>

namespace tengen::go {

void bind_board(nanobind::module_& m);
void bind_ladder(nanobind::module_& m);
void bind_planes(nanobind::module_& m);
void bind_playout(nanobind::module_& m);
void bind_records(nanobind::module_& m);
void bind_score(nanobind::module_& m);
void bind_tree(nanobind::module_& m);

}  // namespace tengen::go
