internal import IPVS
internal import IPVSVerbs

#if canImport(IPVSKernel)
  internal import IPVSKernel

  /// The director of the machine's kernel.
  enum HostDirector {
    /// Opens it; where only reading is wanted and more is not allowed, the files that anybody may read.
    static func open(_ request: DirectorRequest) throws(VerbFailure) -> VerbDirector {
      if let name = request.networkNamespace { try NetworkNamespace.enter(name) }
      do throws(DirectorError) {
        if request.use == .settings { return VerbDirector(try files(), tellsFilesOnly: true) }
        let director = try KernelDirector()
        do throws(DirectorError) {
          // Whether we may ask is not told before we do.
          _ = try director.information()
          return VerbDirector(director)
        } catch DirectorError(.refused, .notPermitted)
          where request.use == .reading || request.use == .connections
        {
          return VerbDirector(try files(), tellsFilesOnly: true)
        }
      } catch {
        throw VerbFailure("cannot reach IPVS", error)
      }
    }

    private static func files() throws(DirectorError) -> ReadableFilesDirector {
      try ReadableFilesDirector(ticksPerSecond: HostFacts.ticksPerSecond ?? 250)
    }
  }
#else
  /// There is none: this program was built without libnl.
  enum HostDirector {
    static func open(_ request: DirectorRequest) throws(VerbFailure) -> VerbDirector {
      throw VerbFailure(.failure, "this ipvs was built without libnl and reaches no kernel")
    }
  }
#endif
