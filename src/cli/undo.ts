import { UndoPreview, UndoStarted, UndoTarget } from '#api/activity.ts'
import { type Command, wrongCall } from './command.ts'

export const undoCommand: Command = {
  usage: `Usage: counterpart undo run|operation ID [--yes] [--json]
       counterpart undo record KEY [--yes] [--json]

Shows what undoing would do; with --yes it is done as well. IDs are listed by "counterpart activity"; KEY is
p and the number of a Capsule record, or x and the id of a Xero contact: what was last written to it is undone.`,
  async run({ operator, words, flags, say }) {
    const [kind, id, ...more] = words
    const target = UndoTarget.safeParse(kind === 'record' ? { kind, key: id } : { kind, id })
    if (!target.success || more.length > 0) throw wrongCall(undoCommand, 'Say what to undo.')
    const preview = await operator.ask(UndoPreview, 'POST', '/api/undo/preview', target.data)
    const started = flags.yes
      ? await operator.ask(UndoStarted, 'POST', '/api/undo', { target: target.data, hash: preview.hash })
      : null
    if (flags.json) {
      say(JSON.stringify({ preview, runId: started?.runId ?? null }))
      return
    }
    for (const line of linesOf(preview)) say(line)
    say(started ? `Undoing it now, as run ${started.runId}.` : 'Nothing was undone. Add --yes to do it.')
  },
}

function linesOf(preview: UndoPreview): string[] {
  return [
    ...preview.will.flatMap(({ name, words, changes }) => [
      `${name}: ${words}`,
      ...changes.map(
        ({ label, before, after }) => `  ${label}: ${before ?? 'nothing'} -> ${after ?? 'nothing'}`,
      ),
    ]),
    ...more(preview.willCount - preview.will.length),
    ...(preview.wont.length > 0 ? ['Stays as it is:'] : []),
    ...preview.wont.map(({ name, words }) => `  ${name}: ${words}`),
    ...more(preview.wontCount - preview.wont.length),
    `${preview.calls} calls.`,
  ]
}

const more = (n: number): string[] => (n > 0 ? [`… and ${n} more.`] : [])
