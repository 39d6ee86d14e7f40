import { type Options, sandboxOptions, usage } from './options.ts'
import { seedText } from './seed-choice.ts'
import { type Served, serveSandbox } from './serve.ts'

const say = (text: string) => process.stdout.write(`${text}\n`)
const complain = (text: string) => process.stderr.write(`${text}\n`)
const words = (error: unknown) => (error instanceof Error ? error.message : String(error))

const banner = (served: Served, options: Options) => `
Capsule sandbox   ${served.capsuleUrl}
Xero sandbox      ${served.xeroUrl}
Control           ${served.capsuleUrl}/_sandbox/

OAuth client      counterpart-demo / counterpart-demo-secret   (both services)
Personal token    sandbox-pat                                  (Capsule)
Records           ${seedText(options.load)}; call limits ${options.quotas ? 'as the real services have them' : 'off'}

Ctrl-C ends it; nothing is kept.`

function options(): Options | null {
  try {
    return sandboxOptions(process.argv.slice(2))
  } catch (error) {
    complain(`${words(error)}\n\n${usage}`)
    process.exitCode = 2
    return null
  }
}

async function run(chosen: Options) {
  const { capsulePort, xeroPort, load, quotas, chance } = chosen
  const served = await serveSandbox({ capsulePort, xeroPort, load, quotas, seed: chance, log: complain })
  say(banner(served, chosen))
  const end = async () => {
    await served.close()
    process.exit(0)
  }
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
}

const chosen = options()
if (chosen?.help) say(usage)
else if (chosen)
  await run(chosen).catch((error: unknown) => {
    complain(words(error))
    process.exitCode = 1
  })
