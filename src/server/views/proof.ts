import type { Overview } from '#api/overview.ts'
import { driftingNames, latestProof } from '#db/balance-proof.ts'
import type { Db } from '#db/open.ts'

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

const number = (n: number): string => n.toLocaleString('en')
const contacts = (n: number): string => (n === 1 ? '1 contact owes' : `${number(n)} contacts owe`)
