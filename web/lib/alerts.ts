import type { AlertDestination, AlertTopic } from '#api/alerts.ts'

export const topicWord: Readonly<Record<AlertTopic, string>> = {
  connection_lost: 'A connection is lost',
  problem: 'A problem needs a person',
  approval: 'Writes wait for approval',
  budget: 'Calls are about to run out',
  no_webhook: 'No webhook was heard for 12 hours',
  drift: 'What contacts owe is not what Xero says',
  backup: 'No backup could be made',
}

export const alertTopics: readonly AlertTopic[] = [
  'connection_lost',
  'problem',
  'approval',
  'budget',
  'no_webhook',
  'drift',
  'backup',
]

export const isTopic = (text: string): text is AlertTopic => alertTopics.some((topic) => topic === text)

export const destinationKindWord: Readonly<Record<AlertDestination['kind'], string>> = {
  email: 'E-mail',
  slack: 'Slack or compatible',
  webhook: 'Signed webhook',
}

/** "22:00" of minutes after midnight. */
export const clockText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** Minutes after midnight of "22:00"; null for anything else. */
export function clockMinutes(text: string): number | null {
  const [, hours = '', minutes = ''] = /^(\d\d):(\d\d)$/.exec(text) ?? []
  if (hours === '' || Number(hours) > 23 || Number(minutes) > 59) return null
  return Number(hours) * 60 + Number(minutes)
}
