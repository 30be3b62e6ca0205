/// An option of a command: its name, what follows it, and what help says of it.
struct CommandOption: Sendable {
  /// Without the dashes.
  let name: String
  /// What the value is called in help; nil for a switch.
  let value: String?
  let summary: String
  /// The environment variable that stands in for it.
  let environment: String?
  /// Whether the option may stand alone.
  var isValueOptional = false

  static func flag(_ name: String, _ summary: String) -> CommandOption {
    CommandOption(name: name, value: nil, summary: summary, environment: nil)
  }

  static func value(
    _ name: String, _ value: String, _ summary: String, environment: String? = nil
  ) -> CommandOption {
    CommandOption(name: name, value: value, summary: summary, environment: environment)
  }

  /// An option that means something with a value and without. It takes the word behind it unless
  /// that is an option itself: a command with arguments of its own cannot have one.
  static func optional(
    _ name: String, _ value: String, _ summary: String, environment: String? = nil
  ) -> CommandOption {
    CommandOption(
      name: name, value: value, summary: summary, environment: environment, isValueOptional: true)
  }

  /// How help and errors write it: `--rate N`.
  var signature: String {
    value.map { isValueOptional ? "--\(name) [\($0)]" : "--\(name) \($0)" } ?? "--\(name)"
  }
}

/// A command: everything its parsing, its help and its place in the table need.
struct Subcommand: Sendable {
  /// The words that call it: `["feed", "simulate"]`; empty for the workstation.
  let words: [String]
  let summary: String
  /// The positional arguments as help writes them; empty where it takes none.
  var arguments = ""
  var argumentCount = 0...0
  var options: [CommandOption] = []
  var details = ""
  let example: String
  let run: @Sendable (Invocation) throws(CommandFailure) -> ExitStatus

  var name: String { (["thor"] + words).joined(separator: " ") }

  /// What begins an error of its own: `feed file: `, nothing for the workstation.
  var label: String { words.isEmpty ? "" : words.joined(separator: " ") + ": " }

  /// What `--help` prints.
  var help: String {
    var lines = ["\(name): \(summary)", ""]
    let usage = [name, arguments, options.isEmpty ? "" : "[OPTIONS]"].filter { !$0.isEmpty }
    lines.append("usage: " + usage.joined(separator: " "))
    if !details.isEmpty { lines += ["", details] }
    let shown = options + [.flag("help", "this text")]
    let width = (shown.map(\.signature.count).max() ?? 0) + 2
    lines += ["", "options:"]
    for option in shown {
      var summary = option.summary
      if let environment = option.environment { summary += " [\(environment)]" }
      let gap = String(repeating: " ", count: width - option.signature.count)
      lines.append("  " + option.signature + gap + summary)
    }
    lines += ["", "example:", "  " + example, ""]
    return lines.joined(separator: "\n")
  }
}
