import IPVS
import IPVSSimulator

/// A balanced connection in a program of Embedded Swift, which Scripts/embedded builds and runs.
@main
enum Main {
  static func main() {
    let director = SimulatedDirector()
    prepare(director)
    print(verdict(director))
  }

  private static let service = ServiceIdentity.endpoint(.tcp, virtual)
  private static let virtual = Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: 80)

  private static func prepare(_ director: SimulatedDirector) {
    let server = Endpoint(.v4(IPv4Address(192, 168, 1, 1)), port: 8080)
    do throws(DirectorError) {
      _ = try director.submit([
        .addService(service, ServiceDetails(scheduler: "wlc", mask: .host(.ipv4))),
        .addDestination(service, server, DestinationDetails(forwarding: .masquerade)),
      ])
    } catch {
      fatalError("no service")
    }
  }

  private static func verdict(_ director: SimulatedDirector) -> StaticString {
    let client = Endpoint(.v4(IPv4Address(10, 1, 0, 1)), port: 1024)
    let packet = Packet(transport: .tcp, source: client, destination: virtual, flags: .syn)
    do throws(DataPlaneError) {
      switch try director.send(packet) {
      case .forwarded(let server, _): return server.port == 8080 ? "forwarded" : "misled"
      default: return "not forwarded"
      }
    } catch {
      return "no packet"
    }
  }
}
