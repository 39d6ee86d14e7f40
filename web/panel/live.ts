/** Messages arriving within this time are answered by one read. */
const gatherMs = 200
/** A browser gives up on a stream that was refused; we do not. */
const reopenMs = 5_000

/** Calls `changed` at once for a first change and together for those that follow it, and after a lost stream. */
export function followChanges(path: string, changed: () => void): void {
  let gathering = false
  let waiting = false
  let wasLost = false

  function tell() {
    if (gathering) {
      waiting = true
      return
    }
    changed()
    gathering = true
    setTimeout(() => {
      gathering = false
      if (!waiting) return
      waiting = false
      tell()
    }, gatherMs)
  }

  function open() {
    const stream = new EventSource(path)
    stream.onmessage = tell
    stream.onopen = () => {
      if (wasLost) tell()
      wasLost = false
    }
    stream.onerror = () => {
      wasLost = true
      if (stream.readyState === EventSource.CLOSED) setTimeout(open, reopenMs)
    }
  }
  open()
}
