import Engine
import Execution
import MarketModel
import Telemetry

/// One trade as the tape shows it.
public struct TradePrint: Sendable, Equatable {
  /// Who took the other side's price.
  public enum Aggressor: UInt8, Sendable {
    case unknown, buyer, seller

    /// `B`, `S` or `-`: the cue beside the colour.
    public var letter: String {
      switch self {
      case .buyer: "B"
      case .seller: "S"
      case .unknown: "-"
      }
    }
  }

  /// When it happened at the exchange or the collector.
  public let at: UnixNanos
  public let price: Price
  public let size: Quantity
  public let instrument: InstrumentIndex
  public let source: SourceIndex
  public let aggressor: Aggressor
  /// Whether it was large for its instrument; see `SizeMean`.
  public let isLarge: Bool
  /// Whether its source's book was in force; other sources may tell of the same trade.
  public let isInForce: Bool

  public init(
    at: UnixNanos, price: Price, size: Quantity, instrument: InstrumentIndex,
    source: SourceIndex, aggressor: Aggressor, isLarge: Bool, isInForce: Bool
  ) {
    self.at = at
    self.price = price
    self.size = size
    self.instrument = instrument
    self.source = source
    self.aggressor = aggressor
    self.isLarge = isLarge
    self.isInForce = isInForce
  }
}

extension TradePrint.Aggressor {
  /// The exchange's own word; where it says nothing, the side whose price was taken.
  ///
  /// - Parameter quote: the book of the trade's source as it was for the trade.
  init(of tick: Tick, in quote: Quote?) {
    if tick.parts.contains(.buyerAggressor) {
      self = .buyer
    } else if tick.parts.contains(.sellerAggressor) {
      self = .seller
    } else if let quote, !quote.isCrossed {
      let bought = quote.ask.map { tick.last >= $0 } ?? false
      let sold = quote.bid.map { tick.last <= $0 } ?? false
      // In a locked market both are true, and nobody knows.
      self = bought == sold ? .unknown : bought ? .buyer : .seller
    } else {
      self = .unknown
    }
  }
}

/// The running mean of an instrument's trade sizes, by which a large one is known.
///
/// Large is five times the mean or more, once twenty trades have been seen. The mean forgets with
/// a weight of 1/256 a trade, so that it follows the hours of the day.
public struct SizeMean: Sendable {
  private var mean = 0.0
  private var count = 0

  public static let largeFactor = 5.0
  public static let leastCount = 20
  private static let memory = 256

  public init() {}

  /// Takes a size in and says whether it was large against those before it.
  mutating func takes(_ size: Quantity) -> Bool {
    let units = size.approximate
    let isLarge = count >= SizeMean.leastCount && units >= SizeMean.largeFactor * mean
    count = min(count + 1, SizeMean.memory)
    mean += (units - mean) / Double(count)
    return isLarge
  }
}

/// The latest trades of all instruments: a ring, so that a full one costs nothing more a trade.
public struct TradeTape: Sendable {
  private var prints = PointRing<TradePrint>(capacity: TradeTape.limit)
  /// How many trades have been put in so far.
  public private(set) var total = 0

  /// The trades kept for scrolling back: 32 bytes each.
  public static let limit = 8_192

  public init() {}

  mutating func add(_ print: TradePrint) {
    prints.append(print)
    total += 1
  }

  /// The number of the oldest trade kept; numbers run from 0 to `total - 1`.
  public var firstNumber: Int { total - prints.count }

  /// A trade by its number, which must be one of `firstNumber ..< total`.
  public subscript(number: Int) -> TradePrint { prints[number - firstNumber] }

  /// The numbers of the newest trades that a filter lets through, newest first.
  ///
  /// - Parameters:
  ///   - from: the newest number to look at; nil is the newest there is.
  ///   - count: how many are wanted.
  /// - Complexity: O(trades kept) where few pass.
  public func numbers(from: Int? = nil, count: Int, passing filter: TapeFilter) -> [Int] {
    var found: [Int] = []
    var number = min(from ?? total - 1, total - 1)
    while number >= firstNumber, found.count < count {
      if filter.passes(self[number]) { found.append(number) }
      number -= 1
    }
    return found
  }
}

/// Which trades the tape shows.
public struct TapeFilter: Sendable, Equatable {
  /// The one instrument shown; nil shows all.
  public var instrument: InstrumentIndex?
  public var leastSize: Quantity = .zero

  public init(instrument: InstrumentIndex? = nil, leastSize: Quantity = .zero) {
    self.instrument = instrument
    self.leastSize = leastSize
  }

  func passes(_ print: TradePrint) -> Bool {
    print.size >= leastSize && (instrument == nil || instrument == print.instrument)
  }
}

/// What a trader has done to the tape; the desk keeps it, the pane draws from it.
public struct TapeState: Sendable, Equatable {
  /// Whether all symbols are shown, or the selected one alone.
  public var showsAll = false
  public var leastSize: Quantity = .zero
  /// The newest trade when the trader began to scroll; nil follows the market.
  public var heldNumber: Int?
  /// How many trades were scrolled past since.
  public var offset = 0

  /// The steps a key takes the least size through.
  public static let sizes = [0, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000].map {
    Quantity($0)
  }

  public init() {}

  /// Follows the market again.
  public mutating func release() {
    heldNumber = nil
    offset = 0
  }
}
