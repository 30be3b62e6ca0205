import CCrypto

/// A SHA-256 fed piece by piece, one message after the other.
///
/// The algorithm is looked up once and its state used again: that look-up costs more than hashing
/// an event does.
public final class SHA256 {
  private let state: OpaquePointer

  /// nil when the library has no SHA-256.
  public init?() {
    guard let state = thor_sha256_new() else { return nil }
    self.state = state
  }

  /// - Throws: when the library has no SHA-256; `path` is the file it is needed for.
  static func make(path: String) throws(JournalError) -> SHA256 {
    guard let sha = SHA256() else {
      throw JournalError(
        .inputOutput(code: 0, message: "the cryptographic library has no SHA-256"), path: path)
    }
    return sha
  }

  deinit { thor_sha256_free(state) }

  /// Takes more of the message.
  public func update(_ bytes: UnsafeRawBufferPointer) {
    let isTaken = thor_sha256_update(state, bytes.baseAddress, bytes.count) == 1
    precondition(isTaken, "an algorithm that was found takes bytes")
  }

  /// The message's digest. What is taken from here on is the next message.
  public func finish() -> Digest {
    var digest = Digest()
    let isFinished = withUnsafeMutableBytes(of: &digest) { bytes in
      thor_sha256_finish(state, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)) == 1
    }
    precondition(isFinished, "an algorithm that was found gives its digest")
    return digest
  }
}
