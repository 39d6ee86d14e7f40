import { ActionIcon, VisuallyHidden } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { Fragment } from 'react'
import type { DocumentRow } from '#api/panel.ts'
import {
  documentLabel,
  documentName,
  documentNote,
  dueTitle,
  hasAmountDue,
  isOwed,
} from '../../lib/documents.ts'
import { Amount } from '../amount.tsx'
import { ExternalIcon } from '../external.tsx'
import { DocumentMark } from '../state-mark.tsx'
import { Day } from '../when.tsx'
import { DocumentDetails } from './document-details.tsx'
import type { OpenDocuments } from './document-list.tsx'
import { DueText } from './due-text.tsx'

export function DocumentTable({
  documents,
  open,
}: {
  documents: readonly DocumentRow[]
  open: OpenDocuments
}) {
  const [first] = documents
  if (!first) return null
  return (
    <div style={{ overflowX: 'auto' }}>
      <table className="list tight">
        <thead>
          <tr>
            <th scope="col">
              <VisuallyHidden>State</VisuallyHidden>
            </th>
            <th scope="col">Number</th>
            <th scope="col">Issued</th>
            <th scope="col">{dueTitle(first)}</th>
            <th scope="col" className="right">
              Total
            </th>
            <th scope="col" className="right">
              {isOwed(first) ? 'Amount due' : 'Left'}
            </th>
            <th scope="col">
              <VisuallyHidden>Open and expand</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {documents.map((document) => (
            <Row key={document.id} document={document} open={open} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ document, open }: { document: DocumentRow; open: OpenDocuments }) {
  const isOpen = open.ids.has(document.id)
  const name = documentName(document)
  const faint = document.state === 'voided' || document.state === 'draft'
  const note = documentNote(document)
  return (
    <Fragment>
      <tr data-document={document.id} data-state={document.state} className={faint ? 'quiet' : undefined}>
        <td style={{ width: 1 }}>
          <DocumentMark state={document.state} />
        </td>
        <td>
          <span className="figure">{documentLabel(document)}</span>
          {note !== null && (
            <div className="quiet" style={{ fontSize: '0.8rem' }}>
              {note}
            </div>
          )}
        </td>
        <td>{document.issued === null ? '–' : <Day day={document.issued} />}</td>
        <td>
          <DueText document={document} />
        </td>
        <td className="right">
          <Amount money={document.total} />
        </td>
        <td className="right">
          {hasAmountDue(document) ? (
            <Amount money={document.amountDue} overdue={document.state === 'overdue'} />
          ) : (
            '–'
          )}
        </td>
        <td style={{ width: 1 }}>
          <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6 }}>
            <ExternalIcon href={document.url} label={`Open ${name} in Xero`} />
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              c="dimmed"
              onClick={() => open.toggle(document.id)}
              aria-expanded={isOpen}
              aria-controls={`details-${document.id}`}
              aria-label={`Lines and payments of ${name}`}
            >
              {isOpen ? <IconChevronDown size={17} /> : <IconChevronRight size={17} />}
            </ActionIcon>
          </span>
        </td>
      </tr>
      {isOpen && (
        <tr id={`details-${document.id}`}>
          <td colSpan={7} style={{ background: 'var(--cp-soft)' }}>
            <DocumentDetails document={document} />
          </td>
        </tr>
      )}
    </Fragment>
  )
}
