/// The instruments of a run: what is listed, and what the data brought.
///
/// Indices are given in the order of arrival and never change, so every table of a run can be an
/// array beside this one. A look-up by symbol is one probe of an open-addressing table.
public struct InstrumentCatalog: Sendable {
  public private(set) var instruments: [Instrument] = []
  /// An open-addressing table of places in `instruments`, -1 where free; at most half full.
  private var slots: [Int32] = Array(repeating: -1, count: 64)

  /// The most instruments one run keeps: a bus that invents symbols must not eat the memory.
  public static let countLimit = 10_000

  public init() {}

  public init(_ listed: [Instrument]) {
    for instrument in listed { _ = define(instrument) }
  }

  public var count: Int { instruments.count }

  public subscript(index: InstrumentIndex) -> Instrument { instruments[index.offset] }

  /// The place of a symbol that is already known.
  public func index(of symbol: Symbol) -> InstrumentIndex? {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: symbol.mixed) & mask
    while slots[slot] >= 0 {
      let candidate = Int(slots[slot])
      if instruments[candidate].symbol == symbol { return InstrumentIndex(candidate) }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Adds an instrument, or replaces the definition of its symbol; nil when the table is full.
  @discardableResult
  public mutating func define(_ instrument: Instrument) -> InstrumentIndex? {
    if let known = index(of: instrument.symbol) {
      instruments[known.offset] = instrument
      return known
    }
    guard instruments.count < InstrumentCatalog.countLimit else { return nil }
    if instruments.count * 2 >= slots.count { grow() }
    instruments.append(instrument)
    insert(Int32(instruments.count - 1))
    return InstrumentIndex(instruments.count - 1)
  }

  /// The place of a symbol, adding a contract month of a listed future where it is new.
  ///
  /// `ESZ6` resolves to `ES`: it gets the root's multiplier, tick and margins under its own name.
  /// Returns nil for a symbol nobody listed.
  public mutating func resolve(_ symbol: Symbol) -> InstrumentIndex? {
    if let known = index(of: symbol) { return known }
    return contract(symbol).flatMap { define($0) }
  }

  /// What a symbol is that is not known, but a contract month of a listed future.
  public func contract(_ symbol: Symbol) -> Instrument? {
    guard index(of: symbol) == nil, let contract = ContractMonth(symbol),
      let root = index(of: contract.root),
      case var month = self[root], month.kind == .future, !month.isDefault
    else { return nil }
    month.symbol = symbol
    month.lastTradeAt = nil
    month.firstNoticeAt = nil
    return month
  }

  /// Gives a default instrument a finer tick, where the data shows one.
  public mutating func refineTick(of index: InstrumentIndex, to tick: Price) {
    guard instruments[index.offset].isDefault, tick < instruments[index.offset].tick else { return }
    instruments[index.offset].tick = tick
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 2)
    for place in 0..<instruments.count { insert(Int32(place)) }
  }

  private mutating func insert(_ place: Int32) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: instruments[Int(place)].symbol.mixed) & mask
    while slots[slot] >= 0 { slot = (slot + 1) & mask }
    slots[slot] = place
  }
}
