import { type Problem, ProblemActionDone, ProblemDetail, Problems } from '#api/problems.ts'
import { type Command, wrongCall } from './command.ts'

const states: readonly string[] = ['open', 'scheduled', 'resolved', 'ignored'] satisfies Problem['state'][]

export const problemsCommand: Command = {
  usage: `Usage: counterpart problems [--kind open|scheduled|resolved|ignored] [--json]
       counterpart problems ID [--json]
       counterpart problems ID retry
       counterpart problems ID send-without
       counterpart problems ID ignore REASON
       counterpart problems ID reopen
       counterpart problems ID assign NAME

Lists what failed by its cause, shows one of them, or does something about it for all its records.`,
  async run({ operator, words, flags, say }) {
    const [id, action, ...rest] = words
    if (id === undefined) {
      if (flags.kind !== undefined && !states.includes(flags.kind))
        throw wrongCall(problemsCommand, `"${flags.kind}" is no state of a problem.`)
      const found = await operator.ask(Problems, 'GET', `/api/problems?state=${flags.kind ?? 'open'}`)
      if (flags.json) {
        say(JSON.stringify(found))
        return
      }
      if (found.problems.length === 0) say('There are none.')
      for (const problem of found.problems) for (const line of linesOf(problem)) say(line)
      return
    }
    const path = `/api/problems/${encodeURIComponent(id)}`
    if (action !== undefined) {
      const done = await operator.ask(ProblemActionDone, 'POST', `${path}/actions`, bodyOf(action, rest))
      say(flags.json ? JSON.stringify(done) : done.words)
      return
    }
    const detail = await operator.ask(ProblemDetail, 'GET', path)
    if (flags.json) {
      say(JSON.stringify(detail))
      return
    }
    for (const line of linesOf(detail.problem)) say(line)
    say(detail.explanation)
    for (const { name, words, message, how, state } of detail.records) {
      say(`  ${name}: ${words}`)
      say(`    ${state === 'resolved' ? (how ?? 'Resolved.') : message}`)
    }
    if (detail.more > 0) say(`  … and ${detail.more} more.`)
  },
}

function linesOf(problem: Problem): string[] {
  const { id, state, title, fix, count, nextAt, assignedTo, closed } = problem
  const records = problem.source === 'operation' ? `, ${count} ${count === 1 ? 'record' : 'records'}` : ''
  return [
    `${id}  ${state}${records}  ${title}`,
    `  ${closed?.how ?? fix}`,
    ...(nextAt === null ? [] : [`  Tried again at ${nextAt}.`]),
    ...(assignedTo === null ? [] : [`  ${assignedTo} looks after it.`]),
  ]
}

function bodyOf(action: string, rest: readonly string[]): unknown {
  const text = rest.join(' ')
  const named = ['ignore', 'assign'].includes(action)
  if (named !== text.length > 0)
    throw wrongCall(
      problemsCommand,
      named
        ? `"${action}" needs ${action === 'ignore' ? 'a reason' : 'a name'}.`
        : `"${text}" is not understood.`,
    )
  switch (action) {
    case 'retry':
    case 'reopen':
      return { action }
    case 'send-without':
      return { action: 'send_without' }
    case 'ignore':
      return { action, reason: text }
    case 'assign':
      return { action, to: text }
    default:
      throw wrongCall(problemsCommand, `"${action}" is not understood.`)
  }
}
