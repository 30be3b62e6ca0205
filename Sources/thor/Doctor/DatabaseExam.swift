import Configuration
import PostgresStore

/// Looks at the journal's second copy, where one is asked for: reached, of which version, with our
/// schema, and with the rights that a desk needs. Trading goes on without all of it.
enum DatabaseExam {
  static func look(
    _ invocation: Invocation, _ settings: DeskSettings, _ diagnosis: inout Diagnosis
  ) {
    do throws(CommandFailure) {
      guard let address = try DatabaseChoice.find(invocation, settings.configuration) else {
        return
      }
      let report = DatabaseReport(address)
      try DatabaseCommand.finish(report)
      check(report, address, &diagnosis)
    } catch {
      diagnosis.fail(
        "database", "address", error.message,
        "put right --database, THOR_DATABASE_URL or database.url")
    }
  }

  private static func check(
    _ report: DatabaseReport, _ address: DatabaseAddress, _ diagnosis: inout Diagnosis
  ) {
    guard let version = report.serverVersion else {
      diagnosis.warn(
        "database", "server", "\(address) \(report.fault?.description ?? "does not answer")",
        "start the server, or look at the URL, the password (~/.pgpass) and pg_hba.conf; "
          + "a desk trades on without it")
      return
    }
    diagnosis.ok(
      "database", "server",
      "\(address), PostgreSQL \(version)\(report.usesTLS ? ", TLS" : "")")
    checkSchema(report, &diagnosis)
    checkRights(report, &diagnosis)
    for account in report.accounts {
      guard let failure = account.deriveFailure else { continue }
      diagnosis.warn(
        "database", "tables", "account '\(account.name)' stands still: \(failure)",
        "SELECT thor.derive_anew('\(account.name)'), by the schema's owner")
    }
  }

  private static func checkSchema(_ report: DatabaseReport, _ diagnosis: inout Diagnosis) {
    switch report.fault {
    case .noSchema?, .olderSchema?:
      diagnosis.warn(
        "database", "schema", report.fault?.description ?? "", "thor db migrate, by its owner")
    case .newerSchema?:
      diagnosis.warn("database", "schema", report.fault?.description ?? "", "use that version")
    default:
      guard let version = report.schemaVersion else { return }
      diagnosis.ok("database", "schema", "version \(version)")
    }
  }

  private static func checkRights(_ report: DatabaseReport, _ diagnosis: inout Diagnosis) {
    guard let rights = report.rights else { return }
    switch rights.fault {
    case nil:
      diagnosis.ok("database", "rights", "user \(rights.user) may all that a desk asks")
    case .noRight(let what)?:
      diagnosis.warn(
        "database", "rights", "user \(rights.user) may not \(what)",
        "SELECT thor.grant_desk('\(rights.user)'), by the schema's owner")
    case .readOnly?:
      diagnosis.warn(
        "database", "rights", DatabaseFault.readOnly.description, "name the primary server")
    default: break
    }
  }
}
