import Foundation
import TestSupport
import Testing

/// Random input to `thor engine` and to a second engine in another language beside it
/// (`Tests/Oracle`): all they say of orders, fills, positions and breaches has to be the same.
@Suite(.ownThreads) struct OracleTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Oracle").path

  @Test func aSecondEngineSaysTheSame() throws {
    try compare(streams: ProcessInfo.processInfo.environment["THOR_SOAK"] == "1" ? 4_000 : 40)
  }

  private func compare(streams: Int) throws {
    let run = try ProgramRun(
      "/usr/bin/env",
      [
        "python3", "-B", Self.folder + "/random_streams.py", DeskStory.thor, "--streams",
        "\(streams)",
      ])
    let status = run.waitForExit(timeout: 900)
    #expect(status == 0, "\(run.output)\n\(run.error)")
    #expect(run.output.contains(#""streams": \#(streams)"#))
  }
}
