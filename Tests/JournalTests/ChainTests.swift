import Foundation
import MarketModel
import Testing

@testable import Journal

/// The chain of hashes: what it comes to, and that nothing gets past it.
@Suite struct ChainTests {
  /// Computed with Python's hashlib and struct, not with this program.
  @Test func knownAnswer() throws {
    var chain = try EventChain(account: "paper", path: "")
    func hash() -> String { chain.head.hash.description }
    #expect(hash() == "5e57d0c7b668e1bc11daebd3502e1b382c8b77f589ad8e668c08d919f0a344ea")
    let at = UnixNanos(1_767_623_400_000_000_001)
    _ = chain.append(at: at, kind: "accepted", payload: #"{"n":1}"#)
    #expect(hash() == "771020a7a48c98153631dfa431a5d3ace3d27dacbbdac140aeb277418aee44df")
    _ = chain.append(at: at.advanced(byNanos: 1), kind: "filled", payload: #"{"n":"é"}"#)
    #expect(hash() == "f4bb140e591a3788045cad9adbfcd568e56f4f5e7f3781caf33b4cc1b372fab5")
    _ = chain.append(at: UnixNanos(-1), kind: "x", payload: "")
    #expect(hash() == "f1846a9cab0464c8e275b58466d6010e3240c83f65224cb5dfdeb173009a6f77")
    #expect(chain.head.sequence == 3)
  }

  @Test func digestsAreReadAsTheyAreWritten() throws {
    let text = "5e57d0c7b668e1bc11daebd3502e1b382c8b77f589ad8e668c08d919f0a344ea"
    #expect(Digest(text)?.description == text)
    #expect(Digest(text.uppercased())?.description == text)
    #expect(Digest(String(text.dropLast())) == nil)
    #expect(Digest("g" + text.dropFirst()) == nil)
    #expect(Digest("é" + text.dropFirst(2)) == nil)
  }

  /// The lines of docs/journal.md, as anybody would run them.
  @Test func theDocumentedLinesComeToTheSame() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let page = try String(contentsOf: root.appending(path: "docs/journal.md"), encoding: .utf8)
    let block = try #require(page.components(separatedBy: "```python\n").dropFirst().first)
    let script = try #require(block.components(separatedBy: "```").first)
    let desk = try Desk()
    try desk.fill(50)
    let expected = try desk.open().head
    let (status, output) = try python(script, desk.journalPath)
    // Where there is no python3 the known answers stand alone.
    guard status != 127 else { return }
    #expect(status == 0 && output == "\(expected.sequence) \(expected.hash)\n")
    try desk.stranger().execute(
      "DROP TRIGGER events_hold; UPDATE events SET payload = x'7B7D' WHERE sequence = 7")
    let (broken, words) = try python(script, desk.journalPath)
    #expect(broken == 1 && words == "event 7 does not follow\n")
  }

  private func python(_ script: String, _ path: String) throws -> (Int32, String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script, path]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  // MARK: Tampering

  private struct Tampering: CustomTestStringConvertible, Sendable {
    let sql: String
    /// The first event that does not follow.
    let sequence: Int64
    var testDescription: String { sql }
  }

  private static let tamperings = [
    Tampering(sql: "UPDATE events SET at = at + 1 WHERE sequence = 5", sequence: 5),
    Tampering(sql: "UPDATE events SET kind = 'filled' WHERE sequence = 5", sequence: 5),
    Tampering(
      sql: "UPDATE events SET payload = CAST(payload || x'20' AS BLOB) WHERE sequence = 5",
      sequence: 5),
    Tampering(sql: "UPDATE events SET hash = zeroblob(32) WHERE sequence = 5", sequence: 5),
    Tampering(sql: "DELETE FROM events WHERE sequence = 5", sequence: 5),
    Tampering(sql: "DELETE FROM events WHERE sequence = 1", sequence: 1),
    // All behind it moved up, hashes and all.
    Tampering(
      sql: """
        DELETE FROM events WHERE sequence = 5;
        UPDATE events SET sequence = -sequence WHERE sequence > 5;
        UPDATE events SET sequence = -sequence - 1 WHERE sequence < 0
        """, sequence: 5),
    Tampering(
      sql: """
        UPDATE events SET sequence = -4 WHERE sequence = 4;
        UPDATE events SET sequence = 4 WHERE sequence = 5;
        UPDATE events SET sequence = 5 WHERE sequence = -4
        """, sequence: 4),
    Tampering(
      sql: "INSERT INTO events VALUES (10, 0, 'filled', x'7B7D', zeroblob(32))", sequence: 10),
    Tampering(
      sql: "INSERT INTO events SELECT 10, at, kind, payload, hash FROM events WHERE sequence = 9",
      sequence: 10),
    Tampering(sql: "UPDATE meta SET account = 'paper', epoch = 2", sequence: 1),
  ]

  @Test(arguments: tamperings)
  private func everyTamperingIsNamed(_ tampering: Tampering) throws {
    let desk = try Desk()
    try desk.fill(9)
    try desk.stranger().execute(
      "DROP TRIGGER events_hold; DROP TRIGGER events_stay; \(tampering.sql)")
    let before = try desk.files()
    let error = journalError { _ = try desk.open().lines() }
    guard case .damaged(tampering.sequence, _) = error?.problem else {
      Issue.record("expected damage at \(tampering.sequence), got \(String(describing: error))")
      return
    }
    let verdict = try JournalReader(path: desk.journalPath).forEachEvent { _ in }
    #expect(verdict.brokenSequence == tampering.sequence)
    #expect(try desk.files() == before)
  }

  /// Any bit of any payload or hash, in the file's own bytes.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func everyFlippedBitIsNamed(seed: UInt64) throws {
    let desk = try Desk()
    try desk.fill(40)
    var random = SplitMix(state: seed)
    let whole = try #require(FileManager.default.contents(atPath: desk.journalPath))
    var places: [(sequence: Int64, range: Range<Int>)] = []
    try desk.open().forEachEvent { event in
      let hash = event.hash.withBytes { Data($0) }
      for bytes in [Data(event.payload), hash] {
        if let range = whole.range(of: bytes) { places.append((event.sequence, range)) }
      }
    }
    #expect(places.count == 80)
    for _ in 1...25 {
      let place = places[Int(random.next() % UInt64(places.count))]
      var bytes = whole
      let offset = place.range.lowerBound + Int(random.next() % UInt64(place.range.count))
      bytes[offset] ^= 1 << UInt8(random.next() % 8)
      try bytes.write(to: URL(filePath: desk.journalPath))
      let error = journalError { _ = try desk.open().lines() }
      guard case .damaged(place.sequence, _) = error?.problem else {
        Issue.record("flipped \(offset) of event \(place.sequence): \(String(describing: error))")
        return
      }
      let verdict = try JournalReader(path: desk.journalPath).forEachEvent { _ in }
      #expect(verdict.brokenSequence == place.sequence)
    }
  }

  // MARK: Version 1

  @Test func oldJournalIsChained() throws {
    let desk = try Desk()
    let before = try ChainTests.makeVersionOne(desk, events: 2_000)
    let journal = try desk.open()
    #expect(journal.foundSchema == 1)
    var chain = try EventChain(account: "paper", path: "")
    for number in 1...2_000 {
      let at = Desk.start.advanced(byNanos: Int64(number))
      _ = chain.append(at: at, kind: "accepted", payload: "{\"n\":\(number)}")
    }
    #expect(journal.head == chain.head)
    #expect(try journal.lines() == before)
    journal.append(line: "{\"n\":2001}", .accepted, 2_001)
    try journal.close()
    let again = try desk.open()
    #expect(again.foundSchema == JournalSchema.current.version && again.durableSequence == 2_001)
    #expect(try again.lines().count == 2_001)
  }

  @Test func oldJournalWithAGapIsRefusedAsItIs() throws {
    let desk = try Desk()
    _ = try ChainTests.makeVersionOne(desk, events: 9)
    try desk.stranger().execute("DROP TRIGGER events_stay; DELETE FROM events WHERE sequence = 4")
    let before = try desk.files()
    let error = journalError { _ = try desk.open() }
    guard case .damaged(4, _) = error?.problem else {
      Issue.record("expected damage at 4, got \(String(describing: error))")
      return
    }
    #expect(try desk.files() == before)
    #expect(try desk.stranger().integer("PRAGMA user_version") == 1)
  }

  /// Makes the journal that the first version would have made.
  static func makeVersionOne(_ desk: Desk, events: Int) throws -> [String] {
    try DataDirectory(desk.path).make()
    try DataDirectory.makeFile(desk.journalPath)
    let database = try desk.stranger()
    let first = JournalSchema(migrations: Array(JournalSchema.current.migrations.prefix(1)))
    #expect(try first.prepare(database, account: .paper, now: Desk.start) == nil)
    try database.execute("BEGIN")
    for number in 1...events {
      let at = Desk.start.advanced(byNanos: Int64(number)).nanos
      try database.execute(
        "INSERT INTO events VALUES (\(number), \(at), 'accepted', "
          + "CAST('{\"n\":\(number)}' AS BLOB))")
    }
    try database.execute("COMMIT")
    return (1...events).map { "\($0) accepted {\"n\":\($0)}" }
  }
}
