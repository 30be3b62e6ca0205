/// Japan's public holidays by the Act on National Holidays, and the exchange's own New Year.
///
/// Source: Act No. 178 of 1948 as amended (1998 and 2001 Happy Mondays, 2005 Showa Day, 2014
/// Mountain Day, 2017 the abdication, 2018 and 2020 the Olympic years).
enum TokyoHolidays {
  /// The special days of a year.
  static func notes(in year: Int) -> [DayNote] {
    var names: [TradeDate: String] = [:]
    for (date, name) in named(in: year) { names[date] = name }
    addSubstitutes(&names, year: year)
    addCitizensHolidays(&names, year: year)
    for (month, day) in [(1, 2), (1, 3), (12, 31)] {
      let date = TradeDate(year, month, day)
      if names[date] == nil { names[date] = "Market Holiday" }
    }
    let closed = names.keys.sorted().map { date in
      DayNote(date: date, name: names[date] ?? "", effect: .closed, isHoliday: true)
    }
    return closed + halfDays(in: year)
  }

  /// Until 2008 the year's last trading day had only its morning, until 2009 the first.
  private static func halfDays(in year: Int) -> [DayNote] {
    var notes: [DayNote] = []
    let first = Observance.weekendToMonday.observed(TradeDate(year, 1, 4))
    let last = Observance.weekendToFriday.observed(TradeDate(year, 12, 30))
    for (date, name, until) in [
      (first, "First trading day", 2009), (last, "Last trading day", 2008),
    ] where year <= until {
      notes.append(
        DayNote(date: date, name: name, effect: .hours(open: nil, close: 11 * 60), isHoliday: false)
      )
    }
    return notes
  }

  private static func named(in year: Int) -> [(TradeDate, String)] {
    var days: [(TradeDate, String)] = [
      (TradeDate(year, 1, 1), "New Year's Day"),
      (DateRule.nth(2, weekday: 0, month: 1).day(in: year), "Coming of Age Day"),
      (TradeDate(year, 2, 11), "National Foundation Day"),
      (vernalEquinox(in: year), "Vernal Equinox Day"),
      (TradeDate(year, 4, 29), year < 2007 ? "Greenery Day" : "Showa Day"),
      (TradeDate(year, 5, 3), "Constitution Memorial Day"),
      (TradeDate(year, 5, 5), "Children's Day"),
      (autumnalEquinox(in: year), "Autumnal Equinox Day"),
      (TradeDate(year, 11, 3), "Culture Day"),
      (TradeDate(year, 11, 23), "Labor Thanksgiving Day"),
    ]
    if year >= 2007 { days.append((TradeDate(year, 5, 4), "Greenery Day")) }
    if year <= 2018 { days.append((TradeDate(year, 12, 23), "Emperor's Birthday")) }
    if year >= 2020 { days.append((TradeDate(year, 2, 23), "Emperor's Birthday")) }
    return days + summer(in: year) + enthronement(in: year)
  }

  private static func enthronement(in year: Int) -> [(TradeDate, String)] {
    guard year == 2019 else { return [] }
    return [
      (TradeDate(2019, 5, 1), "Accession of the Emperor"),
      (TradeDate(2019, 10, 22), "Enthronement Ceremony"),
    ]
  }

  /// Marine, Mountain, Aged and Sports Day; the Olympic years moved three of them.
  private static func summer(in year: Int) -> [(TradeDate, String)] {
    let aged = "Respect for the Aged Day"
    let happyAged = DateRule.nth(3, weekday: 0, month: 9).day(in: year)
    var days = [(year < 2003 ? TradeDate(year, 9, 15) : happyAged, aged)]
    let sports = year < 2020 ? "Health and Sports Day" : "Sports Day"
    switch year {
    case 2020:
      days.append((TradeDate(2020, 7, 23), "Marine Day"))
      days.append((TradeDate(2020, 7, 24), sports))
      days.append((TradeDate(2020, 8, 10), "Mountain Day"))
    case 2021:
      days.append((TradeDate(2021, 7, 22), "Marine Day"))
      days.append((TradeDate(2021, 7, 23), sports))
      days.append((TradeDate(2021, 8, 8), "Mountain Day"))
    default:
      let happyMarine = DateRule.nth(3, weekday: 0, month: 7).day(in: year)
      days.append((year < 2003 ? TradeDate(year, 7, 20) : happyMarine, "Marine Day"))
      days.append((DateRule.nth(2, weekday: 0, month: 10).day(in: year), sports))
      if year >= 2016 { days.append((TradeDate(year, 8, 11), "Mountain Day")) }
    }
    return days
  }

  /// A holiday on a Sunday gives the next day that is none (until 2006: the Monday, if it is none).
  private static func addSubstitutes(_ names: inout [TradeDate: String], year: Int) {
    let given = names
    for date in given.keys.sorted() where date.weekday == 6 {
      var substitute = date.advanced(byDays: 1)
      if year >= 2007 {
        while given[substitute] != nil { substitute = substitute.advanced(byDays: 1) }
      }
      if names[substitute] == nil { names[substitute] = given[date] }
    }
  }

  /// A working day between two holidays is one too.
  private static func addCitizensHolidays(_ names: inout [TradeDate: String], year: Int) {
    let given = names
    for date in given.keys.sorted() {
      let between = date.advanced(byDays: 1)
      let isSandwiched = given[between] == nil && given[date.advanced(byDays: 2)] != nil
      if isSandwiched, between.weekday != 6 { names[between] = "Citizen's Holiday" }
    }
  }

  /// Source: the approximation of the Hydrographic Department for 1980 to 2099; the Cabinet
  /// announces each year's day in the February before it.
  static func vernalEquinox(in year: Int) -> TradeDate {
    TradeDate(year, 3, equinoxDay(20_843_100, year))
  }

  static func autumnalEquinox(in year: Int) -> TradeDate {
    TradeDate(year, 9, equinoxDay(23_248_800, year))
  }

  /// The day of the month in units of 1e-6 days from its place in 1980.
  private static func equinoxDay(_ microdays: Int, _ year: Int) -> Int {
    (microdays + 242_194 * (year - 1980)) / 1_000_000 - (year - 1980) / 4
  }
}
