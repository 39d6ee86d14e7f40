import { Anchor, VisuallyHidden } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import type { ReactNode } from 'react'

/** A link to a vendor's page, in a new tab. */
export function External({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Anchor href={href} target="_blank" rel="noopener" inherit underline="always">
      {children}
      <span style={{ whiteSpace: 'nowrap', marginLeft: '0.25em' }}>
        <IconExternalLink size="0.95em" style={{ verticalAlign: '-0.1em' }} aria-hidden="true" />
        <VisuallyHidden>(opens in a new tab)</VisuallyHidden>
      </span>
    </Anchor>
  )
}

export function ExternalIcon({ href, label }: { href: string; label: string }) {
  return (
    <Anchor href={href} target="_blank" rel="noopener" aria-label={label} title={label} className="mark">
      <IconExternalLink size={17} stroke={1.8} />
    </Anchor>
  )
}
