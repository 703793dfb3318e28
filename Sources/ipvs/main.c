// The beginning of ipvs. Everything else is Swift: see IPVSOperatorProgram.

#include "prepare_runtime.h"

// Swift's CommandLine reads /proc, which need not be mounted.
int ipvs_main(int argc, char **argv);

int main(int argc, char **argv) { return ipvs_main(argc, argv); }
