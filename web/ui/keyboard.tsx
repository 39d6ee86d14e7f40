import { Group, Table } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { type Shortcut, shortcutList, shortcutOf } from '../lib/shortcuts.ts'
import { Dialog } from './dialog.tsx'
import { Palette } from './palette.tsx'
import { focusSearch, moveRow } from './rows.ts'

export interface KeyboardState {
  readonly palette: boolean
  readonly help: boolean
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

  useEffect(() => {
    const act = (shortcut: Shortcut) => {
      if (shortcut.kind === 'go') return void navigate({ to: shortcut.to })
      if (shortcut.kind === 'palette') return openPalette()
      if (shortcut.kind === 'help') return openHelp()
      if (shortcut.kind === 'next') return moveRow(1)
      if (shortcut.kind === 'previous') return moveRow(-1)
      focusSearch()
      if (pathname !== '/contacts') void navigate({ to: '/contacts' })
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || palette || help) return
      const press = {
        key: event.key,
        ctrl: event.ctrlKey || event.metaKey,
        alt: event.altKey,
        typing: isTyping(event.target),
      }
      const { shortcut, pending } = shortcutOf(press, event.timeStamp < pendingUntil.current)
      pendingUntil.current = pending ? event.timeStamp + pendingMs : 0
      if (!shortcut) return
      event.preventDefault()
      act(shortcut)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [navigate, pathname, palette, help, openPalette, openHelp])

  return { palette, help, openPalette, closePalette, openHelp, closeHelp }
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'submit'].includes(target.type)
  return (
    target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
  )
}

export function Keyboard({ state }: { state: KeyboardState }) {
  return (
    <>
      <Palette opened={state.palette} onClose={state.closePalette} />
      <Dialog title="Keyboard" opened={state.help} onClose={state.closeHelp}>
        <Table verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Keys</Table.Th>
              <Table.Th>What they do</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shortcutList.map(({ keys, does }) => (
              <Table.Tr key={does}>
                <Table.Td w={130}>
                  <Group gap={4}>
                    {keys.map((key) => (
                      <kbd className="key" key={key}>
                        {key}
                      </kbd>
                    ))}
                  </Group>
                </Table.Td>
                <Table.Td>{does}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Dialog>
    </>
  )
}
