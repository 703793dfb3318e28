// The beginning of ipvsadm. Everything else is Swift: see IPVSProgram.

#include <nss.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

// Swift's CommandLine reads /proc, which need not be mounted, and replaces bytes that are not
// UTF-8; hence the raw words from here.
int ipvsadm_main(int argc, char **argv, void (*look_hosts_up_in)(const char *services));

#ifndef IPVS_EMBEDDED
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

// A static program cannot load the other services that nsswitch.conf may name.
static void look_hosts_up_in(const char *services) {
  __nss_configure_lookup("hosts", services);
  __nss_configure_lookup("services", "files");
}

int main(int argc, char **argv) { return ipvsadm_main(argc, argv, look_hosts_up_in); }
