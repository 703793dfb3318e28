/// The requests of the generic netlink family of IPVS.
enum Command: UInt8 {
  /// The name of the family (`IPVS_GENL_NAME`).
  static let familyName = "IPVS"
  /// The version of the family (`IPVS_GENL_VERSION`).
  static let version: UInt8 = 1

  /// Makes a service (`IPVS_CMD_NEW_SERVICE`).
  case newService = 1
  /// Replaces the details of a service (`IPVS_CMD_SET_SERVICE`).
  case setService = 2
  /// Removes a service (`IPVS_CMD_DEL_SERVICE`).
  case deleteService = 3
  /// Asks for one service, or as a dump for all (`IPVS_CMD_GET_SERVICE`).
  case getService = 4
  /// Makes a destination (`IPVS_CMD_NEW_DEST`).
  case newDestination = 5
  /// Replaces the details of a destination (`IPVS_CMD_SET_DEST`).
  case setDestination = 6
  /// Removes a destination (`IPVS_CMD_DEL_DEST`).
  case deleteDestination = 7
  /// Asks for the destinations of a service; only as a dump (`IPVS_CMD_GET_DEST`).
  case getDestinations = 8
  /// Starts a synchronization daemon (`IPVS_CMD_NEW_DAEMON`).
  case newDaemon = 9
  /// Stops a synchronization daemon (`IPVS_CMD_DEL_DAEMON`).
  case deleteDaemon = 10
  /// Asks for the synchronization daemons; only as a dump (`IPVS_CMD_GET_DAEMON`).
  case getDaemons = 11
  /// Sets timeouts (`IPVS_CMD_SET_CONFIG`).
  case setTimeouts = 12
  /// Asks for the timeouts (`IPVS_CMD_GET_CONFIG`).
  case getTimeouts = 13
  /// Asks for version and table size (`IPVS_CMD_GET_INFO`).
  case getInformation = 15
  /// Sets counters to zero (`IPVS_CMD_ZERO`).
  case zero = 16
  /// Removes all services (`IPVS_CMD_FLUSH`).
  case flush = 17
}
