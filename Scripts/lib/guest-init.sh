#!/bin/bash
# First program of the lab's guest (a user-mode Linux kernel, see Scripts/lab): makes a machine out
# of the host's files, runs one command, leaves its exit status and powers off. What it prints
# itself goes to the guest's console, which is a log on the host.
#
# IPVS_LAB comes from the kernel's command line: the host's folder that the two sides share. In it:
#   command       the folder to start in, the program, its arguments; NUL behind each
#   environment   NAME=VALUE, likewise
#   input.N       a piece of standard input, announced by "input.N" on /dev/ttyS0
#   status        our answer
# /dev/ttyS1 and /dev/ttyS2 are the command's standard output and standard error.
set -euo pipefail
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C

schedulers=(rr wrr lc wlc lblc lblcr dh sh sed nq mh fo ovf)

# Without this the kernel would panic when we leave early; the host sees that no status came.
power_off() {
  # Not halt(8): a small Debian has none.
  echo o >/proc/sysrq-trigger
  sleep 60
}

# The root is the host's, read-only. Under an overlay the guest may write everywhere, in memory.
make_root_writable() {
  mount -t tmpfs tmpfs /run
  insmod "/usr/lib/uml/modules/$(</proc/sys/kernel/osrelease)/kernel/fs/overlayfs/overlay.ko"
  mkdir /run/upper /run/work /run/root
  mount -t overlay -o lowerdir=/,upperdir=/run/upper,workdir=/run/work overlay /run/root
  # Not chroot(8): the kernel itself starts /sbin/modprobe, and is to see the new root too.
  cd /run/root
  pivot_root . .
  umount -l .
  cd /
}

mount_file_systems() {
  # One table, because every program that is started costs the guest some 20 ms.
  # /run is the state of a machine, and this is another machine than the host.
  printf "%s\n" >/run/fstab \
    "proc /proc proc" \
    "sysfs /sys sysfs" \
    "devtmpfs /dev devtmpfs" \
    "devpts /dev/pts devpts X-mount.mkdir" \
    "tmpfs /dev/shm tmpfs X-mount.mkdir" \
    "/usr/lib/uml/modules /lib/modules none bind,X-mount.mkdir" \
    "tmpfs /run tmpfs mode=755"
  mount --all --fstab /run/fstab
  mount -t hostfs -o "$IPVS_LAB,X-mount.mkdir" lab /run/lab
  ln -s /proc/self/fd /dev/fd
  ln -s fd/0 /dev/stdin
  ln -s fd/1 /dev/stdout
  ln -s fd/2 /dev/stderr
}

load_modules() {
  # ip_vs_ftp is left out: it rewrites what passes on port 21 and adds connections of its own.
  # A test that is about it says modprobe ip_vs_ftp.
  modprobe -a ip_vs "${schedulers[@]/#/ip_vs_}" ip_vs_pe_sip tun veth dummy
}

# Asks for one piece of the caller's standard input after the other, until there is no more ("end")
# or nobody reads on.
read_input() {
  local name
  while echo next >/dev/ttyS0 && read -r name && [[ $name == input.* ]]; do
    cat "/run/lab/$name" || break
  done
}

# Runs the command between pipes, not on the serial lines: programs behave otherwise on terminals.
run_command() {
  local -a command environment
  local status=0
  mapfile -d '' -t command </run/lab/command
  mapfile -d '' -t environment </run/lab/environment
  cd -- "${command[0]}"

  local line
  for line in /dev/ttyS0 /dev/ttyS1 /dev/ttyS2; do
    stty -F "$line" raw -echo
  done
  exec 3< <(read_input </dev/ttyS0)
  exec 4> >(exec cat >/dev/ttyS1)
  local output_pump=$!
  exec 5> >(exec cat >/dev/ttyS2 4>&-)
  local error_pump=$!
  [[ ! -e /run/lab/one-output ]] || exec 5>&4

  # To env(1) a name with "=" in it is one more variable.
  [[ ${command[1]} != *=* ]] || command=("${command[0]}" sh -c 'exec "$0" "$@"' "${command[@]:1}")
  env -i -- "${environment[@]}" "${command[@]:1}" <&3 >&4 2>&5 3<&- 4>&- 5>&- || status=$?

  # What the command left running would keep the pipes open.
  exec 3<&- 4>&- 5>&-
  local process
  for process in /proc/[0-9]*; do
    process=${process#/proc/}
    [[ $process == 1 || $process == "$output_pump" || $process == "$error_pump" ]] ||
      kill -KILL "$process" 2>/dev/null || true
  done
  wait "$output_pump" "$error_pump" || true
  # Changing a line's settings waits until all that was written to it has left.
  stty -F /dev/ttyS1 raw
  stty -F /dev/ttyS2 raw
  echo "$status" >/run/lab/status.new
  mv /run/lab/status.new /run/lab/status
}

mount -t proc proc /proc
trap power_off EXIT
make_root_writable
mount_file_systems
load_modules
ip link set lo up
echo lab >/proc/sys/kernel/hostname
run_command
