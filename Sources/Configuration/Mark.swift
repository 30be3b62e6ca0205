/// A place in a configuration file, as an editor counts it.
///
/// Every value that may still turn out wrong after reading (a price that does not fit, a command
/// that nobody knows) carries its mark, so that the error found later names the place too.
public struct Mark: Hashable, Sendable, CustomStringConvertible {
  /// The file as the user named it.
  public let file: String
  /// 1-based; 0 when the mark is the file as a whole.
  public let line: Int
  /// 1-based, in characters; 0 when the mark is the file as a whole.
  public let column: Int

  /// The character at `line` and `column` of `file`, both counted from 1.
  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// The whole of `file`, or of what stands in its place (an option, a variable, a default).
  public init(file: String) {
    self.init(file: file, line: 0, column: 0)
  }

  /// `file:line:column`, or `file` alone for the whole file.
  public var description: String {
    line == 0 ? file : "\(file):\(line):\(column)"
  }

  /// Whether this place comes before `other` in the same file.
  func precedes(_ other: Mark) -> Bool {
    (line, column) < (other.line, other.column)
  }
}

/// A value and where it was read.
public struct Marked<Value: Sendable>: Sendable {
  /// What was read.
  public let value: Value
  /// Where it was read.
  public let mark: Mark

  /// A value read at `mark`.
  public init(_ value: Value, at mark: Mark) {
    self.value = value
    self.mark = mark
  }
}

extension Marked: Equatable where Value: Equatable {}
