// What other files of this folder use of planes.cpp.
#pragma once

#include <string>

#include "go/planes.h"

namespace tengen::go {

PlaneKind kind_of(const std::string& name);  // throws for a name that is none

}  // namespace tengen::go
