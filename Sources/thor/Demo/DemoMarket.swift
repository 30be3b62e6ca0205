import MarketCodec
import MarketModel

/// The market a demo trades: the same symbols and sources with and without a server between.
enum DemoMarket {
  static let symbols = ["ES", "NQ", "YM", "RTY", "CL", "GC", "6E", "AAPL", "MSFT", "SPY"]
  static let sources = ["EXCEL", "SCHWAB"]
  /// How often the preferred source falls silent, and for how long: the other one takes over.
  static let silenceEverySeconds = 45
  static let silenceSeconds = 12
  static let ratePerSecond = 60

  /// The plan of both collectors in one process.
  static func plan(ratePerSecond rate: Int) -> SimulatorPlan {
    var plan = SimulatorPlan(
      walks: SimulatorPlan.walks(for: symbols.compactMap { Symbol($0) }),
      feeders: sources.compactMap { SourceName($0) }.enumerated().map { place, source in
        SimulatorPlan.Feeder(
          source: source, collector: "demo-\(place + 1)", latencyMillis: 6 + place * 20)
      })
    plan.ratePerSecond = Double(rate)
    plan.silenceEveryNanos = Int64(silenceEverySeconds) * 1_000_000_000
    plan.silenceLengthNanos = Int64(silenceSeconds) * 1_000_000_000
    return plan
  }
}
