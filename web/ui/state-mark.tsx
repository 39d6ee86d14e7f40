import {
  IconAlertCircle,
  IconBan,
  IconCircleCheck,
  IconCircleLetterC,
  IconCircleLetterX,
  IconCirclePlus,
  IconClock,
  IconFileInvoice,
  IconInfoCircle,
  IconLink,
  IconMinus,
  IconQuestionMark,
  IconRepeat,
  IconSend,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { ContactState } from '#api/contacts.ts'
import type { DocumentState } from '#api/panel.ts'
import { documentStateWord, documentTone, type Tone } from '../lib/documents.ts'
import { contactStateWord } from '../lib/words.ts'

type Icon = ComponentType<{ size?: number; stroke?: number }>

interface Look {
  readonly icon: Icon
  readonly tone: Tone
}

const contactLook: Record<ContactState, Look> = {
  linked: { icon: IconLink, tone: 'accent' },
  waiting: { icon: IconClock, tone: 'quiet' },
  review: { icon: IconQuestionMark, tone: 'danger' },
  failed: { icon: IconAlertCircle, tone: 'danger' },
  capsule_only: { icon: IconCircleLetterC, tone: 'quiet' },
  xero_only: { icon: IconCircleLetterX, tone: 'quiet' },
  excluded: { icon: IconBan, tone: 'quiet' },
}

const documentIcon: Record<DocumentState, Icon> = {
  draft: IconMinus,
  submitted: IconClock,
  outstanding: IconInfoCircle,
  overdue: IconInfoCircle,
  paid: IconCircleCheck,
  voided: IconMinus,
  available: IconCirclePlus,
  used: IconCircleCheck,
  sent: IconSend,
  expired: IconClock,
  accepted: IconCircleCheck,
  declined: IconBan,
  invoiced: IconFileInvoice,
  active: IconRepeat,
}

function Mark({ look, word }: { look: Look; word: string }) {
  const { icon: Icon, tone } = look
  return (
    <span className={`mark ${tone}`} role="img" aria-label={word} title={word}>
      <Icon size={18} stroke={1.8} />
    </span>
  )
}

export const ContactMark = ({ state }: { state: ContactState }) => (
  <Mark look={contactLook[state]} word={contactStateWord[state]} />
)

/** The small circled i of an invoice that is owed: in the accent colour, red once it is overdue. */
export const DocumentMark = ({ state }: { state: DocumentState }) => (
  <Mark look={{ icon: documentIcon[state], tone: documentTone(state) }} word={documentStateWord[state]} />
)

/** Icon and word, for places where the word is read anyway. */
export function ContactStateLabel({ state }: { state: ContactState }) {
  const { icon: Icon, tone } = contactLook[state]
  return (
    <span style={{ display: 'inline-flex', gap: '0.4rem', alignItems: 'center', whiteSpace: 'nowrap' }}>
      <span className={`mark ${tone}`} aria-hidden="true">
        <Icon size={17} stroke={1.8} />
      </span>
      {contactStateWord[state]}
    </span>
  )
}
