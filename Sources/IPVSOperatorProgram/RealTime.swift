internal import Glibc
internal import IPVSVerbs

/// Time as it goes by; SIGINT and SIGTERM break waiting off.
final class RealTime: Waiting {
  private var watchesSignals = false

  var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
  }

  func wait(milliseconds: UInt64) -> Bool {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGHUP)
    if !watchesSignals {
      // From now on they wait until they are asked for: nothing is broken off half-way. Nor is it by a
      // reader of messages that has gone: writing fails then.
      var blocked = signals
      sigaddset(&blocked, SIGPIPE)
      sigprocmask(SIG_BLOCK, &blocked, nil)
      watchesSignals = true
    }
    let end = now + milliseconds
    while true {
      let present = now
      let rest = end > present ? end - present : 0
      var limit = timespec(
        tv_sec: Int(rest / 1000), tv_nsec: Int(rest % 1000) * 1_000_000)
      if sigtimedwait(&signals, nil, &limit) > 0 { return false }
      if errno != EINTR { return true }
    }
  }
}
