import Configuration
import MarketCalendar
import MarketModel

/// Looks at the files: configuration, instruments, themes, keymaps, calendars, time zones.
enum ShareExam {
  /// - Returns: what a desk would start with; nil where it would not start.
  static func look(_ invocation: Invocation, _ diagnosis: inout Diagnosis) -> DeskSettings? {
    let settings = checkConfiguration(invocation, &diagnosis)
    if let settings {
      checkInstruments(settings, &diagnosis)
      check(settings.appearance.themes, &diagnosis) { (name) throws(ConfigurationErrors) in
        _ = try settings.appearance.theme(named: name)
      }
      check(settings.appearance.keymaps, &diagnosis) { (name) throws(ConfigurationErrors) in
        _ = try settings.appearance.keymap(named: name)
      }
    }
    checkCalendars(&diagnosis)
    return settings
  }

  private static func checkConfiguration(
    _ invocation: Invocation, _ diagnosis: inout Diagnosis
  ) -> DeskSettings? {
    do throws(CommandFailure) {
      let settings = try DeskSettings.load(invocation)
      let place = settings.configurationPath ?? "none, all at its default"
      diagnosis.ok("files", "config", place)
      return settings
    } catch {
      diagnosis.fail(
        "files", "config", error.message,
        "put right what the line names; config.example.yaml shows every setting")
      return nil
    }
  }

  private static func checkInstruments(
    _ settings: DeskSettings, _ diagnosis: inout Diagnosis
  ) {
    let count = settings.instruments.count
    guard count > 0 else {
      diagnosis.warn(
        "files", "instruments", "no instrument is listed",
        "list them in instruments.yaml, or set auto_instruments: true")
      return
    }
    diagnosis.ok("files", "instruments", "\(count) listed")
  }

  /// Reads every theme or keymap there is, not only the chosen one.
  private static func check(
    _ files: NamedFiles, _ diagnosis: inout Diagnosis,
    _ read: (Marked<String>) throws(ConfigurationErrors) -> Void
  ) {
    let names = files.names()
    var problems: [String] = []
    for name in names {
      do throws(ConfigurationErrors) {
        try read(Marked(name, at: Mark(file: name)))
      } catch {
        problems.append(error.description)
      }
    }
    guard problems.isEmpty else {
      diagnosis.warn(
        "files", files.kind + "s", problems.joined(separator: "\n"),
        "put right what the lines name; a desk that chooses such a \(files.kind) does not start")
      return
    }
    diagnosis.ok("files", files.kind + "s", names.joined(separator: ", "))
  }

  private static func checkCalendars(_ diagnosis: inout Diagnosis) {
    var exceptions: [CalendarException] = []
    do throws(CommandFailure) {
      exceptions = try CalendarFiles.exceptions()
      diagnosis.ok("files", "calendars", "\(exceptions.count) dated exceptions")
    } catch {
      diagnosis.fail(
        "files", "calendars", error.message, "put right what the line names")
    }
    let zones = ZoneDirectory.system
    do throws(ZoneFailure) {
      for market in Market.allCases { _ = try zones.zone(named: market.zoneName) }
      diagnosis.ok(
        "files", "time zones", "those of all \(Market.allCases.count) markets in \(zones.path)")
    } catch {
      diagnosis.fail(
        "files", "time zones", "\(error)", "apt-get install tzdata, and look at TZDIR")
    }
  }
}
