/// Whether text from the bus may be kept: UTF-8 without control characters.
///
/// Control characters are C0, DEL and C1 (U+0080 to U+009F, which a terminal may take for an
/// escape sequence's beginning).
enum TextCheck {
  /// Nil for clean text, else what is wrong with it.
  static func fault(_ bytes: UnsafeBufferPointer<UInt8>) -> Rejection.Reason? {
    for byte in bytes where byte < 0x20 || byte >= 0x7F { return slowFault(bytes) }
    return nil
  }

  private static func slowFault(_ bytes: UnsafeBufferPointer<UInt8>) -> Rejection.Reason? {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar):
        if scalar.value < 0x20 || (scalar.value >= 0x7F && scalar.value < 0xA0) {
          return .controlByte
        }
      case .emptyInput: return nil
      case .error: return .notUTF8
      }
    }
  }
}
