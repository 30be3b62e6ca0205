import Journal
import PostgresStore

/// `thor audit verify --database`: the copy in PostgreSQL against the chain and the journal.
struct DatabaseVerification {
  private let address: DatabaseAddress
  private let audit: DatabaseAudit
  /// How far the journal here reaches; nil where there is none.
  private let journal: ChainHead?
  private let kept: AuditCommand.KeptHead?

  /// Verifies the journal, where there is one, and then the copy.
  ///
  /// - Throws: status 65 where one of them was touched, or they differ.
  static func run(
    _ invocation: Invocation, _ kept: AuditCommand.KeptHead?
  ) throws(CommandFailure) -> ExitStatus {
    let address = try DatabaseChoice.need(invocation)
    let place = try AccountPlace.find(invocation)
    var reader: JournalReader?
    if invocation.text("file") != nil
      || JournalReader.accounts(in: place.dataDirectory).contains(place.account)
    {
      reader = try AuditCommand.reader(invocation)
    }
    var account = place.account
    if let reader, let named = AccountName(reader.account) { account = named }
    if let reader { _ = try AuditCommand.verify(reader, kept, invocation) }
    let verification = try DatabaseVerification(address, account, reader, kept)
    return try verification.report(account, isJSON: invocation.has("json"))
  }

  private init(
    _ address: DatabaseAddress, _ account: AccountName, _ reader: JournalReader?,
    _ kept: AuditCommand.KeptHead?
  ) throws(CommandFailure) {
    self.address = address
    self.kept = kept
    do throws(JournalError) {
      let hashes = try reader.map { (reader) throws(JournalError) in try LocalHashes(reader) }
      audit = try DatabaseAudit(
        address, account: account, lookingFor: kept?.hash,
        localHash: hashes.map { hashes in { hashes[$0] } })
    } catch {
      throw CommandFailure(error)
    }
    try DatabaseCommand.finish(audit)
    do throws(JournalError) {
      journal = try reader?.lastHead()
    } catch {
      throw CommandFailure(error)
    }
  }

  /// What is wrong with the copy; nil where nothing is.
  private var problem: String? {
    if let broken = audit.broken { return "damaged at event \(broken.sequence): \(broken.message)" }
    if let sequence = audit.differing {
      return "event \(sequence) is not the journal's"
    }
    return kept.flatMap { AuditCommand.problem($0, head: audit.head, found: audit.found) }
  }

  private func report(_ account: AccountName, isJSON: Bool) throws(CommandFailure) -> ExitStatus {
    if let fault = audit.fault { throw CommandFailure(fault, address) }
    let problem = problem
    if isJSON {
      StandardStream.output.writeLine(json(account, problem))
    } else if problem == nil {
      StandardStream.output.writeLine(text(account))
    }
    guard let problem else { return .done }
    throw CommandFailure(.badData, "\(address): account '\(account)': \(problem)")
  }

  private var behind: Int64? { journal.map { max(0, $0.sequence - audit.head.sequence) } }

  private func text(_ account: AccountName) -> String {
    var text = "\(address): account '\(account)': \(audit.events) events, all follow"
    if let behind {
      text += behind == 0 ? ", the same as the journal's" : ", \(behind) behind the journal"
    }
    return text + "; head \(AuditCommand.token(audit.head))"
  }

  private func json(_ account: AccountName, _ problem: String?) -> String {
    var line = JSONLine()
    line.add("account", account.text)
    line.add("database", address.description)
    line.add("events", number: audit.events)
    line.add("valid", problem == nil)
    add("broken_at", audit.broken?.sequence, to: &line)
    add("differs_at", audit.differing, to: &line)
    line.add("problem", problem)
    add("behind", behind, to: &line)
    line.add("head_sequence", number: audit.head.sequence)
    line.add("head_hash", "\(audit.head.hash)")
    return line.text
  }

  private func add(_ key: StaticString, _ number: Int64?, to line: inout JSONLine) {
    if let number { line.add(key, number: number) } else { line.add(key, String?.none) }
  }
}

/// The journal's hashes by event, read again where its desk has written on.
private final class LocalHashes {
  private let reader: JournalReader
  private var hashes: [Digest]

  init(_ reader: JournalReader) throws(JournalError) {
    self.reader = reader
    hashes = try reader.hashes()
  }

  subscript(sequence: Int64) -> Digest? {
    if sequence > Int64(hashes.count) { hashes = (try? reader.hashes()) ?? hashes }
    guard sequence > 0, sequence <= Int64(hashes.count) else { return nil }
    return hashes[Int(sequence) - 1]
  }
}
