# Sourced, never run: a network in a guest, with clients and servers that answer.
# shellcheck shell=bash
#
#   clients 10.1.0.11…14         director                    servers 192.168.1.1…3
#   (a namespace)  10.1.0.0/24   10.1.0.1, VIP 10.0.0.80     (a namespace)
#                                192.168.1.254

vip=10.0.0.80

lay_network() {
  ip netns add clients
  ip netns add servers
  ip link add to-clients type veth peer name eth0 netns clients
  ip link add to-servers type veth peer name eth0 netns servers
  ip address add 10.1.0.1/24 dev to-clients
  ip address add 192.168.1.254/24 dev to-servers
  ip address add "$vip/32" dev lo
  ip link set to-clients up
  ip link set to-servers up
  for number in 11 12 13 14; do ip -n clients address add "10.1.0.$number/24" dev eth0; done
  for number in 1 2 3; do ip -n servers address add "192.168.1.$number/24" dev eth0; done
  for name in clients servers; do
    ip -n "$name" link set lo up
    ip -n "$name" link set eth0 up
  done
  ip -n clients route add default via 10.1.0.1
  ip -n servers route add default via 192.168.1.254
  echo 1 >/proc/sys/net/ipv4/ip_forward
}

start_servers() {
  local ready
  coproc SERVERS {
    exec ip netns exec servers ipvs-lab-agent serve 192.168.1.1:80 "server 192.168.1.1" \
      192.168.1.2:80 "server 192.168.1.2" 192.168.1.3:80 "server 192.168.1.3"
  }
  read -r ready <&"${SERVERS[0]}"
  [[ $ready == ready ]]
}

# connect NUMBER...: each of these clients connects once, and says who answered.
connect() {
  local number answer
  for number in "$@"; do
    answer=$(ip netns exec clients ipvs-lab-agent connect --from "10.1.0.$number" "$vip:80")
    echo "client 10.1.0.$number reached $answer"
  done
}
