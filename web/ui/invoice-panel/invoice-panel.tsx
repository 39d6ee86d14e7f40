import { Anchor, Button, Group, SegmentedControl, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { DocumentRow, Panel } from '#api/contacts.ts'
import { panelQuery } from '../../lib/queries.ts'
import { Empty } from '../empty.tsx'
import { External } from '../external.tsx'
import { Loaded } from '../loaded.tsx'
import { When } from '../when.tsx'
import { DocumentList } from './document-list.tsx'
import { Sums } from './sums.tsx'

/** What a contact owes, document by document, as Xero last said. */
export function InvoicePanel({ contactKey }: { contactKey: string }) {
  const query = useQuery(panelQuery(contactKey))
  return (
    <section className="card" aria-label="Invoices" data-panel={contactKey}>
      <Loaded query={query} lines={6}>
        {(panel) => <PanelBody panel={panel} />}
      </Loaded>
    </section>
  )
}

function PanelBody({ panel }: { panel: Panel }) {
  return (
    <>
      <Group justify="space-between" px="lg" pt="md" pb="xs" gap="xs">
        <Title order={2} size="h4">
          Invoices
        </Title>
        {panel.xeroUrl !== null && (
          <Text size="sm">
            <External href={panel.xeroUrl}>Contact in Xero</External>
          </Text>
        )}
      </Group>
      {panel.via && (
        <Text size="sm" c="dimmed" px="lg" pb="xs">
          Invoices of{' '}
          <Anchor component={Link} to={`/contacts/${panel.via.key}`} inherit underline="always">
            {panel.via.name}
          </Anchor>
          {panel.contactName !== null && `, ${panel.contactName}’s organisation`}
        </Text>
      )}
      {panel.state === 'linked' ? <Documents panel={panel} /> : <NoDocuments panel={panel} />}
      {(panel.asOf !== null || panel.billsHidden) && (
        <Group
          justify="space-between"
          px="lg"
          py="sm"
          gap="xs"
          style={{ borderTop: '1px solid var(--cp-line)', fontSize: '0.8rem' }}
          className="quiet"
        >
          {panel.asOf !== null && (
            <span>
              As of <When at={panel.asOf} />
            </span>
          )}
          {panel.billsHidden && <span>Bills are not shown here</span>}
        </Group>
      )}
    </>
  )
}

type Kind = DocumentRow['kind']

function Documents({ panel }: { panel: Panel }) {
  const [chosen, setChosen] = useState<Kind>('invoice')
  const bills = panel.documents.filter(({ kind }) => kind === 'bill')
  const invoices = panel.documents.filter(({ kind }) => kind === 'invoice')
  const kind: Kind = bills.length === 0 ? 'invoice' : invoices.length === 0 ? 'bill' : chosen
  return (
    <>
      <Sums panel={panel} />
      {bills.length > 0 && (
        <SegmentedControl
          mx="lg"
          mb="xs"
          size="xs"
          value={kind}
          onChange={(value) => setChosen(value === 'bill' ? 'bill' : 'invoice')}
          data={[
            { value: 'invoice', label: `Invoices ${invoices.length}` },
            { value: 'bill', label: `Bills ${bills.length}` },
          ]}
          aria-label="Kind of document"
        />
      )}
      <DocumentList documents={kind === 'bill' ? bills : invoices} />
    </>
  )
}

function NoDocuments({ panel }: { panel: Panel }) {
  const name = panel.contactName ?? 'This contact'
  switch (panel.state) {
    case 'waiting':
      return (
        <Empty
          order={3}
          title="On its way"
          reason={`${name} is being linked with Xero. The invoices appear here by themselves.`}
          action={
            <Button component={Link} to="/comparison" variant="default" size="xs">
              See the progress
            </Button>
          }
        />
      )
    case 'not_linked':
      return (
        <Empty
          order={3}
          title="Not linked with Xero"
          reason={`${name} has no counterpart in Xero, so there are no invoices to show. When it should have one, link it or add it above.`}
          action={
            <Button component={Link} to="/review" variant="default" size="xs">
              See what waits for review
            </Button>
          }
        />
      )
    default:
      return (
        <Empty
          order={3}
          title="No invoices yet"
          reason={`${name} is linked. An invoice shows here seconds after it is approved in Xero.`}
          action={
            panel.xeroUrl === null ? null : (
              <Text size="sm">
                <External href={panel.xeroUrl}>Open in Xero to add one</External>
              </Text>
            )
          }
        />
      )
  }
}
