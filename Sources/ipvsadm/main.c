// The beginning of ipvsadm. Everything else is Swift: see IPVSProgram.

#include <nss.h>
#include <stdlib.h>

// Swift's CommandLine reads /proc, which need not be mounted, and replaces bytes that are not
// UTF-8; hence the raw words from here.
int ipvsadm_main(int argc, char **argv, void (*keep_to_files_and_dns)(void));

// Without /proc the static Swift runtime does not find its own path, and aborts.
// 101 is the first priority that a program may use: before the runtime's own.
__attribute__((constructor(101))) static void give_runtime_a_path(void) {
  setenv("SWIFT_ROOT", "/", 0);
}

// A static program cannot load the other services that nsswitch.conf may name.
static void keep_to_files_and_dns(void) {
  __nss_configure_lookup("hosts", "files dns");
  __nss_configure_lookup("services", "files");
}

int main(int argc, char **argv) { return ipvsadm_main(argc, argv, keep_to_files_and_dns); }
