import TerminalKit

/// All commands of `thor`. This table makes their names, their help and their dispatch.
enum CommandTable {
  static let version = "0.1.0"

  static let commands: [Subcommand] = [
    workstation, demo, feedSimulate, feedFile, session, orders, positions, account, trades, risk,
    accountList, accountReset, auditVerify, auditHead, auditExport, backup, databaseMigrate,
    databaseStatus, engine, doctor,
    benchFeed, benchEngine,
    benchRender, benchJournal,
  ]

  /// Runs what the words ask for and returns the status for the shell.
  static func run(_ words: [String]) -> ExitStatus {
    do throws(CommandFailure) {
      return try dispatch(words[...])
    } catch {
      StandardStream.error.writeLine("thor: " + error.message)
      if error.status == .usage {
        StandardStream.error.writeLine("try 'thor --help'")
      }
      return error.status
    }
  }

  private static func dispatch(_ words: ArraySlice<String>) throws(CommandFailure) -> ExitStatus {
    switch words.first {
    case "--version", "version":
      StandardStream.output.writeLine("thor \(version)")
      return .done
    case "--help", "-h", "help":
      StandardStream.output.write(overview(topic: words.dropFirst()))
      return .done
    default:
      break
    }
    let command = try find(words)
    let invocation = try Invocation(
      command: command, parsing: words.dropFirst(command.words.count))
    if invocation.wantsHelp {
      StandardStream.output.write(command.help)
      return .done
    }
    return try command.run(invocation)
  }

  /// The command with the longest name that the words begin with.
  private static func find(_ words: ArraySlice<String>) throws(CommandFailure) -> Subcommand {
    let named = commands.filter { words.starts(with: $0.words) }
    guard let command = named.max(by: { $0.words.count < $1.words.count }) else {
      return workstation
    }
    guard command.words.isEmpty, let first = words.first, !first.hasPrefix("-") else {
      return command
    }
    let group = commands.filter { $0.words.first == first }
    if !group.isEmpty {
      let choices = group.compactMap { $0.words.dropFirst().first }.joined(separator: " or ")
      throw .usage("\(first) expects \(choices)")
    }
    let names = Set(commands.compactMap(\.words.first)).sorted()
    throw .usage("unknown command '\(first)'\(Spelling.hint(to: first, among: names))")
  }

  private static func overview(topic: ArraySlice<String>) -> String {
    if let command = commands.first(where: { !topic.isEmpty && $0.words == Array(topic) }) {
      return command.help
    }
    let width = (commands.map(\.name.count).max() ?? 0) + 2
    let rows = commands.map { command in
      "  " + command.name + String(repeating: " ", count: width - command.name.count)
        + command.summary
    }
    return
      ([
        "thor: a trading workstation in a terminal", "", "usage: thor [COMMAND] [OPTIONS]", "",
        "commands:",
      ] + rows + [
        "", "thor COMMAND --help tells more; every one has an example.",
        "exit status: 0 done, 1 failed, 2 usage, 65 bad input data, 69 a server cannot be reached,",
        "78 bad configuration, 130 and 143 after SIGINT and SIGTERM.", "", "example:",
        "  thor demo", "",
      ]).joined(separator: "\n")
  }
}
