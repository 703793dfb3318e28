# Sourced, never run: guests from nothing to their end. Needs lib/command-line.sh, and checkout and
# scripts: the checkout and its Scripts.
# shellcheck shell=bash

# shellcheck source=Scripts/lib/packages.sh
source "$scripts/lib/packages.sh"
# shellcheck source=Scripts/lib/debian-suite.sh
source "$scripts/lib/debian-suite.sh"
# shellcheck source=Scripts/lib/virtual-kernel.sh
source "$scripts/lib/virtual-kernel.sh"
# shellcheck source=Scripts/lib/virtual-archive.sh
source "$scripts/lib/virtual-archive.sh"
# shellcheck source=Scripts/lib/virtual-guest.sh
source "$scripts/lib/virtual-guest.sh"

# What to end at the end.
pumps=()

# prepare_virtual LINE: gets the kernel, the agent and the archive that all guests begin with.
prepare_virtual() {
  [[ -n ${kernel_suites[$1]-} ]] || wrong_usage "there is no kernel $1; 5.10, 6.1, 6.12 and 7.2 are"
  need_packages qemu-system-x86 cpio kmod xz-utils binutils || exit 69
  fetch_kernel "$checkout" "$1" || exit 69
  if [[ -z $agent ]]; then
    agent=$checkout/dist/ipvs-lab-agent
    [[ -x $agent ]] || "$scripts/build" >&2
  fi
  [[ -x $agent ]] || wrong_usage "$agent is not a program"
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
  make_base_archive "$checkout" "$agent" || exit 69
}

# run_virtual FOLDER LIMIT [MEMORY]: a guest with what is in FOLDER/root; ends as its work did.
run_virtual() {
  # The kernel unpacks archives one after the other.
  { cat "$base_archive" && make_archive "$1/root"; } >"$1/archive"
  boot_virtual "$1" "$1/archive" "$2" "${3-}"
  cat "$1/errors" >&2 2>/dev/null || true
  cat "$1/output" 2>/dev/null || exit 141
  local status=''
  [[ ! -e $1/status ]] || status=$(<"$1/status")
  [[ ! $status =~ ^[0-9]+$ ]] || exit "$status"
  show_virtual_failure "$1" "$2"
  exit 125
}

kill_group() { kill -KILL -- "-$1" 2>/dev/null || true; }

clean_up() {
  trap '' INT TERM HUP
  [[ -z ${guest-} ]] || kill_group "$guest"
  [[ -z ${watchdog-} ]] || kill_group "$watchdog"
  kill "${pumps[@]}" 2>/dev/null || true
  wait 2>/dev/null || true
  [[ -z ${folder-} ]] || rm -rf "$folder"
}
