// tengen._go: rules, planes and search of Go. It needs neither JAX nor tengen._native.
#include "go/bindings/bindings.h"

NB_MODULE(_go, m) {
  tengen::go::bind_board(m);
  tengen::go::bind_ladder(m);
  tengen::go::bind_planes(m);
  tengen::go::bind_playout(m);
  tengen::go::bind_records(m);
  tengen::go::bind_score(m);
  tengen::go::bind_tree(m);
}
