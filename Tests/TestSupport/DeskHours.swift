import MarketCalendar
import MarketModel
import Panes

/// The hours of the fixture's markets: CME's, which all its symbols belong to, and New York's.
///
/// Made from the system's zones and the rules alone, without dated exceptions.
public enum DeskHours {
  private static let calendars: [Market: MarketCalendar] = {
    var result: [Market: MarketCalendar] = [:]
    for market in [Market.cmeEquity, .newYorkStock, .tokyoStock, .crypto] {
      do {
        result[market] = try MarketCalendar(market: market, zones: .system)
      } catch {
        preconditionFailure("the system's zones are missing: \(error)")
      }
    }
    return result
  }()

  /// A zone of the system.
  public static func zone(_ name: String) -> ZoneRules {
    do {
      return try ZoneDirectory.system.zone(named: name)
    } catch {
      preconditionFailure("the system's zones are missing: \(error)")
    }
  }

  /// A board on which every instrument belongs to the first of the markets.
  public static func board(
    _ markets: [Market] = [.cmeEquity, .newYorkStock], isSimulated: Bool = false
  ) -> SessionBoard {
    var board = SessionBoard(isSimulated: isSimulated)
    for market in markets {
      if let calendar = calendars[market] { board.add(calendar) }
    }
    for _ in 0..<16 { board.append(market: markets.first) }
    return board
  }
}
