import Configuration
import MarketModel
import Reactor

extension CommandTable {
  static let doctor = Subcommand(
    words: ["doctor"], summary: "look at everything a desk needs: what is wrong and what to do",
    options: [
      .value(
        "redis", "URL", "redis://host:port or unix:///path, without a password",
        environment: "THOR_REDIS_URL"),
      DatabaseChoice.option,
      .value("config", "FILE", "the configuration file", environment: "THOR_CONFIG"),
      .value("account", "NAME", "the paper account", environment: "THOR_ACCOUNT"),
      .flag("json", "one JSON object a finding on standard output"),
    ],
    details: """
      Each line says ok, warn (worth knowing) or fail (in the way of trading), and what to do.
      Nothing is changed by looking. Ends with status 1 where anything failed, else with 0.
      """,
    example: "thor doctor --redis redis://desk:6379",
    run: { (invocation) throws(CommandFailure) in DoctorCommand.run(invocation) })
}

/// `thor doctor`.
enum DoctorCommand {
  static func run(_ invocation: Invocation) -> ExitStatus {
    var diagnosis = Diagnosis()
    let clock = Clock()
    TerminalExam.look(&diagnosis)
    LocaleExam.look(&diagnosis)
    let settings = ShareExam.look(invocation, &diagnosis)
    DirectoryExam.look(settings, UnixNanos(clock.unixNanos), &diagnosis)
    if var settings {
      RedisExam.look(&settings, clock, &diagnosis)
      DatabaseExam.look(invocation, settings, &diagnosis)
    }
    report(diagnosis, isJSON: invocation.has("json"))
    return diagnosis.count(.fail) > 0 ? .failed : .done
  }

  private static func report(_ diagnosis: Diagnosis, isJSON: Bool) {
    for finding in diagnosis.findings {
      StandardStream.output.writeLine(isJSON ? finding.json : finding.text)
    }
    if !isJSON { StandardStream.output.writeLine("\n" + diagnosis.summary) }
  }
}
