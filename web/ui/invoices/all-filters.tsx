import { Select, SimpleGrid, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { without } from '#api/invoices.ts'
import { invoiceOptionsQuery } from '../../lib/invoice-queries.ts'
import { buckets, bucketWord, type InvoiceSearch } from '../../lib/invoice-search.ts'
import { Loaded } from '../loaded.tsx'

/** Every filter there is, with the values that occur. */
export function AllFilters({
  search,
  onChange,
}: {
  search: InvoiceSearch
  onChange: (search: InvoiceSearch) => void
}) {
  const query = useQuery(invoiceOptionsQuery)
  const put = (change: Partial<InvoiceSearch>) => onChange({ ...search, ...change })
  return (
    <section className="card card-pad" aria-label="All filters">
      <Loaded query={query} lines={3}>
        {({ owners, teams, tags, currencies, organisations, amounts }) => (
          <SimpleGrid cols={{ base: 1, xs: 2, sm: 3, md: 4 }} spacing="sm">
            <One
              label="Overdue by"
              value={search.late}
              options={buckets.map((value) => ({ value, label: bucketWord[value] }))}
              onChange={(late) => put({ late: buckets.find((one) => one === late) })}
            />
            <Named label="Owner" value={search.owner} names={owners} onChange={(owner) => put({ owner })} />
            <Named label="Team" value={search.team} names={teams} onChange={(team) => put({ team })} />
            <Named label="Tag" value={search.tag} names={tags} onChange={(tag) => put({ tag })} />
            <One
              label="Currency"
              value={search.currency}
              options={currencies.map((value) => ({ value, label: value }))}
              onChange={(currency) => put({ currency })}
            />
            {organisations.length > 1 && (
              <One
                label="Organisation"
                value={search.organisation}
                options={organisations.map(({ id, name }) => ({ value: id, label: name }))}
                onChange={(organisation) => put({ organisation })}
              />
            )}
            {amounts ? (
              <>
                <Amount label="Total at least" value={search.min} onChange={(min) => put({ min })} />
                <Amount label="Total at most" value={search.max} onChange={(max) => put({ max })} />
              </>
            ) : (
              <Text size="sm" c="dimmed" style={{ alignSelf: 'end' }}>
                Your role does not show amounts, so they cannot be filtered by.
              </Text>
            )}
            <Day
              label="Issued from"
              value={search.issuedFrom}
              onChange={(issuedFrom) => put({ issuedFrom })}
            />
            <Day label="Issued to" value={search.issuedTo} onChange={(issuedTo) => put({ issuedTo })} />
            <Day label="Due from" value={search.dueFrom} onChange={(dueFrom) => put({ dueFrom })} />
            <Day label="Due to" value={search.dueTo} onChange={(dueTo) => put({ dueTo })} />
          </SimpleGrid>
        )}
      </Loaded>
    </section>
  )
}

interface Option {
  readonly value: string
  readonly label: string
}

function One({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: string | undefined
  options: readonly Option[]
  onChange: (value: string | undefined) => void
}) {
  return (
    <Select
      label={label}
      placeholder="Any"
      size="sm"
      searchable={options.length > 8}
      clearable
      clearButtonProps={{ 'aria-label': `Clear ${label.toLowerCase()}` }}
      data={[...options]}
      value={value ?? null}
      onChange={(next) => onChange(next ?? undefined)}
    />
  )
}

function Named({
  label,
  value,
  names,
  onChange,
}: {
  label: string
  value: string | undefined
  names: readonly string[]
  onChange: (value: string | undefined) => void
}) {
  const known = value === undefined || value === without || names.includes(value) ? names : [value, ...names]
  const options = [
    { value: without, label: `Without ${label === 'Owner' ? 'an owner' : `a ${label.toLowerCase()}`}` },
    ...known.filter((name) => name !== without).map((name) => ({ value: name, label: name })),
  ]
  return <One label={label} value={value} options={options} onChange={onChange} />
}

const amountForm = /^-?\d{1,10}(\.\d{1,4})?$/

function Amount({
  label,
  value,
  onChange,
}: {
  label: string
  value: string | undefined
  onChange: (value: string | undefined) => void
}) {
  const [text, setText] = useState(value ?? '')
  const plain = text.trim().replaceAll(',', '')
  const wrong = plain !== '' && !amountForm.test(plain)
  const report = useDebouncedCallback((next: string) => {
    if (next === '') onChange(undefined)
    else if (amountForm.test(next)) onChange(next)
  }, 250)
  return (
    <TextInput
      label={label}
      size="sm"
      inputMode="decimal"
      placeholder="In its own currency"
      value={text}
      error={wrong ? 'Write it like 1250.00' : undefined}
      onChange={(event) => {
        setText(event.currentTarget.value)
        report(event.currentTarget.value.trim().replaceAll(',', ''))
      }}
    />
  )
}

function Day({
  label,
  value,
  onChange,
}: {
  label: string
  value: string | undefined
  onChange: (value: string | undefined) => void
}) {
  return (
    <TextInput
      type="date"
      label={label}
      size="sm"
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
    />
  )
}
