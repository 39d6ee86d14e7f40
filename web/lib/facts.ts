import { queryOptions } from '@tanstack/react-query'
import {
  type FactSettings,
  type FactsPreview,
  FactsPreview as FactsPreviewShape,
  FactsView,
} from '#api/facts.ts'
import { XeroContactTarget } from '#api/go.ts'
import { Owners } from '#api/settings.ts'
import { ask, read } from './api.ts'
import { count } from './time.ts'

export const factsPath = '/api/facts'

export const factsQuery = queryOptions({
  queryKey: ['rules', 'facts'],
  queryFn: ({ signal }) => read(FactsView, factsPath, signal),
})

export const previewFacts = (settings: FactSettings): Promise<FactsPreview> =>
  ask(FactsPreviewShape, 'POST', `${factsPath}/preview`, settings)

/** Whom a task may be for, asked of Capsule only when somebody wants to choose. */
export const taskOwnersQuery = queryOptions({
  queryKey: ['settings', 'owners'],
  queryFn: ({ signal }) => read(Owners, '/api/settings/owners', signal),
  staleTime: 300_000,
})

export const xeroContactQuery = (search: URLSearchParams) =>
  queryOptions({
    queryKey: ['go', 'xero-contact', search.toString()],
    queryFn: ({ signal }) => read(XeroContactTarget, `/api/go/xero-contact?${search}`, signal),
  })

/** What switching does, one line each; nothing in it when nothing is written. */
export function previewLines(preview: FactsPreview): string[] {
  const { records, values, tagged, untagged, tasks, newFields, usedFields } = preview
  const lines: string[] = []
  if (newFields.length > 0)
    lines.push(
      `Adds ${count(newFields.length, 'custom field', 'custom fields')} in Capsule: ${newFields.join(', ')}.`,
    )
  if (usedFields.length > 0)
    lines.push(
      `Uses ${count(usedFields.length, 'custom field', 'custom fields')} that Capsule has already: ${usedFields.join(', ')}. What stands in them is replaced.`,
    )
  if (values > 0)
    lines.push(`Writes ${count(values, 'value', 'values')} on ${count(records, 'record', 'records')}.`)
  if (tagged > 0) lines.push(`Tags ${count(tagged, 'record', 'records')}.`)
  if (untagged > 0) lines.push(`Takes the tag off ${count(untagged, 'record', 'records')}.`)
  if (tasks > 0) lines.push(`Makes ${count(tasks, 'task', 'tasks')}.`)
  return lines
}

/** The calls it costs, in words. */
export function callWords({ calls, daily }: Pick<FactsPreview, 'calls' | 'daily'>): string {
  const now =
    calls === 0 ? 'No calls to Capsule now.' : `About ${count(calls, 'call', 'calls')} to Capsule now.`
  if (daily === 0) return `${now} Later only what changed is written.`
  return `${now} Later only what changed is written; the days overdue change every day, about ${count(daily, 'call', 'calls')} after midnight.`
}
