import MarketCalendar
import MarketModel

/// Years of sessions and holidays as an iCalendar file (RFC 5545).
enum CalendarFeed {
  static func text(_ years: [CalendarYear]) -> String {
    var lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//thor//market sessions//EN"]
    for year in years {
      for day in year.days { lines += event(day) }
    }
    lines.append("END:VCALENDAR")
    return lines.map { folded($0) + "\r\n" }.joined()
  }

  private static func event(_ day: CalendarDay) -> [String] {
    let date = compact(day.date.description)
    let market = day.calendar.market.name
    let note = day.occasion.map { ": \($0)" } ?? ""
    var lines = ["BEGIN:VEVENT", "UID:\(market)-\(date)@thor", "DTSTAMP:\(date)T000000Z"]
    if let session = day.session {
      lines.append("DTSTART:\(compact(InstantForm.text(session.open)))")
      lines.append("DTEND:\(compact(InstantForm.text(session.close)))")
      lines.append("SUMMARY:" + escaped("\(market) \(day.word)\(note)"))
    } else {
      lines.append("DTSTART;VALUE=DATE:\(date)")
      lines.append("DTEND;VALUE=DATE:\(compact(day.date.advanced(byDays: 1).description))")
      lines.append("SUMMARY:" + escaped("\(market) closed\(note)"))
      lines.append("TRANSP:TRANSPARENT")
    }
    return lines + ["END:VEVENT"]
  }

  private static func compact(_ text: String) -> String {
    String(text.filter { $0 != "-" && $0 != ":" })
  }

  private static func escaped(_ text: String) -> String {
    String(
      text.flatMap { character -> [Character] in
        switch character {
        case "\\", ";", ",": ["\\", character]
        case "\n": ["\\", "n"]
        default: [character]
        }
      })
  }

  /// Lines have at most 75 bytes; what is longer goes on after a line end and a blank.
  private static func folded(_ line: String) -> String {
    var result = ""
    var width = 0
    for character in line {
      let bytes = character.utf8.count
      if width + bytes > 75 {
        result += "\r\n "
        width = 1
      }
      result.append(character)
      width += bytes
    }
    return result
  }
}
