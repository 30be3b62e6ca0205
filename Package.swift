// swift-tools-version: 6.2
import PackageDescription

// Every target and the only targets it may import. The same table stands, with reasons, in
// docs/architecture.md; Tests/TidyTests holds the sources against both.

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
]

// The engine's loop runs through these. Exclusivity checks cost about 6x there; the loop passes
// its state `inout` and keeps no class fields, so the compiler proves statically what the checks
// would prove at run time, and debug builds (which the tests run) keep the checks on.
let hot: [SwiftSetting] =
  strict + [
    .unsafeFlags(
      ["-enforce-exclusivity=unchecked", "-cross-module-optimization"],
      .when(configuration: .release))
  ]

func target(_ name: String, _ dependencies: [String], hot isHot: Bool = false) -> Target {
  .target(
    name: name,
    dependencies: dependencies.map { .byName(name: $0) },
    swiftSettings: isHot ? hot : strict)
}

func tests(_ name: String, _ dependencies: [String]) -> Target {
  .testTarget(
    name: name,
    dependencies: dependencies.map { .byName(name: $0) },
    swiftSettings: strict)
}

/// A program of the tests, which only a release build of it says something about.
func proof(_ name: String, _ dependencies: [String]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies.map { .byName(name: $0) }, path: "Tests/\(name)",
    swiftSettings: hot)
}

func shim(_ name: String, links library: String? = nil, defines: [String] = []) -> Target {
  .target(
    name: name,
    cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])] + defines.map { .define($0) },
    linkerSettings: library.map { [.linkedLibrary($0)] } ?? [])
}

let package = Package(
  name: "thor",
  products: [.executable(name: "thor", targets: ["thor"])],
  targets: [
    shim("CCrypto", links: "crypto"),
    shim("CHiredis", links: "hiredis"),
    shim("CPlatform", defines: ["_GNU_SOURCE"]),
    shim("CPostgres", links: "pq", defines: ["_GNU_SOURCE"]),
    shim("CSQLite", links: "sqlite3"),
    shim("CTerminal", links: "ncursesw", defines: ["_GNU_SOURCE", "NCURSES_WIDECHAR=1"]),
    shim("CYaml", links: "yaml"),
    shim("CZlib", links: "z"),

    target("MarketModel", [], hot: true),
    target("Configuration", ["CYaml"]),
    target("MarketCalendar", ["MarketModel"], hot: true),
    target("MarketCodec", ["MarketModel"], hot: true),
    target("Execution", ["MarketModel"], hot: true),
    target("Portfolio", ["MarketModel"], hot: true),
    target("Risk", ["MarketModel", "Portfolio"], hot: true),
    target(
      "Engine", ["MarketModel", "MarketCodec", "Execution", "Portfolio", "Risk"], hot: true),
    target("Journal", ["Engine", "MarketModel", "CCrypto", "CSQLite"]),
    target("PostgresStore", ["Journal", "MarketModel", "CPostgres"]),
    target("Telemetry", []),
    target("TerminalKit", []),
    target("Panes", ["Engine", "MarketCalendar", "MarketModel", "Telemetry", "TerminalKit"]),
    target("Workstation", ["Engine", "MarketModel", "Panes", "Telemetry", "TerminalKit"]),
    target("Reactor", ["CPlatform"]),
    target("CursesBackend", ["TerminalKit", "CTerminal"]),
    target("RedisFeed", ["MarketCodec", "MarketModel", "CHiredis"], hot: true),
    .executableTarget(
      name: "thor",
      dependencies: [
        "CPlatform", "CZlib", "Configuration", "CursesBackend", "Engine", "Journal",
        "MarketCodec", "MarketModel", "Panes", "PostgresStore", "Reactor", "RedisFeed", "Telemetry",
        "TerminalKit", "Workstation",
        "MarketCalendar",
      ].map { .byName(name: $0) },
      swiftSettings: hot),

    // What several test targets share: throw-away servers, a pty, a screen reader.
    .target(
      name: "TestSupport",
      dependencies: [
        "CPlatform", "Configuration", "Engine", "Execution", "MarketCalendar", "MarketModel",
        "Panes", "TerminalKit",
      ],
      path: "Tests/TestSupport", swiftSettings: strict),
    // Counts the allocator's calls of a full batch, in a release build (script/soak).
    .target(
      name: "CAllocationCount", path: "Tests/CAllocationCount",
      cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
    proof(
      "AllocationProof",
      ["CAllocationCount", "Engine", "MarketCodec", "MarketModel", "RedisFeed"]),
    tests("MarketModelTests", ["MarketModel"]),
    tests("ConfigurationTests", ["Configuration"]),
    tests("MarketCalendarTests", ["Configuration", "MarketCalendar", "MarketModel"]),
    tests("MarketCodecTests", ["MarketCodec", "MarketModel"]),
    tests("EngineTests", ["Engine", "Execution", "MarketModel", "Portfolio", "Risk"]),
    tests("JournalTests", ["Journal", "Engine", "MarketModel", "TestSupport"]),
    tests(
      "PostgresStoreTests",
      [
        "PostgresStore", "CPlatform", "Engine", "Execution", "Journal", "MarketModel",
        "TestSupport",
      ]),
    tests("TelemetryTests", ["Telemetry"]),
    tests("TerminalKitTests", ["TerminalKit"]),
    tests(
      "PanesTests",
      [
        "Panes", "Engine", "MarketCalendar", "MarketModel", "Telemetry", "TerminalKit",
        "TestSupport",
      ]),
    tests(
      "WorkstationTests",
      [
        "Workstation", "Engine", "MarketModel", "Panes", "Telemetry", "TerminalKit", "TestSupport",
      ]),
    tests("CursesBackendTests", ["CursesBackend", "TerminalKit", "TestSupport"]),
    tests("ReactorTests", ["Reactor", "TestSupport"]),
    tests("RedisFeedTests", ["RedisFeed", "MarketCodec", "MarketModel", "TestSupport"]),
    tests("EndToEndTests", ["CSQLite", "Journal", "MarketModel", "TestSupport", "thor"]),
    tests("TidyTests", []),
  ]
)
