/// One request that changes a director.
public enum Change: Hashable, Sendable {
  /// Makes a service (`IPVS_CMD_NEW_SERVICE`).
  ///
  /// Refused with `EEXIST` where it exists, `ENOENT` for an unknown scheduler or engine.
  case addService(ServiceIdentity, ServiceDetails)
  /// Replaces all details of a service (`IPVS_CMD_SET_SERVICE`).
  ///
  /// Refused with `ESRCH` where it does not exist, `ENOENT` for an unknown scheduler or engine.
  case editService(ServiceIdentity, ServiceDetails)
  /// Removes a service and its destinations (`IPVS_CMD_DEL_SERVICE`).
  ///
  /// Refused with `ESRCH` where it does not exist.
  case deleteService(ServiceIdentity)
  /// Makes a destination (`IPVS_CMD_NEW_DEST`).
  ///
  /// Refused with `ESRCH` without the service, `EEXIST` where the destination exists, `ERANGE`
  /// for a lower threshold above the upper one, `EINVAL` for an address that is not unicast.
  case addDestination(ServiceIdentity, Endpoint, DestinationDetails)
  /// Replaces all details of a destination (`IPVS_CMD_SET_DEST`).
  ///
  /// Refused with `ESRCH` without the service, `ENOENT` without the destination, `ERANGE` as above.
  case editDestination(ServiceIdentity, Endpoint, DestinationDetails)
  /// Removes a destination (`IPVS_CMD_DEL_DEST`).
  ///
  /// Refused with `ESRCH` without the service, `ENOENT` without the destination.
  case deleteDestination(ServiceIdentity, Endpoint)
  /// Sets timeouts; 0 keeps one as it is (`IPVS_CMD_SET_CONFIG`).
  case setTimeouts(Timeouts)
  /// Starts a synchronization daemon (`IPVS_CMD_NEW_DAEMON`).
  ///
  /// Refused with `EEXIST` where one of that role runs, `ENODEV` without the interface.
  case startDaemon(SyncDaemon)
  /// Stops the daemon of a role (`IPVS_CMD_DEL_DAEMON`); the number is not compared.
  ///
  /// Refused with `ESRCH` where none runs.
  case stopDaemon(SyncDaemon.Role, syncID: UInt32)
  /// Sets the counters of a service and its destinations to zero, of all with nil
  /// (`IPVS_CMD_ZERO`).
  ///
  /// Refused with `ESRCH` where the service does not exist.
  case zero(ServiceIdentity?)
  /// Removes all services (`IPVS_CMD_FLUSH`); connections stay until they expire.
  case flush
}
