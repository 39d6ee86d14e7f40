import { ActionIcon, Button, Chip, CloseButton, Collapse, Group, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconAdjustmentsHorizontal, IconSearch, IconX } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { InvoicePage } from '#api/invoices.ts'
import {
  cleared,
  type InvoiceSearch,
  isFiltered,
  kindOrder,
  kindsWord,
  listed,
  pillsOf,
  stateOrder,
  stateWord,
  toggled,
  withoutFilters,
} from '../../lib/invoice-search.ts'
import { numberText } from '../../lib/time.ts'
import { focusSearchIfWanted } from '../rows.ts'
import { AllFilters } from './all-filters.tsx'
import classes from './invoice-filters.module.css'

/** What narrows the list: words, states and kinds at hand, the rest one step away. */
export function InvoiceFilters({
  search,
  first,
  customerName,
  opened,
  onOpen,
  onChange,
}: {
  search: InvoiceSearch
  first: Pick<InvoicePage, 'byState' | 'byKind'> | undefined
  customerName: string | null
  opened: boolean
  onOpen: (opened: boolean) => void
  onChange: (search: InvoiceSearch) => void
}) {
  const pills = pillsOf(search, customerName)
  return (
    <>
      <Group gap="sm" align="center">
        <SearchField
          q={search.q ?? ''}
          onChange={(q) => onChange({ ...search, q: q === '' ? undefined : q })}
        />
        <Group gap={6} role="group" aria-label="Kinds" className={classes.chips ?? ''} maw="100%">
          {kindOrder.map((kind) => (
            <FilterChip
              key={kind}
              checked={listed(search.kind).includes(kind)}
              count={first?.byKind[kind] ?? 0}
              onChange={() => onChange({ ...search, kind: toggled(search.kind, kind) })}
            >
              {kindsWord[kind]}
            </FilterChip>
          ))}
        </Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconAdjustmentsHorizontal size={16} />}
          aria-expanded={opened}
          aria-controls="all-filters"
          onClick={() => onOpen(!opened)}
        >
          All filters<kbd className="key in-button">F</kbd>
        </Button>
      </Group>
      <Group gap={6} role="group" aria-label="States" className={classes.chips ?? ''}>
        {stateOrder.map((state) => (
          <FilterChip
            key={state}
            checked={listed(search.state).includes(state)}
            count={first?.byState[state] ?? 0}
            onChange={() => onChange({ ...search, state: toggled(search.state, state) })}
          >
            {stateWord[state]}
          </FilterChip>
        ))}
      </Group>
      <Collapse expanded={opened} id="all-filters">
        {opened && <AllFilters search={search} onChange={onChange} />}
      </Collapse>
      {isFiltered(search) && (
        <Group gap={6} role="group" aria-label="Filters that are on">
          {pills.map(({ names, words }) => (
            <Group
              key={words}
              gap={4}
              wrap="nowrap"
              className="card"
              pl="sm"
              pr={4}
              py={2}
              style={{ fontSize: '0.85rem' }}
            >
              {words}
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                c="dimmed"
                aria-label={`Remove the filter: ${words}`}
                onClick={() => onChange(withoutFilters(search, names))}
              >
                <IconX size={14} />
              </ActionIcon>
            </Group>
          ))}
          <button type="button" className="text-button" onClick={() => onChange(cleared(search))}>
            Clear all filters
          </button>
        </Group>
      )}
    </>
  )
}

function FilterChip({
  checked,
  count,
  onChange,
  children,
}: {
  checked: boolean
  count: number
  onChange: () => void
  children: string
}) {
  if (count === 0 && !checked) return null
  return (
    <Chip size="sm" variant="outline" checked={checked} onChange={onChange}>
      {children}
      <span className="num quiet"> {numberText(count)}</span>
    </Chip>
  )
}

function SearchField({ q, onChange }: { q: string; onChange: (q: string) => void }) {
  const [text, setText] = useState(q)
  const [known, setKnown] = useState(q)
  const report = useDebouncedCallback((value: string) => {
    setKnown(value.trim())
    onChange(value.trim())
  }, 150)
  // The address changed from elsewhere (back, a view, a cleared filter): the field follows it.
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
      placeholder="Customer, number, reference"
      aria-label="Search invoices"
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
