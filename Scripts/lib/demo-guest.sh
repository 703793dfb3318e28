#!/bin/bash
# What Scripts/demo shows; runs as root in a guest.
set -euo pipefail
# shellcheck source=Scripts/lib/guest-network.sh
source "${BASH_SOURCE[0]%/*}/guest-network.sh"

bold=$'\e[1m' plain=$'\e[0m'
[[ -t 1 ]] || bold='' plain=''

title() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
show() { printf '\n$ %s\n' "$*" && "$@"; }
settings=/proc/sys/net/ipv4/vs
set_switch() {
  printf '\n$ sysctl net.ipv4.vs.%s=%s\n' "$1" "$2"
  echo "$2" >"$settings/$1"
}

# The titles are claims: where the kernel does otherwise the demonstration fails.
must() {
  "$@" && return
  echo "demo: the kernel did not do what the title says" >&2
  exit 1
}

server_of() {
  local answer
  answer=$(ip netns exec clients ipvs-lab-agent connect --from "10.1.0.$1" "$vip:80")
  echo "${answer#server }"
}

lay_network
start_servers

title "A kernel with IPVS"
show uname -sr
show ipvsadm -v

title "1. A persistent service with three servers"
show ipvsadm -A -t $vip:80 -s rr -p 120
show ipvsadm -a -t $vip:80 -r 192.168.1.1 -m
show ipvsadm -a -t $vip:80 -r 192.168.1.2 -m
show ipvsadm -a -t $vip:80 -r 192.168.1.3 -m
show ipvsadm -Ln

title "2. Four clients connect, and connect again: each stays with its server"
first=$(connect 11 12 13 14)
second=$(connect 11 12 13 14)
printf '%s\n' "$first" "$second"
must test "$first" = "$second"

title "3. The connections, and the templates that keep the clients (client port 0)"
show ipvsadm -Lcn
show ipvsadm -Ln --persistent-conn

server=$(server_of 11)
title "4. $server gets weight 0. Its client has a template, and stays"
set_switch expire_quiescent_template 0
show ipvsadm -e -t $vip:80 -r "$server" -m -w 0
connect 11 11
must test "$(server_of 11)" = "$server"

title "5. With expire_quiescent_template the template does not count any more: the client moves"
set_switch expire_quiescent_template 1
connect 11 11
must test "$(server_of 11)" != "$server"
echo
echo "The old template was renamed to port 65535 and waits for its timer:"
printf '\n$ ipvsadm -Lcn | grep 10.1.0.11:0\n'
ipvsadm -Lcn | grep -F '10.1.0.11:0 '

title "6. A server is removed. With expire_nodest_conn its connections go at once"
set_switch expire_nodest_conn 1
server=$(server_of 12)
printf '\n$ ipvsadm -Lcn | grep -c %s\n' "$server:80"
ipvsadm -Lcn | grep -cF "$server:80"
show ipvsadm -d -t $vip:80 -r "$server"
for _ in {1..50}; do
  ipvsadm -Lcn | grep -qF "$server:80" || break
  sleep 0.1
done
printf '\n$ ipvsadm -Lcn | grep -c %s\n' "$server:80"
ipvsadm -Lcn | grep -cF "$server:80" || true
connect 12
must test "$(server_of 12)" != "$server"

title "7. Save, clear, restore"
rules=$(mktemp)
printf '\n$ ipvsadm-save -n > rules; cat rules\n'
ipvsadm-save -n >"$rules"
cat "$rules"
show ipvsadm -C
show ipvsadm -Ln
printf '\n$ ipvsadm-restore < rules\n'
ipvsadm-restore <"$rules"
show ipvsadm -Ln
must test "$(ipvsadm-save -n)" = "$(<"$rules")"
connect 13 14
