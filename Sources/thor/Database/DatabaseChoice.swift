import Configuration
import PostgresStore

/// Which database a command is to use: option over environment over the configuration file.
enum DatabaseChoice {
  static let option = CommandOption.optional(
    "database", "URL", "PostgreSQL, without a password; alone: as configured, or by libpq's PG*",
    environment: "THOR_DATABASE_URL")

  /// - Returns: nil where nobody names one.
  /// - Throws: a usage or configuration failure for what is no address, or has a password where
  ///   others can read it; the words never repeat what was given.
  static func find(
    _ invocation: Invocation, _ configuration: WorkstationConfiguration
  ) throws(CommandFailure) -> DatabaseAddress? {
    if let url = invocation.values["database"] {
      return try address(url, .forbidden, .usage, "--database")
    }
    if let url = Environment.value("THOR_DATABASE_URL") {
      return try address(url, .allowed, .badConfiguration, "THOR_DATABASE_URL")
    }
    if let url = configuration.database.url {
      let found = try address(url.value, .forbidden, .badConfiguration, "\(url.mark)")
      guard let file = configuration.database.passwordFile else { return found }
      do throws(ConfigurationErrors) {
        return found.with(
          password: try PasswordFile.read(file, home: Environment.value("HOME")))
      } catch {
        throw CommandFailure(.badConfiguration, error.description)
      }
    }
    return invocation.has("database") ? .fromEnvironment : nil
  }

  /// The same for a command that is of no use without one: libpq's own environment then says.
  static func need(_ invocation: Invocation) throws(CommandFailure) -> DatabaseAddress {
    try find(invocation, configuration(invocation)) ?? .fromEnvironment
  }

  /// The configuration that names a database; every default where there is no file.
  static func configuration(
    _ invocation: Invocation
  ) throws(CommandFailure) -> WorkstationConfiguration {
    let usual = UserDirectories(variable: Environment.value).configuration
      .map { $0 + "/config.yaml" }.flatMap { FileStatus.exists($0) ? $0 : nil }
    guard let path = invocation.text("config") ?? usual else { return WorkstationConfiguration() }
    do throws(ConfigurationErrors) {
      return try WorkstationConfiguration.load(path: path)
    } catch {
      throw CommandFailure(.badConfiguration, error.description)
    }
  }

  private static func address(
    _ text: String, _ rule: DatabaseAddress.PasswordRule, _ status: ExitStatus, _ place: String
  ) throws(CommandFailure) -> DatabaseAddress {
    do throws(DatabaseAddress.Refusal) {
      return try DatabaseAddress(text, password: rule)
    } catch {
      throw CommandFailure(status, "\(place): expected \(error.expected), got \(error.got)")
    }
  }
}
