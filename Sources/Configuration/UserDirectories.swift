/// Where a user's files of Thor are, by the XDG rules.
public struct UserDirectories: Equatable, Sendable {
  /// `$XDG_CONFIG_HOME/thor`: config.yaml, instruments.yaml, themes/, keymaps/. Nil without a home.
  public let configuration: String?
  /// `$XDG_DATA_HOME/thor`: journals and archives. Nil without a home.
  public let data: String?
  /// `$XDG_STATE_HOME/thor`: the log. Nil without a home.
  public let state: String?

  /// The directories that `variable` (the environment) names. Relative ones are not followed, as
  /// XDG has it.
  public init(variable: (String) -> String?) {
    let home = Self.absolute(variable("HOME"))
    func directory(_ name: String, _ fallback: String) -> String? {
      let base = Self.absolute(variable(name)) ?? home.map { "\($0)/\(fallback)" }
      return base.map { "\($0)/thor" }
    }
    configuration = directory("XDG_CONFIG_HOME", ".config")
    data = directory("XDG_DATA_HOME", ".local/share")
    state = directory("XDG_STATE_HOME", ".local/state")
  }

  private static func absolute(_ path: String?) -> String? {
    path.flatMap { $0.hasPrefix("/") ? $0 : nil }
  }
}
