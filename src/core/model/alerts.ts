/** What people can be told of. Each is a state: told once when it begins and once when it is over. */
export const alertTopics = [
  'connection_lost',
  'problem',
  'approval',
  'budget',
  'no_webhook',
  'drift',
  'backup',
] as const
export type AlertTopic = (typeof alertTopics)[number]
