import MarketModel

/// What a simulated market looks like and what goes wrong in it.
public struct SimulatorPlan: Sendable {
  /// One instrument's walk.
  public struct Walk: Sendable {
    public var symbol: Symbol
    public var tick: Price
    public var start: Price
    public var largestSize: Int

    public init(symbol: Symbol, tick: Price, start: Price, largestSize: Int = 80) {
      self.symbol = symbol
      self.tick = tick
      self.start = start
      self.largestSize = largestSize
    }
  }

  /// One source and the collector behind it.
  public struct Feeder: Sendable {
    public var source: SourceName
    public var collector: String
    /// The middle of its collection latency.
    public var latencyMillis: Int

    public init(source: SourceName, collector: String, latencyMillis: Int = 8) {
      self.source = source
      self.collector = collector
      self.latencyMillis = latencyMillis
    }
  }

  public var walks: [Walk]
  public var feeders: [Feeder]
  /// Events a second over all sources, outside bursts.
  public var ratePerSecond: Double = 50
  /// Every so often the rate is multiplied for a while; 0 for never.
  public var burstEveryNanos: Int64 = 0
  public var burstLengthNanos: Int64 = 500_000_000
  public var burstFactor: Double = 10
  /// How often a source's running number skips some, in parts of a million.
  public var gapsPerMillion = 0
  /// Every so often the last source falls silent for a while; 0 for never.
  public var silenceEveryNanos: Int64 = 0
  public var silenceLengthNanos: Int64 = 12_000_000_000
  /// How many events are spoilt, one form after the other, in parts of a million.
  public var badPerMillion = 0

  public init(walks: [Walk], feeders: [Feeder]) {
    self.walks = walks
    self.feeders = feeders
  }

  /// Walks of the usual contracts for the given symbols; others walk from 100 in cents.
  public static func walks(for symbols: [Symbol]) -> [Walk] {
    symbols.map { symbol in
      let root = ContractMonth(symbol)?.root ?? symbol
      let known = usual.first { $0.name == root.description }
      return Walk(
        symbol: symbol, tick: Price(nanos: known?.tick ?? 10_000_000),
        start: Price(nanos: known?.start ?? 100_000_000_000), largestSize: known?.size ?? 900)
    }
  }

  private static let usual: [(name: String, tick: Int64, start: Int64, size: Int)] = [
    ("ES", 250_000_000, 5_000_000_000_000, 80), ("NQ", 250_000_000, 18_000_000_000_000, 30),
    ("YM", 1_000_000_000, 39_000_000_000_000, 25), ("RTY", 100_000_000, 2_050_000_000_000, 40),
    ("MES", 250_000_000, 5_000_000_000_000, 300), ("MNQ", 250_000_000, 18_000_000_000_000, 200),
    ("CL", 10_000_000, 78_000_000_000, 60), ("GC", 100_000_000, 2_350_000_000_000, 30),
    ("6E", 50_000, 1_085_000_000, 90), ("AAPL", 10_000_000, 228_000_000_000, 900),
    ("MSFT", 10_000_000, 415_000_000_000, 700), ("SPY", 10_000_000, 595_000_000_000, 2_000),
    ("QQQ", 10_000_000, 505_000_000_000, 1_500), ("IBM", 10_000_000, 222_000_000_000, 500),
    ("BAC", 10_000_000, 46_000_000_000, 4_000),
  ]
}
