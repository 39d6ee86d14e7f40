import {
  IconAlertCircle,
  IconArrowBackUp,
  IconArrowsLeftRight,
  IconBolt,
  IconCheck,
  IconClock,
  IconCoin,
  IconHandClick,
  IconMinus,
  IconRefresh,
} from '@tabler/icons-react'
import type { ActivityOperation, ActivityRun } from '#api/activity.ts'
import { operationStateWord, runKindWord } from '../../lib/activity.ts'

const runIcons = {
  comparison: IconArrowsLeftRight,
  events: IconBolt,
  sweep: IconRefresh,
  manual: IconHandClick,
  undo: IconArrowBackUp,
  facts: IconCoin,
} as const satisfies Record<ActivityRun['kind'], unknown>

export function RunMark({ kind }: { kind: ActivityRun['kind'] }) {
  const Icon = runIcons[kind]
  return (
    <span className="mark quiet" role="img" aria-label={runKindWord[kind]} title={runKindWord[kind]}>
      <Icon size={18} stroke={1.8} />
    </span>
  )
}

const looks = {
  waiting: { icon: IconClock, tone: 'quiet' },
  done: { icon: IconCheck, tone: 'accent' },
  failed: { icon: IconAlertCircle, tone: 'danger' },
  left_out: { icon: IconMinus, tone: 'quiet' },
  undone: { icon: IconArrowBackUp, tone: 'quiet' },
} as const satisfies Record<ActivityOperation['state'], unknown>

export function OperationMark({ state }: { state: ActivityOperation['state'] }) {
  const { icon: Icon, tone } = looks[state]
  const word = operationStateWord[state]
  return (
    <span className={`mark ${tone}`} role="img" aria-label={word} title={word}>
      <Icon size={18} stroke={1.8} />
    </span>
  )
}
