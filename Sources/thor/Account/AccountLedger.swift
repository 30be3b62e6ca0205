import Configuration
import Engine
import Execution
import Journal
import MarketModel

/// An account as its journal has it, read for a listing: no market, no lock, nothing changed.
struct AccountLedger {
  let account: String
  /// What the journal's last epoch folds to.
  private(set) var engine: Engine
  private(set) var verdict: ChainVerdict
  /// 1 for the account's first, one more for each reset.
  private(set) var epoch: Int64 = 1
  /// Why an order ended, by order.
  private(set) var endings: [OrderID: String] = [:]
  private(set) var riskEvents: [RiskEvent] = []
  /// Where the fold had to stop, and why.
  private(set) var stop: String?

  /// Something that a limit, a trader or the desk did to the right to trade.
  struct RiskEvent {
    let sequence: Int64
    let at: UnixNanos
    let kind: String
    let fields: EventFields
  }

  /// Reads all of it.
  ///
  /// - Throws: where the file cannot be opened; damage is no reason, it is in `verdict`.
  init(_ place: AccountPlace, _ invocation: Invocation) throws(CommandFailure) {
    let reader = try place.reader(invocation)
    account = reader.account
    let fresh = AccountLedger.freshEngine(place)
    var fold = Fold(engine: fresh)
    do throws(JournalError) {
      try reader.hold()
      verdict = try reader.forEachEvent { event in fold.take(event, fresh: fresh) }
    } catch {
      throw CommandFailure(error)
    }
    engine = fold.engine
    epoch = fold.epoch
    endings = fold.endings
    riskEvents = fold.riskEvents
    stop = fold.stop
  }

  /// An engine with the instruments that are listed, for journals from before they held them.
  private static func freshEngine(_ place: AccountPlace) -> Engine {
    var engine = Engine()
    var effects = Effects()
    do throws(ConfigurationErrors) {
      let share = try ShareDirectory.find(
        override: Environment.value("THOR_SHARE_DIR"),
        executablePath: ShareDirectory.executablePath() ?? "/")
      let catalog = try Listing.catalog(
        Listing.entries(share: share, user: place.configurationDirectory))
      for instrument in catalog.instruments {
        engine.apply(Input(at: nil, .instrument(instrument)), into: &effects)
      }
    } catch {
      // A listing that cannot be read does not keep anybody from looking into the journal.
      return Engine()
    }
    return engine
  }

  /// Warns on standard error of what is wrong with the journal, and gives the status for it.
  func report(_ invocation: Invocation) -> ExitStatus {
    if let damage = verdict.damage {
      StandardStream.error.writeLine(
        "thor: \(damage.path): \(damage.what); shown is what can be read: believe nothing from "
          + "there on before 'thor audit verify' is content")
    }
    if let stop { StandardStream.error.writeLine("thor: \(stop)") }
    return verdict.damage == nil && stop == nil ? .done : .badData
  }
}

/// The fold itself.
private struct Fold {
  var engine: Engine
  var epoch: Int64 = 1
  var endings: [OrderID: String] = [:]
  var riskEvents: [AccountLedger.RiskEvent] = []
  var stop: String?

  mutating func take(_ event: JournaledEvent, fresh: Engine) {
    if event.isKind(.epoch) { begin(EventFields(event.payload), fresh: fresh) }
    note(event)
    guard stop == nil else { return }
    if event.isKind(.filled) { learnSource(event) }
    do throws(RestoreFailure) {
      _ = try engine.restore(line: event.payload)
    } catch {
      stop =
        "event \(event.sequence) (\(event.kindText)) cannot be taken up: \(error); shown is the "
        + "account as it was before it"
    }
  }

  private mutating func begin(_ fields: EventFields, fresh: Engine) {
    engine = fresh
    epoch = fields["epoch"].flatMap { Int64($0) } ?? epoch + 1
    endings = [:]
    riskEvents = []
    stop = nil
  }

  /// A fill names the source of its quote, which no configuration has told this engine of.
  private mutating func learnSource(_ event: JournaledEvent) {
    guard let text = EventFields(event.payload)["source"], let name = SourceName(text),
      engine.sources.index(of: name) == nil
    else { return }
    var effects = Effects()
    engine.apply(Input(at: nil, .source(name)), into: &effects)
  }

  private mutating func note(_ event: JournaledEvent) {
    let isEnding =
      event.isKind(.canceled) || event.isKind(.expired) || event.isKind(.rejected)
      || event.isKind(.denied)
    let isRisk =
      event.isKind(.risk) || event.isKind(.limits) || event.isKind(.tradingState)
      || event.isKind(.denied) || event.isKind(.configuration)
    guard isEnding || isRisk else { return }
    let fields = EventFields(event.payload)
    if isEnding, let id = fields["id"].flatMap({ OrderID($0) }) { endings[id] = fields["reason"] }
    guard isRisk else { return }
    riskEvents.append(
      AccountLedger.RiskEvent(
        sequence: event.sequence, at: event.at, kind: event.kindText, fields: fields))
  }
}
