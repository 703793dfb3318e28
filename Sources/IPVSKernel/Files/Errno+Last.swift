internal import CSystem
package import IPVS

extension Errno {
  /// The error number of this thread's last system call that failed (`errno`).
  package static var last: Errno { Errno(rawValue: system_error()) }
}
