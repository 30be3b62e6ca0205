import MarketModel
import Testing

@Suite struct DecimalTextTests {
  @Test(arguments: [
    ("0", 0), ("-0", 0), ("1", 1_000_000_000), ("5000.25", 5_000_250_000_000),
    ("-2.5", -2_500_000_000), ("0.000000001", 1), ("1.0000000000000", 1_000_000_000),
    ("00012.50", 12_500_000_000), ("9223372036.854775807", Int64.max),
    ("-9223372036.854775807", -Int64.max), ("0.00000000000000000000000000", 0),
  ])
  func readsDigitsExactly(_ text: String, _ nanos: Int64) throws {
    #expect(try Price(text).nanos == nanos)
  }

  @Test(arguments: [
    ("", DecimalFailure.empty), ("-", .notADecimal), (".5", .notADecimal), ("5.", .notADecimal),
    ("1e3", .notADecimal), ("+1", .notADecimal), ("1 ", .notADecimal), ("0x10", .notADecimal),
    ("1,000", .notADecimal), ("NaN", .notADecimal), ("0.0000000001", .finerThanNanos),
    ("9223372036.854775808", .outOfRange), ("99999999999999999999", .outOfRange),
    (String(repeating: "9", count: 400), .outOfRange),
  ])
  func refusesWhatIsNoDecimal(_ text: String, _ failure: DecimalFailure) {
    #expect(throws: failure) { try Price(text) }
  }

  @Test(arguments: [
    ("1e3", 1_000_000_000_000), ("25E-1", 2_500_000_000), ("1e-9", 1), ("0e999", 0),
    ("12.5e+1", 125_000_000_000), ("1000000000000e-12", 1_000_000_000),
  ])
  func readsExponentsWhereAsked(_ text: String, _ nanos: Int64) throws {
    var text = text
    let price = try text.withUTF8 { bytes throws in try Price(parsing: bytes, exponents: true) }
    #expect(price.nanos == nanos)
  }

  @Test(arguments: ["1e", "1e+", "1e10", "1e-10", "1e999999999999999999999", "e5"])
  func refusesBadExponents(_ text: String) {
    var text = text
    #expect(throws: DecimalFailure.self) {
      try text.withUTF8 { bytes throws in _ = try Price(parsing: bytes, exponents: true) }
    }
  }

  @Test(arguments: [
    (0, "0"), (1, "0.000000001"), (-2_500_000_000, "-2.5"), (5_000_250_000_000, "5000.25"),
    (Int64.max, "9223372036.854775807"), (Int64.min, "-9223372036.854775808"),
    (1_000_000_000, "1"), (100_000_000, "0.1"),
  ])
  func writesTheShortestForm(_ nanos: Int64, _ text: String) {
    #expect(Price(nanos: nanos).description == text)
  }

  @Test func whatIsWrittenReadsBackTheSame() throws {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<20_000 {
      let shift = UInt64.random(in: 0..<63, using: &generator)
      let nanos = Int64.random(in: -Int64.max...Int64.max, using: &generator) >> shift
      #expect(try Price(Price(nanos: nanos).description).nanos == nanos)
    }
  }

  @Test func everyNumberOfDigitsIsWritten() {
    var magnitude: Int64 = 1
    for _ in 0..<18 {
      magnitude *= 10
      for nanos in [magnitude - 1, magnitude, magnitude + 1, magnitude / 10 * 7 + 30] {
        let digits = String(repeating: "0", count: max(0, 10 - "\(nanos)".count)) + "\(nanos)"
        var text = String(digits.dropLast(9)) + "." + String(digits.suffix(9))
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        #expect(Price(nanos: nanos).description == text)
        #expect(Price(nanos: -nanos).description == "-" + text)
      }
    }
    #expect(Price(nanos: .max).description == "9223372036.854775807")
    #expect(Price(nanos: .min).description == "-9223372036.854775808")
  }

  @Test func movesByTicksAndSaysWhenItCannot() throws {
    let tick = try Price("0.25")
    #expect(try Price("5000").moved(ticks: -3, of: tick) == Price("4999.25"))
    #expect(Price(nanos: .max).moved(ticks: 1, of: tick) == nil)
    #expect(Price.zero.moved(ticks: .max, of: tick) == nil)
    #expect(try Price("-1.25").isOn(tick: tick))
    #expect(try !Price("0.3").isOn(tick: tick))
  }
}

/// A small repeatable generator (SplitMix64), so that a failing run can be run again.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
