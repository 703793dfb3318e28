public import IPVS

extension SimulatedDirector {
  /// Sends one ICMP error and tells what became of it.
  public func send(_ error: ICMPError) throws(DataPlaneError) -> Verdict {
    .passed
  }
}
