# Sourced, never run: one guest in virtual time, from its start to its exit status.
# shellcheck shell=bash

# boot_virtual FOLDER ARCHIVE LIMIT [MEMORY]
#   Runs a guest with what is in an archive, and with so many MB of memory (512). In FOLDER are left: log, what the kernel said;
#   output and errors, what the agent wrote; status, the exit status if there is one.
boot_virtual() {
  local folder=$1 archive=$2 limit=$3 memory=${4:-512}
  local -a machine=(
    # Without a video card, without disks, without PCI.
    -M "microvm,x-option-roms=off,rtc=on" -nodefaults -display none -m "$memory" -smp 1
    # A nanosecond is an instruction, and idle time is skipped.
    -accel tcg -icount "shift=0,sleep=off" -cpu max
    # The same run every time: the date, and what the processor gives as chance.
    -rtc "base=2024-01-01T00:00:00,clock=vm" -seed 1
    # The kernel's restart is the end.
    -no-reboot
    # Lines of their own for what must not be mixed with the kernel's messages.
    -serial "file:$folder/log"
  )
  local name number=0
  for name in output errors status; do
    number=$((number + 1))
    machine+=(
      -chardev "file,id=$name,path=$folder/$name"
      -device "isa-serial,chardev=$name,index=$number"
    )
  done
  # A static Swift program needs SWIFT_ROOT before /proc is there; the kernel hands on what it does
  # not know itself to its first program. The watchdogs would only wake an idle kernel.
  local words="console=ttyS0 quiet panic=-1 nowatchdog tsc=reliable random.trust_cpu=on"
  words+=" SWIFT_ROOT=/"
  # A restart that the emulator takes for one; an older kernel else jumps into the firmware, and the
  # work is done again.
  words+=" reboot=triple"

  # Its own process group, which a key at the terminal does not reach: we end it.
  set -m
  qemu-system-x86_64 "${machine[@]}" -kernel "$kernel_image" -initrd "$archive" \
    -append "$words" </dev/null >"$folder/emulator" 2>&1 &
  guest=$!
  { sleep "$limit" && touch "$folder/late" && kill_group "$guest"; } &
  watchdog=$!
  set +m
  wait "$guest" 2>/dev/null || true
  kill_group "$watchdog"
  wait "$watchdog" 2>/dev/null || true
  guest='' watchdog=''
}

# show_virtual_failure FOLDER LIMIT: says why there is no exit status.
show_virtual_failure() {
  if [[ -e $1/late ]]; then
    complain "killed after $2 s; the end of the guest's log:"
  else
    complain "the guest did not start, or died; the end of its log:"
  fi
  { cat "$1/emulator" && tail -n 40 "$1/log" | tr -d '\r'; } >&2 2>/dev/null || true
}
