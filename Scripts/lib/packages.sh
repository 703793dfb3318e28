# Sourced, never run: Debian packages that a script needs.
# shellcheck shell=bash

# What building needs besides Swift, and what running guests needs.
# shellcheck disable=SC2034  # used by those who source this
build_packages=(libnl-3-dev libnl-genl-3-dev pkg-config binutils)
# shellcheck disable=SC2034
lab_packages=(user-mode-linux kmod iproute2)
# What reads the JSON of ipvs.
# shellcheck disable=SC2034
schema_packages=(python3-jsonschema)

# need_swift: whether there is Swift; else says so in one sentence.
need_swift() {
  command -v swift >/dev/null && return
  echo "${0##*/}: Swift 6.2 or later is needed in PATH" >&2
  return 1
}

# need_packages NAME...
#   Installs those of the named packages that are missing. Where it may not (no root, no apt) it
#   says in one sentence what is missing and how to get it, and returns 1: whether that is the end
#   is the caller's decision.
need_packages() {
  local -a missing=() as_root=()
  local name
  for name in "$@"; do
    _package_is_installed "$name" || missing+=("$name")
  done
  ((${#missing[@]})) || return 0

  if ! command -v apt-get >/dev/null || ! _find_root as_root; then
    echo "${0##*/}: missing Debian packages: ${missing[*]} (install them with:" \
      "apt-get update && apt-get install ${missing[*]}, as root)" >&2
    return 1
  fi
  # Whoever calls may print to standard output things that are read by programs: apt must not.
  {
    _update_lists_once "${as_root[@]}" &&
      "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -qq -y -o Dpkg::Use-Pty=0 --no-install-recommends "${missing[@]}" </dev/null
  } >&2 || {
    echo "${0##*/}: apt-get could not install: ${missing[*]}" >&2
    return 1
  }
}

# fetch_reference CHECKOUT
#   Debian's own ipvsadm 1.31, unpacked into CHECKOUT/.cache/reference and not installed: its init
#   script must never act on this machine. An ipvsadm that is installed is not taken either, it may
#   be ours. Needs the three libraries that the program is linked with.
fetch_reference() {
  local folder=$1/.cache/reference
  need_packages libpopt0 libnl-3-200 libnl-genl-3-200 || return 1
  [[ -x $folder/sbin/ipvsadm ]] && return 0

  mkdir -p "$1/.cache" || return 1
  local half
  half=$(mktemp -d "$folder.XXXXXX") || return 1
  # The finished folder appears in one rename, so that a half-made one is never taken for whole.
  # mktemp's folders are closed to others, the finished one need not be.
  if _unpack_reference "$half" && chmod 755 "$half/tree" &&
    { mv -T "$half/tree" "$folder" 2>/dev/null || [[ -x $folder/sbin/ipvsadm ]]; }; then
    rm -rf "$half"
  else
    rm -rf "$half"
    echo "${0##*/}: could not get Debian's ipvsadm 1.31 (it takes: apt-get update, as root;" \
      "apt-get download ipvsadm)" >&2
    return 1
  fi
}

_unpack_reference() {
  local -a as_root=()
  (
    cd "$1" || exit 1
    # A fresh machine has no package lists yet; only then is root asked for.
    _download_reference 2>/dev/null || { _find_root as_root && _update_lists_once "${as_root[@]}" &&
      _download_reference; } || exit 1
    [[ $(dpkg-deb -f ./ipvsadm_*.deb Version) =~ ^1:1\.31- ]] ||
      { echo "${0##*/}: Debian offers another version of ipvsadm than 1.31" >&2 && exit 1; }
    dpkg-deb -x ./ipvsadm_*.deb tree
  ) >&2
}

_download_reference() {
  # apt drops root for a download, and then may not write into our folder: it is told not to.
  apt-get download -qq -o APT::Sandbox::User=root ipvsadm
}

_package_is_installed() {
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# _find_root ARRAY: puts the words that make a command run as root into ARRAY (none for root).
_find_root() {
  local -n words=$1
  words=()
  ((EUID == 0)) && return 0
  command -v sudo >/dev/null || return 1
  if sudo -n true 2>/dev/null; then
    words=(sudo -n)
  elif [[ -t 0 && -t 2 ]]; then
    words=(sudo)
  else
    return 1
  fi
}

_update_lists_once() {
  [[ -n ${_lists_are_fresh-} ]] && return 0
  "$@" apt-get update -qq </dev/null && _lists_are_fresh=yes
}
