// For the main.c of a program with the static Swift runtime, and nothing else: what must be done before
// that runtime begins.
#ifndef IPVS_PREPARE_RUNTIME_H
#define IPVS_PREPARE_RUNTIME_H

#include <stdlib.h>
#include <string.h>

extern char **environ;

// Without /proc the static Swift runtime does not find its own path, and aborts; and what its
// other variables make it say would be found among our messages.
// 101 is the first priority that a program may use: before the runtime's own.
__attribute__((constructor(101))) static void prepare_runtime(void) {
  char **kept = environ;
  for (char **entry = environ; entry != NULL && *entry != NULL; entry++) {
    if (strncmp(*entry, "SWIFT_", strlen("SWIFT_")) != 0) *kept++ = *entry;
  }
  if (kept != NULL) *kept = NULL;
  setenv("SWIFT_ROOT", "/", 1);
}

#endif
