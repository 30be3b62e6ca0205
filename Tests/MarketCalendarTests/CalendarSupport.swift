import Configuration
import Foundation
import MarketModel
import Testing

@testable import MarketCalendar

/// The directory with Package.swift.
let packageRoot = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

enum Calendars {
  /// The exceptions that ship.
  static let exceptions: [CalendarException] = {
    let files = try? CalendarFile.loadAll(in: [packageRoot + "/calendars"])
    return (files ?? []).flatMap(\.entries).flatMap { entry in
      entry.markets.compactMap { name in
        guard let market = Market(rawValue: name.value), let date = TradeDate(entry.date.value)
        else { return nil }
        let effect: CalendarException.Effect =
          switch entry.effect {
          case .closed: .closed
          case .normal: .normal
          case .earlyClose: .earlyClose(minute: entry.minute ?? 0)
          case .lateOpen: .lateOpen(minute: entry.minute ?? 0)
          }
        return CalendarException(market: market, date: date, effect: effect, name: entry.name)
      }
    }
  }()

  static let all: [Market: MarketCalendar] = {
    var result: [Market: MarketCalendar] = [:]
    for market in Market.allCases {
      result[market] = try? MarketCalendar(
        market: market, zones: .system, exceptions: exceptions)
    }
    return result
  }()

  static func of(_ market: Market) throws -> MarketCalendar { try #require(all[market]) }
}

/// An instant from ISO 8601.
func instant(_ text: String) throws -> UnixNanos {
  var copy = text
  return try copy.withUTF8 { try InstantText.parse($0) }
}

/// `HH:MM` on the market's clocks, with the days after the trade date where that is not it.
func clock(_ instant: UnixNanos, _ calendar: MarketCalendar, on date: TradeDate) -> String {
  let seconds = instant.nanos / 1_000_000_000
  let local = seconds + Int64(calendar.zone.offsetSeconds(atUnixSeconds: seconds))
  let days = Int(local / 86_400) - Int(date.daysSince1970)
  let minute = local % 86_400 / 60
  let text =
    "\(minute / 60 < 10 ? "0" : "")\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
  return days == 0 ? text : text + (days < 0 ? "\(days)" : "+\(days)")
}

/// The hours of a trade date as text, `closed` where there is none.
func hours(_ market: Market, _ date: String) throws -> String {
  let calendar = try Calendars.of(market)
  let date = try #require(TradeDate(date))
  guard let session = calendar.session(on: date) else { return "closed" }
  return clock(session.open, calendar, on: date) + " " + clock(session.close, calendar, on: date)
}

/// Status, detail and what comes next, as text.
func status(_ market: Market, _ text: String) throws -> String {
  let moment = try #require(try Calendars.of(market).moment(at: try instant(text)))
  var words = ["\(moment.state.status.word)"]
  if moment.state.detail != .none { words.append("\(moment.state.detail.word)") }
  return words.joined(separator: " ")
}
