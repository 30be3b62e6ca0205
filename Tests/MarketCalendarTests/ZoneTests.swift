import Foundation
import Glibc
import Testing

@testable import MarketCalendar

/// The reader of TZif files against the C library's, and against what no zone file should be.
@Suite(.serialized) struct ZoneTests {
  /// What the C library says; it reads the same files on its own.
  private func withLocalTime(_ zone: String, _ body: ((Int64) -> Int) -> Void) {
    let before = getenv("TZ").map { String(cString: $0) }
    setenv("TZ", zone, 1)
    tzset()
    body { seconds in
      var time = time_t(seconds)
      var broken = tm()
      localtime_r(&time, &broken)
      return broken.tm_gmtoff
    }
    if let before { setenv("TZ", before, 1) } else { unsetenv("TZ") }
    tzset()
  }

  @Test func agreesWithTheSystemInEveryZone() throws {
    let directory = ZoneDirectory(path: "/usr/share/zoneinfo")
    let names = directory.names()
    #expect(names.count > 300)
    #expect(names.contains("America/Chicago") && names.contains("America/Argentina/Ushuaia"))
    var generator = SeededGenerator(seed: 9)
    for name in names {
      let zone = try directory.zone(named: name)
      // 1901 to 2100; the C library's own first type differs for earlier times.
      var instants = (0..<200).map { _ in
        Int64.random(in: -2_100_000_000...4_100_000_000, using: &generator)
      }
      instants += zone.changes.suffix(30).filter { $0 > -2_100_000_000 }.flatMap { [$0 - 1, $0] }
      var differing: [Int64] = []
      withLocalTime(name) { offset in
        differing = instants.filter { zone.offsetSeconds(atUnixSeconds: $0) != offset($0) }
      }
      #expect(differing.isEmpty, "\(name): \(differing.prefix(3))")
    }
  }

  @Test(arguments: ["America/Chicago", "America/New_York", "Europe/London", "Asia/Tokyo", "UTC"])
  func localTimesLeadBack(name: String) throws {
    let zone = try ZoneDirectory.system.zone(named: name)
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<5_000 {
      let instant = Int64.random(in: 900_000_000...2_300_000_000, using: &generator)
      let local = instant + Int64(zone.offsetSeconds(atUnixSeconds: instant))
      let back = zone.unixSeconds(ofLocalSeconds: local)
      // An hour is shown twice in autumn; the first of the two is meant.
      #expect(back == instant || back == instant - 3_600)
      #expect(back + Int64(zone.offsetSeconds(atUnixSeconds: back)) == local)
    }
  }

  @Test func skippedAndDoubledHours() throws {
    let zone = try ZoneDirectory.system.zone(named: "America/Chicago")
    func seconds(_ date: TradeDate, _ hour: Int, _ minute: Int) -> Int64 {
      Int64(date.daysSince1970) * 86_400 + Int64(hour * 3_600 + minute * 60)
    }
    // 02:30 on 2026-03-08 is skipped and counts in winter time; 01:30 on 2026-11-01 comes twice.
    let skipped = zone.unixSeconds(ofLocalSeconds: seconds(TradeDate(2026, 3, 8), 2, 30))
    #expect(skipped == seconds(TradeDate(2026, 3, 8), 8, 30))
    let doubled = zone.unixSeconds(ofLocalSeconds: seconds(TradeDate(2026, 11, 1), 1, 30))
    #expect(doubled == seconds(TradeDate(2026, 11, 1), 6, 30))
  }

  @Test(arguments: [
    ("CST6CDT,M3.2.0,M11.1.0", 1_770_000_000, -21_600),
    ("CST6CDT,M3.2.0,M11.1.0", 1_783_000_000, -18_000),
    ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 1_770_000_000, 39_600),
    ("IST-1GMT0,M10.5.0,M3.5.0/1", 1_770_000_000, 0),
    ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 1_783_000_000, -3_600),
    ("EST5EDT,J60,300/3", 1_783_000_000, -14_400), ("UTC0", 0, 0), ("JST-9", 0, 32_400),
  ])
  func readsPosixRules(text: String, instant: Int64, offset: Int) throws {
    let rule = try #require(PosixZoneRule(ArraySlice(text.utf8)))
    #expect(rule.offsetSeconds(atUnixSeconds: instant) == offset)
  }

  @Test(arguments: [
    "", "C6", "CST", "CST6CDT", "CST6CDT,M3.2.0", "CST6CDT,M13.2.0,M11.1.0",
    "CST6CDT,M3.6.0,M11.1.0", "CST6CDT,M3.2.7,M11.1.0", "CST6CDT,J0,J366", "<CST6",
    "CST6CDT,M3.2.0,M11.1.0,", "CST25", "CST6CDT,M3.2.0/168,M11.1.0", "CST6:60",
  ])
  func refusesWhatIsNoRule(text: String) {
    #expect(PosixZoneRule(ArraySlice(text.utf8)) == nil)
  }

  @Test func unknownZonesSayWhatWasExpected() throws {
    for name in ["America/Chigaco", "../passwd", "/etc/passwd", "", "America//Chicago", "."] {
      #expect(throws: ZoneFailure.unknown(zone: name, path: "/usr/share/zoneinfo/" + name)) {
        try ZoneDirectory(path: "/usr/share/zoneinfo").zone(named: name)
      }
    }
    let failure = ZoneFailure.unknown(zone: "X", path: "/z/X")
    #expect(
      failure.description
        == "zone 'X': expected a TZif file at /z/X (package tzdata; TZDIR names another "
        + "directory), got none")
    #expect(throws: ZoneFailure.self) {
      try ZoneDirectory(path: "/usr/share/zoneinfo").zone(named: "America")
    }
  }

  /// No cut and no flipped byte makes the reader do more than refuse.
  @Test func brokenFilesAreRefused() throws {
    let path = "/usr/share/zoneinfo/America/Chicago"
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    for count in 0..<whole.count - 1 {
      #expect(throws: ZoneFailure.self) {
        try ZoneFile.read(Array(whole[..<count]), zone: "X", path: path)
      }
    }
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<3_000 {
      var bytes = whole
      for _ in 0..<4 {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] =
          UInt8.random(in: 0...255, using: &generator)
      }
      guard let zone = try? ZoneFile.read(bytes, zone: "X", path: path) else { continue }
      #expect(abs(zone.offsetSeconds(atUnixSeconds: 1_770_000_000)) < 96_000)
    }
  }
}
