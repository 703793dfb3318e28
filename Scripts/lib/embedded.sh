# Sourced, never run: where Embedded Swift's own libraries are.
# shellcheck shell=bash

# embedded_library: prints the folder; says so and returns 1 where this toolchain has none.
embedded_library() {
  local info folder
  info=$(swiftc -print-target-info) || return 1
  folder=$(_value_of runtimeResourcePath "$info")/embedded/$(_value_of moduleTriple "$info")
  if [[ ! -d $folder ]]; then
    echo "${0##*/}: this toolchain has no library of Embedded Swift: $folder" >&2
    return 1
  fi
  echo "$folder"
}

_value_of() { sed -n "s/.*\"$1\": \"\(.*\)\".*/\1/p" <<<"$2"; }
