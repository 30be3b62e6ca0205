/// One thing that is wrong in a configuration: where, what was expected, what came.
public struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Where it was found.
  public let mark: Mark
  /// What should have been there, in words that complete "expected …".
  public let expected: String
  /// What was there, in words that complete "got …". Safe to print: control bytes are escaped.
  public let got: String

  /// Says that `expected` should have stood at `mark`, where `got` stands.
  public init(at mark: Mark, expected: String, got: String) {
    self.mark = mark
    self.expected = expected
    self.got = got
  }

  /// Says that `name` is not among `known`, and names the nearest one that is.
  ///
  /// `kind` is the word for what is named: "key", "command", "role".
  public static func unknown(
    _ kind: String, _ name: String, known: [String], at mark: Mark
  ) -> ConfigurationError {
    let nearest = NearestName.find(name, among: known)
    let hint = nearest.map { " (did you mean \"\($0)\"?)" } ?? ""
    return ConfigurationError(
      at: mark, expected: "a known \(kind)\(hint)", got: quoted(name))
  }

  /// One line: `file:line:column: expected X, got Y`.
  public var description: String {
    "\(mark): expected \(expected), got \(got)"
  }

  /// `text` between quotes, short enough for one line and without bytes that a terminal obeys.
  public static func quoted(_ text: String) -> String {
    let limit = 40
    var result = "\""
    for scalar in text.unicodeScalars.prefix(limit) {
      result += isControl(scalar) ? escaped(scalar) : String(scalar)
    }
    return result + (text.unicodeScalars.count > limit ? "…\"" : "\"")
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    let category = scalar.properties.generalCategory
    return category == .control || category == .format || category == .lineSeparator
      || category == .paragraphSeparator
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
  }
}

/// All that is wrong in one configuration file, in the order of the file. Never empty.
public struct ConfigurationErrors: Error, Equatable, Sendable, CustomStringConvertible {
  /// The findings, first in the file first.
  public let all: [ConfigurationError]

  /// A single finding.
  public init(_ error: ConfigurationError) {
    all = [error]
  }

  /// Several findings, put into the order of the file; nil when there are none.
  public init?(_ errors: [ConfigurationError]) {
    guard !errors.isEmpty else { return nil }
    all = errors.sorted { $0.mark.precedes($1.mark) }
  }

  /// One line a finding.
  public var description: String {
    all.map(\.description).joined(separator: "\n")
  }
}
