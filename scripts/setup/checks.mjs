import { run } from './child.mjs'
import { localNode, tool } from './tools.mjs'
import { say, secondsSince } from './words.mjs'

/** Each also runs by itself, by the command in its name. Who may import whom is `test/boundaries.test.ts`. */
const steps = [
  { name: 'tsc -b', args: () => [tool('typescript', 'tsc'), '-b'] },
  { name: 'biome check .', args: () => [tool('@biomejs/biome', 'biome'), 'check', '.'] },
  { name: 'knip', args: () => [tool('knip'), '--no-progress'] },
]

/** Types, lint and format, unused code. All of them run, so that one pass shows everything. */
export async function checks() {
  const failed = []
  for (const step of steps) {
    const since = Date.now()
    const code = await run(localNode(), step.args())
    say(`${code === 0 ? 'ok' : 'FAILED'}  ${step.name}  ${secondsSince(since)}`)
    if (code !== 0) failed.push(step.name)
  }
  if (failed.length > 0) say(`Not in order: ${failed.join(', ')}.`)
  return failed.length === 0 ? 0 : 1
}
