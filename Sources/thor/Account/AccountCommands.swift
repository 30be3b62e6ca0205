import Journal
import MarketModel
import Reactor

extension CommandTable {
  static let accountList = Subcommand(
    words: ["account", "list"], summary: "the accounts of this user, with how much they hold",
    options: ResultTable.options,
    details: "An account whose journal cannot be read, or is damaged, says so in its last column.",
    example: "thor account list --json",
    run: { (invocation) throws(CommandFailure) in try AccountCommand.list(invocation) })

  static let accountReset = Subcommand(
    words: ["account", "reset"],
    summary: "begin an account anew; its record stays and goes on",
    options: AccountPlace.options + [
      .value("reason", "TEXT", "why, for the record"),
      .flag("yes", "do it without asking for the account's name"),
    ],
    details: """
      Orders, positions, fills and cash count for nothing any more; nothing is deleted. The next
      start gives the account the configured cash. No desk may have it open.
      """,
    example: "thor account reset --account paper --reason \"new strategy\"",
    run: { (invocation) throws(CommandFailure) in try AccountCommand.reset(invocation) })

  static let backup = Subcommand(
    words: ["backup"], summary: "copy an account's journal, also while its desk writes it",
    arguments: "FILE", argumentCount: 1...1,
    options: AccountPlace.options + [.flag("json", "one JSON object on standard output")],
    details: """
      The copy is of one moment, and its whole chain is checked afterwards. Put it back under the
      account's name to use it. A file that is there already is not written over.
      """,
    example: "thor backup /mnt/stick/paper-2026-01-05.sqlite",
    run: { (invocation) throws(CommandFailure) in try AccountCommand.backup(invocation) })
}

/// `thor account list`, `thor account reset` and `thor backup`.
enum AccountCommand {
  static func list(_ invocation: Invocation) throws(CommandFailure) -> ExitStatus {
    let form = try ResultTable.form(invocation)
    let directory = try AccountPlace.find(invocation).dataDirectory
    var table = ResultTable([
      "account", "created", "epochs", "events", "last_event", "problem",
    ])
    for account in JournalReader.accounts(in: directory) {
      do throws(JournalError) {
        let reader = try JournalReader(dataDirectory: directory, account: account)
        var epochs: Int64 = 1
        let verdict = try reader.forEachEvent { event throws(JournalError) in
          if event.isKind(.epoch) { epochs += 1 }
        }
        table.add([
          .text(account.text), .instant(reader.createdAt), .count(epochs),
          .count(verdict.events), .instant(verdict.last), .text(verdict.damage?.what),
        ])
      } catch {
        table.add([
          .text(account.text), .instant(nil), .count(0), .count(0), .instant(nil),
          .text(error.what),
        ])
      }
    }
    table.write(as: form)
    return .done
  }

  static func reset(_ invocation: Invocation) throws(CommandFailure) -> ExitStatus {
    let place = try AccountPlace.find(invocation)
    // Nothing is made for a name without a journal.
    _ = try place.reader(invocation)
    if !invocation.has("yes") { try confirm(place) }
    let now = UnixNanos(try StartClock.make().unixNanos)
    do throws(JournalError) {
      let journal = try Journal.open(
        dataDirectory: place.dataDirectory, account: place.account, now: now)
      let epoch = try journal.beginEpoch(
        user: LoginName.current(), reason: invocation.text("reason") ?? "", at: now)
      try journal.close()
      StandardStream.output.writeLine(
        "account '\(place.account)' begins anew with its next start (epoch \(epoch)); "
          + "what came before stays in the record")
      return .done
    } catch {
      throw CommandFailure(error)
    }
  }

  private static func confirm(_ place: AccountPlace) throws(CommandFailure) {
    StandardStream.error.write(
      "Orders, positions and cash of account '\(place.account)' will count for nothing.\n"
        + "Type the account's name to begin anew: ")
    let answer = readLine()
    if answer == nil { StandardStream.error.write("\n") }
    guard answer == place.account.text else {
      throw CommandFailure(
        .failed, "account reset: expected '\(place.account)' (or --yes); nothing was changed")
    }
  }

  static func backup(_ invocation: Invocation) throws(CommandFailure) -> ExitStatus {
    let place = try AccountPlace.find(invocation)
    let reader = try place.reader(invocation)
    let destination = invocation.arguments[0]
    do throws(JournalError) {
      try reader.copy(to: destination)
      let copy = try JournalReader(path: destination)
      let verdict = try copy.forEachEvent { _ throws(JournalError) in }
      if let damage = verdict.damage {
        throw JournalError(damage.problem, path: destination)
      }
      say(copy, verdict, invocation)
      return .done
    } catch {
      throw CommandFailure(error)
    }
  }

  private static func say(
    _ copy: JournalReader, _ verdict: ChainVerdict, _ invocation: Invocation
  ) {
    let head = "\(verdict.head.sequence):\(verdict.head.hash)"
    guard invocation.has("json") else {
      StandardStream.output.writeLine(
        "account '\(copy.account)': \(verdict.events) events copied to \(copy.path) and checked; "
          + "head \(head)")
      return
    }
    var line = JSONLine()
    line.add("account", copy.account)
    line.add("path", copy.path)
    line.add("events", number: verdict.events)
    line.add("head", head)
    StandardStream.output.writeLine(line.text)
  }
}
