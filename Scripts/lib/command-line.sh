# Sourced, never run: what scripts say to those who call them.
# shellcheck shell=bash

complain() { echo "${0##*/}: $*" >&2; }

# check OPTION VALUE PATTERN WHAT
check() { [[ $2 =~ $3 ]] || wrong_usage "$1 wants $4"; }

wrong_usage() {
  complain "$* (see Scripts/${0##*/} --help)"
  exit 2
}
