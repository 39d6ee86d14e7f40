import { useMediaQuery } from '@mantine/hooks'
import { useState } from 'react'
import type { DocumentRow } from '#api/contacts.ts'
import { DocumentCard } from './document-card.tsx'
import { DocumentTable } from './document-table.tsx'

export interface OpenDocuments {
  readonly ids: ReadonlySet<string>
  readonly toggle: (id: string) => void
}

/** A table where there is room for one, cards where there is not. */
export function DocumentList({ documents }: { documents: readonly DocumentRow[] }) {
  const narrow = useMediaQuery('(max-width: 40em)', undefined, { getInitialValueInEffect: false })
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const open: OpenDocuments = {
    ids,
    toggle: (id) =>
      setIds((now) => (now.has(id) ? new Set([...now].filter((one) => one !== id)) : new Set([...now, id]))),
  }
  if (!narrow) return <DocumentTable documents={documents} open={open} />
  return (
    <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {documents.map((document) => (
        <DocumentCard key={document.id} document={document} open={open} />
      ))}
    </ul>
  )
}
