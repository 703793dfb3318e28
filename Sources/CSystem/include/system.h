// The C library, for rooms that must do without Swift's overlay of it: Embedded Swift has none.
#ifndef IPVS_SYSTEM_H
#define IPVS_SYSTEM_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <nss.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// What Swift cannot call: a macro, and a function with a variable number of arguments.

// The error number of the last system call that failed (`errno`).
static inline int system_error(void) { return errno; }

// Sets that number.
static inline void system_set_error(int number) { errno = number; }

// Where names are looked up: hosts in these words of nsswitch.conf, ports in files. A static program
// cannot load the other services that may be named there.
static inline void system_look_hosts_up_in(const char *_Nonnull services) {
  __nss_configure_lookup("hosts", services);
  __nss_configure_lookup("services", "files");
}

// Opens a file that is there (`open`).
static inline int system_open(const char *_Nonnull path, int flags) { return open(path, flags); }

// The environment (`environ`).
static inline char *_Nullable *_Nullable system_environment(void) {
  extern char **environ;
  return environ;
}

#endif
