internal import IPVS

extension SimulatedDirector {
  /// Counts an entry for its server (`ip_vs_bind_dest`).
  func bind(_ entry: Connection) {
    _ = entry.withServer { server in
      server.references &+= 1
      switch entry.kind {
      case .template: server.counts.persistent &+= 1
      case .connection: server.counts.inactive &+= 1
      }
      server.entryWasBound(entry.kind, rule: profile.overloadRule)
    }
  }

  /// Counts an entry for its server no more (`ip_vs_unbind_dest`).
  func unbind(_ entry: Connection) {
    _ = entry.withServer { server in
      server.references -= 1
      switch entry.kind {
      case .template: server.counts.persistent &-= 1
      case .connection where entry.isInactive: server.counts.inactive &-= 1
      case .connection: server.counts.active &-= 1
      }
      server.entryWasUnbound(entry.kind, rule: profile.overloadRule)
    }
  }

  /// Counts a connection as active or not, if that changed.
  func count(_ entry: Connection, asActive isActive: Bool) {
    guard entry.isInactive == isActive else { return }
    _ = entry.withServer { server in
      entry.isInactive = !isActive
      if isActive {
        server.counts.inactive &-= 1
        server.counts.active &+= 1
      } else {
        server.counts.active &-= 1
        server.counts.inactive &+= 1
      }
    }
  }
}
