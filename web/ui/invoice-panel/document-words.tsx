import type { DocumentRow } from '#api/contacts.ts'
import { count } from '../../lib/time.ts'
import { Day } from '../when.tsx'

export const documentName = (document: DocumentRow): string =>
  `${document.kind === 'bill' ? 'bill' : 'invoice'} ${document.number ?? 'without number'}`

/** The due day, how late it is, or when it was paid. */
export function DueText({ document }: { document: DocumentRow }) {
  const note =
    document.daysLate !== null ? (
      <span className="danger">{count(document.daysLate, 'day', 'days')} late</span>
    ) : document.state === 'paid' && document.paidOn !== null ? (
      <span className="quiet">
        Paid <Day day={document.paidOn} />
      </span>
    ) : null
  return (
    <>
      {document.due === null ? '–' : <Day day={document.due} />}
      {note && <div style={{ fontSize: '0.8rem', whiteSpace: 'nowrap' }}>{note}</div>}
    </>
  )
}
