// Vectors of the instruction set that this file is compiled for.
//
// Kernel files are compiled several times, so all that they define lies in the namespace
// TENGEN_ISA, and they use nothing of the standard library that is not in C: an inline
// function shared between the copies would be linked from any of them.
#pragma once

#include <cstdint>
#include <cstring>

#if defined(TENGEN_ISA_avx512) || defined(TENGEN_ISA_avx2)
#include <immintrin.h>
#endif

namespace tengen {
namespace TENGEN_ISA {

#if defined(TENGEN_ISA_avx512)
constexpr int kLanes = 16;
#elif defined(TENGEN_ISA_avx2)
constexpr int kLanes = 8;
#else
constexpr int kLanes = 4;
#endif

typedef float Vec __attribute__((vector_size(kLanes * 4)));
typedef float LooseVec __attribute__((vector_size(kLanes * 4), aligned(4), may_alias));
typedef int32_t IntVec __attribute__((vector_size(kLanes * 4)));

#define TENGEN_INLINE inline __attribute__((always_inline))

TENGEN_INLINE Vec load(const float* p) { return *(const LooseVec*)p; }
TENGEN_INLINE void store(float* p, Vec v) { *(LooseVec*)p = v; }
TENGEN_INLINE Vec zero() { return Vec{}; }
TENGEN_INLINE Vec broadcast(float value) { return value - Vec{}; }

// The first `count` lanes, zero or untouched memory for the others.
#if defined(TENGEN_ISA_avx512)
TENGEN_INLINE Vec load_some(const float* p, int64_t count) {
  if (count >= kLanes) return load(p);
  return (Vec)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), p);
}
TENGEN_INLINE void store_some(float* p, Vec v, int64_t count) {
  if (count >= kLanes) return store(p, v);
  _mm512_mask_storeu_ps(p, (__mmask16)((1u << count) - 1), (__m512)v);
}
#else
TENGEN_INLINE Vec load_some(const float* p, int64_t count) {
  if (count >= kLanes) return load(p);
  float lanes[kLanes] = {};
  for (int64_t i = 0; i < count; ++i) lanes[i] = p[i];
  return load(lanes);
}
TENGEN_INLINE void store_some(float* p, Vec v, int64_t count) {
  if (count >= kLanes) return store(p, v);
  float lanes[kLanes];
  store(lanes, v);
  for (int64_t i = 0; i < count; ++i) p[i] = lanes[i];
}
#endif

// A whole aligned vector past the cache: results too large to be found there again.
TENGEN_INLINE void stream(float* p, Vec v) {
#if defined(TENGEN_ISA_avx512)
  _mm512_stream_ps(p, (__m512)v);
#elif defined(TENGEN_ISA_avx2)
  _mm256_stream_ps(p, (__m256)v);
#else
  store(p, v);
#endif
}
TENGEN_INLINE void stream_end() {
#if defined(TENGEN_ISA_avx512) || defined(TENGEN_ISA_avx2)
  _mm_sfence();
#endif
}
// Whether rows of `channels` floats in an array of `count` should be streamed.
TENGEN_INLINE bool worth_streaming(const float* p, int64_t count, int64_t channels) {
  constexpr int64_t kLarge = 1 << 20;
  return count >= kLarge && channels % kLanes == 0 && (uintptr_t)p % 64 == 0;
}

TENGEN_INLINE Vec maximum(Vec a, Vec b) { return a > b ? a : b; }
TENGEN_INLINE Vec minimum(Vec a, Vec b) { return a < b ? a : b; }

TENGEN_INLINE int64_t round_up(int64_t n, int64_t unit) {
  return (n + unit - 1) / unit * unit;
}
TENGEN_INLINE int64_t ceil_div(int64_t a, int64_t b) { return (a + b - 1) / b; }
TENGEN_INLINE int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
TENGEN_INLINE int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

}  // namespace TENGEN_ISA
}  // namespace tengen
