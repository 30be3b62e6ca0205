/// What a piece of the screen means; a theme says how each looks.
///
/// The name in a theme file is the case's words joined by dots: `quoteUp` is `quote.up`. A role a
/// theme leaves out looks like its `fallback`.
public enum Role: UInt8, CaseIterable, Sendable {
  case text, textDim, textStrong
  case border, borderFocused, borderReplay, title, titleFocused
  case statusBar, statusLive, statusDemo, statusPaper, statusReplay, statusArmed, statusHalted
  case statusWarning
  case hint, hintKey
  case tableHeader, selection, selectionInactive
  case quoteUp, quoteDown, quoteFlat, quoteBid, quoteAsk, quoteLast, quoteStale
  case badgeFresh, badgeStale, badgeDead
  case orderBuy, orderSell, orderWorking, orderFilled, orderDenied, orderRejected, orderCancelled
  case pnlGain, pnlLoss, pnlFlat
  case checkPass, checkFail, checkWarning
  case toastInfo, toastSuccess, toastWarning, toastError
  case logTime, logInfo, logWarning, logError
  case popup, popupBorder, popupTitle
  case input, inputCursor, inputMatch
  case latencyGood, latencyWarning, latencyBad, sparkline, sparklineSpike
  case barFill, barWarning, barBreach, barEmpty
  case sessionOpen, sessionBreak, sessionClosed
  case ladderMine, ladderBid, ladderAsk, ladderPrice, ladderLast
  case heatmapDown, heatmapFlat, heatmapUp
  case regimeBull, regimeBear, regimeSideways, regimeVolatile

  /// The role's name in a theme file.
  public var name: String { Self.names[Int(rawValue)] }

  /// The role of a name, or nil when there is none.
  public init?(name: String) {
    guard let role = Self.byName[name] else { return nil }
    self = role
  }

  /// What this role looks like in a theme that does not name it; nil for the root, `text`.
  var fallback: Role? {
    switch self {
    case .text: nil
    case .titleFocused: .title
    case .title: .textStrong
    case .borderFocused, .borderReplay: .border
    case .statusLive, .statusDemo, .statusPaper, .statusReplay, .statusArmed, .statusHalted,
      .statusWarning:
      .statusBar
    case .hintKey: .hint
    case .selectionInactive: .selection
    case .badgeFresh: .quoteUp
    case .quoteBid, .quoteAsk, .quoteLast, .quoteFlat: .text
    case .badgeStale, .badgeDead: .quoteStale
    case .orderBuy, .pnlGain, .checkPass, .orderFilled: .quoteUp
    case .orderSell, .pnlLoss, .checkFail, .orderDenied, .orderRejected: .quoteDown
    case .checkWarning, .latencyWarning, .barWarning, .logWarning, .sessionBreak: .toastWarning
    case .latencyBad, .barBreach, .logError, .sparklineSpike: .toastError
    case .orderCancelled, .pnlFlat, .logTime, .barEmpty, .hint, .quoteStale, .sessionClosed:
      .textDim
    case .latencyGood, .sessionOpen, .barFill, .sparkline: .toastSuccess
    case .popupBorder: .borderFocused
    case .popupTitle: .title
    case .inputMatch, .ladderMine: .textStrong
    case .ladderBid: .quoteBid
    case .ladderAsk: .quoteAsk
    case .ladderPrice, .ladderLast: .quoteLast
    case .heatmapDown: .quoteDown
    case .heatmapUp: .quoteUp
    case .regimeBull: .quoteUp
    case .regimeBear: .quoteDown
    case .regimeVolatile: .toastWarning
    default: .text
    }
  }

  /// What replaces this role's colours where there are none: colour is never the only cue.
  var monoAttributes: Style.Attributes {
    switch self {
    case .selection, .inputCursor, .statusPaper, .statusReplay, .statusArmed, .statusHalted,
      .toastError:
      .reverse
    case .textStrong, .title, .titleFocused, .borderFocused, .borderReplay, .statusLive,
      .statusDemo, .statusWarning, .hintKey, .tableHeader, .quoteUp, .badgeDead, .orderBuy,
      .orderDenied, .orderRejected, .checkFail, .toastWarning, .toastSuccess, .logError,
      .inputMatch, .barBreach, .latencyBad, .sparklineSpike, .ladderMine, .pnlGain, .heatmapUp:
      .bold
    case .selectionInactive, .quoteDown, .orderSell, .pnlLoss, .input, .heatmapDown: .underline
    case .textDim, .quoteStale, .badgeStale, .orderCancelled, .logTime: .dim
    default: []
    }
  }

  /// Every role's name, in the order of the cases.
  public static let names: [String] = allCases.map { dotted(String(describing: $0)) }

  private static let byName = Dictionary(uniqueKeysWithValues: zip(names, allCases))

  private static func dotted(_ label: String) -> String {
    var name = ""
    for character in label {
      if character.isUppercase { name += "." }
      name += character.lowercased()
    }
    return name
  }
}
