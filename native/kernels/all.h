// The kernels of one instruction set by name.
#pragma once

#include "kernels.h"

namespace tengen {
namespace TENGEN_ISA {

void take_rows(const Pool& pool, const TakeRows& a);

}  // namespace TENGEN_ISA
}  // namespace tengen
