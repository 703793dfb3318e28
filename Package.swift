// swift-tools-version: 6.2
import PackageDescription

// Without libnl's headers only the rooms that do not talk to a kernel are built.
let withKernel = Context.environment["IPVS_WITHOUT_KERNEL"] == nil

// Scripts/build makes ipvsadm so: in Embedded Swift, which starts like C; the value is the folder of
// Embedded Swift's libraries. Without it ipvsadm is the same program with the whole runtime.
let embedded = Context.environment["IPVS_EMBEDDED"]

let strict: [SwiftSetting] =
  [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (embedded == nil ? [] : [.enableExperimentalFeature("Embedded"), .unsafeFlags(["-wmo"])])

var targets: [Target] = [
  // The model: values, and the protocol of a director.
  .target(name: "IPVS", swiftSettings: strict),
  // The grammar, the runner and the text of ipvsadm 1.31, on any director.
  .target(name: "IPVSCommandLine", dependencies: ["IPVS"], swiftSettings: strict),
  // The engine in pure Swift, on a virtual clock: no input, no output, no C library.
  .target(name: "IPVSSimulator", dependencies: ["IPVS"], swiftSettings: strict),
  // The scenario language and its runner, on any director with a data plane.
  .target(
    name: "IPVSScenario", dependencies: ["IPVS", "IPVSCommandLine"], swiftSettings: strict),
  // Random scenarios, and what to do with one that two directors see differently.
  .target(
    name: "IPVSScenarioGenerator",
    dependencies: ["IPVS", "IPVSOperations", "IPVSScenario", "IPVSSimulator"],
    swiftSettings: strict),
  // What the simulator costs with many clients.
  .executableTarget(
    name: "ipvs-benchmark", dependencies: ["IPVS", "IPVSSimulator"], swiftSettings: strict),
  // What operators ask of a director, answered on any: values in, values out.
  .target(
    name: "IPVSOperations", dependencies: ["IPVS", "IPVSSimulator"], swiftSettings: strict),
  // The verbs of the second program: words, text and JSON, on any director.
  .target(
    name: "IPVSVerbs",
    dependencies: [
      "IPVS", "IPVSCommandLine", "IPVSOperations", "IPVSScenario", "IPVSSimulator",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ], swiftSettings: strict),
  // What ipvs is besides its verbs: the machine's director, files, time.
  .target(
    name: "IPVSOperatorProgram",
    dependencies: ["IPVS", "IPVSCommandLine", "IPVSOperations", "IPVSVerbs"]
      + (withKernel ? ["CSystem", "IPVSKernel", "IPVSProgram"] : []), swiftSettings: strict),
  // What comes before the Swift runtime of a static program.
  .target(name: "CStart"),
  // The second program, for operators.
  .executableTarget(name: "ipvs", dependencies: ["CStart", "IPVSOperatorProgram"]),
  .testTarget(name: "IPVSTests", dependencies: ["IPVS"], swiftSettings: strict),
  .testTarget(
    name: "IPVSSimulatorTests", dependencies: ["IPVS", "IPVSSimulator"], swiftSettings: strict),
  .testTarget(
    name: "IPVSOperationsTests",
    dependencies: [
      "IPVS", "IPVSOperations", "IPVSScenario", "IPVSScenarioGenerator", "IPVSSimulator",
    ], swiftSettings: strict),
  .testTarget(
    name: "IPVSVerbsTests",
    dependencies: [
      "IPVS", "IPVSCommandLine", "IPVSOperations", "IPVSScenario", "IPVSSimulator", "IPVSVerbs",
    ], swiftSettings: strict),
  .testTarget(
    name: "IPVSScenarioTests",
    dependencies: [
      "IPVS", "IPVSCommandLine", "IPVSOperations", "IPVSScenario", "IPVSSimulator",
      "IPVSTestSupport", "IPVSVerbs",
    ], swiftSettings: strict),
  .testTarget(
    name: "IPVSScenarioGeneratorTests",
    dependencies: ["IPVS", "IPVSScenario", "IPVSScenarioGenerator", "IPVSSimulator"],
    swiftSettings: strict),
  .testTarget(
    name: "IPVSCommandLineTests",
    dependencies: ["IPVS", "IPVSCommandLine", "IPVSTestSupport"], swiftSettings: strict),
  // A director that is a table in memory, and a shell around the command line.
  .target(
    name: "IPVSTestSupport", dependencies: ["IPVS", "IPVSCommandLine"], path: "Tests/Support",
    swiftSettings: strict),
]

var products: [Product] = [
  .library(name: "IPVS", targets: ["IPVS"])
]

if withKernel {
  targets += [
    .systemLibrary(
      name: "CNetlink", pkgConfig: "libnl-genl-3.0",
      providers: [.apt(["libnl-3-dev", "libnl-genl-3-dev", "pkg-config"])]),
    // What Swift cannot call in libnl.
    .target(
      name: "CIPVSNetlink", dependencies: ["CNetlink"],
      cSettings: [.treatAllWarnings(as: .error), .unsafeFlags(["-Wall", "-Wextra"])]),
    // The C library, without Swift's overlay.
    .target(name: "CSystem"),
    // The kernel's director: generic netlink, /proc/net/ip_vs_conn, /proc/sys/net/ipv4/vs.
    .target(
      name: "IPVSKernel", dependencies: ["IPVS", "CIPVSNetlink", "CSystem"], swiftSettings: strict),
    // What ipvsadm does from argv on.
    .target(
      name: "IPVSProgram",
      dependencies: ["IPVS", "IPVSCommandLine", "IPVSKernel", "CSystem"],
      swiftSettings: strict),
    .executableTarget(
      name: "ipvsadm", dependencies: ["CStart", "IPVSProgram"],
      cSettings: embedded == nil ? [] : [.define("IPVS_EMBEDDED")],
      linkerSettings: embedded.map { folder in
        [
          .unsafeFlags([
            "-enable-experimental-feature", "Embedded", "-Xclang-linker", "-static",
            "\(folder)/libswiftUnicodeDataTables.a",
          ])
        ]
      }),
    // Runs inside a test guest: the oracle's driver, servers and clients for the demonstration.
    .executableTarget(
      name: "ipvs-lab-agent",
      dependencies: [
        "IPVS", "IPVSCommandLine", "IPVSKernel", "IPVSOperations", "IPVSProgram", "IPVSScenario",
        "IPVSScenarioGenerator", "IPVSSimulator", "IPVSVerbs",
      ], swiftSettings: strict),
    .testTarget(
      name: "IPVSKernelTests", dependencies: ["IPVS", "IPVSKernel"], swiftSettings: strict),
  ]
  products += [
    .library(name: "IPVSKernel", targets: ["IPVSKernel"]),
    .executable(name: "ipvsadm", targets: ["ipvsadm"]),
    .executable(name: "ipvs-lab-agent", targets: ["ipvs-lab-agent"]),
  ]
}

// Scripts/fuzz builds these, with libFuzzer's main and AddressSanitizer.
if Context.environment["IPVS_FUZZ"] != nil {
  targets.append(.target(name: "FuzzDriver", path: "Tests/Fuzz/Driver"))
  targets += ["CommandLine", "Restore", "Addresses", "ConnectionTable", "Netlink"].map { name in
    .executableTarget(
      name: "Fuzz\(name)",
      dependencies: ["FuzzDriver", "IPVS", "IPVSCommandLine", "IPVSKernel", "IPVSTestSupport"],
      path: "Tests/Fuzz/\(name)", swiftSettings: strict)
  }
}

let package = Package(
  name: "swift-ipvs", products: products,
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
  ],
  targets: targets)
