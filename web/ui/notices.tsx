import { ActionIcon, Anchor, Box } from '@mantine/core'
import { IconAlertCircle, IconCheck, IconX } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { ApiFailure } from '../lib/api.ts'
import classes from './notices.module.css'

interface Words {
  readonly words: string
  readonly next?: string | null
  readonly tone: 'done' | 'refused'
  /** A page to look at. */
  readonly link?: { readonly to: string; readonly words: string }
}
interface Notice extends Words {
  readonly id: number
}

/** More would cover the page. */
const shownMax = 3
const shownMs = 9_000

let notices: readonly Notice[] = []
let lastId = 0
const listeners = new Set<() => void>()

function set(next: readonly Notice[]): void {
  notices = next
  for (const listener of listeners) listener()
}
const close = (id: number) => set(notices.filter((one) => one.id !== id))
const listen = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Says what happens now, beside whatever the person is doing. */
export function notify(words: Words): void {
  lastId += 1
  // The newest good news is enough; what was refused has to be read.
  set([...notices.filter(({ tone }) => tone === 'refused'), { ...words, id: lastId }].slice(-shownMax))
}

export function notifyRefused(error: Error, link?: Words['link']): void {
  const known = error instanceof ApiFailure
  notify({
    words: known ? error.message : 'This page stopped because of a fault in it.',
    next: known ? error.next : 'Reload the page.',
    tone: 'refused',
    ...(link ? { link } : {}),
  })
}

export function Notices() {
  const shown = useSyncExternalStore(listen, () => notices)
  return (
    <div className={classes.stack} role="status" aria-label="Notices">
      {shown.map((notice) => (
        <One key={notice.id} notice={notice} />
      ))}
    </div>
  )
}

function One({ notice }: { notice: Notice }) {
  const [held, setHeld] = useState(false)
  const navigate = useNavigate()
  const { id, words, next, tone, link } = notice
  useEffect(() => {
    // What was refused stays until it was read.
    if (held || tone === 'refused') return
    const timer = setTimeout(() => close(id), shownMs)
    return () => clearTimeout(timer)
  }, [held, tone, id])
  const Icon = tone === 'done' ? IconCheck : IconAlertCircle
  return (
    // Looking at it keeps it.
    <Box
      className={classes.notice}
      data-tone={tone}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className={`mark ${tone === 'done' ? 'accent' : 'danger'}`}>
        <Icon size={18} stroke={2} aria-hidden="true" />
      </span>
      <div className={classes.words}>
        {words}
        {next && <div className="quiet">{next}</div>}
        {link && (
          <div>
            <Anchor
              href={link.to}
              inherit
              underline="always"
              onClick={(event) => {
                event.preventDefault()
                close(id)
                void navigate({ href: link.to })
              }}
            >
              {link.words}
            </Anchor>
          </div>
        )}
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        c="dimmed"
        size="sm"
        aria-label="Close this notice"
        onClick={() => close(id)}
      >
        <IconX size={15} />
      </ActionIcon>
    </Box>
  )
}
