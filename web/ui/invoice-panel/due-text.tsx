import type { DocumentRow } from '#api/panel.ts'
import { dueWords } from '../../lib/documents.ts'
import { Day } from '../when.tsx'

/** The due day, how late it is, or when it was paid. */
export function DueText({ document }: { document: DocumentRow }) {
  const note = dueWords(document)
  return (
    <>
      {document.due === null ? '–' : <Day day={document.due} />}
      {note && (
        <div className={note.late ? 'danger' : 'quiet'} style={{ fontSize: '0.8rem' }}>
          {note.text}
        </div>
      )}
    </>
  )
}
