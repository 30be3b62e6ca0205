import Configuration
import Glibc
import Journal

/// Where an account's journal is: what the workstation would open with the same options.
struct AccountPlace {
  let dataDirectory: String
  let account: AccountName
  /// Where the user's own instruments are; nil without a home.
  let configurationDirectory: String?

  static let options: [CommandOption] = [
    .value(
      "account", "NAME", "the account (default: the configured one, else paper)",
      environment: "THOR_ACCOUNT"),
    .value("config", "FILE", "the configuration file", environment: "THOR_CONFIG"),
  ]

  /// - Throws: a usage failure for a name that no account can have, and what is wrong with a
  ///   configuration that is asked for the account.
  static func find(_ invocation: Invocation) throws(CommandFailure) -> AccountPlace {
    let directories = UserDirectories(variable: Environment.value)
    guard let data = directories.data else {
      throw CommandFailure(
        .failed, "\(invocation.command.label)no accounts: neither XDG_DATA_HOME nor HOME is set")
    }
    let name: String
    if let given = invocation.text("account") {
      name = given
    } else {
      name = try configured(invocation, directories)
    }
    guard let account = AccountName(name) else {
      throw .usage(
        "\(invocation.command.label)expects an account's name of letters, digits, '.', '-' and '_', "
          + "got '\(name)'")
    }
    return AccountPlace(
      dataDirectory: data, account: account, configurationDirectory: directories.configuration)
  }

  private static func configured(
    _ invocation: Invocation, _ directories: UserDirectories
  ) throws(CommandFailure) -> String {
    let usual = directories.configuration.map { $0 + "/config.yaml" }
    guard
      let path = invocation.text("config")
        ?? usual.flatMap({ FileStatus.exists($0) ? $0 : nil })
    else { return WorkstationConfiguration().account }
    do throws(ConfigurationErrors) {
      return try WorkstationConfiguration.load(path: path).account
    } catch {
      throw CommandFailure(.badConfiguration, error.description)
    }
  }

  /// Opens the journal for reading.
  ///
  /// - Throws: for a name without a journal, with the names that have one.
  func reader(_ invocation: Invocation) throws(CommandFailure) -> JournalReader {
    let known = JournalReader.accounts(in: dataDirectory)
    guard known.contains(account) else {
      let names = known.map(\.text)
      let hint =
        names.isEmpty
        ? "there is none in \(dataDirectory)" : "known: " + names.joined(separator: ", ")
      throw CommandFailure(
        .failed, "\(invocation.command.label)no account '\(account)'; \(hint)")
    }
    do throws(JournalError) {
      return try JournalReader(dataDirectory: dataDirectory, account: account)
    } catch {
      throw CommandFailure(error)
    }
  }
}
