internal import Glibc
internal import IPVS

/// The packets' side of the kernel's IPVS, in a network namespace of its own.
///
/// Clients are behind one TUN device, each server behind one of its own, else servers that get
/// packets unchanged would look alike. The kernel handles a packet within the system call that
/// writes it, hence what became of it can be read at once.
final class KernelDataPlane: DataPlane {
  private let clock: VirtualClock
  private var slot: UInt64 = 0
  private var devices: VirtualNetwork?

  /// Leaves the present network namespace for a fresh one, in which a director is to be opened
  /// after that.
  ///
  /// - Parameter alignment: of which number jiffies are a multiple in slot 0.
  init(alignment: UInt64 = 1 << 18) throws(DataPlaneError) {
    clock = try VirtualClock(alignment: alignment)
    try clock.awaitBirth()
    guard unshare(newNetworkNamespace) == 0 else { throw .system(.network) }
  }

  /// The same beside another one, in time with it.
  init(beside other: KernelDataPlane) throws(DataPlaneError) {
    clock = other.clock
    try clock.checkBirth()
    guard unshare(newNetworkNamespace) == 0 else { throw .system(.network) }
  }

  func prepare(_ network: Network) throws(DataPlaneError) {
    devices = try VirtualNetwork(network)
  }

  func advance(to slot: UInt64) throws(DataPlaneError) {
    self.slot = slot
    try clock.advance(to: slot)
  }

  /// Lets time pass until a slot's first tick has just been worked off, well before its middle.
  func awaitBeginning(of slot: UInt64) { clock.awaitBeginning(of: slot) }

  /// Lets time pass until all that a slot's table will show is settled, which is three ticks before it.
  func awaitTicks(before slot: UInt64) { clock.awaitTicks(3, before: slot) }

  /// Lets time pass until the middle of a tick, counted from slot 0 on.
  func advance(toJiffy jiffy: UInt64) throws(DataPlaneError) {
    try clock.advance(toJiffy: jiffy)
  }

  func send(_ packet: IPVS.Packet) throws(DataPlaneError) -> Verdict {
    try send(packet, carrying: ByteString())
  }

  func send(
    _ packet: IPVS.Packet, carrying data: ByteString
  ) throws(DataPlaneError) -> Verdict {
    guard let devices else { throw DataPlaneError(.packet, .invalidArgument) }
    guard let wire = WirePacket(packet, carrying: data) else {
      throw DataPlaneError(.packet, .notSupported)
    }
    devices.discardWaiting()
    let device = try devices.device(of: packet.side)
    if packet.side == .clients { try devices.setMark(packet.mark) }
    try device.write(wire.bytes)
    let verdict = devices.verdict(on: packet, wire)
    try clock.check(slot: slot)
    return verdict
  }

  func send(_ error: ICMPError) throws(DataPlaneError) -> Verdict {
    guard let devices else { throw DataPlaneError(.packet, .invalidArgument) }
    guard let wire = WirePacket(error) else { throw DataPlaneError(.packet, .notSupported) }
    devices.discardWaiting()
    let device = try devices.device(of: error.side)
    if error.side == .clients { try devices.setMark(error.mark) }
    try device.write(wire.bytes)
    let verdict = devices.verdict(on: error, wire)
    try clock.check(slot: slot)
    return verdict
  }
}
