import { agoStepMs, agoText, dayText, instantText } from '../lib/time.ts'
import { useNow } from '../lib/use-now.ts'

/** A moment as its age; the moment itself on hover. */
export function When({ at }: { at: string }) {
  const now = useNow(agoStepMs(at, Date.now()))
  return (
    <time dateTime={at} title={instantText(at)} className="figure">
      {agoText(at, now)}
    </time>
  )
}

export function Day({ day }: { day: string }) {
  return (
    <time dateTime={day} className="figure">
      {dayText(day)}
    </time>
  )
}
