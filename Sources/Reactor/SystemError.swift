import Glibc

/// What the operating system refused, and why.
public struct SystemError: Error, Equatable, CustomStringConvertible {
  /// The `errno` it gave.
  public let code: Int32
  /// What was being done, such as `poll` or `open /tmp/x`.
  public let operation: String

  public init(code: Int32, operation: String) {
    self.code = code
    self.operation = operation
  }

  public var description: String {
    "\(operation): \(String(cString: strerror(code))) (errno \(code))"
  }

  /// The one place where a shim's negative errno becomes an error.
  @discardableResult
  static func check<Result: FixedWidthInteger>(
    _ result: Result, _ operation: @autoclosure () -> String
  ) throws(SystemError) -> Result {
    guard result < 0 else { return result }
    let code = Int32(exactly: result).map { $0 == .min ? EINVAL : -$0 } ?? EINVAL
    throw SystemError(code: code, operation: operation())
  }
}
