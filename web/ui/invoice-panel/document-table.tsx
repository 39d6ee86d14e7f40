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
  const columns = columnsOf(documents)
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
            {columns.due && <th scope="col">{dueTitle(first)}</th>}
            <th scope="col" className="right">
              Total
            </th>
            {columns.left && (
              <th scope="col" className="right">
                {isOwed(first) ? 'Amount due' : 'Left'}
              </th>
            )}
            <th scope="col">
              <VisuallyHidden>Open and expand</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {documents.map((document) => (
            <Row key={document.id} document={document} open={open} columns={columns} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Those that have anything in them for documents of this kind. */
interface Columns {
  readonly due: boolean
  readonly left: boolean
  readonly count: number
}

function columnsOf(documents: readonly DocumentRow[]): Columns {
  const due = documents.some((document) => document.due !== null)
  const left = documents.some(hasAmountDue)
  return { due, left, count: 5 + Number(due) + Number(left) }
}

function Row({ document, open, columns }: { document: DocumentRow; open: OpenDocuments; columns: Columns }) {
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
        {columns.due && (
          <td>
            <DueText document={document} />
          </td>
        )}
        <td className="right">
          <Amount money={document.total} />
        </td>
        {columns.left && (
          <td className="right">
            <Amount money={document.amountDue} overdue={document.state === 'overdue'} />
          </td>
        )}
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
          <td colSpan={columns.count} style={{ background: 'var(--cp-soft)' }}>
            <DocumentDetails document={document} />
          </td>
        </tr>
      )}
    </Fragment>
  )
}
