import { useState } from 'react'
import type { DocumentRow } from '#api/panel.ts'
import { useNarrow } from '../use-narrow.ts'
import { DocumentCard } from './document-card.tsx'
import { DocumentTable } from './document-table.tsx'

export interface OpenDocuments {
  readonly ids: ReadonlySet<string>
  readonly toggle: (id: string) => void
}

/** Five columns with large amounts need this much. */
const tableWidthPx = 690

/** A table where there is room for one, cards where there is not. */
export function DocumentList({ documents }: { documents: readonly DocumentRow[] }) {
  const [element, narrow] = useNarrow<HTMLDivElement>(tableWidthPx)
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const open: OpenDocuments = {
    ids,
    toggle: (id) =>
      setIds((now) => (now.has(id) ? new Set([...now].filter((one) => one !== id)) : new Set([...now, id]))),
  }
  return (
    <div ref={element}>
      {narrow ? (
        <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
          {documents.map((document) => (
            <DocumentCard key={document.id} document={document} open={open} />
          ))}
        </ul>
      ) : (
        <DocumentTable documents={documents} open={open} />
      )}
    </div>
  )
}
