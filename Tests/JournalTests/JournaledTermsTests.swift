import Engine
import Execution
import Foundation
import MarketModel
import Testing

@testable import Journal

/// A journal says what it traded and began with, so that it opens whatever is configured by then.
@Suite struct JournaledTermsTests {
  private static let es = Instrument(
    symbol: symbol("ES"), multiplier: Ratio(nanos: 50_000_000_000),
    tick: Price(nanos: 250_000_000), initialMargin: Money(nanos: 12_000_000_000_000),
    market: "CME_Equity", group: "equity_index")
  private static let zztop = Instrument.standard(
    symbol("ZZTOP"), tick: Price(nanos: 10_000_000))

  private static func symbol(_ text: String) -> Symbol { Symbol(text) ?? Symbol.none }

  /// An engine as a start has it: what is listed, the sources, the account's terms.
  private static func engine(_ listed: [Instrument], cash: Int64 = 1_000_000) -> Engine {
    var engine = Engine()
    var effects = Effects()
    for one in listed { engine.apply(Input(at: nil, .instrument(one)), into: &effects) }
    let names = ["SCHWAB", "EXCEL"].compactMap { SourceName($0) }
    for name in names { engine.apply(Input(at: nil, .source(name)), into: &effects) }
    var change = EngineConfigChange()
    change.cash = Money(nanos: cash * 1_000_000_000)
    engine.apply(Input(at: nil, .config(change)), into: &effects)
    return engine
  }

  /// Trades the contract month and the unlisted symbol, one each, and ends.
  private static func tradeBoth(_ desk: Desk) throws {
    var catalog = InstrumentCatalog([es])
    let resolved = catalog.resolve(symbol("ESZ6"))
    let month = try #require(resolved)
    var session = try TradingSession(desk, engine: engine([es]), now: Desk.start)
    session.apply(.instrument(catalog[month]))
    session.apply(.instrument(zztop))
    for place in [1, 2] {
      session.tick(place, 1, points: 0)
      session.submit("m\(place)", .buy, .market, 1, in: place)
      try session.commit()
    }
    try session.recorder.close(session.engine)
  }

  private static func kinds(_ desk: Desk) throws -> [String] {
    try desk.open().lines().map { String($0.split(separator: " ")[1]) }
  }

  @Test func whatTheDataBroughtIsThereAgain() throws {
    let desk = try Desk()
    try JournaledTermsTests.tradeBoth(desk)
    let session = try TradingSession(
      desk, engine: JournaledTermsTests.engine([JournaledTermsTests.es]), now: Desk.start)
    #expect(session.report.fills == 2)
    let catalog = session.engine.instruments
    let month = try #require(catalog.index(of: JournaledTermsTests.symbol("ESZ6")))
    let unlisted = try #require(catalog.index(of: JournaledTermsTests.symbol("ZZTOP")))
    #expect(session.engine.position(of: month).quantity == Quantity(1))
    #expect(session.engine.position(of: unlisted).quantity == Quantity(1))
    #expect(catalog[unlisted] == JournaledTermsTests.zztop)
    #expect(catalog[month].multiplier == Ratio(nanos: 50_000_000_000))
    #expect(catalog[month].root == JournaledTermsTests.symbol("ES"))
  }

  @Test func everyTermIsKept() throws {
    let desk = try Desk()
    let odd = Instrument(
      symbol: JournaledTermsTests.symbol("CLF27"), root: JournaledTermsTests.symbol("CL"),
      kind: .fx, multiplier: Ratio(nanos: 1_500_000_000), tick: Price(nanos: 1),
      currency: try #require(Currency("EUR")), initialMargin: Money(nanos: 1),
      maintenanceMargin: Money(nanos: 2), initialMarginRate: Ratio(nanos: 3),
      market: "a \"market\"", group: "energy\\", negativePrices: true,
      lastSizeLimit: Quantity(nanos: .max), quoteSizeLimit: Quantity(7))
    var first = try TradingSession(
      desk, engine: JournaledTermsTests.engine([odd]), now: Desk.start)
    first.tick(0, 1, points: 0)
    first.submit("m1", .buy, .market, 1)
    try first.commit()
    try first.recorder.close(first.engine)
    let second = try TradingSession(desk, engine: JournaledTermsTests.engine([]), now: Desk.start)
    #expect(second.engine.instruments.instruments == [odd])
  }

  @Test func listedInstrumentGoesBeforeTheJournaledOne() throws {
    let desk = try Desk()
    try JournaledTermsTests.tradeBoth(desk)
    var es = JournaledTermsTests.es
    es.multiplier = Ratio(nanos: 5_000_000_000)
    var listed = Instrument(
      symbol: JournaledTermsTests.symbol("ZZTOP"), kind: .equity, tick: Price(nanos: 50_000_000))
    listed.multiplier = Ratio(nanos: 2_000_000_000)
    let session = try TradingSession(
      desk, engine: JournaledTermsTests.engine([es, listed]), now: Desk.start)
    let catalog = session.engine.instruments
    #expect(catalog.count == 3 && catalog[InstrumentIndex(1)] == listed)
    // A contract month is what its root is now.
    #expect(catalog[InstrumentIndex(2)].multiplier == es.multiplier)
  }

  @Test func theDataMayHaveBroughtItBeforeTheJournalWasRead() throws {
    let desk = try Desk()
    try JournaledTermsTests.tradeBoth(desk)
    let coarse = Instrument.standard(
      JournaledTermsTests.symbol("ZZTOP"), tick: Price(nanos: 1_000_000_000))
    let session = try TradingSession(
      desk, engine: JournaledTermsTests.engine([coarse, JournaledTermsTests.es]), now: Desk.start)
    #expect(session.engine.instruments[InstrumentIndex(0)] == JournaledTermsTests.zztop)
  }

  @Test func termsAreWrittenBeforeTheFirstOrderAndWhereTheyChanged() throws {
    let desk = try Desk()
    var session = try TradingSession(
      desk, engine: JournaledTermsTests.engine([JournaledTermsTests.zztop]), now: Desk.start)
    session.tick(0, 1, points: 0)
    for number in 1...2 { session.submit("m\(number)", .buy, .market, 1) }
    try session.commit()
    var finer = JournaledTermsTests.zztop
    finer.tick = Price(nanos: 1_000_000)
    session.apply(.instrument(finer))
    session.tick(0, 2, points: 1)
    try session.commit()
    session.submit("m3", .buy, .market, 1)
    try session.commit()
    try session.recorder.close(session.engine)
    let kinds = try JournaledTermsTests.kinds(desk).filter { $0 == "instrument" || $0 == "order" }
    #expect(kinds == ["instrument", "order", "order", "instrument", "order"])
    var again = try TradingSession(desk, engine: JournaledTermsTests.engine([]), now: Desk.start)
    #expect(again.engine.instruments[InstrumentIndex(0)] == finer)
    again.tick(0, 3, points: 1)
    again.submit("m4", .buy, .market, 1)
    try again.commit()
    try again.recorder.close(again.engine)
    #expect(try JournaledTermsTests.kinds(desk).filter { $0 == "instrument" }.count == 2)
  }

  // MARK: Journals that were begun without terms

  /// What an earlier version would have written: the same without terms.
  private static func withoutTerms(_ desk: Desk) throws -> Desk {
    let old = try Desk()
    let journal = try old.open()
    let source = try desk.open()
    try source.forEachEvent { event in
      guard let kind = JournalKind(rawValue: event.kindText) else { return }
      if kind != .opening, kind != .instrument {
        journal.append(event.payload, kind, at: event.at)
      }
    }
    try journal.close()
    return old
  }

  @Test func oldJournalOpensWithContractMonthsAndGetsTerms() throws {
    let desk = try Desk()
    try JournaledTermsTests.tradeBoth(desk)
    let old = try JournaledTermsTests.withoutTerms(desk)
    let listed = [JournaledTermsTests.es, JournaledTermsTests.zztop]
    var session = try TradingSession(
      old, engine: JournaledTermsTests.engine(listed), now: Desk.start)
    #expect(session.recorder.isDue)
    try session.commit()
    let cash = session.engine.account.cash
    // Ends without warning: what was added is on the disk already.
    let lines = try session.journal.lines()
    #expect(
      lines.suffix(3).map { $0.split(separator: " ")[1] } == [
        "opening", "instrument", "instrument",
      ])
    try session.journal.close()
    let again = try TradingSession(
      old, engine: JournaledTermsTests.engine([], cash: 5), now: Desk.start)
    #expect(again.engine.instruments.count == 2 && again.report.fills == 2)
    #expect(again.engine.account.cash == cash)
    #expect(!again.recorder.isDue)
  }

  @Test func oldJournalWithASymbolThatNobodyKnowsNamesIt() throws {
    let desk = try Desk()
    try JournaledTermsTests.tradeBoth(desk)
    let old = try JournaledTermsTests.withoutTerms(desk)
    let before = try old.files()
    let error = journalError {
      _ = try TradingSession(
        old, engine: JournaledTermsTests.engine([JournaledTermsTests.es]), now: Desk.start)
    }
    guard case .notRestorable(_, _, let message) = error?.problem else {
      Issue.record("expected an event that cannot be taken up, got \(String(describing: error))")
      return
    }
    #expect(message.contains("ZZTOP"), "\(message)")
    #expect(try old.files() == before)
  }

  // MARK: Opening cash

  @Test func configuredCashDoesNotRewriteAnAccount() throws {
    let desk = try Desk()
    var first = try TradingSession(
      desk, engine: JournaledTermsTests.engine([JournaledTermsTests.es]), now: Desk.start)
    first.tick(0, 1, points: 0)
    first.submit("m1", .buy, .market, 1)
    try first.commit()
    try first.recorder.close(first.engine)
    let second = try TradingSession(
      desk, engine: JournaledTermsTests.engine([JournaledTermsTests.es], cash: 50_000),
      now: Desk.start)
    #expect(second.engine.account.cash == first.engine.account.cash)
    #expect(second.engine.config.cash == Money(nanos: 1_000_000_000_000_000))
    try second.journal.close()
    #expect(try JournaledTermsTests.kinds(desk).first == "opening")
  }
}
