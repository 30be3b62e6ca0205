import Configuration
import Journal
import PostgresStore
import Reactor
import RedisFeed

extension CommandTable {
  private static let databaseOptions: [CommandOption] = [
    DatabaseChoice.option,
    .value("config", "FILE", "the configuration file", environment: "THOR_CONFIG"),
    .flag("json", "one JSON object a line on standard output"),
  ]

  static let databaseMigrate = Subcommand(
    words: ["db", "migrate"], summary: "make the schema in PostgreSQL, or bring it up to date",
    options: databaseOptions,
    details: """
      All in one transaction, and by one program at a time; run again, it changes nothing. The
      password comes in THOR_DATABASE_URL, from database.password_file, PGPASSWORD or ~/.pgpass.
      """,
    example: "thor db migrate --database postgresql://owner@localhost/trading",
    run: { (invocation) throws(CommandFailure) in try DatabaseCommand.migrate(invocation) })

  static let databaseStatus = Subcommand(
    words: ["db", "status"],
    summary: "what PostgreSQL has: version, schema, accounts, how far behind the journals",
    options: databaseOptions,
    details: """
      One line for the server and one for each account. Behind is how many events the local
      journal has and the server does not. Status 1 says that a desk could not use it.
      """,
    example: "thor db status --json",
    run: { (invocation) throws(CommandFailure) in try DatabaseCommand.status(invocation) })
}

/// `thor db`.
enum DatabaseCommand {
  /// Drives something that waits for a database to its end.
  static func finish(_ work: some DatabaseWork) throws(CommandFailure) {
    let clock = Clock()
    var loop = try FeedLoop(signals: [], clock: clock)
    while true {
      work.process(now: clock.monotonicNanos)
      if work.isDone { return }
      let polled = work.descriptor.map { [FeedDescriptor($0)] } ?? []
      _ = try loop.wait(for: polled, untilNanos: work.deadlineNanos)
    }
  }

  // MARK: Migrating

  static func migrate(_ invocation: Invocation) throws(CommandFailure) -> ExitStatus {
    let address = try DatabaseChoice.need(invocation)
    let migration = DatabaseMigration(address)
    try finish(migration)
    switch migration.outcome {
    case .done(let from, let to):
      report(address, from: Int64(from), to: Int64(to), isJSON: invocation.has("json"))
      return .done
    case .failed(let fault): throw CommandFailure(fault, address)
    case nil: return .failed
    }
  }

  private static func report(
    _ address: DatabaseAddress, from: Int64, to: Int64, isJSON: Bool
  ) {
    guard !isJSON else {
      var line = JSONLine()
      line.add("database", address.description)
      line.add("from", number: from)
      line.add("version", number: to)
      return StandardStream.output.writeLine(line.text)
    }
    let what =
      from == to
      ? "schema thor is at version \(to) already"
      : from == 0
        ? "schema thor made, version \(to)" : "schema thor brought from version \(from) to \(to)"
    StandardStream.output.writeLine("\(address): \(what)")
  }

  // MARK: Looking

  static func status(_ invocation: Invocation) throws(CommandFailure) -> ExitStatus {
    let address = try DatabaseChoice.need(invocation)
    let report = DatabaseReport(address)
    try finish(report)
    guard report.serverVersion != nil else {
      throw CommandFailure(report.fault ?? .noSchema, address)
    }
    let fault = report.fault ?? report.rights?.fault
    let isJSON = invocation.has("json")
    StandardStream.output.writeLine(
      isJSON ? serverJSON(report, address, fault) : serverText(report, address, fault))
    for one in copies(report) {
      StandardStream.output.writeLine(isJSON ? one.json : one.text)
    }
    return fault == nil ? .done : .failed
  }

  private static func serverJSON(
    _ report: DatabaseReport, _ address: DatabaseAddress, _ fault: DatabaseFault?
  ) -> String {
    var line = JSONLine()
    line.add("database", address.description)
    line.add("server", report.serverVersion)
    line.add("tls", report.usesTLS)
    line.add("user", report.rights?.user)
    if let version = report.schemaVersion {
      line.add("version", number: Int64(version))
    } else {
      line.add("version", String?.none)
    }
    line.add("expected_version", number: Int64(DatabaseSchema.current.version))
    line.add("problem", fault?.description)
    return line.text
  }

  private static func serverText(
    _ report: DatabaseReport, _ address: DatabaseAddress, _ fault: DatabaseFault?
  ) -> String {
    let version = report.schemaVersion.map { ", schema version \($0)" } ?? ""
    let tls = report.usesTLS ? ", TLS" : ""
    return "\(address): PostgreSQL \(report.serverVersion ?? "?")\(tls)\(version)"
      + (fault.map { "; \($0)" } ?? "")
  }

  private static func copies(_ report: DatabaseReport) -> [AccountCopy] {
    let data = UserDirectories(variable: Environment.value).data
    let local = data.map { JournalReader.accounts(in: $0) } ?? []
    let names = Set(report.accounts.map(\.name)).union(local.map(\.text)).sorted()
    return names.map { name in
      let journal = data.flatMap { AccountCopy.head(of: name, in: $0) }
      return AccountCopy(
        name: name, copy: report.accounts.first { $0.name == name }, journal: journal)
    }
  }
}

/// An account's two records side by side.
struct AccountCopy {
  let name: String
  let copy: DatabaseReport.Account?
  /// How far the local journal reaches; nil where there is none that can be read.
  let journal: ChainHead?

  static func head(of name: String, in directory: String) -> ChainHead? {
    guard let account = AccountName(name) else { return nil }
    return try? JournalReader(dataDirectory: directory, account: account).lastHead()
  }

  /// How many events the server does not have; nil where there is nothing to compare.
  private var behind: Int64? { journal.map { $0.sequence - (copy?.head.sequence ?? 0) } }

  var json: String {
    var line = JSONLine()
    line.add("account", name)
    line.add("sequence", number: copy?.head.sequence ?? 0)
    line.add("hash", copy.map { "\($0.head.hash)" })
    add("journal_sequence", journal?.sequence, to: &line)
    add("behind", behind, to: &line)
    line.add("derived_sequence", number: copy?.derivedSequence ?? 0)
    line.add("derive_failure", copy?.deriveFailure)
    return line.text
  }

  private func add(_ key: StaticString, _ number: Int64?, to line: inout JSONLine) {
    if let number { line.add(key, number: number) } else { line.add(key, String?.none) }
  }

  var text: String {
    var parts = ["  \(name): \(copy?.head.sequence ?? 0) events"]
    if let behind {
      parts.append(behind == 0 ? "the local journal has as many" : "\(behind) behind the journal")
    } else {
      parts.append("no local journal")
    }
    if let failure = copy?.deriveFailure { parts.append("tables stand still: \(failure)") }
    return parts.joined(separator: ", ")
  }
}

extension CommandFailure {
  /// What is wrong with a database, with the status that goes with it.
  init(_ fault: DatabaseFault, _ address: DatabaseAddress) {
    let status: ExitStatus =
      switch fault {
      case .unreachable, .silent, .notAdmitted: .unavailable
      case .otherHistory: .badData
      default: .failed
      }
    self.init(status, "\(address): \(fault)")
  }
}
