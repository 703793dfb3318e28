// The beginning of ipvsadm. Everything else is Swift: see IPVSProgram.

#include <nss.h>

#ifndef IPVS_EMBEDDED
#include "prepare_runtime.h"
#endif

// Swift's CommandLine reads /proc, which need not be mounted, and replaces bytes that are not
// UTF-8; hence the raw words from here.
int ipvsadm_main(int argc, char **argv, void (*look_hosts_up_in)(const char *services));

// A static program cannot load the other services that nsswitch.conf may name.
static void look_hosts_up_in(const char *services) {
  __nss_configure_lookup("hosts", services);
  __nss_configure_lookup("services", "files");
}

int main(int argc, char **argv) { return ipvsadm_main(argc, argv, look_hosts_up_in); }
