// A loop shared with a pool of threads in which the calling thread takes part.
//
// Nobody ever waits for a task that has not started: helpers are only invited, and one
// that comes late finds the loop finished and goes away.
#pragma once

#include <cstdint>

namespace tengen {

struct Pool {
  int64_t threads;  // the caller included
  void* handle;
  void (*schedule)(void* handle, void (*task)(void*), void* data);
};

using LoopBody = void (*)(const void* context, int64_t task);

// Calls body(context, task) once for every task in [0, tasks), in any order, on any
// thread; returns when all are done.
void run_loop(const Pool& pool, int64_t tasks, LoopBody body, const void* context);

template <typename Function>
inline void parallel_for(const Pool& pool, int64_t tasks, const Function& function) {
  run_loop(
      pool, tasks,
      [](const void* context, int64_t task) {
        (*static_cast<const Function*>(context))(task);
      },
      &function);
}

}  // namespace tengen
