import { Box, Button, Group, Text } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import type { DocumentRow } from '#api/panel.ts'
import {
  documentLabel,
  documentName,
  documentNote,
  documentStateWord,
  dueTitle,
  hasAmountDue,
  isOwed,
} from '../../lib/documents.ts'
import { Amount } from '../amount.tsx'
import { External } from '../external.tsx'
import { DocumentMark } from '../state-mark.tsx'
import { Day } from '../when.tsx'
import { DocumentDetails } from './document-details.tsx'
import type { OpenDocuments } from './document-list.tsx'
import { DueText } from './due-text.tsx'

/** A document where a table row does not fit. */
export function DocumentCard({ document, open }: { document: DocumentRow; open: OpenDocuments }) {
  const isOpen = open.ids.has(document.id)
  const isSettled = !hasAmountDue(document) || document.amountDue?.minor === 0
  const isHidden = document.total === null
  return (
    <Box
      component="li"
      px="md"
      py="sm"
      data-document={document.id}
      data-state={document.state}
      style={{ borderTop: '1px solid var(--cp-line)' }}
    >
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Group gap={8} wrap="nowrap" align="flex-start">
          <DocumentMark state={document.state} />
          <div>
            <Text fw={550} className="num" lh={1.3}>
              {documentLabel(document)}
            </Text>
            <Text size="sm" c="dimmed">
              {documentNote(document) ?? documentStateWord[document.state]}
            </Text>
          </div>
        </Group>
        {!isHidden && (
          <Box ta="right">
            <Text fw={600} lh={1.3}>
              <Amount
                money={isSettled ? document.total : document.amountDue}
                overdue={document.state === 'overdue'}
              />
            </Text>
            {!isSettled && (
              <Text size="sm" c="dimmed">
                {isOwed(document) ? 'due' : 'left'} of <Amount money={document.total} />
              </Text>
            )}
          </Box>
        )}
      </Group>
      <Group mt={6} gap="lg" align="flex-start" fz="sm">
        <div>
          <Text size="xs" c="dimmed">
            Issued
          </Text>
          {document.issued === null ? '–' : <Day day={document.issued} />}
        </div>
        <div>
          <Text size="xs" c="dimmed">
            {dueTitle(document)}
          </Text>
          <DueText document={document} />
        </div>
      </Group>
      <Group justify="space-between" mt={6} fz="sm">
        <External href={document.url}>Open in Xero</External>
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => open.toggle(document.id)}
          aria-expanded={isOpen}
          aria-label={`Details of ${documentName(document)}`}
          rightSection={isOpen ? <IconChevronDown size={15} /> : <IconChevronRight size={15} />}
        >
          Details
        </Button>
      </Group>
      {isOpen && <DocumentDetails document={document} />}
    </Box>
  )
}
