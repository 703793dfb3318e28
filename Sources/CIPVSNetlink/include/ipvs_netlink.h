// A generic netlink socket of libnl, as far as Swift cannot handle it itself.
//
// Every function gives a negative error number of the kernel (-EPERM) for a failure; libnl's own
// codes do not come out. A socket is used by one thread at a time.
#ifndef IPVS_NETLINK_H
#define IPVS_NETLINK_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// An open socket.
struct ipvs_netlink;

// Opens a socket, closed on exec, that waits at most `seconds` for a message to arrive or to leave,
// keeps up to `queue_size` bytes of arrived messages, and reads messages of up to `message_size`
// bytes while it looks a family up. Gives 0 and the socket, or an error number.
int ipvs_netlink_open(
    struct ipvs_netlink *_Nullable *_Nonnull result, unsigned int seconds, size_t queue_size,
    size_t message_size);

// The number of a generic netlink family. -ENOENT: the kernel knows no family of that name, and
// has tried to load it; -EAGAIN: no answer in time.
int ipvs_netlink_resolve(struct ipvs_netlink *_Nonnull netlink, const char *_Nonnull name);

// Sends `count` bytes, one or more whole messages, to the kernel. Gives 0 or an error number.
int ipvs_netlink_send(
    struct ipvs_netlink *_Nonnull netlink, const void *_Nonnull bytes, size_t count);

// Waits for a datagram. Gives its length, which is more than `capacity` where it did not fit and
// was cut, and the port of its sender (0 is the kernel); or an error number, -EAGAIN where none
// came in time, -ENOBUFS where some were lost before.
ssize_t ipvs_netlink_receive(
    struct ipvs_netlink *_Nonnull netlink, void *_Nonnull buffer, size_t capacity,
    uint32_t *_Nonnull sender);

// Closes the socket.
void ipvs_netlink_close(struct ipvs_netlink *_Nonnull netlink);

#endif
