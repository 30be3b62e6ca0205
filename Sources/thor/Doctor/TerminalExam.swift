import CursesBackend
import Glibc
import TerminalKit

/// Looks at the terminal: is there one, what is it, how large, how colourful.
enum TerminalExam {
  static func look(_ diagnosis: inout Diagnosis) {
    checkPresence(&diagnosis)
    checkKind(&diagnosis)
    checkSize(&diagnosis)
    checkColors(&diagnosis)
    checkMultiplexer(&diagnosis)
  }

  private static func checkPresence(_ diagnosis: inout Diagnosis) {
    if isatty(0) == 1, isatty(1) == 1 {
      diagnosis.ok("terminal", "presence", "standard input and output are a terminal")
    } else {
      diagnosis.warn(
        "terminal", "presence", "standard input or output is no terminal",
        "run thor doctor in the terminal that the workstation is for, without pipes; over ssh "
          + "with a command, ssh -t")
    }
  }

  private static func checkKind(_ diagnosis: inout Diagnosis) {
    guard let name = Environment.value("TERM") else {
      diagnosis.fail(
        "terminal", "kind", "TERM is not set",
        "set it to what the terminal is, such as export TERM=xterm-256color")
      return
    }
    do throws(TerminalError) {
      let entry = try TerminalEntry.find(name)
      let colors = entry.colorCount > 0 ? "\(entry.colorCount) colours" : "no colours"
      diagnosis.ok("terminal", "kind", "TERM=\(printable(name)), in terminfo with \(colors)")
    } catch {
      diagnosis.fail(
        "terminal", "kind", printable(error.description),
        "export TERM=xterm-256color, or install its entry (apt-get install ncurses-term)")
    }
  }

  private static func checkSize(_ diagnosis: inout Diagnosis) {
    guard let size = size() else {
      diagnosis.warn(
        "terminal", "size", "unknown: no standard stream is a terminal",
        "the workstation needs at least 60 x 16; 160 x 48 shows all of it")
      return
    }
    let text = "\(size.columns) x \(size.rows)"
    if size.columns < 60 || size.rows < 16 {
      diagnosis.fail(
        "terminal", "size", "\(text) is too small",
        "make the window at least 60 x 16; 160 x 48 shows everything")
    } else if size.columns < 130 || size.rows < 32 {
      diagnosis.ok("terminal", "size", "\(text): panes are folded; 160 x 48 shows everything")
    } else {
      diagnosis.ok("terminal", "size", text)
    }
  }

  private static func size() -> (columns: Int, rows: Int)? {
    for descriptor: Int32 in [1, 0, 2] {
      var size = winsize()
      if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
        return (Int(size.ws_col), Int(size.ws_row))
      }
    }
    return nil
  }

  private static func checkColors(_ diagnosis: inout Diagnosis) {
    let found = TerminalCapabilities(
      terminal: Environment.value("TERM"), colorTerm: Environment.value("COLORTERM"),
      noColor: Environment.value("NO_COLOR"), locale: nil)
    if Environment.value("NO_COLOR") != nil {
      diagnosis.ok("terminal", "colours", "none, as NO_COLOR asks; signs and letters say it all")
      return
    }
    switch found.depth {
    case .truecolor, .palette:
      diagnosis.ok("terminal", "colours", found.depth.name)
    case .sixteen, .mono:
      diagnosis.warn(
        "terminal", "colours", "\(found.depth.name), by TERM and COLORTERM",
        "if the terminal has 256 colours: export TERM=xterm-256color "
          + "(in tmux: set -g default-terminal tmux-256color)")
    }
  }

  private static func checkMultiplexer(_ diagnosis: inout Diagnosis) {
    guard Environment.value("TMUX") != nil else {
      diagnosis.ok("terminal", "tmux", "not inside tmux")
      return
    }
    let kind = Environment.value("TERM") ?? ""
    guard kind.hasPrefix("tmux") || kind.hasPrefix("screen") else {
      diagnosis.warn(
        "terminal", "tmux", "inside tmux with TERM=\(printable(kind))",
        "let tmux name itself: set -g default-terminal tmux-256color in ~/.tmux.conf, and no "
          + "export TERM in the shell's start files")
      return
    }
    diagnosis.ok(
      "terminal", "tmux",
      "inside tmux as \(printable(kind)); if Esc is slow: set -sg escape-time 10")
  }

  /// The environment's bytes without those that a terminal obeys.
  static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }))
  }
}

/// Looks at the locale: which characters may be drawn.
enum LocaleExam {
  static func look(_ diagnosis: inout Diagnosis) {
    let named = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { name in
      Environment.value(name).map { (name: name, value: $0) }
    }.first
    guard let named else {
      diagnosis.warn(
        "locale", "characters", "none of LC_ALL, LC_CTYPE, LANG is set: ASCII is drawn",
        "export LANG=C.UTF-8")
      return
    }
    let text = "\(named.name)=\(TerminalExam.printable(named.value))"
    let found = TerminalCapabilities(
      terminal: nil, colorTerm: nil, noColor: nil, locale: named.value)
    guard found.isUnicode else {
      diagnosis.warn(
        "locale", "characters", "\(text) is not UTF-8: ASCII is drawn", "export LANG=C.UTF-8")
      return
    }
    diagnosis.ok("locale", "characters", "\(text): UTF-8")
    checkLibrary(text, named.value, &diagnosis)
  }

  /// A locale that the C library does not have makes other programs, tmux first, draw ASCII.
  private static func checkLibrary(
    _ text: String, _ name: String, _ diagnosis: inout Diagnosis
  ) {
    guard let locale = newlocale(Int32(LC_CTYPE_MASK), name, nil) else {
      diagnosis.warn(
        "locale", "library", "\(text) is not installed; tmux and others then draw ASCII",
        "export LANG=C.UTF-8, or install it (apt-get install locales; dpkg-reconfigure locales)")
      return
    }
    freelocale(locale)
    diagnosis.ok("locale", "library", "the C library has it")
  }
}
