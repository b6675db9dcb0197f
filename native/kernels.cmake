# The kernels: every file of native/kernels is compiled once per instruction set, in a
# namespace of that name; native/dispatch.cpp chooses at run time.
file(GLOB kernel_sources CONFIGURE_DEPENDS native/kernels/*.cpp)

set(isa_list portable)
set(flags_portable "")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
  set(isa_list portable avx2 avx512)
  set(flags_avx2 -mavx2 -mfma)
  set(flags_avx512 -mavx512f -mavx512dq -mavx512bw -mavx512vl -mavx2 -mfma
      -mprefer-vector-width=512)
endif()

add_library(tengen_kernels STATIC
  native/dispatch.cpp native/pool.cpp native/arena.cpp)
target_include_directories(tengen_kernels PUBLIC native)
foreach(isa ${isa_list})
  add_library(kernels_${isa} OBJECT ${kernel_sources})
  target_include_directories(kernels_${isa} PRIVATE native)
  target_compile_definitions(kernels_${isa} PRIVATE TENGEN_ISA=${isa}
    TENGEN_ISA_${isa}=1)
  target_compile_options(kernels_${isa} PRIVATE -Wall -Wextra -fno-exceptions
    -fno-rtti -ffp-contract=fast -fno-math-errno -fno-trapping-math -Wno-psabi
    ${flags_${isa}})
  target_sources(tengen_kernels PRIVATE $<TARGET_OBJECTS:kernels_${isa}>)
  target_compile_definitions(tengen_kernels PRIVATE TENGEN_HAS_${isa}=1)
endforeach()

