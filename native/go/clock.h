// The processor time this process has used, all its threads together.
#pragma once

#include <ctime>

namespace tengen::go {

inline double cpu_clock() {  // in seconds
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace tengen::go
