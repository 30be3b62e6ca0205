import Execution
import MarketModel
import Portfolio

/// A tick's way through the engine.
extension Engine {
  /// Applies one tick: the path that runs a million times a second.
  ///
  /// A tick of an instrument or source that has not been defined is ignored.
  public mutating func apply(tick: Tick, into effects: inout Effects) {
    detach()
    advance(to: tick.receivedAt, into: &effects)
    let place = tick.instrument.offset
    let source = Int(tick.source.rawValue)
    guard place >= 0, place < markets.count, source < ranks.count else { return }
    let bookPlace = place * sourceStride + source
    guard tick.eventAt >= books[bookPlace].eventAt else { return }
    books[bookPlace].quote.update(with: tick)
    let isSnapshot = tick.parts.contains(.snapshot)
    books[bookPlace].updatedAt = isSnapshot ? min(clock, tick.eventAt) : clock
    books[bookPlace].eventAt = tick.eventAt
    let hasSwitched = chooseSource(of: place, onTickFrom: tick.source, into: &effects)
    let isActive = markets[place].active == tick.source
    if isSnapshot {
      // Nobody can trade at a quote of the past: it is shown and marked at, no more.
      if isActive || hasSwitched { takeActiveBook(place) }
    } else if isActive || hasSwitched {
      actOnBook(place, tick, isActive: isActive, hasSwitched: hasSwitched, into: &effects)
    }
    settle(into: &effects)
  }

  @inline(__always)
  private mutating func actOnBook(
    _ place: Int, _ tick: Tick, isActive: Bool, hasSwitched: Bool, into effects: inout Effects
  ) {
    if hasSwitched || !tick.parts.isDisjoint(with: .quoteParts) {
      if hasSwitched {
        takeActiveBook(place)
      } else {
        markets[place].take(tick, at: clock)
        takeMarks(place)
      }
      if markets[place].isReached { matchQuote(place, into: &effects) }
      if risk.watchesMids { noteMid(of: place, into: &effects) }
    } else {
      let quote = books[place * sourceStride + Int(tick.source.rawValue)].quote
      markets[place].takeLast(of: quote, at: clock)
    }
    if isActive, tick.parts.contains(.lastSize) || config.venue.stopTrigger == .last {
      actOnTrade(place, tick, into: &effects)
    }
  }

  /// Puts the active source's book in force and takes marks from it.
  private mutating func takeActiveBook(_ place: Int) {
    guard let active = markets[place].active else { return }
    let book = books[place * sourceStride + Int(active.rawValue)]
    markets[place].show(book.quote, at: book.updatedAt)
    takeMarks(place)
  }

  @inline(__always)
  private mutating func takeMarks(_ place: Int) {
    let hasBid = markets[place].quote.hasBid
    let hasAsk = markets[place].quote.hasAsk
    let bid = markets[place].quote.bidPrice
    let ask = markets[place].quote.askPrice
    guard !(hasBid && hasAsk && bid > ask) else { return }
    let marks = MarkQuote(bid: bid, ask: ask, hasBid: hasBid, hasAsk: hasAsk)
    if portfolio.mark(InstrumentIndex(place), with: marks) { isUnchecked = true }
  }

  private mutating func actOnTrade(_ place: Int, _ tick: Tick, into effects: inout Effects) {
    // What the quote has filled may have brought in orders that this trade can reach.
    if !activations.isEmpty { activateChildren(into: &effects) }
    let book = books[place * sourceStride + Int(tick.source.rawValue)].quote
    if tick.parts.contains(.lastSize), tick.lastSize.nanos > 0, book.hasLast,
      let aggressor = aggressor(of: tick, in: markets[place].quote)
    {
      matchTrade(
        place, at: book.lastPrice, size: tick.lastSize.nanos, by: aggressor, into: &effects)
    }
    if config.venue.stopTrigger == .last, tick.parts.contains(.last) {
      triggerStops(place, byLast: tick.last.nanos, into: &effects)
    }
  }

  /// Who took in a trade: as the exchange says, else by where it lies; nil fills nothing.
  private func aggressor(of tick: Tick, in quote: Quote) -> Side? {
    if tick.parts.contains(.buyerAggressor) { return .buy }
    if tick.parts.contains(.sellerAggressor) { return .sell }
    if quote.hasAsk, quote.lastPrice >= quote.askPrice { return .buy }
    if quote.hasBid, quote.lastPrice <= quote.bidPrice { return .sell }
    return nil
  }

  // MARK: The active source

  /// Decides the symbol's active source: the first by preference whose last tick is fresh; if none
  /// is, the active one stays. Returns whether it changed.
  @inline(__always)
  private mutating func chooseSource(
    of place: Int, onTickFrom source: SourceIndex, into effects: inout Effects
  ) -> Bool {
    // The ticking source is fresh; the first by preference cannot be displaced.
    if markets[place].active == source, markets[place].isActiveFirst, config.freshNanos > 0 {
      return false
    }
    return switchSource(of: place, onTickFrom: source, into: &effects)
  }

  private mutating func switchSource(
    of place: Int, onTickFrom source: SourceIndex, into effects: inout Effects
  ) -> Bool {
    let active = markets[place].active
    let chosen = firstFresh(of: place) ?? active ?? source
    guard chosen != active else { return false }
    markets[place].active = chosen
    refreshFirst(place)
    let reason: SourceSwitch =
      active.map { rank(of: chosen, place) < rank(of: $0, place) ? .preferred : .stale } ?? .first
    effects.append(.source(InstrumentIndex(place), from: active, to: chosen, reason), at: clock)
    return true
  }

  /// The first source by preference whose last tick of the symbol is fresh.
  private func firstFresh(of place: Int) -> SourceIndex? {
    if let preferred = markets[place].preferred, isFresh(preferred, place) { return preferred }
    return preference.first { isFresh($0, place) }
  }

  private func isFresh(_ source: SourceIndex, _ place: Int) -> Bool {
    let book = books[place * sourceStride + Int(source.rawValue)]
    return book.hasTicks && clock.nanos(since: book.updatedAt) < config.freshNanos
  }

  /// A source's place in the symbol's own order.
  private func rank(of source: SourceIndex, _ place: Int) -> Int {
    markets[place].preferred == source ? -1 : Int(ranks[Int(source.rawValue)])
  }

  /// Remembers whether the active source is the symbol's first choice.
  private mutating func refreshFirst(_ place: Int) {
    guard let active = markets[place].active else { return }
    markets[place].isActiveFirst =
      markets[place].preferred.map { $0 == active } ?? (ranks[Int(active.rawValue)] == 0)
  }

  // MARK: A trader's preference

  /// Puts a source before the configured order for one symbol. Where it is fresh it comes into
  /// force at once, and its book counts as the next quote.
  mutating func prefer(
    _ name: SourceName?, for instrument: InstrumentIndex, into effects: inout Effects
  ) {
    let place = instrument.offset
    guard markets.indices.contains(place) else { return }
    preferredSources[instrument] = name
    resolvePreferred(place)
    guard let active = markets[place].active,
      switchSource(of: place, onTickFrom: active, into: &effects)
    else { return }
    takeActiveBook(place)
    matchQuote(place, into: &effects)
    if risk.watchesMids { noteMid(of: place, into: &effects) }
  }

  /// Finds the preferred source in the table as it is now.
  mutating func resolvePreferred(_ place: Int) {
    let name = preferredSources[InstrumentIndex(place)]
    markets[place].preferred = name.flatMap { sources.index(of: $0) }
    refreshFirst(place)
  }
}

extension TickParts {
  /// What a tick says of the touch.
  static let quoteParts: TickParts = [.bid, .bidSize, .ask, .askSize, .bidGone, .askGone]
}
