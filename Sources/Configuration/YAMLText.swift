/// Checks that bytes are UTF-8 text without control characters before YAML is looked for in them.
///
/// libyaml finds these too, but only by byte offset; a person needs the line and the column.
enum YAMLText {
  /// Throws at the first byte that is no text.
  static func check(_ bytes: [UInt8], file: String) throws(ConfigurationErrors) {
    var line = 1
    var column = 1
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while true {
      switch decoder.decode(&iterator) {
      case .emptyInput:
        return
      case .error:
        throw refusal(Mark(file: file, line: line, column: column), got: "a byte that is not UTF-8")
      case .scalarValue("\n"):
        line += 1
        column = 1
      case .scalarValue(let scalar):
        if isForbidden(scalar) {
          let name = "the control character U+" + hexadecimal(scalar)
          throw refusal(Mark(file: file, line: line, column: column), got: name)
        }
        column += 1
      }
    }
  }

  /// C0 but tab and line ends, DEL and C1: nothing that a terminal would obey.
  static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: false
    case 0..<0x20, 0x7F...0x9F: true
    default: false
    }
  }

  static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private static func refusal(_ mark: Mark, got: String) -> ConfigurationErrors {
    ConfigurationErrors(ConfigurationError(at: mark, expected: "UTF-8 text", got: got))
  }
}
