import CCrypto

/// A SHA-256 fed piece by piece.
struct SHA256: ~Copyable {
  private let hash: OpaquePointer

  /// nil when the library cannot make one.
  init?() {
    guard let hash = thor_sha256_new() else { return nil }
    self.hash = hash
  }

  deinit { thor_sha256_free(hash) }

  /// False when the library fails.
  mutating func update(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { thor_sha256_update(hash, $0.baseAddress, $0.count) == 1 }
  }

  /// The digest as 64 digits; nil when the library fails. Nothing may be added afterwards.
  mutating func finish() -> String? {
    var digest = [UInt8](repeating: 0, count: 32)
    guard digest.withUnsafeMutableBufferPointer({ thor_sha256_finish(hash, $0.baseAddress) }) == 1
    else { return nil }
    return digest.map { byte in
      let digits = String(byte, radix: 16)
      return digits.utf8.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
