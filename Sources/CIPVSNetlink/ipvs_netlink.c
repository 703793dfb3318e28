#include "ipvs_netlink.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>

struct ipvs_netlink {
  struct nl_sock *socket;
  // The error number of the last refusal while libnl itself reads the answers, or 0.
  int refusal;
};

// libnl hides the kernel's error number behind its own codes: this keeps it.
static int keep_refusal(struct sockaddr_nl *sender, struct nlmsgerr *answer, void *argument) {
  struct ipvs_netlink *netlink = argument;
  (void)sender;
  netlink->refusal = answer->error;
  return NL_STOP;
}

// The reason for a failure of libnl: errno where a system call set it, else what fits best.
static int failure(int otherwise) { return errno > 0 ? -errno : otherwise; }

static int connect_socket(
    struct ipvs_netlink *netlink, unsigned int seconds, size_t queue_size, size_t message_size) {
  struct nl_sock *socket = netlink->socket;
  const struct timeval limit = {.tv_sec = seconds};

  if (queue_size > INT_MAX || message_size > INT_MAX) return -EINVAL;
  nl_socket_disable_auto_ack(socket);
  // Peeking would make libnl read each message twice.
  nl_socket_disable_msg_peek(socket);
  errno = 0;
  if (nl_socket_set_msg_buf_size(socket, message_size) < 0) return failure(-EINVAL);
  if (nl_socket_modify_err_cb(socket, NL_CB_CUSTOM, keep_refusal, netlink) < 0)
    return failure(-ENOMEM);
  if (genl_connect(socket) < 0) return failure(-EIO);

  const int descriptor = nl_socket_get_fd(socket);
  if (fcntl(descriptor, F_SETFD, FD_CLOEXEC) < 0) return -errno;
  // Whoever may talk to IPVS may have a queue beyond the machine's usual limit.
  const int queue = (int)queue_size;
  if (setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &queue, sizeof(queue)) < 0 &&
      nl_socket_set_buffer_size(socket, queue, 0) < 0)
    return failure(-EIO);
  if (setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) < 0) return -errno;
  if (setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) < 0) return -errno;
  return 0;
}

int ipvs_netlink_open(
    struct ipvs_netlink **result, unsigned int seconds, size_t queue_size, size_t message_size) {
  struct ipvs_netlink *netlink = calloc(1, sizeof(*netlink));
  if (netlink == NULL) return -ENOMEM;

  netlink->socket = nl_socket_alloc();
  const int status = netlink->socket == NULL
      ? -ENOMEM
      : connect_socket(netlink, seconds, queue_size, message_size);
  if (status < 0) {
    ipvs_netlink_close(netlink);
    return status;
  }
  *result = netlink;
  return 0;
}

int ipvs_netlink_resolve(struct ipvs_netlink *netlink, const char *name) {
  netlink->refusal = 0;
  errno = 0;
  const int family = genl_ctrl_resolve(netlink->socket, name);
  if (family >= 0) return family;
  if (netlink->refusal < 0) return netlink->refusal;
  return failure(-EBADMSG);
}

int ipvs_netlink_send(struct ipvs_netlink *netlink, const void *bytes, size_t count) {
  if (count > INT_MAX) return -EMSGSIZE;
  errno = 0;
  // libnl takes the bytes without const, and does not change them.
  const int sent = nl_sendto(netlink->socket, (void *)bytes, count);
  if (sent < 0) return failure(-EIO);
  return (size_t)sent == count ? 0 : -EIO;
}

ssize_t ipvs_netlink_receive(
    struct ipvs_netlink *netlink, void *buffer, size_t capacity, uint32_t *sender) {
  struct sockaddr_nl address = {0};
  socklen_t length = sizeof(address);

  // With MSG_TRUNC the result is the datagram's own length, whatever was left of it.
  const ssize_t count = recvfrom(
      nl_socket_get_fd(netlink->socket), buffer, capacity, MSG_TRUNC, (struct sockaddr *)&address,
      &length);
  if (count < 0) return -errno;
  if (length != sizeof(address) || address.nl_family != AF_NETLINK) return -EBADMSG;
  *sender = address.nl_pid;
  return count;
}

void ipvs_netlink_close(struct ipvs_netlink *netlink) {
  nl_socket_free(netlink->socket);
  free(netlink);
}
