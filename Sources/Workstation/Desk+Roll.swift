import Engine
import MarketModel
import Panes

/// Rolls: a position goes into another contract month, after its line.
extension Desk {
  /// Asks whether the selected position is to go into the next month.
  mutating func askRoll(now: DeskTime, engine: Engine) {
    guard let held = selectedInstrument else { return }
    let name = engine.instruments[held].symbol
    guard engine.position(of: held).quantity.nanos != 0 else {
      return announce(.info, "\(name) is flat: nothing to roll", now: now)
    }
    let later = RollMonths(of: held, engine).later
    guard let next = later.first(where: { engine.quotedAt($0) != nil }) ?? later.first else {
      let product = engine.instruments[held].product
      return announce(
        .warning, "no month of \(product) behind \(name) is listed or has come with the data",
        now: now)
    }
    askRoll(held, into: next, now: now, engine: engine)
  }

  /// Asks whether a position is to go into a month; what may not go is said at once.
  mutating func askRoll(
    _ held: InstrumentIndex, into month: InstrumentIndex, now: DeskTime, engine: Engine
  ) {
    let check = engine.checkRoll(from: held, into: month)
    guard check.refusal == nil else {
      return announce(.warning, Desk.rollText(check, engine), now: now)
    }
    let (old, new) = (engine.instruments[held].symbol, engine.instruments[month].symbol)
    let orders = check.workingCount == 0 ? "" : "cancel \(check.workingCount) working, "
    let quantity = RollText.quantity(check.held)
    let verbs = check.held.nanos > 0 ? ("sell", "buy") : ("buy", "sell")
    // Prices stand beside it, where they follow the market.
    show(
      Confirmation(
        line: "ROLL \(old) to \(new): \(orders)\(verbs.0) \(quantity) \(old) and \(verbs.1) "
          + "\(quantity) \(new) at the market", action: .roll(held, into: month), verb: "rolls",
        now: now.monotonicNanos))
  }

  /// A roll has gone: who looked at the old month looks at the new one.
  mutating func follow(_ roll: RollCheck) {
    guard roll.refusal == nil, selectedInstrument == roll.from else { return }
    selectSymbol(roll.into)
    if chosenPosition == roll.from { chosenPosition = roll.into }
  }

  /// `rolling 2 ESZ6 to ESH7 at a spread of +12.25`; or why not.
  static func rollText(_ check: RollCheck, _ engine: Engine) -> String {
    let (old, new) = (engine.instruments[check.from], engine.instruments[check.into])
    if let refusal = check.refusal {
      let leg = check.refusedLeg.map { "\(engine.instruments[$0].symbol) " } ?? ""
      return "\(old.symbol) is not rolled to \(new.symbol): \(leg)\(refusal.detail)"
    }
    let spread = check.spread.map { " at a spread of \(RollText.spread($0, new, .plain))" }
    return "rolling \(check.held) \(old.symbol) to \(new.symbol)\(spread ?? "")"
  }
}

/// The other months that a position can go into.
struct RollMonths {
  /// Those that end after it, the nearest first.
  let later: [InstrumentIndex]
  /// All, the later ones first.
  let all: [InstrumentIndex]

  init(of held: InstrumentIndex, _ engine: Engine) {
    let catalog = engine.instruments
    let year = CivilTime(engine.clock).year
    func rank(_ instrument: Instrument) -> Int? {
      ContractMonth(instrument.symbol).map { $0.year(around: year) * 12 + $0.month }
    }
    let product = catalog[held].product
    let months = catalog.instruments.indices.compactMap { place -> (Int, InstrumentIndex)? in
      let instrument = catalog.instruments[place]
      guard place != held.offset, instrument.product == product, let rank = rank(instrument) else {
        return nil
      }
      return (rank, InstrumentIndex(place))
    }.sorted { $0 < $1 }
    // What has no month itself goes into the first there is.
    let own = rank(catalog[held]) ?? 0
    later = months.filter { $0.0 > own }.map(\.1)
    all = later + months.filter { $0.0 <= own }.map(\.1)
  }
}

/// Figures of a roll as they are shown.
enum RollText {
  /// How many are held, long or short.
  static func quantity(_ held: Quantity) -> Substring { "\(held)".drop { $0 == "-" } }

  /// The new month's price over the old one's, with its sign.
  static func spread(_ spread: Price, _ new: Instrument, _ figures: FigureText) -> String {
    (spread.nanos > 0 ? "+" : "") + figures.price(spread, decimals: new.priceDecimals)
  }
}
