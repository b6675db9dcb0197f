#include "pool.h"

#include <sched.h>

#include <atomic>
#include <mutex>

namespace tengen {
namespace {

struct Loop {
  std::atomic<int64_t> next{0};
  std::atomic<int64_t> done{0};
  std::atomic<int64_t> holders{0};
  int64_t tasks = 0;
  LoopBody body = nullptr;
  const void* context = nullptr;
  Loop* free_next = nullptr;
};

// Loops outlive their caller when a helper comes late, so they are kept and reused.
std::mutex free_mutex;
Loop* free_loops = nullptr;

Loop* acquire() {
  std::lock_guard<std::mutex> lock(free_mutex);
  if (free_loops == nullptr) return new Loop;
  Loop* loop = free_loops;
  free_loops = loop->free_next;
  return loop;
}

void release(Loop* loop) {
  if (loop->holders.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  std::lock_guard<std::mutex> lock(free_mutex);
  loop->free_next = free_loops;
  free_loops = loop;
}

void work(Loop* loop) {
  for (;;) {
    int64_t task = loop->next.fetch_add(1, std::memory_order_relaxed);
    if (task >= loop->tasks) return;
    loop->body(loop->context, task);
    loop->done.fetch_add(1, std::memory_order_release);
  }
}

void help(void* data) {
  Loop* loop = static_cast<Loop*>(data);
  work(loop);
  release(loop);
}

inline void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace

void run_loop(const Pool& pool, int64_t tasks, LoopBody body, const void* context) {
  int64_t helpers = (pool.threads < tasks ? pool.threads : tasks) - 1;
  if (helpers <= 0) {
    for (int64_t task = 0; task < tasks; ++task) body(context, task);
    return;
  }
  Loop* loop = acquire();
  loop->tasks = tasks;
  loop->body = body;
  loop->context = context;
  loop->done.store(0, std::memory_order_relaxed);
  loop->holders.store(helpers + 1, std::memory_order_relaxed);
  loop->next.store(0, std::memory_order_release);
  for (int64_t i = 0; i < helpers; ++i) pool.schedule(pool.handle, help, loop);
  work(loop);
  // What is missing now is being computed by a thread that runs.
  for (int spins = 0; loop->done.load(std::memory_order_acquire) < tasks; ++spins) {
    if (spins < 2000) {
      pause();
    } else {
      sched_yield();
    }
  }
  release(loop);
}

}  // namespace tengen
