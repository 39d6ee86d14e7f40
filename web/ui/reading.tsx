import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { sessionQuery } from '../lib/queries.ts'
import { count } from '../lib/time.ts'

const againMs = 2_000

/** Says so while Capsule still lists what this person may see; then everything is read once more. */
export function ReadingBanner() {
  const client = useQueryClient()
  const session = useQuery({
    ...sessionQuery,
    refetchInterval: ({ state }) => (state.data?.user?.reading == null ? false : againMs),
  })
  const reading = session.data?.user?.reading ?? null
  const before = useRef(reading)
  useEffect(() => {
    if (before.current !== null && reading === null) void client.invalidateQueries()
    before.current = reading
  }, [reading, client])
  return (
    <div role="status">
      {reading !== null && (
        <div className="banner">
          Capsule is listing what you may see: {count(reading, 'record', 'records')} so far. The rest appears
          by itself.
        </div>
      )}
    </div>
  )
}
