import { Button, Group, Loader, Stack, Text } from '@mantine/core'
import { IconFileInvoice } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { DealAsked, InvoiceRequest } from '#api/deals.ts'
import { ask } from '../../lib/api.ts'
import { dealPaths, invoiceButtonQuery, invoiceRequestQuery } from '../../lib/deals.ts'
import { useMay } from '../../lib/use-may.ts'
import { Dialog } from '../dialog.tsx'
import { External } from '../external.tsx'
import { Failure } from '../failure.tsx'

/** Begins an invoice for a customer, and leads to it in Xero. */
export function AddInvoice({ contactKey, name }: { contactKey: string; name: string }) {
  const may = useMay()
  const [opened, setOpened] = useState(false)
  // One for each wish: pressed twice, or sent again by a slow network, it stays one draft.
  const [requestKey, setRequestKey] = useState(() => crypto.randomUUID())
  const button = useQuery({ ...invoiceButtonQuery(contactKey), enabled: may('invoice.add') })
  const begin = useMutation({
    mutationFn: () => ask(InvoiceRequest, 'POST', dealPaths.button(contactKey), { requestKey }),
  })
  if (!may('invoice.add') || button.isError) return null
  const close = () => {
    setOpened(false)
    if (begin.isSuccess) setRequestKey(crypto.randomUUID())
    begin.reset()
  }
  const state = button.data?.state
  return (
    <>
      <Button
        size="xs"
        variant="filled"
        leftSection={<IconFileInvoice size={16} stroke={1.8} />}
        disabled={state === undefined}
        loading={begin.isPending}
        onClick={() => {
          setOpened(true)
          if (state === 'ready') begin.mutate()
        }}
      >
        Add customer invoice
      </Button>
      <Dialog title={`Invoice for ${name}`} opened={opened} onClose={close}>
        <Stack gap="md">
          {state !== 'ready' && (
            <Text size="sm">
              {button.data?.words} {button.data?.next}
            </Text>
          )}
          {begin.isError && <Failure error={begin.error} onRetry={() => begin.mutate()} />}
          {begin.isPending && <Working words="The draft is being made in Xero." />}
          {begin.data && <Progress request={begin.data} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Close
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </>
  )
}

function Progress({ request }: { request: InvoiceRequest }) {
  const client = useQueryClient()
  const query = useQuery({ ...invoiceRequestQuery(request.id), initialData: request })
  const retry = useMutation({
    mutationFn: () => ask(DealAsked, 'POST', dealPaths.retry(request.id), {}),
    onSettled: () => client.invalidateQueries({ queryKey: ['invoice-request', request.id] }),
  })
  const { state, words, next, invoiceUrl, contactUrl } = query.data
  return (
    <Stack gap="sm" role="status" data-invoice-request={state}>
      {state === 'working' ? (
        <Working words={words} />
      ) : (
        <Text size="sm" className={state === 'failed' ? 'danger' : ''}>
          {words}
        </Text>
      )}
      {next !== null && <Text size="sm">{next}</Text>}
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {invoiceUrl !== null && state === 'ready' && (
        <Group gap="md">
          <Button component="a" href={invoiceUrl} target="_blank" rel="noopener">
            Open the draft in Xero
          </Button>
          {contactUrl !== null && (
            <Text size="sm" component="span">
              <External href={contactUrl}>Open the contact instead</External>
            </Text>
          )}
        </Group>
      )}
      {state === 'ready' && (
        <Text size="sm" c="dimmed">
          What you enter there shows here a moment later.
        </Text>
      )}
      {state === 'failed' && (
        <Button variant="default" size="xs" loading={retry.isPending} onClick={() => retry.mutate()}>
          Try again
        </Button>
      )}
    </Stack>
  )
}

function Working({ words }: { words: string }) {
  return (
    <Group gap="sm" wrap="nowrap">
      <Loader size="sm" aria-hidden="true" />
      <Text size="sm">{words}</Text>
    </Group>
  )
}
