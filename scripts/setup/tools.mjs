import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { modules } from './paths.mjs'
import { SetupError } from './words.mjs'

const nodeNeeded = 24

export const localNodePath = () =>
  join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

/** The Node the program is made for: the one that npm brought, or this one when it is new enough. */
export function localNode() {
  const path = localNodePath()
  if (existsSync(path)) return path
  if (Number(process.versions.node.split('.')[0]) >= nodeNeeded) return process.execPath
  throw new SetupError(
    `Node ${nodeNeeded} is missing from node_modules/node/bin. npm may not run install scripts here (ignore-scripts), or the package "node" has no build for ${process.platform} ${process.arch}. Run "npm rebuild node", or install Node ${nodeNeeded} from https://nodejs.org and start again.`,
  )
}

/** The script behind a tool's command, so that it runs the same on every system. */
export function tool(packageName, command = packageName) {
  const dir = join(modules, packageName)
  const { bin } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'))
  return join(dir, typeof bin === 'string' ? bin : bin[command])
}

/** The environment of everything we start: our tools come first on the path. */
export function environment() {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  return {
    // The C library keeps what each of many threads gave back for that thread: two pools instead of eight per
    // processor leave a first comparison 60 MB smaller, and it takes no longer.
    MALLOC_ARENA_MAX: '2',
    ...process.env,
    [name]: [join(modules, '.bin'), process.env[name]].filter(Boolean).join(delimiter),
  }
}
