# Sourced, never run: stock kernels for guests in virtual time. Needs lib/packages.sh and
# lib/debian-suite.sh.
# shellcheck shell=bash

# The lines of kernels, and the Debian release that ships each.
declare -rA kernel_suites=([5.10]=bullseye [6.1]=bookworm [6.12]=trixie [7.2]=sid)

# fetch_kernel CHECKOUT LINE
#   Unpacks Debian's kernel of a line (6.1) into CHECKOUT/.cache/kernels/LINE, without installing
#   it, and sets these:
#     kernel_folder   the folder; lib/modules is in it
#     kernel_image    the kernel itself
#     kernel_release  what uname -r says in it
fetch_kernel() {
  kernel_folder=$1/.cache/kernels/$2
  if [[ ! -e $kernel_folder/release ]]; then
    mkdir -p "$1/.cache/kernels" || return 1
    local half
    half=$(mktemp -d "$kernel_folder.XXXXXX") || return 1
    # The finished folder appears in one rename, so that a half-made one is never taken for whole.
    if _unpack_kernel "$half" "$2" && chmod 755 "$half/tree" &&
      { mv -T "$half/tree" "$kernel_folder" 2>/dev/null || [[ -e $kernel_folder/release ]]; }; then
      rm -rf "$half"
    else
      rm -rf "$half"
      echo "${0##*/}: could not get Debian's kernel $2 (it takes: apt-get update, as root;" \
        "apt-get download of the package on which ${kernel_suites[$2]}'s" \
        "linux-image-cloud-amd64 depends)" >&2
      return 1
    fi
  fi
  kernel_release=$(<"$kernel_folder/release")
  kernel_image=$kernel_folder/boot/vmlinuz-$kernel_release
  [[ -e $kernel_image ]] || kernel_image=$kernel_folder/lib/modules/$kernel_release/vmlinuz
}

_unpack_kernel() {
  local -a as_root=() apt_options=()
  (
    cd "$1" || exit 1
    choose_suite "$PWD/apt" "${kernel_suites[$2]}" || exit 1
    # A fresh machine has no package lists yet; only then is root asked for.
    _download_kernel "$2" 2>/dev/null || { _find_root as_root &&
      _update_lists_once "${as_root[@]}" && _download_kernel "$2"; } || exit 1
    local package release
    for package in ./linux-*.deb; do dpkg-deb -x "$package" tree || exit 1; done
    package=(./linux-image-*.deb)
    release=$(dpkg-deb -f "${package[0]}" Package)
    release=${release#linux-image-}
    # Newer packages have everything below /usr.
    [[ -e tree/lib ]] || ln -s usr/lib tree/lib
    [[ -e tree/boot/vmlinuz-$release || -e tree/lib/modules/$release/vmlinuz ]] || exit 1
    depmod -b "$PWD/tree" "$release" || exit 1
    echo "$release" >tree/release
  ) >&2
}

# The package without a version in its name depends on the one that has the kernel, or that depends
# on those that have it.
_download_kernel() {
  local package
  package=$(_dependencies linux-image-cloud-amd64 '^linux-image-' | head -n 1)
  [[ $package == "linux-image-$1."* ]] || {
    echo "${0##*/}: Debian offers ${package:-no kernel} here, not $1" >&2
    return 1
  }
  local -a packages=("$package")
  mapfile -t -O 1 packages < <(_dependencies "$package" '^linux-(binary|modules)-')
  # apt drops root for a download, and then may not write into our folder: it is told not to.
  apt-get download -qq -o APT::Sandbox::User=root "${apt_options[@]}" "${packages[@]}"
}

# _dependencies PACKAGE PATTERN: those of its dependencies whose names match.
_dependencies() {
  apt-cache depends --important "${apt_options[@]}" "$1" 2>/dev/null |
    awk -v pattern="$2" '$1 ~ /Depends:$/ && $2 ~ pattern { print $2 }'
}
