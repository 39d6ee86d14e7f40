import type { Overview } from '#api/overview.ts'
import { driftingNames, latestProof } from '#db/balance-proof.ts'
import type { Db } from '#db/open.ts'
import { listReadings } from '#db/record-proof.ts'

const namesMax = 3

/** Whether what we show agrees with Xero's own figures, in one sentence. */
export async function proofView(db: Db, workspaceId: string): Promise<Overview['proof']> {
  const proof = await latestProof(db, workspaceId)
  if (!proof) return null
  const { at, equal, different } = proof
  const names = different === 0 ? [] : await driftingNames(db, workspaceId, namesMax)
  return { at: at.toISOString(), words: proofWords(equal, different, names), agrees: different === 0 }
}

export function proofWords(equal: number, different: number, names: readonly string[]): string {
  if (different === 0) return `What ${contacts(equal)} is what Xero says.`
  const more = different - names.length
  const list = [...names, ...(more > 0 ? [`${number(more)} more`] : [])].join(', ')
  const rest = equal === 0 ? '' : ` The other ${number(equal)} ${equal === 1 ? 'agrees' : 'agree'}.`
  return `What ${contacts(different)} is not what Xero says: ${list}.${rest}`
}

/** What the nightly reading of every record came to; null before the first. */
export async function readingView(db: Db, workspaceId: string): Promise<Overview['reading']> {
  const readings = await listReadings(db, workspaceId)
  const last = readings.map(({ at }) => at).sort((a, b) => b.getTime() - a.getTime())[0]
  if (last === undefined) return null
  const sum = (count: (row: (typeof readings)[number]) => number) =>
    readings.reduce((total, row) => total + count(row), 0)
  const figures = {
    read: sum((row) => row.read),
    unheard: sum((row) => row.unheard),
    equal: sum((row) => row.equal ?? 0),
    explained: sum((row) => row.explained ?? 0),
    drifting: sum((row) => row.drifting ?? 0),
  }
  return {
    at: last.toISOString(),
    words: readingWords(figures),
    agrees: figures.unheard + figures.drifting === 0,
  }
}

export interface ReadingFigures {
  readonly read: number
  readonly unheard: number
  readonly equal: number
  readonly explained: number
  readonly drifting: number
}

export function readingWords({ read, unheard, equal, explained, drifting }: ReadingFigures): string {
  const pairs = equal + explained + drifting
  return [
    `${number(read)} ${read === 1 ? 'record was' : 'records were'} read again:`,
    unheard === 0
      ? 'nothing had been missed.'
      : `${number(unheard)} had changed unheard, and ${unheard === 1 ? 'was' : 'were'} taken over.`,
    ...(pairs === 0
      ? []
      : [`${number(equal)} of ${number(pairs)} linked ${pairs === 1 ? 'pair is' : 'pairs are'} equal.`]),
    ...(explained === 0
      ? []
      : [
          `${number(explained)} ${explained === 1 ? 'differs' : 'differ'} as a rule, a decision or an open question says.`,
        ]),
    ...(drifting === 0
      ? []
      : [
          `${number(drifting)} differed for no reason, and ${drifting === 1 ? 'was' : 'were'} compared anew.`,
        ]),
  ].join(' ')
}

const number = (n: number): string => n.toLocaleString('en')
const contacts = (n: number): string => (n === 1 ? '1 contact owes' : `${number(n)} contacts owe`)
