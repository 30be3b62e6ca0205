import MarketModel

/// What a journaled line was about, for whoever keeps the journal.
public enum RestoredLine: Sendable {
  /// The terms of an instrument, as they were when it was traded.
  case instrument(Instrument)
  /// Opening cash and currency.
  case opening
  /// What a desk was configured with.
  case configuration
  /// What a risk rule said, or who changed what.
  case risk(RiskRecord)
  case other
}

/// The terms that a journal holds: what was traded, and what the account began with.
extension Engine {
  /// Takes up an instrument that the account traded.
  ///
  /// What the configuration lists goes before it, also for a contract month of a listed future;
  /// what only the data brought does not, but for a finer tick. When a month ends stays as it was,
  /// where the listing does not say.
  mutating func restoreInstrument(
    _ members: inout LineMembers
  ) throws(LineFailure) -> Instrument {
    let journaled = try decoder.journaledInstrument(&members)
    resolveContract(journaled.symbol)
    guard let known = instruments.index(of: journaled.symbol) else {
      define(journaled)
      if let index = instruments.index(of: journaled.symbol) { journaledInstruments.insert(index) }
      return journaled
    }
    if journaledInstruments.contains(known) {
      define(journaled)
    } else if instruments[known].isDefault {
      var terms = journaled
      if journaled.isDefault { terms.tick = min(journaled.tick, instruments[known].tick) }
      define(terms)
      journaledInstruments.insert(known)
    } else if instruments[known].root != journaled.symbol, instruments[known].endsAt == nil,
      journaled.endsAt != nil
    {
      // A month of a listed future, whose end the listing does not say.
      var terms = instruments[known]
      terms.lastTradeAt = journaled.lastTradeAt
      terms.firstNoticeAt = journaled.firstNoticeAt
      terms.expiryAction = journaled.expiryAction
      define(terms)
    }
    return journaled
  }

  /// Gives a contract month of a listed future its place, as a decoder does when data comes.
  mutating func resolveContract(_ symbol: Symbol) {
    guard let month = instruments.contract(symbol),
      let root = instruments.index(of: month.root), !journaledInstruments.contains(root)
    else { return }
    define(month)
  }

  /// Takes up what the account began with. It goes before what is configured now.
  ///
  /// It comes before all orders. Seen again behind them, it changes nothing.
  mutating func restoreOpening(_ members: inout LineMembers) throws(LineFailure) {
    let cash: Money = try members.required("cash")
    guard let currency = Currency(try members.requiredText("currency")) else {
      throw members.failure("currency", "expected a code such as USD")
    }
    guard orders.count == 0 else {
      guard cash == config.cash, currency == config.currency else {
        throw members.failure("cash", "opening cash cannot change after an order")
      }
      return
    }
    config.cash = cash
    config.currency = currency
    for place in 0..<instruments.count {
      markets[place].hasRate = instruments[InstrumentIndex(place)].currency == currency
    }
    portfolio.set(cash: cash)
    risk.open(with: portfolio.equity)
  }
}

extension InputDecoder {
  /// Reads an instrument as a journal has it: with what only listings and data say of it.
  func journaledInstrument(_ members: inout LineMembers) throws(LineFailure) -> Instrument {
    var instrument = try instrumentTerms(&members)
    instrument.root = try members.symbol("root") ?? instrument.symbol
    let kind = try members.requiredText("kind")
    guard let known = InstrumentKind(rawValue: kind) else {
      throw members.failure("kind", "no kind of instrument is called \(kind)")
    }
    instrument.kind = known
    instrument.lastSizeLimit = try members.required("last_size_limit")
    instrument.quoteSizeLimit = try members.required("quote_size_limit")
    instrument.isDefault = try members.bool("unlisted") ?? false
    return instrument
  }
}

/// The lines that hold these terms.
extension EffectEncoder {
  /// Appends all of an instrument's terms, for the journal.
  public mutating func append(_ instrument: Instrument, at instant: UnixNanos) {
    begin("instrument", instant)
    name("symbol")
    writer.symbol(instrument.symbol)
    name("root")
    writer.symbol(instrument.root)
    text("kind", instrument.kind.rawValue)
    member("multiplier", instrument.multiplier.nanos)
    member("tick", instrument.tick.nanos)
    text("currency", instrument.currency.description)
    if let margin = instrument.initialMargin { member("initial_margin", margin.nanos) }
    if let margin = instrument.maintenanceMargin { member("maintenance_margin", margin.nanos) }
    if let rate = instrument.initialMarginRate { member("initial_margin_rate", rate.nanos) }
    if let market = instrument.market { text("market", market) }
    if let group = instrument.group { text("group", group) }
    if instrument.negativePrices {
      name("negative_prices")
      writer.raw("true")
    }
    member("last_size_limit", instrument.lastSizeLimit.nanos)
    member("quote_size_limit", instrument.quoteSizeLimit.nanos)
    if let instant = instrument.lastTradeAt {
      name("last_trade")
      writer.instant(instant)
    }
    if let instant = instrument.firstNoticeAt {
      name("first_notice")
      writer.instant(instant)
    }
    if instrument.expiryAction != .settle { text("at_expiry", instrument.expiryAction.rawValue) }
    if instrument.isDefault {
      name("unlisted")
      writer.raw("true")
    }
    writer.raw("}\n")
  }

  /// Appends what an account begins with, for the journal.
  public mutating func appendOpening(of config: EngineConfig, at instant: UnixNanos) {
    begin("opening", instant)
    member("cash", config.cash.nanos)
    text("currency", config.currency.description)
    writer.raw("}\n")
  }

  mutating func text(_ key: StaticString, _ text: String) {
    name(key)
    writer.string(text)
  }
}
