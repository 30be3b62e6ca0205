import Foundation
import MarketModel
import TestSupport
import Testing

@testable import Journal

/// What has been acknowledged is on the disk whatever happens to the process: real processes, ended
/// by SIGKILL wherever they are.
@Suite(.ownThreads) struct KillTests {
  /// Ends this process after a while, from a thread of its own.
  static func killSelf(afterMicroseconds delay: UInt32) {
    Thread.detachNewThread {
      usleep(delay)
      kill(getpid(), SIGKILL)
    }
  }

  /// Commits passes of 1, 2, 3 … 7 events for ever, and writes each pass's last number to a file
  /// once its commit has returned. SIGKILL takes nothing back that `write` has taken.
  static func commitForEver(in path: String) throws {
    let journal = try Journal.open(dataDirectory: path, account: .paper, now: Desk.start)
    try journal.forEachEvent { _ in }
    let acknowledged = open("\(path)/acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o600)
    var pass = 0
    while true {
      let size = pass % 7 + 1
      for _ in 0..<size {
        let number = journal.durableSequence + Int64(journal.pendingCount) + 1
        journal.append(
          line: "{\"n\":\(number),\"left\":\(size - journal.pendingCount - 1)}", .filled, 0)
      }
      try journal.commit()
      var last = journal.durableSequence
      _ = write(acknowledged, &last, 8)
      if pass % 50 == 49 { try journal.checkpoint() }
      pass += 1
    }
  }

  private func lastAcknowledged(in path: String) throws -> Int64 {
    let url = URL(filePath: "\(path)/acknowledged")
    guard let data = try? Data(contentsOf: url), data.count >= 8 else { return 0 }
    return data.suffix(data.count % 8 + 8).withUnsafeBytes { $0.loadUnaligned(as: Int64.self) }
  }

  /// The first delays end the process while it makes the file.
  @Test(arguments: [17, 42] as [UInt64])
  func killedAtRandomNothingAcknowledgedIsMissingOrDoubled(seed: UInt64) async throws {
    let desk = try Desk()
    var random = SplitMix(state: seed)
    var heldBefore: Int64 = 0
    for round in 0..<12 {
      let delay = UInt32(random.next() % (round < 4 ? 8_000 : 120_000))
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [path = desk.path as String, delay = delay as UInt32] in
        KillTests.killSelf(afterMicroseconds: delay)
        try KillTests.commitForEver(in: path)
      }
      let journal = try desk.open()
      let acknowledged = try lastAcknowledged(in: desk.path)
      let held = journal.durableSequence
      #expect(held >= acknowledged, "event \(held + 1) was acknowledged and is gone")
      // At most the one pass that was under way is there without having been acknowledged.
      #expect(held <= max(acknowledged, heldBefore) + 7)
      heldBefore = held
      var last = 0
      try journal.forEachEvent { event in
        let text = String(decoding: event.payload, as: UTF8.self)
        let numbers = text.split(whereSeparator: { !$0.isNumber }).compactMap { Int($0) }
        #expect(numbers.count == 2 && numbers[0] == Int(event.sequence), "\(text)")
        last = numbers.last ?? -1
      }
      #expect(last == 0, "half a pass is there")
      if round % 3 == 2 { try journal.close() }
    }
    #expect(heldBefore > 20)
    #expect(try desk.stranger().text("PRAGMA integrity_check") == "ok")
  }

  /// Trades by a seed until it is killed, soon after `passes`, and writes each pass's number to a
  /// file once it is committed.
  static func trade(in path: String, seed: UInt64, passes: Int, delay: UInt32) throws {
    var session = try TradingSession(Desk(of: path), now: Desk.start)
    let acknowledged = open("\(path)/acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o600)
    var random = SplitMix(state: seed)
    var pass = 0
    while true {
      pass += 1
      if pass == passes { killSelf(afterMicroseconds: delay) }
      session.randomPass(pass, &random)
      try session.commit()
      var last = Int64(pass)
      _ = write(acknowledged, &last, 8)
    }
  }

  /// The account after a kill is the one that the same trading without a kill has after the last
  /// pass acknowledged, or after the one under way.
  @Test(arguments: [3, 4, 5, 6, 7, 8] as [UInt64])
  func accountOfAKilledDeskIsTheOneAcknowledged(seed: UInt64) async throws {
    let desk = try Desk()
    var random = SplitMix(state: seed)
    let passes = Int(20 + random.next() % 200)
    let delay = UInt32(random.next() % 4_000)
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [
        path = desk.path as String, seed = seed as UInt64, passes = passes as Int,
        delay = delay as UInt32,
      ] in
      try KillTests.trade(in: path, seed: seed, passes: passes, delay: delay)
    }
    let acknowledged = Int(try lastAcknowledged(in: desk.path))
    let found = account(of: try TradingSession(desk, now: Desk.start).engine)

    var unharmed = try TradingSession(Desk(), now: Desk.start)
    random = SplitMix(state: seed)
    for pass in 1..<acknowledged + 1 { unharmed.randomPass(pass, &random) }
    let expected = account(of: unharmed.engine)
    unharmed.randomPass(acknowledged + 1, &random)
    #expect(acknowledged >= passes - 1)
    #expect(found == expected || found == account(of: unharmed.engine), "pass \(acknowledged)")
  }

  @Test func lockOfAKilledProcessIsFree() async throws {
    let desk = try Desk()
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = desk.path as String] in
      let journal = try Journal.open(dataDirectory: path, account: .paper, now: Desk.start)
      journal.append(line: "{}", .filled, 0)
      try journal.commit()
      kill(getpid(), SIGKILL)
    }
    #expect(!(try String(contentsOfFile: desk.lockPath, encoding: .utf8)).isEmpty)
    #expect(try desk.open().lines() == ["1 filled {}"])
  }

  /// A log whose end never reached the disk: whole passes are there up to the cut, and no part of
  /// the one that was cut.
  @Test func tornLogGivesWholePasses() throws {
    let desk = try Desk()
    let journal = try desk.open()
    try journal.checkpoint()
    // Where the log may end with nothing cut off: behind its header and each commit.
    var ends = [0, 32]
    for pass in 1...6 {
      for number in 1...3 { journal.append(line: "{\"n\":\(number)}", .filled, pass) }
      try journal.commit()
      ends.append(try Data(contentsOf: URL(filePath: desk.journalPath + "-wal")).count)
    }
    let log = try Data(contentsOf: URL(filePath: desk.journalPath + "-wal"))
    let main = try Data(contentsOf: URL(filePath: desk.journalPath))
    var seen: Set<Int> = []
    for cut in stride(from: 0, through: log.count, by: 613) {
      let torn = try Desk()
      try FileManager.default.createDirectory(
        atPath: "\(torn.path)/accounts", withIntermediateDirectories: true)
      try main.write(to: URL(filePath: torn.journalPath))
      try log.prefix(cut).write(to: URL(filePath: torn.journalPath + "-wal"))
      let opened = try torn.open()
      let held = try opened.lines().count
      #expect(held % 3 == 0, "cut at \(cut): \(held) events")
      // What is left of a frame's head alone cannot be told from an older one's.
      if let whole = ends.last(where: { $0 <= cut }), cut - whole >= 24 {
        #expect(opened.tornByteCount > 0, "cut at \(cut)")
      } else {
        #expect(opened.tornByteCount == 0, "cut at \(cut)")
      }
      seen.insert(held)
    }
    #expect(seen.contains(0) && seen.contains(15) && seen.count >= 6)
  }
}

/// A small generator with a seed, so that a failing run can be repeated.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
