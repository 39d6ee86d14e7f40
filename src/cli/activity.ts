import { ActivityDetail, ActivityPage } from '#api/activity.ts'
import { type Command, wrongCall } from './command.ts'

export const activityCommand: Command = {
  usage: `Usage: counterpart activity [RUN] [--json]

Lists the runs that wrote something, newest first, or the writes of one run.`,
  async run({ operator, words, flags, say }) {
    const [runId, ...more] = words
    if (more.length > 0) throw wrongCall(activityCommand, `"${more[0]}" is not understood.`)
    if (runId === undefined) {
      const page = await operator.ask(ActivityPage, 'GET', '/api/activity')
      if (flags.json) say(JSON.stringify(page))
      else for (const run of page.runs) say(`${run.id}  ${run.startedAt}  ${run.by}: ${run.words}`)
      return
    }
    const detail = await operator.ask(ActivityDetail, 'GET', `/api/activity/${encodeURIComponent(runId)}`)
    if (flags.json) {
      say(JSON.stringify(detail))
      return
    }
    say(`${detail.run.by}: ${detail.run.words}`)
    for (const { id, name, words, changes, note } of detail.operations) {
      say(`${id}  ${name}: ${words}`)
      for (const { label, before, after } of changes)
        say(`  ${label}: ${before ?? 'nothing'} -> ${after ?? 'nothing'}`)
      if (note !== null) say(`  ${note}`)
    }
  },
}
