import { parseArgs } from 'node:util'
import { type SeedChoice, seedChoice } from './seed-choice.ts'

export interface Options {
  readonly capsulePort: number
  readonly xeroPort: number
  readonly load: SeedChoice
  readonly quotas: boolean
  readonly chance: number
  readonly help: boolean
}

export const usage = `Serves emulated Capsule and Xero services on this machine.

  --capsule-port N   port of the Capsule sandbox (4001; 0 takes a free one)
  --xero-port N      port of the Xero sandbox (4002; 0 takes a free one)
  --seed WHAT        demo (the default), empty, or scale=N for N customers
  --chance N         the number everything random follows from (1)
  --no-quotas        lift the call limits
  --help             this text`

/** @throws Error in words for an argument that makes no sense */
export function sandboxOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'capsule-port': { type: 'string', default: '4001' },
      'xero-port': { type: 'string', default: '4002' },
      seed: { type: 'string', default: 'demo' },
      chance: { type: 'string', default: '1' },
      'no-quotas': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const load = seedChoice(values.seed)
  if (load === null)
    throw new Error(`--seed ${values.seed} is unknown: choose demo, empty or scale=N (N up to 200,000).`)
  const capsulePort = whole('--capsule-port', values['capsule-port'], 65_535)
  const xeroPort = whole('--xero-port', values['xero-port'], 65_535)
  if (capsulePort === xeroPort && capsulePort !== 0)
    throw new Error('The two sandboxes need two different ports.')
  return {
    capsulePort,
    xeroPort,
    load,
    quotas: !values['no-quotas'],
    chance: whole('--chance', values.chance, 4_294_967_295),
    help: values.help,
  }
}

function whole(name: string, text: string, max: number): number {
  if (!/^\d+$/.test(text) || Number(text) > max)
    throw new Error(`${name} must be a whole number from 0 to ${max}, not "${text}".`)
  return Number(text)
}
