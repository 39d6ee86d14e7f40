import { Chip, CloseButton, Group, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { ContactPage } from '#api/contacts.ts'
import type { ContactSearch } from '../../lib/contact-search.ts'
import { numberText } from '../../lib/time.ts'
import { contactStates, contactStateWord } from '../../lib/words.ts'
import { focusSearchIfWanted } from '../rows.ts'

export function ContactFilters({
  search,
  byState,
  onChange,
}: {
  search: ContactSearch
  byState: ContactPage['byState'] | undefined
  onChange: (search: ContactSearch) => void
}) {
  return (
    <Group gap="sm" align="center">
      <SearchField
        q={search.q ?? ''}
        onChange={(q) => onChange({ ...search, q: q === '' ? undefined : q })}
      />
      <Group gap={6} role="group" aria-label="Filters">
        {contactStates.map((state) => {
          const n = byState?.[state]
          if (n === 0 && search.state !== state) return null
          return (
            <Chip
              key={state}
              size="sm"
              variant="outline"
              checked={search.state === state}
              onChange={(checked) => onChange({ ...search, state: checked ? state : undefined })}
            >
              {contactStateWord[state]}
              {n !== undefined && <span className="num quiet"> {numberText(n)}</span>}
            </Chip>
          )
        })}
        {(['outstanding', 'overdue'] as const).map((owing) => (
          <Chip
            key={owing}
            size="sm"
            variant="outline"
            checked={search.owing === owing}
            onChange={(checked) => onChange({ ...search, owing: checked ? owing : undefined })}
          >
            {owing === 'outstanding' ? 'Owes money' : 'Overdue'}
          </Chip>
        ))}
      </Group>
    </Group>
  )
}

function SearchField({ q, onChange }: { q: string; onChange: (q: string) => void }) {
  const [text, setText] = useState(q)
  const [known, setKnown] = useState(q)
  const report = useDebouncedCallback((value: string) => {
    setKnown(value.trim())
    onChange(value.trim())
  }, 150)
  // The address changed from elsewhere (back, a cleared filter): the field follows it.
  if (q !== known) {
    setKnown(q)
    setText(q)
  }
  useEffect(focusSearchIfWanted, [])
  const set = (value: string) => {
    setText(value)
    report(value)
  }
  return (
    <TextInput
      data-search=""
      type="search"
      w={{ base: '100%', sm: 280 }}
      placeholder="Search name, e-mail, number"
      aria-label="Search contacts"
      leftSection={<IconSearch size={17} />}
      rightSection={
        text === '' ? (
          <kbd className="key quiet">/</kbd>
        ) : (
          <CloseButton aria-label="Clear search" onClick={() => set('')} />
        )
      }
      value={text}
      onChange={(event) => set(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur()
      }}
    />
  )
}
