/// Collects what is wrong while a file is read, so that one reading tells of all of it.
///
/// A reader that finds something wrong notes it here and goes on with a stand-in value; whoever
/// started the reading throws before any stand-in gets out.
///
/// Nobody reads more than a screenful, so the first of them are kept and the others not even made.
final class Findings {
  static let maximumCount = 50

  private var errors: [ConfigurationError] = []

  func add(_ error: @autoclosure () -> ConfigurationError) {
    if errors.count < Self.maximumCount { errors.append(error()) }
  }

  func add(at mark: Mark, expected: String, got: @autoclosure () -> String) {
    add(ConfigurationError(at: mark, expected: expected, got: got()))
  }

  /// Throws all that was found, in the order of the file; returns when nothing was.
  func throwAny() throws(ConfigurationErrors) {
    if let all = ConfigurationErrors(errors) { throw all }
  }
}
