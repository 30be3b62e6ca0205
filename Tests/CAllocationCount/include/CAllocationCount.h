#pragma once

#include <stdint.h>

// Counts the calls that allocate, in this thread, between the two. A block that is freed at once
// counts as well: what is asked for is how often the allocator is called.
void thor_allocation_count_begin(void);
int64_t thor_allocation_count_end(void);
