import Glibc
import IPVS
import Testing

@Suite struct ErrnoTests {
  @Test func `every number reads as the C library has it`() {
    for number in Int32(0)...140 {
      let theirs = strerror(number).map { String(cString: $0) }
      #expect(Errno(rawValue: number).description == theirs)
    }
    #expect(Errno(rawValue: -7).description == "Unknown error -7")
    #expect(Errno(rawValue: .max).description == "Unknown error 2147483647")
  }

  @Test func `the names have the kernel's numbers`() {
    #expect(Errno.notPermitted.rawValue == EPERM)
    #expect(Errno.noSuchFileOrDirectory.rawValue == ENOENT)
    #expect(Errno.noSuchProcess.rawValue == ESRCH)
    #expect(Errno.interrupted.rawValue == EINTR)
    #expect(Errno.ioError.rawValue == EIO)
    #expect(Errno.resourceTemporarilyUnavailable.rawValue == EAGAIN)
    #expect(Errno.noMemory.rawValue == ENOMEM)
    #expect(Errno.permissionDenied.rawValue == EACCES)
    #expect(Errno.resourceBusy.rawValue == EBUSY)
    #expect(Errno.fileExists.rawValue == EEXIST)
    #expect(Errno.noSuchDevice.rawValue == ENODEV)
    #expect(Errno.invalidArgument.rawValue == EINVAL)
    #expect(Errno.readOnlyFileSystem.rawValue == EROFS)
    #expect(Errno.outOfRange.rawValue == ERANGE)
    #expect(Errno.noData.rawValue == ENODATA)
    #expect(Errno.badMessage.rawValue == EBADMSG)
    #expect(Errno.messageTooLong.rawValue == EMSGSIZE)
    #expect(Errno.protocolNotAvailable.rawValue == ENOPROTOOPT)
    #expect(Errno.notSupported.rawValue == EOPNOTSUPP)
    #expect(Errno.addressFamilyNotSupported.rawValue == EAFNOSUPPORT)
    #expect(Errno.networkUnreachable.rawValue == ENETUNREACH)
    #expect(Errno.noBufferSpace.rawValue == ENOBUFS)
    #expect(Errno.timedOut.rawValue == ETIMEDOUT)
  }
}
