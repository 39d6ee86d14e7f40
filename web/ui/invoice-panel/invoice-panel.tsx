import { Anchor, Button, Group, SegmentedControl, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import type { Panel } from '#api/panel.ts'
import { byOrganisation, panelStateWords, type SectionId, sectionsOf } from '../../lib/documents.ts'
import { panelQuery } from '../../lib/queries.ts'
import { count } from '../../lib/time.ts'
import { useMay } from '../../lib/use-may.ts'
import { Empty } from '../empty.tsx'
import { External } from '../external.tsx'
import { Loaded } from '../loaded.tsx'
import { When } from '../when.tsx'
import { DocumentList } from './document-list.tsx'
import { Sums } from './sums.tsx'

const SharePanel = lazy(() => import('./share-panel.tsx').then((part) => ({ default: part.SharePanel })))

/** What a contact owes, document by document, as Xero last said. */
export function InvoicePanel({ contactKey }: { contactKey: string }) {
  const query = useQuery(panelQuery(contactKey))
  return (
    <section className="card" aria-label="Invoices" data-panel={contactKey}>
      <Loaded query={query} lines={6}>
        {(panel) => <PanelBody panel={panel} partyId={/^p(\d+)$/.exec(contactKey)?.[1] ?? null} />}
      </Loaded>
    </section>
  )
}

function PanelBody({ panel, partyId }: { panel: Panel; partyId: string | null }) {
  const may = useMay()
  const [sharing, setSharing] = useState(false)
  return (
    <>
      <Group justify="space-between" px="lg" pt="md" pb="xs" gap="xs">
        <Title order={2} size="h4">
          Invoices
        </Title>
        {panel.organisations?.map(({ name, xeroUrl }) => (
          <Text size="sm" key={xeroUrl}>
            <External href={xeroUrl}>Contact in {name}</External>
          </Text>
        ))}
        {panel.organisations === undefined && panel.xeroUrl !== null && (
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
          , the organisation this person belongs to
        </Text>
      )}
      {panel.unreachable !== null && (
        <Text size="sm" px="lg" pb="xs" role="status">
          {panel.unreachable}{' '}
          {panel.asOf !== null && (
            <>
              What is shown was last known <When at={panel.asOf} />.{' '}
            </>
          )}
          <Anchor component={Link} to="/connections" inherit underline="always">
            See the connections
          </Anchor>
        </Text>
      )}
      {panel.state === 'linked' ? <Documents panel={panel} /> : <NoDocuments panel={panel} />}
      {sharing && partyId !== null && (
        <Suspense fallback={null}>
          <SharePanel partyId={partyId} onClose={() => setSharing(false)} />
        </Suspense>
      )}
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
          {partyId !== null && may('panel.share') && (
            <button type="button" className="text-button" onClick={() => setSharing(true)}>
              Link to these invoices
            </button>
          )}
        </Group>
      )}
    </>
  )
}

function Documents({ panel }: { panel: Panel }) {
  const sections = sectionsOf(panel.documents)
  const [chosen, setChosen] = useState<SectionId>('invoices')
  const shown = sections.find(({ id }) => id === chosen) ?? sections[0]
  return (
    <>
      <Sums panel={panel} />
      {sections.length > 1 && (
        <SegmentedControl
          mx="lg"
          mb="xs"
          size="xs"
          value={shown?.id ?? chosen}
          onChange={(value) => setChosen(sections.find(({ id }) => id === value)?.id ?? 'invoices')}
          data={sections.map(({ id, title, documents }) => ({
            value: id,
            label: `${title} ${documents.length}`,
          }))}
          aria-label="Kind of document"
        />
      )}
      {shown &&
        byOrganisation(shown.documents).map(({ name, documents }) => (
          <div key={`${shown.id} ${name}`}>
            {name !== undefined && (
              <Title order={3} size="h5" px="lg" pt="sm" pb={4}>
                {name}
              </Title>
            )}
            <DocumentList documents={documents} />
          </div>
        ))}
      {panel.older > 0 && (
        <Text size="sm" c="dimmed" px="lg" py="sm">
          {count(panel.older, 'older document is', 'older documents are')} only in Xero.
        </Text>
      )}
    </>
  )
}

function NoDocuments({ panel }: { panel: Panel }) {
  const { title, reason } = panelStateWords(panel)
  switch (panel.state) {
    case 'waiting':
      return (
        <Empty
          order={3}
          title={title}
          reason={reason}
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
          title={title}
          reason={`${reason} When it should have one, link it or add it above.`}
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
          title={title}
          reason={reason}
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
