/// The hours of one trade date after its special day has had its say, in minutes after midnight.
struct SessionMinutes {
  private(set) var open: Int
  private(set) var close: Int
  private(set) var pauses: [MarketHours.Pause]
  private(set) var postClose: Int?
  private(set) var isEarlyClose = false
  private(set) var isLateOpen = false

  init(_ hours: MarketHours, _ note: DayNote?, isAfterGap: Bool) {
    open = isAfterGap ? hours.openAfterGap ?? hours.open : hours.open
    close = hours.close
    pauses = hours.pauses
    postClose = hours.postClose
    if case .hours(let lateOpen, let earlyClose) = note?.effect { shorten(lateOpen, earlyClose) }
    fitPauses()
    // Only a half day ends the post-market early, not a day that lost its last minutes.
    if isEarlyClose, let early = hours.earlyPostClose, close <= early - 240 { postClose = early }
  }

  private mutating func shorten(_ lateOpen: Int?, _ earlyClose: Int?) {
    if let earlyClose, earlyClose > open, earlyClose < close {
      close = earlyClose
      isEarlyClose = true
    }
    if let lateOpen, lateOpen > open, lateOpen < close {
      open = lateOpen
      isLateOpen = true
    }
  }

  /// A pause at an end of the session is no pause; it moves the end.
  private mutating func fitPauses() {
    for pause in pauses where pause.end < close && pause.start <= open && open < pause.end {
      open = pause.end
    }
    for pause in pauses where pause.start > open && pause.start < close && close <= pause.end {
      close = pause.start
    }
    pauses.removeAll { $0.start <= open || $0.end >= close }
  }
}
