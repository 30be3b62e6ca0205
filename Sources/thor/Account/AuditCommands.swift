import Journal
import MarketModel

extension CommandTable {
  private static let fileOption = CommandOption.value(
    "file", "FILE", "a copy of a journal, instead of an account's own")

  static let auditVerify = Subcommand(
    words: ["audit", "verify"], summary: "check an account's whole chain of hashes",
    options: AccountPlace.options + [
      fileOption,
      .value("head", "HASH", "a head kept elsewhere, as 'thor audit head' printed it"),
      .optional(
        "database", "URL", "the copy in PostgreSQL too, held against chain and journal"),
      .flag("json", "one JSON object on standard output, with --database another for the copy"),
    ],
    details: """
      Every event's hash is over its bytes and the hash before it; the first that does not follow is
      named. Whoever can write the file can also compute a new chain: a head that was kept elsewhere
      proves that nothing up to it was cut off or rewritten. Status 65 says that something was.
      """,
    example: "thor audit verify --head 1204:5e57d0c7…",
    run: { (invocation) throws(CommandFailure) in try AuditCommand.verify(invocation) })

  static let auditHead = Subcommand(
    words: ["audit", "head"],
    summary: "print an account's last event and hash, to be kept elsewhere",
    options: AccountPlace.options + [
      fileOption, .flag("json", "one JSON object on standard output"),
    ],
    details: "The whole chain is checked first; of a broken one nothing is printed.",
    example: "thor audit head | mail -s \"thor head\" auditor@example.com",
    run: { (invocation) throws(CommandFailure) in try AuditCommand.head(invocation) })

  static let auditExport = Subcommand(
    words: ["audit", "export"], summary: "write every event with its hash",
    options: AccountPlace.options + [
      fileOption, .value("format", "json|csv", "one JSON object a line, or CSV (default json)"),
    ],
    details: "What follows a broken link is written too; status 65 says that there is one.",
    example: "thor audit export --format csv > paper.csv",
    run: { (invocation) throws(CommandFailure) in try AuditCommand.export(invocation) })
}

/// `thor audit`.
enum AuditCommand {
  /// A head as it was kept: `SEQUENCE:HASH`, or the hash alone.
  struct KeptHead {
    var sequence: Int64?
    let hash: Digest

    init?(_ text: String) {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count <= 2, let last = parts.last, let hash = Digest(String(last)) else {
        return nil
      }
      self.hash = hash
      guard parts.count == 2 else { return }
      guard let sequence = Int64(parts[0]), sequence >= 0 else { return nil }
      self.sequence = sequence
    }
  }

  static func verify(_ invocation: Invocation) throws(CommandFailure) -> ExitStatus {
    var kept: KeptHead?
    if let text = invocation.text("head") {
      kept = KeptHead(text)
      guard kept != nil else {
        throw .usage(
          "audit verify: --head expects SEQUENCE:HASH or 64 hexadecimal digits, got '\(text)'")
      }
    }
    let wantsDatabase = invocation.has("database") || invocation.values["database"] != nil
    guard wantsDatabase else { return try verify(try reader(invocation), kept, invocation) }
    return try DatabaseVerification.run(invocation, kept)
  }

  /// Verifies a journal and says what came of it.
  static func verify(
    _ reader: JournalReader, _ kept: KeptHead?, _ invocation: Invocation
  ) throws(CommandFailure) -> ExitStatus {
    let verdict = try read(reader, lookingFor: kept?.hash) { _ in }
    let problem = problem(verdict, kept)
    if invocation.has("json") {
      StandardStream.output.writeLine(json(reader, verdict, problem))
    } else if problem == nil {
      StandardStream.output.writeLine(
        "account '\(reader.account)': \(verdict.events) events, all follow"
          + (kept == nil ? "" : ", up to the head given nothing was changed")
          + "; head \(token(verdict.head))")
    }
    guard let problem else { return .done }
    throw CommandFailure(.badData, "\(reader.path): \(problem)")
  }

  private static func problem(_ verdict: ChainVerdict, _ kept: KeptHead?) -> String? {
    guard verdict.isChained else {
      return "a journal of version 1 has no hashes; the next start of the desk chains it"
    }
    if let damage = verdict.damage { return damage.what }
    return kept.flatMap { problem($0, head: verdict.head, found: verdict.found) }
  }

  /// What a head that was kept says of a chain that ends at `head`; nil where it is in it.
  ///
  /// - Parameter found: which event has the hash.
  static func problem(_ kept: KeptHead, head: ChainHead, found: Int64?) -> String? {
    if let sequence = kept.sequence, sequence > head.sequence {
      return "cut off behind event \(head.sequence): the head given is of event \(sequence)"
    }
    guard let found, kept.sequence ?? found == found else {
      guard let sequence = kept.sequence else {
        return "rewritten or cut off: no event has the hash given"
      }
      return "rewritten: event \(sequence) has another hash than the head given"
    }
    return nil
  }

  private static func json(
    _ reader: JournalReader, _ verdict: ChainVerdict, _ problem: String?
  ) -> String {
    var line = JSONLine()
    line.add("account", reader.account)
    line.add("path", reader.path)
    line.add("version", number: Int64(reader.schema))
    line.add("events", number: verdict.events)
    line.add("valid", problem == nil)
    if let sequence = verdict.brokenSequence {
      line.add("broken_at", number: sequence)
    } else {
      line.add("broken_at", String?.none)
    }
    line.add("problem", problem)
    line.add("head_sequence", number: verdict.head.sequence)
    line.add("head_hash", "\(verdict.head.hash)")
    return line.text
  }

  static func head(_ invocation: Invocation) throws(CommandFailure) -> ExitStatus {
    let reader = try reader(invocation)
    let verdict = try read(reader) { _ in }
    if let problem = problem(verdict, nil) {
      throw CommandFailure(.badData, "\(reader.path): \(problem)")
    }
    if invocation.has("json") {
      StandardStream.output.writeLine(json(reader, verdict, nil))
    } else {
      StandardStream.output.writeLine(token(verdict.head))
    }
    return .done
  }

  static func token(_ head: ChainHead) -> String { "\(head.sequence):\(head.hash)" }

  // MARK: Export

  static func export(_ invocation: Invocation) throws(CommandFailure) -> ExitStatus {
    let format = invocation.text("format") ?? "json"
    guard format == "json" || format == "csv" else {
      throw .usage("audit export: --format expects json or csv, got '\(format)'")
    }
    let reader = try reader(invocation)
    var output = OutputBuffer()
    if format == "csv" { output.append("sequence,at,kind,payload,hash\r\n") }
    let verdict = try read(reader) { event in
      output.append(format == "csv" ? csv(event) : json(event) + "\n")
    }
    output.flush()
    guard let problem = problem(verdict, nil) else { return .done }
    throw CommandFailure(.badData, "\(reader.path): \(problem)")
  }

  private static func json(_ event: JournaledEvent) -> String {
    var line = JSONLine()
    line.add("sequence", number: event.sequence)
    line.add("at", instant: event.at)
    line.add("at_nanos", number: event.at.nanos)
    line.add("kind", event.kindText)
    let payload = String(decoding: event.payload, as: UTF8.self)
    if isObject(event.payload) {
      line.add("payload", raw: payload)
    } else {
      line.add("payload_text", payload)
    }
    line.add("hash", "\(event.hash)")
    return line.text
  }

  private static func csv(_ event: JournaledEvent) -> String {
    [
      "\(event.sequence)", "\(event.at.nanos)", CSVField.text(event.kindText),
      CSVField.text(String(decoding: event.payload, as: UTF8.self)), "\(event.hash)\r\n",
    ].joined(separator: ",")
  }

  /// Whether it may stand in a line of JSON as it is.
  private static func isObject(_ payload: UnsafeBufferPointer<UInt8>) -> Bool {
    do throws(JSONFailure) {
      var scanner = JSONScanner(payload)
      guard try scanner.kind() == .object, !payload.contains(UInt8(ascii: "\n")) else {
        return false
      }
      try scanner.skipValue()
      try scanner.expectEnd()
      return true
    } catch {
      return false
    }
  }

  // MARK: Reading

  static func reader(_ invocation: Invocation) throws(CommandFailure) -> JournalReader {
    guard let file = invocation.text("file") else {
      return try AccountPlace.find(invocation).reader(invocation)
    }
    do throws(JournalError) {
      return try JournalReader(path: file)
    } catch {
      throw CommandFailure(error)
    }
  }

  private static func read(
    _ reader: JournalReader, lookingFor hash: Digest? = nil, _ body: (JournaledEvent) -> Void
  ) throws(CommandFailure) -> ChainVerdict {
    do throws(JournalError) {
      return try reader.forEachEvent(lookingFor: hash) { event throws(JournalError) in body(event) }
    } catch {
      throw CommandFailure(error)
    }
  }
}
