import Foundation
import MarketModel
import Testing

@Suite struct InstantTests {
  func parse(_ text: String) throws -> UnixNanos {
    var text = text
    return try text.withUTF8 { bytes throws in try InstantText.parse(bytes) }
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2024-03-12T14:30:00Z", 1_710_253_800_000_000_000),
    ("2024-03-12T14:30:00.000000001Z", 1_710_253_800_000_000_001),
    ("2024-03-12T09:30:00-05:00", 1_710_253_800_000_000_000),
    ("2024-03-12T20:00:00+0530", 1_710_253_800_000_000_000),
    ("2024-03-12 14:30:00.5z", 1_710_253_800_500_000_000),
    ("1969-12-31T23:59:59.999999999Z", -1), ("2016-12-31T23:59:60Z", 1_483_228_800_000_000_000),
  ])
  func readsIsoWithAZone(_ text: String, _ nanos: Int64) throws {
    #expect(try parse(text).nanos == nanos)
  }

  @Test(arguments: [
    "", "2024-03-12", "2024-03-12T14:30:00", "2024-13-01T00:00:00Z", "2023-02-29T00:00:00Z",
    "2024-03-12T24:00:00Z", "2024-03-12T14:30:00.Z", "2024-03-12T14:30:00.1234567890Z",
    "2024-03-12T14:30:00Zx", "2024-03-12T14:30:00+5:00", "20240312T143000Z",
  ])
  func refusesWhatIsNoInstant(_ text: String) {
    #expect(throws: InstantFailure.notAnInstant) { try parse(text) }
  }

  @Test(arguments: ["9999-01-01T00:00:00Z", "0001-01-01T00:00:00Z"])
  func saysWhenTheYearIsOutOfRange(_ text: String) {
    #expect(throws: InstantFailure.outOfRange) { try parse(text) }
  }

  @Test(arguments: [
    ("1710253800", 1_710_253_800_000_000_000), ("1710253800123", 1_710_253_800_123_000_000),
    ("1710253800123456", 1_710_253_800_123_456_000),
    ("1710253800123456789", 1_710_253_800_123_456_789),
  ])
  func readsIntegersByTheirMagnitude(_ text: String, _ nanos: Int64) throws {
    var text = text
    let instant = try text.withUTF8 { bytes throws in try InstantText.parseEpoch(bytes) }
    #expect(instant.nanos == nanos)
  }

  @Test func agreesWithTheSystemsCalendarOverFiveCenturies() throws {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<5_000 {
      let seconds = Int64.random(in: -9_000_000_000...9_000_000_000, using: &generator)
      var time = time_t(seconds)
      var broken = tm()
      gmtime_r(&time, &broken)
      let civil = CivilTime(unixSeconds: seconds)
      #expect(civil.year == Int(broken.tm_year) + 1900)
      #expect(civil.month == Int(broken.tm_mon) + 1)
      #expect(civil.day == Int(broken.tm_mday))
      #expect(civil.hour == Int(broken.tm_hour))
      #expect(civil.minute == Int(broken.tm_min))
      #expect(civil.second == Int(broken.tm_sec))
      #expect((civil.weekday + 1) % 7 == Int(broken.tm_wday))
      let instant = UnixNanos(seconds * 1_000_000_000 + 5)
      #expect(try parse(instant.description) == instant)
    }
  }
}
