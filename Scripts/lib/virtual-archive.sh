# Sourced, never run: what a guest in virtual time finds in its memory. Needs fetch_kernel.
# shellcheck shell=bash

virtual_modules=(
  ip_vs ip_vs_{rr,wrr,lc,wlc,fo,ovf,lblc,lblcr,dh,sh,mh,sed,nq} ip_vs_pe_sip
  # The devices of clients and servers, and what gives packets a firewall mark.
  tun sch_ingress cls_matchall act_skbedit
  # What joins two directors.
  veth
)
# What only some of the kernels have.
virtual_optional_modules=(ip_vs_twos)

# make_base_archive CHECKOUT AGENT
#   Makes an archive of the kernel's modules and the agent, or finds the one that was made of the
#   same before, and sets base_archive to its path.
make_base_archive() {
  local folder=$1/.cache/initramfs sum
  sum=$(
    { printf '%s\n' 3 "$kernel_release" "${virtual_modules[@]}" "${virtual_optional_modules[@]}" &&
      cat "$kernel_image" "$2"; } | sha256sum
  ) || return 1
  base_archive=$folder/$kernel_release-${sum:0:16}.cpio
  [[ ! -e $base_archive ]] || return 0

  mkdir -p "$folder" || return 1
  local half
  half=$(mktemp -d "$folder/half.XXXXXX") || return 1
  if _gather_base "$half/root" "$2" && make_archive "$half/root" >"$half/archive"; then
    # Every build of the agent makes another; one that somebody may be using is left alone.
    find "$folder" -name '*.cpio' -mmin +1440 -delete
    mv "$half/archive" "$base_archive"
    rm -rf "$half"
  else
    rm -rf "$half"
    echo "${0##*/}: could not make the guest's first archive" >&2
    return 1
  fi
}

# make_archive FOLDER: writes an archive of what is in a folder, the same for the same contents.
make_archive() {
  (
    cd "$1" || exit 1
    find . -mindepth 1 -exec touch -h -d @0 {} + || exit 1
    find . -mindepth 1 -printf '%P\0' | sort -z |
      cpio --null --create --format=newc --owner=0:0 --reproducible --quiet
  )
}

_gather_base() {
  local root=$1 agent=$2 file name
  local -A seen=()
  mkdir -p "$root/modules" "$root/proc" "$root/sys" "$root/dev" || return 1
  # Symbols are half of the agent, and nobody reads them there.
  strip -o "$root/init" "$agent" && chmod 755 "$root/init" || return 1
  # Each module behind those it needs, as modprobe would load them.
  while read -r file; do
    name=${file##*/}
    [[ -z ${seen[$name]-} ]] || continue
    seen[$name]=yes
    [[ $name != end ]] || continue
    case $name in
      *.xz) name=${name%.xz} && xz -dc "$file" >"$root/modules/$name" || return 1 ;;
      *) cp "$file" "$root/modules/$name" || return 1 ;;
    esac
    echo "$name" >>"$root/modules/order"
  done < <(_module_files)
  [[ -n ${seen[end]-} ]] ||
    { echo "${0##*/}: kernel $kernel_release lacks modules" >&2 && return 1; }
}

# The files of all modules, and "end" if none was missing that every kernel has, as a file or built in.
_module_files() {
  local -a show=(modprobe -d "$kernel_folder" -S "$kernel_release" --show-depends)
  local name lines
  for name in "${virtual_modules[@]}" "${virtual_optional_modules[@]}"; do
    lines=$("${show[@]}" "$name" 2>/dev/null) ||
      [[ " ${virtual_optional_modules[*]} " == *" $name "* ]] ||
      { echo "${0##*/}: no module $name" >&2 && return; }
    awk '$1 == "insmod" { print $2 }' <<<"$lines"
  done
  echo end
}
