import { durationText, instantText } from '../lib/time.ts'
import { useNow } from '../lib/use-now.ts'

/** A moment still to come, as the time until then; the moment itself on hover. */
export function Until({ at }: { at: string }) {
  const now = useNow(60_000)
  const seconds = (Date.parse(at) - now) / 1_000
  return (
    <time dateTime={at} title={instantText(at)} className="figure">
      {seconds <= 0 ? 'now' : `in ${durationText(seconds)}`}
    </time>
  )
}
