import { Modal, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { contactHitsQuery } from '../lib/queries.ts'
import { useMay } from '../lib/use-may.ts'
import { pages } from './nav.tsx'
import { ContactMark } from './state-mark.tsx'

/** One box to go anywhere: pages by name, contacts by anything they are found by. */
export function Palette({
  opened,
  onClose,
  typedAhead,
}: {
  opened: boolean
  onClose: () => void
  typedAhead: RefObject<string>
}) {
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose}
      padding="xs"
      yOffset="12vh"
      transitionProps={{ duration: 80 }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label="Go to a page or find a contact">
        <Modal.Body>
          <PaletteBox onClose={onClose} typedAhead={typedAhead} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

function PaletteBox({ onClose, typedAhead }: { onClose: () => void; typedAhead: RefObject<string> }) {
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  useEffect(() => {
    field.current?.focus()
    setText(typedAhead.current)
    typedAhead.current = ''
  }, [typedAhead])
  const [at, setAt] = useState(0)
  const may = useMay()
  const navigate = useNavigate()
  const wanted = text.trim()
  const [q] = useDebouncedValue(wanted, 80)
  const hits = useQuery(contactHitsQuery(q))

  const options = [
    ...pages
      .filter(({ name, needs }) => may(needs) && name.toLowerCase().includes(wanted.toLowerCase()))
      .map(({ to, name, icon: Icon }) => ({
        id: `page-${to}`,
        href: to as string,
        name,
        note: 'Page',
        mark: <Icon size={18} stroke={1.7} className="quiet" />,
      })),
    ...(wanted === '' ? [] : (hits.data?.rows ?? [])).map((row) => ({
      id: `contact-${row.key}`,
      href: `/contacts/${row.key}`,
      name: row.name,
      note: 'Contact',
      mark: <ContactMark state={row.state} />,
    })),
  ]
  const current = Math.min(at, options.length - 1)

  const go = (href: string) => {
    onClose()
    void navigate({ to: href })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(current + 1, options.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(current - 1, 0))
    else if (event.key === 'Enter') {
      const option = options[current]
      if (option) go(option.href)
    } else return
    event.preventDefault()
  }

  return (
    <>
      <TextInput
        ref={field}
        data-autofocus
        size="md"
        placeholder="Page or contact"
        aria-label="Page or contact"
        leftSection={<IconSearch size={18} />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-options"
        aria-activedescendant={options[current]?.id}
        autoComplete="off"
      />
      <div id="palette-options" role="listbox" aria-label="Results" style={{ marginTop: '0.5rem' }}>
        {options.map((option, index) => (
          // The field keeps the focus and handles the keys, as a combobox does.
          <div
            key={option.id}
            id={option.id}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            className="palette-option"
            onMouseMove={() => setAt(index)}
            onClick={() => go(option.href)}
            onKeyDown={onKeyDown}
          >
            {option.mark}
            <Text className="clip" style={{ flex: 1 }}>
              {option.name}
            </Text>
            <Text size="sm" c="dimmed">
              {option.note}
            </Text>
          </div>
        ))}
      </div>
      {options.length === 0 && (
        <Text c="dimmed" size="sm" p="sm" role="status">
          {hits.isFetching || q !== wanted ? 'Searching…' : 'Nothing matches.'}
        </Text>
      )}
    </>
  )
}
