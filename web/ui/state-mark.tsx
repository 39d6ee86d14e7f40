import {
  IconAlertCircle,
  IconBan,
  IconCircleCheck,
  IconCircleLetterC,
  IconCircleLetterX,
  IconClock,
  IconInfoCircle,
  IconLink,
  IconMinus,
  IconQuestionMark,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { ContactState, DocumentState } from '#api/contacts.ts'
import { contactStateWord, documentStateWord } from '../lib/words.ts'

interface Look {
  readonly icon: ComponentType<{ size?: number; stroke?: number }>
  readonly tone: 'accent' | 'danger' | 'quiet'
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

const documentLook: Record<DocumentState, Look> = {
  draft: { icon: IconMinus, tone: 'quiet' },
  submitted: { icon: IconClock, tone: 'quiet' },
  outstanding: { icon: IconInfoCircle, tone: 'accent' },
  overdue: { icon: IconInfoCircle, tone: 'danger' },
  paid: { icon: IconCircleCheck, tone: 'quiet' },
  voided: { icon: IconMinus, tone: 'quiet' },
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
  <Mark look={documentLook[state]} word={documentStateWord[state]} />
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
