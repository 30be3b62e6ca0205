import CSQLite
import Foundation

/// An account folded from its journal by the test itself: SQLite rows, JSON, sums.
struct JournalFold {
  struct Order {
    var status = "PENDING"
    var quantity: Decimal
    var filled: Decimal = 0
  }

  struct Fill: Hashable {
    let order: String
    let number: Int
    let side: String
    let quantity: Decimal
    let price: Decimal
  }

  private(set) var sequences: [Int] = []
  private(set) var orders: [String: Order] = [:]
  private(set) var accepted: Set<String> = []
  private(set) var fills: [Fill] = []
  private(set) var quantity: Decimal = 0
  private(set) var opening: Decimal = 0
  private(set) var fees: Decimal = 0
  /// Σ signed quantity × price × multiplier.
  private(set) var paid: Decimal = 0
  private var multiplier: Decimal = 1
  /// What must not be: an order made twice, a fill told twice, a gap.
  private(set) var faults: [String] = []

  init(_ path: String) throws {
    var database: OpaquePointer?
    defer { sqlite3_close_v2(database) }
    guard sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else {
      throw CocoaError(.fileReadUnknown)
    }
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    let sql = "SELECT sequence, kind, payload FROM events ORDER BY sequence"
    guard sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK else {
      throw CocoaError(.fileReadCorruptFile)
    }
    while sqlite3_step(statement) == SQLITE_ROW {
      let sequence = Int(sqlite3_column_int64(statement, 0))
      if sequence != (sequences.last ?? 0) + 1 { faults.append("gap before \(sequence)") }
      sequences.append(sequence)
      let kind = String(cString: sqlite3_column_text(statement, 1))
      let count = Int(sqlite3_column_bytes(statement, 2))
      let bytes = Data(bytes: sqlite3_column_blob(statement, 2), count: count)
      let fields = try JSONSerialization.jsonObject(with: bytes) as? [String: Any] ?? [:]
      take(kind, fields)
    }
  }

  private mutating func take(_ kind: String, _ fields: [String: Any]) {
    let id = fields["id"] as? String ?? ""
    switch kind {
    case "opening": opening = Self.decimal(fields["cash"])
    case "instrument" where fields["symbol"] as? String == "ES":
      multiplier = Self.decimal(fields["multiplier"])
    case "order":
      if orders[id] != nil { faults.append("\(id) made twice") }
      orders[id] = Order(quantity: Self.decimal(fields["quantity"]))
    case "accepted":
      orders[id]?.status = "ACCEPTED"
      if !accepted.insert(id).inserted { faults.append("\(id) accepted twice") }
    case "canceled", "denied", "rejected", "expired": orders[id]?.status = kind.uppercased()
    case "filled": take(fill: fields, id)
    default: break
    }
  }

  private mutating func take(fill fields: [String: Any], _ id: String) {
    let fill = Fill(
      order: id, number: fields["fill"] as? Int ?? 0, side: fields["side"] as? String ?? "",
      quantity: Self.decimal(fields["quantity"]), price: Self.decimal(fields["price"]))
    if fills.contains(where: { $0.order == id && $0.number == fill.number }) {
      faults.append("fill \(fill.number) of \(id) twice")
    }
    fills.append(fill)
    let signed = fill.side == "BUY" ? fill.quantity : -fill.quantity
    quantity += signed
    paid += signed * fill.price * multiplier
    fees += Self.decimal(fields["commission"])
    orders[id]?.filled += fill.quantity
    if orders[id]?.filled == orders[id]?.quantity { orders[id]?.status = "FILLED" }
  }

  /// Cash after all of it, with what is held at an average price.
  func cash(average: Decimal) -> Decimal {
    opening - paid + quantity * average * multiplier - fees
  }

  static func decimal(_ value: Any?) -> Decimal {
    (value as? String).flatMap { Decimal(string: $0) } ?? 0
  }
}
