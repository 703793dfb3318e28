// libFuzzer as a library: the package manager gives every program a main of its own.
#ifndef FUZZ_DRIVER_H
#define FUZZ_DRIVER_H

#include <stddef.h>
#include <stdint.h>

// Calls `harness` with one input after the other, as the words of the command line say.
int run_fuzzer(
    int argc, char *_Nullable *_Nonnull argv,
    int (*_Nonnull harness)(const uint8_t *_Nullable start, size_t count));

#endif
