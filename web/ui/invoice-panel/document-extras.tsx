import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { DocumentRow, DocumentExtras as Extras } from '#api/panel.ts'
import { hasExtras, sizeText } from '../../lib/documents.ts'
import { documentExtrasQuery } from '../../lib/queries.ts'
import { External } from '../external.tsx'
import { Failure } from '../failure.tsx'

/** The files on a document and the customer's view of it: each costs a call, so they come when asked for. */
export function DocumentExtras({ document }: { document: DocumentRow }) {
  const [wanted, setWanted] = useState(false)
  const extras = useQuery({ ...documentExtrasQuery(document.id), enabled: wanted })
  if (!hasExtras(document)) return null
  if (extras.data) return <Found extras={extras.data} document={document} />
  if (extras.isError) return <Failure error={extras.error} onRetry={() => void extras.refetch()} />
  return (
    <div>
      <Button size="compact-xs" variant="default" loading={extras.isFetching} onClick={() => setWanted(true)}>
        {document.hasFiles ? 'Show the files' : 'Customer’s view'}
      </Button>
    </div>
  )
}

function Found({ extras, document }: { extras: Extras; document: DocumentRow }) {
  const { onlineUrl, files } = extras
  return (
    <Text size="sm" component="div">
      {onlineUrl !== null && (
        <div>
          <External href={onlineUrl}>What the customer sees</External>
        </div>
      )}
      {onlineUrl === null && document.kind === 'invoice' && (
        <div className="quiet">Xero has no page of it for the customer.</div>
      )}
      {files === null && (
        <div className="quiet">
          This connection may not list files. Connect Xero again to allow it, or{' '}
          <External href={document.url}>see them in Xero</External>.
        </div>
      )}
      {files !== null && files.length > 0 && (
        <div>
          {files.map(({ name, bytes }) => (
            <div key={name} style={{ overflowWrap: 'anywhere' }}>
              {name}
              {bytes !== null && <span className="quiet num"> {sizeText(bytes)}</span>}
            </div>
          ))}
          <External href={document.url}>Open them in Xero</External>
        </div>
      )}
    </Text>
  )
}
