import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { paths } from '../lib/endpoints.ts'
import { followChanges } from '../lib/live.ts'

const quietMs = 5000

/** Follows the server's changes while it is on the page; says so when they stay away. */
export function StreamBanner() {
  const client = useQueryClient()
  const [open, setOpen] = useState(true)
  const [late, setLate] = useState(false)

  useEffect(() => followChanges(client, paths.events, setOpen), [client])
  useEffect(() => {
    if (open) {
      setLate(false)
      return
    }
    const timer = setTimeout(() => setLate(true), quietMs)
    return () => clearTimeout(timer)
  }, [open])

  return (
    <div role="status">
      {late && (
        <div className="banner">Not live at the moment: reconnecting. What you see may be a little old.</div>
      )}
    </div>
  )
}
