// libnl 3: netlink sockets, and generic netlink's look-up of families.
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
