# Sourced, never run: packages of another Debian release than the machine's own, without a change to
# the machine. Needs lib/packages.sh.
# shellcheck shell=bash

# choose_suite FOLDER SUITE
#   Sets apt_options to what makes apt-get and apt-cache see the packages of a suite. The machine's
#   own suite is seen as the machine sees it. Another one gets a list of sources below FOLDER, with
#   the addresses of the machine's own Debian archives; apt checks its signature as ever.
choose_suite() {
  apt_options=()
  [[ $(_machine_suite) != "$2" ]] || return 0
  local folder=$1
  mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial" || return 1
  _write_sources "$2" >"$folder/sources.list" || return 1
  apt_options=(
    -o "Dir::Etc::sourcelist=$folder/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::lists=$folder/lists" -o "Dir::Cache=$folder/cache"
    # What the machine does after it has new lists is not for these.
    -o "APT::Update::Post-Invoke-Success::=" -o "APT::Update::Post-Invoke::="
    -o APT::Sandbox::User=root
  )
  apt-get update -qq "${apt_options[@]}" </dev/null || {
    # A release that is newer than the machine may be signed with a key that it does not know yet.
    echo "${0##*/}: no packages of Debian $2; if its signature was not accepted, it takes a newer" \
      "package debian-archive-keyring" >&2
    return 1
  }
}

# Writes lines for a list of sources: the suite, and its security updates where there are any.
_write_sources() {
  local suite=$1 label address keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  local -A seen=()
  while IFS='|' read -r label address; do
    [[ $label == Debian-Security ]] || label=Debian
    [[ -z ${seen[$label]-} ]] || continue
    seen[$label]=yes
    [[ $label == Debian || $suite != sid ]] || continue
    local name=$suite
    [[ $label == Debian ]] || name=$suite-security
    if [[ -r $keyring ]]; then
      echo "deb [signed-by=$keyring] $address $name main"
    else
      echo "deb $address $name main"
    fi
  done < <(_debian_archives)
  [[ -n ${seen[Debian]-} ]] || {
    echo "${0##*/}: this machine's apt knows no archive of Debian" >&2
    return 1
  }
}

# LABEL|ADDRESS of the machine's own archives. apt reads both forms of its configuration itself.
_debian_archives() {
  local -a targets=(
    apt-get indextargets --format '$(ORIGIN)|$(COMPONENT)|$(LABEL)|$(REPO_URI)'
    'Created-By: Packages'
  )
  local -a as_root=()
  local found
  # Labels are in the package lists, which a fresh machine does not have yet.
  found=$("${targets[@]}") && [[ $found == *'Debian|main|'* ]] ||
    { _find_root as_root && _update_lists_once "${as_root[@]}" >&2 && found=$("${targets[@]}"); } ||
    return 1
  sed -n 's/^Debian|main|//p' <<<"$found"
}

_machine_suite() {
  # shellcheck source=/dev/null
  (source /etc/os-release && [[ ${ID-} == debian ]] && echo "${VERSION_CODENAME-}") || true
}
