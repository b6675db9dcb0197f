#pragma once

namespace tengen {

// Lets malloc keep the pages of large buffers that are freed, as the next training step
// asks for the same sizes again. TENGEN_MALLOC=system leaves malloc alone.
void keep_large_buffers();

}  // namespace tengen
