/// An account's name, which is also its files' name.
public struct AccountName: Hashable, Sendable, CustomStringConvertible {
  public let text: String

  /// The account of who names none.
  public static let paper = AccountName(unchecked: "paper")

  /// Takes 1 to 64 of `A–Z a–z 0–9 . _ -`, not starting with a point or a dash; nil otherwise.
  public init?(_ text: String) {
    let bytes = text.utf8
    guard (1...64).contains(bytes.count), bytes.allSatisfy(AccountName.isAllowed),
      bytes.first != UInt8(ascii: "."), bytes.first != UInt8(ascii: "-")
    else { return nil }
    self.text = text
  }

  private init(unchecked text: String) { self.text = text }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }

  public var description: String { text }
}
