// NumPy arrays that own their memory.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstddef>
#include <initializer_list>

namespace tengen::go {

// A new array (not filled) that is freed when Python lets go of it.
template <class Element>
auto new_array(std::initializer_list<std::size_t> shape) {
  std::size_t count = 1;
  for (std::size_t length : shape) count *= length;
  auto* elements = new Element[count];
  nanobind::capsule owner(elements, [](void* memory) noexcept {
    delete[] static_cast<Element*>(memory);
  });
  return nanobind::ndarray<nanobind::numpy, Element>(elements, shape.size(),
                                                     shape.begin(), owner);
}

}  // namespace tengen::go
