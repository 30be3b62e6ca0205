/// A key press, with a name that reads the same both ways: `Key("ctrl-c")`, `key.description`.
public struct Key: Hashable, Sendable, CustomStringConvertible {
  /// Which key, without its modifiers.
  public enum Code: Hashable, Sendable {
    /// A printing key as typed: shift is in the character (`X`), not beside it.
    case character(Unicode.Scalar)
    case up, down, left, right
    case home, end, pageUp, pageDown, insert, delete
    case backspace, enter, tab, escape
    /// A function key, 1–24.
    case function(UInt8)
  }

  public struct Modifiers: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    public static let shift = Modifiers(rawValue: 1)
    public static let alt = Modifiers(rawValue: 2)
    public static let control = Modifiers(rawValue: 4)
  }

  public let code: Code
  public let modifiers: Modifiers

  public init(_ code: Code, _ modifiers: Modifiers = []) {
    self.code = code
    self.modifiers = modifiers
  }

  /// The character typed, when the key is one without control or alt; for text fields.
  public var character: Unicode.Scalar? {
    guard case .character(let scalar) = code,
      modifiers.isDisjoint(with: [.control, .alt])
    else { return nil }
    return scalar
  }

  /// Reads `b`, `X`, `ctrl-c`, `alt-x`, `shift-tab`, `up`, `f1`, `enter`, `esc`, `space`.
  ///
  /// - Returns: nil when the text names no key.
  public init?(_ text: String) {
    var rest = Substring(text)
    var modifiers: Modifiers = []
    while let prefix = Self.modifierNames.first(where: {
      rest.hasPrefix($0.name) && rest.utf8.count > $0.name.utf8.count
    }) {
      guard !modifiers.contains(prefix.modifier) else { return nil }
      modifiers.insert(prefix.modifier)
      rest = rest.dropFirst(prefix.name.count)
    }
    guard let code = Self.code(named: rest) else { return nil }
    self = Self.normalized(code, modifiers)
  }

  /// The key's name as a keymap writes it.
  public var description: String {
    var name = ""
    for (prefix, modifier) in Self.modifierNames where modifiers.contains(modifier) {
      name += prefix
    }
    return name + codeName
  }

  private var codeName: String {
    switch code {
    case .character(" "): return "space"
    case .character(let scalar): return String(Character(scalar))
    case .function(let number): return "f\(number)"
    default: return Self.codeNames.first { $0.code == code }?.name ?? "?"
    }
  }

  /// One key, one value: shift vanishes into a letter, and control makes letters small.
  static func normalized(_ code: Code, _ modifiers: Modifiers) -> Key {
    guard case .character(let scalar) = code else { return Key(code, modifiers) }
    if modifiers.contains(.control), scalar.value < 0x80 {
      let small = scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
      return Key(.character(small), modifiers)
    }
    if modifiers.contains(.shift), scalar != " " {
      let capital = scalar.properties.uppercaseMapping.unicodeScalars
      let shown = capital.count == 1 ? capital.first ?? scalar : scalar
      return Key(.character(shown), modifiers.subtracting(.shift))
    }
    return Key(code, modifiers)
  }

  private static func code(named name: Substring) -> Code? {
    if let named = codeNames.first(where: { $0.name == name }) { return named.code }
    if name == "space" { return .character(" ") }
    if name.first == "f", name.utf8.count > 1 {
      guard name.utf8.dropFirst().allSatisfy({ (0x30...0x39).contains($0) }),
        let number = UInt8(name.dropFirst()), (1...24).contains(number)
      else { return nil }
      return .function(number)
    }
    let scalars = name.unicodeScalars
    guard scalars.count == 1, let scalar = scalars.first, scalar.value > 0x20,
      scalar.value != 0x7f, ScalarWidth.printable(scalar).scalar == scalar
    else { return nil }
    return .character(scalar)
  }

  private static let modifierNames: [(name: String, modifier: Modifiers)] = [
    ("ctrl-", .control), ("alt-", .alt), ("shift-", .shift),
  ]

  private static let codeNames: [(name: String, code: Code)] = [
    ("up", .up), ("down", .down), ("left", .left), ("right", .right), ("home", .home),
    ("end", .end), ("pageup", .pageUp), ("pagedown", .pageDown), ("insert", .insert),
    ("delete", .delete), ("backspace", .backspace), ("enter", .enter), ("tab", .tab),
    ("esc", .escape),
  ]
}
