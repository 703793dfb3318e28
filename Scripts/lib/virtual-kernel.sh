# Sourced, never run: stock kernels for guests in virtual time. Needs lib/packages.sh.
# shellcheck shell=bash

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
        "apt-get download of the package on which linux-image-cloud-amd64 depends)" >&2
      return 1
    fi
  fi
  kernel_release=$(<"$kernel_folder/release")
  kernel_image=$kernel_folder/boot/vmlinuz-$kernel_release
}

_unpack_kernel() {
  local -a as_root=()
  (
    cd "$1" || exit 1
    # A fresh machine has no package lists yet; only then is root asked for.
    _download_kernel "$2" 2>/dev/null || { _find_root as_root &&
      _update_lists_once "${as_root[@]}" && _download_kernel "$2"; } || exit 1
    local package
    package=(./linux-image-*.deb)
    dpkg-deb -x "${package[0]}" tree || exit 1
    local release
    release=$(dpkg-deb -f "${package[0]}" Package)
    release=${release#linux-image-}
    [[ -e tree/boot/vmlinuz-$release ]] || exit 1
    depmod -b "$PWD/tree" "$release" || exit 1
    echo "$release" >tree/release
  ) >&2
}

# The package without a version in its name depends on the one that has the kernel.
_download_kernel() {
  local package
  package=$(apt-cache depends --important linux-image-cloud-amd64 2>/dev/null |
    awk '$1 == "Depends:" { print $2; exit }')
  [[ $package == "linux-image-$1."* ]] || {
    echo "${0##*/}: Debian offers ${package:-no kernel} here, not $1" >&2
    return 1
  }
  # apt drops root for a download, and then may not write into our folder: it is told not to.
  apt-get download -qq -o APT::Sandbox::User=root "$package"
}
