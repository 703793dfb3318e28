/// One row of the connection table: a connection, or a persistence template.
public struct ConnectionEntry: Hashable, Sendable {
  /// The protocol as the kernel names it: `TCP`, `UDP`, `SCTP`, or `IP` for a fwmark's template.
  public var protocolName: ByteString
  /// The client; in a template the masked address and port 0.
  public var client: Endpoint
  /// The virtual address; in a fwmark's template the mark written as an address, with port 0.
  public var virtual: Endpoint
  /// The destination.
  public var destination: Endpoint
  /// The state as the kernel names it, such as `ESTABLISHED`; templates have `NONE` or `ASSURED`.
  public var state: ByteString
  /// Whole seconds until the timer is due, rounded down; 0 also while it is late.
  public var secondsLeft: UInt64
  /// What a persistence engine keeps with the entry.
  public var engineData: EngineData?

  /// An entry of the table.
  public init(
    protocolName: ByteString, client: Endpoint, virtual: Endpoint, destination: Endpoint,
    state: ByteString, secondsLeft: UInt64, engineData: EngineData? = nil
  ) {
    self.protocolName = protocolName
    self.client = client
    self.virtual = virtual
    self.destination = destination
    self.state = state
    self.secondsLeft = secondsLeft
    self.engineData = engineData
  }

  /// What a persistence engine keeps with an entry.
  public struct EngineData: Hashable, Sendable {
    /// The name of the engine, such as `sip`.
    public var engine: ByteString
    /// Its key for the client, such as a Call-ID; at most 255 bytes.
    public var data: ByteString

    /// An engine and its key.
    public init(engine: ByteString, data: ByteString) {
      self.engine = engine
      self.data = data
    }
  }
}
