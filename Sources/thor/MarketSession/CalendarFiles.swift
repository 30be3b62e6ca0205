import Configuration
import MarketCalendar

/// The dated exceptions: those that ship, then the desk's own.
enum CalendarFiles {
  /// All exceptions of calendars/ beside the program and in the user's directory.
  ///
  /// - Throws: a bad-configuration failure with file, line, column and expectation.
  static func exceptions() throws(CommandFailure) -> [CalendarException] {
    do throws(ConfigurationErrors) {
      let share = try ShareDirectory.find(
        override: Environment.value("THOR_SHARE_DIR"),
        executablePath: ShareDirectory.executablePath() ?? "/")
      let user = UserDirectories(variable: Environment.value).configuration
      let directories = [share, user].compactMap { $0.map { $0 + "/calendars" } }
      return try exceptions(in: directories)
    } catch {
      throw CommandFailure(.badConfiguration, error.description)
    }
  }

  /// All exceptions of the files in `directories`, in the order in which they count.
  static func exceptions(
    in directories: [String]
  ) throws(ConfigurationErrors) -> [CalendarException] {
    var exceptions: [CalendarException] = []
    for file in try CalendarFile.loadAll(in: directories) {
      for entry in file.entries { exceptions += try Self.exceptions(of: entry) }
    }
    return exceptions
  }

  private static func exceptions(
    of entry: CalendarFile.Entry
  ) throws(ConfigurationErrors) -> [CalendarException] {
    guard let date = TradeDate(entry.date.value), MarketCalendar.years.contains(date.year) else {
      throw ConfigurationErrors(
        ConfigurationError(
          at: entry.date.mark, expected: "a date such as 2012-10-29, from 2000 to 2040",
          got: ConfigurationError.quoted(entry.date.value)))
    }
    var exceptions: [CalendarException] = []
    for name in entry.markets {
      guard let market = Market(rawValue: name.value) else {
        throw ConfigurationErrors(
          .unknown("market", name.value, known: Market.allCases.map(\.name), at: name.mark))
      }
      exceptions.append(
        CalendarException(
          market: market, date: date, effect: effect(of: entry), name: entry.name))
    }
    return exceptions
  }

  private static func effect(of entry: CalendarFile.Entry) -> CalendarException.Effect {
    switch entry.effect {
    case .closed: .closed
    case .normal: .normal
    case .earlyClose: .earlyClose(minute: entry.minute ?? 0)
    case .lateOpen: .lateOpen(minute: entry.minute ?? 0)
    }
  }
}
