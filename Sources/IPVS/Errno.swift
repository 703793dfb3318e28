/// An error number of the kernel.
///
/// The numbers are Linux' own (`asm-generic/errno.h`). This module has them itself, so that the
/// model and everything built on it need no C library.
public struct Errno: RawRepresentable, Error, Hashable, Sendable {
  /// The positive number, such as 3 for `ESRCH`.
  public let rawValue: Int32

  /// An error number as the kernel counts them; positive.
  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The operation needs a privilege (`EPERM`, 1).
  public static let notPermitted = Errno(rawValue: 1)
  /// A destination, scheduler, engine or file that is not there (`ENOENT`, 2).
  public static let noSuchFileOrDirectory = Errno(rawValue: 2)
  /// A service or daemon that is not there (`ESRCH`, 3).
  public static let noSuchProcess = Errno(rawValue: 3)
  /// A signal came in between (`EINTR`, 4).
  public static let interrupted = Errno(rawValue: 4)
  /// The device failed (`EIO`, 5).
  public static let ioError = Errno(rawValue: 5)
  /// Nothing there yet (`EAGAIN`, 11).
  public static let resourceTemporarilyUnavailable = Errno(rawValue: 11)
  /// No memory (`ENOMEM`, 12).
  public static let noMemory = Errno(rawValue: 12)
  /// Access refused (`EACCES`, 13).
  public static let permissionDenied = Errno(rawValue: 13)
  /// In use (`EBUSY`, 16).
  public static let resourceBusy = Errno(rawValue: 16)
  /// It exists already (`EEXIST`, 17).
  public static let fileExists = Errno(rawValue: 17)
  /// No such network device (`ENODEV`, 19).
  public static let noSuchDevice = Errno(rawValue: 19)
  /// A value that the kernel does not take (`EINVAL`, 22).
  public static let invalidArgument = Errno(rawValue: 22)
  /// The file system may not be written (`EROFS`, 30).
  public static let readOnlyFileSystem = Errno(rawValue: 30)
  /// A number outside its range (`ERANGE`, 34).
  public static let outOfRange = Errno(rawValue: 34)
  /// A listing that ends before its end (`ENODATA`, 61).
  public static let noData = Errno(rawValue: 61)
  /// An answer that cannot be read (`EBADMSG`, 74).
  public static let badMessage = Errno(rawValue: 74)
  /// A number that is too large for what it is for (`EOVERFLOW`, 75).
  public static let valueTooLarge = Errno(rawValue: 75)
  /// A message that is too long (`EMSGSIZE`, 90).
  public static let messageTooLong = Errno(rawValue: 90)
  /// IPVS is not there (`ENOPROTOOPT`, 92).
  public static let protocolNotAvailable = Errno(rawValue: 92)
  /// Not supported here (`EOPNOTSUPP`, 95).
  public static let notSupported = Errno(rawValue: 95)
  /// Not supported with this address family (`EAFNOSUPPORT`, 97).
  public static let addressFamilyNotSupported = Errno(rawValue: 97)
  /// No way to the network (`ENETUNREACH`, 101).
  public static let networkUnreachable = Errno(rawValue: 101)
  /// The receive buffer overflowed (`ENOBUFS`, 105).
  public static let noBufferSpace = Errno(rawValue: 105)
  /// No answer came in time (`ETIMEDOUT`, 110).
  public static let timedOut = Errno(rawValue: 110)
}
