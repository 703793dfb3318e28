#include "fuzz_driver.h"

// Declared by libFuzzer in no header of its own.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*harness)(const uint8_t *, size_t));

int run_fuzzer(int argc, char **argv, int (*harness)(const uint8_t *, size_t)) {
  return LLVMFuzzerRunDriver(&argc, &argv, harness);
}
