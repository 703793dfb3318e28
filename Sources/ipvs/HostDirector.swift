import IPVS
import IPVSVerbs

#if canImport(IPVSKernel)
  import IPVSKernel

  /// The director of the machine's kernel.
  enum HostDirector {
    static func open(_ request: DirectorRequest) throws(VerbFailure) -> VerbDirector {
      do throws(DirectorError) {
        return VerbDirector(try KernelDirector())
      } catch {
        throw VerbFailure("cannot reach IPVS", error)
      }
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
