extension CommandTable {
  static let engine = Subcommand(
    words: ["engine"], summary: "demo", example: "thor demo",
    run: { _ throws(CommandFailure) in .done })
}
