internal import Glibc

// What Glibc's module hides, because Swift imports it without _GNU_SOURCE. All of these take and
// give plain numbers and pointers, for which Swift's calling convention is C's.

/// Leaves the namespaces named by the flags for new ones.
@_silgen_name("unshare")
func unshare(_ flags: Int32) -> Int32

/// Enters the namespace of a descriptor.
@_silgen_name("setns")
func setns(_ descriptor: Int32, _ kind: Int32) -> Int32

/// Makes a file that only lives in memory.
@_silgen_name("memfd_create")
func memfd_create(_ name: UnsafePointer<CChar>, _ flags: UInt32) -> Int32

/// Sets the real, the effective and the saved user.
@_silgen_name("setresuid")
func setresuid(_ real: UInt32, _ effective: UInt32, _ saved: UInt32) -> Int32

/// Makes a copy of this process; 0 in the copy.
///
/// There must be one thread only.
@_silgen_name("fork")
func forkProcess() -> pid_t

/// Gives freed memory back to the kernel; keeps so many bytes at the top of the heap.
@discardableResult
@_silgen_name("malloc_trim")
func trimHeap(_ kept: Int) -> Int32

/// `CLONE_NEWNS`: a new mount namespace.
let newMountNamespace: Int32 = 0x0002_0000
/// `CLONE_NEWNET`: a new network namespace.
let newNetworkNamespace: Int32 = 0x4000_0000
/// `MFD_CLOEXEC`: closed when another program is started.
let closedOnExec: UInt32 = 1

/// A system call that has no C function, or one that Swift does not see.
@_silgen_name("syscall")
private func systemCall(_ number: Int, _ first: Int, _ second: UnsafePointer<CChar>, _ third: Int)
  -> Int

/// Loads a kernel module from an open file (`finit_module`).
func loadModule(_ descriptor: Int32) -> Int {
  #if arch(x86_64)
    let number = 313
  #else
    let number = 273
  #endif
  return systemCall(number, Int(descriptor), "", 0)
}

/// Sets how much later than asked the kernel may wake this thread, in nanoseconds.
func setTimerSlack(_ nanoseconds: Int) {
  _ = processControl(29, nanoseconds)  // PR_SET_TIMERSLACK
}

@_silgen_name("prctl")
private func processControl(_ option: Int32, _ value: Int) -> Int32

/// Restarts or halts the machine.
@discardableResult
@_silgen_name("reboot")
func rebootMachine(_ command: Int32) -> Int32
