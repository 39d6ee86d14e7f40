import { Decided, Decision, type Review, Reviews } from '#api/reviews.ts'
import { type Call, type Command, pairsOf, wrongCall } from './command.ts'

const kinds: readonly string[] = ['match', 'conflict', 'approval', 'merge'] satisfies Review['kind'][]

export const reviewsCommand: Command = {
  usage: `Usage: counterpart reviews [--kind match|conflict|approval|merge] [--json]

Lists the questions that wait for a person, the riskiest first.`,
  async run({ operator, words, flags, say }) {
    if (words.length > 0) throw wrongCall(reviewsCommand, `"${words[0]}" is not understood.`)
    if (flags.kind !== undefined && !kinds.includes(flags.kind))
      throw wrongCall(reviewsCommand, `"${flags.kind}" is no kind of question.`)
    const query = flags.kind === undefined ? '' : `?kind=${flags.kind}`
    const found = await operator.ask(Reviews, 'GET', `/api/reviews${query}`)
    if (flags.json) {
      say(JSON.stringify(found))
      return
    }
    if (found.reviews.length === 0) say('Nothing needs you.')
    for (const review of found.reviews) for (const line of linesOf(review)) say(line)
    const shown = found.reviews.length
    const all = flags.kind === undefined ? found.total : shown
    if (all > shown) say(`… and ${all - shown} more.`)
  },
}

function linesOf(review: Review): string[] {
  return [`${review.id}  ${review.kind}  ${review.title}`, `  ${review.why}`, ...detailsOf(review), '']
}

function detailsOf(review: Review): string[] {
  switch (review.kind) {
    case 'match':
      return review.candidates.map(
        ({ record, score, reasons }) =>
          `  link --party ${record.id}: ${record.name}, score ${score} (${reasons.map(({ words }) => words).join('; ')})`,
      )
    case 'conflict':
      return review.fields.flatMap(({ field, label, agreed, capsule, xero, winners }) => [
        `  ${label}: agreed ${quoted(agreed)}, Capsule ${quoted(capsule.value)}, Xero ${quoted(xero.value)}`,
        `  resolve ${[...winners, 'keep'].map((winner) => `${field}=${winner}`).join(' | ')}`,
      ])
    case 'approval':
      return [
        `  ${review.what}`,
        ...review.changes.map(
          ({ label, before, after }) => `  ${label}: ${quoted(before)} -> ${quoted(after)}`,
        ),
        '  approve | refuse',
      ]
    case 'merge':
      return [...review.steps.map((step, n) => `  ${n + 1}. ${step}`), `  ${review.url}`, '  dismiss']
  }
}

const quoted = (value: string | null): string =>
  value === null ? 'nothing' : `"${value.replaceAll('\n', ', ')}"`

export const decideCommand: Command = {
  usage: `Usage: counterpart decide ID ANSWER [--json]

ANSWER is one of
  link --party NUMBER           they are the same customer
  none                          none of the candidates
  exclude                       leave the contact out of everything
  resolve FIELD=WINNER …        WINNER is capsule, xero or keep; --always makes it the rule
  approve                       --always stops asking about these fields
  refuse
  dismiss                       a merge is done, or both records stay

IDs are listed by "counterpart reviews".`,
  async run(call) {
    const { operator, words, flags, say } = call
    const [id, kind, ...more] = words
    if (id === undefined || kind === undefined)
      throw wrongCall(decideCommand, 'Name a question and an answer.')
    const decision = Decision.safeParse(answerOf(call, kind, more))
    if (!decision.success)
      throw wrongCall(decideCommand, `"${[kind, ...more].join(' ')}" is not understood as an answer.`)
    const done = await operator.ask(
      Decided,
      'POST',
      `/api/reviews/${encodeURIComponent(id)}/decision`,
      decision.data,
    )
    say(flags.json ? JSON.stringify(done) : settledWords(done))
  },
}

function answerOf({ flags }: Call, kind: string, more: readonly string[]): unknown {
  if (kind !== 'resolve' && more.length > 0) throw wrongCall(decideCommand, `"${more[0]}" is not understood.`)
  switch (kind) {
    case 'link':
      return { kind, partyId: Number(flags.party) }
    case 'resolve':
      return { kind, fields: Object.fromEntries(pairsOf(decideCommand, more)), always: flags.always }
    case 'approve':
      return { kind, always: flags.always }
    default:
      return { kind }
  }
}

const settledWords = ({ settled, words }: Decided): string =>
  settled > 1 ? `${words} ${settled} questions are answered by it.` : words
