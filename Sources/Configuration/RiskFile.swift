/// risk.yaml: the limits of several accounts, each over those of `"*"` and of config.yaml.
///
///     accounts:
///       "*": {max_drawdown: 20000}
///       paper: {daily_loss_limit: 5000, position_limit: {ES: 10}}
public enum RiskFile {
  /// The limits of one account in `bytes` of the file called `file`.
  ///
  /// - Parameter base: what holds where the file says nothing.
  /// - Throws: everything that is wrong in it, also in what it says of other accounts.
  public static func parse(
    _ bytes: [UInt8], file: String, account: String, over base: RiskSettings
  ) throws(ConfigurationErrors) -> RiskSettings {
    let root = try YAMLParser.parse(bytes, file: file)
    return try MappingCursor.document(root) { read(&$0, account, base) }
  }

  /// The same of the file at `path`.
  ///
  /// - Throws: that it cannot be read, or everything that is wrong in it.
  public static func load(
    path: String, account: String, over base: RiskSettings
  ) throws(ConfigurationErrors) -> RiskSettings {
    let root = try YAMLParser.parse(path: path)
    return try MappingCursor.document(root) { read(&$0, account, base) }
  }

  private static func read(
    _ cursor: inout MappingCursor, _ account: String, _ base: RiskSettings
  ) -> RiskSettings {
    let entries = cursor.required("accounts", accounts, standIn: [])
    var everybodys = base
    for entry in entries where entry.name == "*" {
      everybodys = RiskSettings.reader(over: base).read(entry.value, cursor.findings) ?? base
    }
    var own = everybodys
    // Those of other accounts are read as well, so that an error in them is found.
    for entry in entries where entry.name != "*" {
      let settings = RiskSettings.reader(over: everybodys).read(entry.value, cursor.findings)
      if entry.name == account { own = settings ?? everybodys }
    }
    return own
  }

  private static let accounts = Reader<[NamedValue<YAMLNode>]>.entries(
    key: { $0 == "*" || isName($0) }, named: "an account's name or \"*\"",
    of: Reader<YAMLNode>("limits") { node, _ in node })

  private static func isName(_ text: String) -> Bool {
    (1...32).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        Characters.isLetter($0) || Characters.isDigit($0) || $0 == UInt8(ascii: "_")
          || $0 == UInt8(ascii: "-")
      }
  }
}
