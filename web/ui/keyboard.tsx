import { useDisclosure } from '@mantine/hooks'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { lazy, type RefObject, Suspense, useEffect, useRef, useState } from 'react'
import { isPlain, type Shortcut, shortcutOf } from '../lib/shortcuts.ts'
import { offerToPage } from './page-keys.ts'
import { focusSearch, moveRow } from './rows.ts'

const palettePart = () => import('./palette.tsx')
const helpPart = () => import('./shortcut-help.tsx')
const Palette = lazy(() => palettePart().then((part) => ({ default: part.Palette })))
const ShortcutHelp = lazy(() => helpPart().then((part) => ({ default: part.ShortcutHelp })))

/** Fetches the dialogs a moment before they are opened. */
export function loadDialogs(): void {
  void palettePart()
  void helpPart()
}

export interface KeyboardState {
  readonly palette: boolean
  readonly help: boolean
  /** What was typed after opening the palette, before its field was there. */
  readonly typedAhead: RefObject<string>
  readonly openPalette: () => void
  readonly closePalette: () => void
  readonly openHelp: () => void
  readonly closeHelp: () => void
}

/** How long `g` waits for its letter. */
const pendingMs = 1200

export function useKeyboard(): KeyboardState {
  const [palette, { open: openPalette, close: closePalette }] = useDisclosure(false)
  const [help, { open: openHelp, close: closeHelp }] = useDisclosure(false)
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const pendingUntil = useRef(0)
  const typedAhead = useRef('')

  useEffect(() => {
    const act = (shortcut: Shortcut) => {
      if (shortcut.kind === 'go') return void navigate({ to: shortcut.to })
      if (shortcut.kind === 'palette') {
        typedAhead.current = ''
        return openPalette()
      }
      if (shortcut.kind === 'help') return openHelp()
      if (shortcut.kind === 'next') return moveRow(1)
      if (shortcut.kind === 'previous') return moveRow(-1)
      focusSearch()
      if (pathname !== '/contacts' && pathname !== '/invoices') void navigate({ to: '/contacts' })
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Control' || event.key === 'Meta') loadDialogs()
      if (palette && isText(event) && !isInDialog(event.target)) {
        // Meant for the palette, even when the cursor still stands in a field behind it.
        typedAhead.current += event.key
        event.preventDefault()
      }
      if (event.defaultPrevented || palette || help) return
      const press = {
        key: event.key,
        ctrl: event.ctrlKey || event.metaKey,
        alt: event.altKey,
        typing: isTyping(event.target),
      }
      const afterG = event.timeStamp < pendingUntil.current
      if (!afterG && isPlain(press) && !isInDialog(event.target) && offerToPage(event.key)) {
        event.preventDefault()
        return
      }
      const { shortcut, pending } = shortcutOf(press, afterG)
      pendingUntil.current = pending ? event.timeStamp + pendingMs : 0
      if (!shortcut) return
      event.preventDefault()
      act(shortcut)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [navigate, pathname, palette, help, openPalette, openHelp])

  return { palette, help, typedAhead, openPalette, closePalette, openHelp, closeHelp }
}

const isText = (event: KeyboardEvent): boolean =>
  event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey

const isInDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role="dialog"]') !== null

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'submit'].includes(target.type)
  return (
    target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
  )
}

/** The dialogs come when they are first wanted: most visits need neither. */
export function Keyboard({ state }: { state: KeyboardState }) {
  const [wanted, setWanted] = useState(false)
  if ((state.palette || state.help) && !wanted) setWanted(true)
  if (!wanted) return null
  return (
    <Suspense fallback={null}>
      <Palette opened={state.palette} onClose={state.closePalette} typedAhead={state.typedAhead} />
      <ShortcutHelp opened={state.help} onClose={state.closeHelp} />
    </Suspense>
  )
}
