import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ContactDetail } from '#api/contacts.ts'
import { ApiFailure } from '../lib/api.ts'
import { contactQuery } from '../lib/queries.ts'
import { recordKindWord } from '../lib/words.ts'
import { ContactActions } from '../ui/contact/contact-actions.tsx'
import { FieldTable } from '../ui/contact/field-table.tsx'
import { useAct } from '../ui/contact/use-act.ts'
import { AddInvoice } from '../ui/deals/add-invoice.tsx'
import { ContactDeals } from '../ui/deals/contact-deals.tsx'
import { Empty } from '../ui/empty.tsx'
import { External } from '../ui/external.tsx'
import { InvoicePanel } from '../ui/invoice-panel/invoice-panel.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { OrganisationTabs } from '../ui/organisation-tabs.tsx'
import { Page } from '../ui/page.tsx'
import { ContactStateLabel } from '../ui/state-mark.tsx'
import { When } from '../ui/when.tsx'
import classes from './contact.module.css'

const route = getRouteApi('/contacts/$key')

export function ContactPage() {
  const { key } = route.useParams()
  const { organisation } = route.useSearch()
  const query = useQuery(contactQuery(key, organisation))
  const missing = query.error instanceof ApiFailure && query.error.status === 404
  if (missing) {
    return (
      <Page title="Contact not found">
        <div className="card">
          <Empty
            title="There is no such contact"
            reason="It may have been deleted in Capsule or merged in Xero, or Capsule does not show it to you."
            action={
              <Button component={Link} to="/contacts" variant="default" size="xs">
                Go to contacts
              </Button>
            }
          />
        </div>
      </Page>
    )
  }
  return (
    <Page
      title={query.data?.name ?? 'Contact'}
      lead={query.data && <Lead contact={query.data} />}
      actions={
        query.data && (
          <Group gap={8}>
            <AddInvoice key={`invoice ${key}`} contactKey={key} name={query.data.name} />
            <ContactActions key={key} contact={query.data} />
          </Group>
        )
      }
    >
      <div className={classes.columns}>
        <InvoicePanel key={key} contactKey={key} />
        <Stack gap="lg" miw={0}>
          <Loaded query={query} lines={8}>
            {(contact) => <Facts contact={contact} />}
          </Loaded>
        </Stack>
      </div>
    </Page>
  )
}

function Lead({ contact }: { contact: ContactDetail }) {
  return (
    <Group gap="md" fz="sm">
      <ContactStateLabel state={contact.state} />
      <span>{recordKindWord[contact.type]}</span>
      {contact.organisations?.length === 1 && <span>{contact.organisations[0]?.name}</span>}
      {contact.capsule?.owner && <span>Owner {contact.capsule.owner}</span>}
      {contact.capsule && <External href={contact.capsule.url}>Open in Capsule</External>}
      {contact.xero && <External href={contact.xero.url}>Open in Xero</External>}
    </Group>
  )
}

function Facts({ contact }: { contact: ContactDetail }) {
  const shown = contact.organisations?.find((one) => one.shown)
  const act = useAct(contact.key, shown?.id)
  const navigate = route.useNavigate()
  return (
    <>
      <OrganisationTabs
        organisations={(contact.organisations ?? []).map(({ id, name, linked }) => ({
          id,
          name,
          ...(linked ? {} : { note: 'not linked' }),
        }))}
        shown={shown?.id}
        onShow={(id) => void navigate({ search: { organisation: id }, replace: true })}
      />
      {contact.review && (
        <section className="card card-pad" aria-label="Waits for review">
          <Text fw={550}>Waits for a person</Text>
          <Text size="sm">{contact.review.why}</Text>
          <Anchor
            size="sm"
            underline="always"
            renderRoot={(props) => <Link to="/review" search={{ id: contact.review?.id }} {...props} />}
          >
            Decide it under Review
          </Anchor>
        </section>
      )}
      <FieldTable contact={contact} act={act.mutate} busy={act.isPending} />
      {contact.capsule && <ContactDeals partyId={contact.capsule.id} name={contact.name} />}
      <LinkFacts contact={contact} />
      <Relations contact={contact} />
      <History history={contact.history} />
    </>
  )
}

function LinkFacts({ contact }: { contact: ContactDetail }) {
  const { link } = contact
  if (!link) return null
  return (
    <section className="card card-pad" aria-labelledby="link">
      <Title order={2} size="h4" id="link" mb={4}>
        Why these are linked
      </Title>
      <Text size="sm" c="dimmed">
        {link.by}
        {link.since !== null && (
          <>
            , <When at={link.since} />
          </>
        )}
      </Text>
      <ul className={classes.bullets}>
        {link.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      {link.failures.map((failure) => (
        <div key={failure.message} role="alert" style={{ marginTop: '0.5rem', fontSize: '0.875rem' }}>
          <span className="danger">{failure.message}</span> {failure.next}
        </div>
      ))}
    </section>
  )
}

function Relations({ contact }: { contact: ContactDetail }) {
  const { capsule } = contact
  if (!capsule || (capsule.organisation === null && capsule.people.length === 0 && capsule.tags.length === 0))
    return null
  return (
    <section className="card card-pad" aria-labelledby="relations">
      <Title order={2} size="h4" id="relations" mb="xs">
        In Capsule
      </Title>
      <dl className={classes.relations}>
        {capsule.organisation && (
          <>
            <dt>Organisation</dt>
            <dd>
              <Anchor component={Link} to={`/contacts/${capsule.organisation.key}`} inherit>
                {capsule.organisation.name}
              </Anchor>
            </dd>
          </>
        )}
        {capsule.people.length > 0 && (
          <>
            <dt>People</dt>
            <dd>
              {capsule.people.map((person) => (
                <div key={person.key}>
                  <Anchor component={Link} to={`/contacts/${person.key}`} inherit>
                    {person.name}
                  </Anchor>
                </div>
              ))}
            </dd>
          </>
        )}
        {capsule.tags.length > 0 && (
          <>
            <dt>Tags</dt>
            <dd>{capsule.tags.join(', ')}</dd>
          </>
        )}
      </dl>
    </section>
  )
}

function History({ history }: { history: ContactDetail['history'] }) {
  if (history.length === 0) return null
  return (
    <section className="card card-pad" aria-labelledby="history">
      <Title order={2} size="h4" id="history" mb="xs">
        History
      </Title>
      <ol className={classes.history}>
        {history.map((one) => (
          <li key={`${one.at} ${one.words}`}>
            <span>{one.words}</span>
            <span className="quiet">
              <When at={one.at} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
