import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { z } from 'zod'
import { BackupDamaged } from './backup-load.ts'

const format = 1

/** The first line of a backup. */
export const BackupHeader = z.object({
  counterpart: z.literal('backup'),
  format: z.int(),
  madeAt: z.iso.datetime(),
  /** What the database was brought to. */
  migrations: z.array(z.string()).min(1),
  /** Which key its secrets are sealed with; the key itself is never in it. */
  keyId: z.string(),
})
export type BackupHeader = z.infer<typeof BackupHeader>

/** The last line of a backup: one that ends before it was cut off. */
const BackupEnd = z.object({
  end: z.literal(true),
  counts: z.record(z.string(), z.int().nonnegative()),
  /** SHA-256 over all lines before. */
  sha256: z.string(),
})

/** What a backup says of itself. */
export interface BackupContents {
  readonly header: BackupHeader
  /** Rows of each table. */
  readonly counts: Readonly<Record<string, number>>
}

export const backupHeader = (about: Pick<BackupHeader, 'madeAt' | 'migrations' | 'keyId'>): BackupHeader => ({
  counterpart: 'backup',
  format,
  ...about,
})

export interface BackupWriter {
  write(lines: readonly string[]): Promise<void>
  /** Writes the last line and waits until the disk has it. */
  end(counts: BackupContents['counts']): Promise<void>
  /** Gives the file up. */
  abort(): void
}

/** Writes a compressed file that only its owner may read. */
export function backupWriter(file: string): BackupWriter {
  const hash = createHash('sha256')
  const gzip = createGzip({ level: 4 })
  const out = createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true })
  const written = pipeline(gzip, out)
  // Awaited at the end; whoever writes meanwhile hears of it then.
  written.catch(() => {})
  const put = async (text: string) => {
    if (gzip.write(text)) return
    await Promise.race([new Promise<void>((resolve) => gzip.once('drain', resolve)), written])
  }
  return {
    async write(lines) {
      const text = lines.map((line) => `${line}\n`).join('')
      hash.update(text)
      await put(text)
    },
    async end(counts) {
      const last: z.infer<typeof BackupEnd> = { end: true, counts, sha256: hash.digest('hex') }
      gzip.end(`${JSON.stringify(last)}\n`)
      await written
    },
    abort() {
      gzip.destroy()
      out.destroy()
    },
  }
}

const noBackup = 'It is no backup of Counterpart.'
const cutOff = 'It is damaged or was cut off. Take another backup.'

/** Lines of a backup as they stand in it, several at a time. @throws BackupDamaged */
async function* linesOf(file: string): AsyncGenerator<readonly string[]> {
  const gunzip = createGunzip()
  const read = pipeline(createReadStream(file), gunzip)
  read.catch(() => {})
  let rest = ''
  gunzip.setEncoding('utf8')
  try {
    for await (const chunk of gunzip) {
      const lines = (rest + String(chunk)).split('\n')
      rest = lines.pop() ?? ''
      if (lines.length > 0) yield lines
    }
    await read
  } catch (cause) {
    throw isCompressed(cause) ? new BackupDamaged(cutOff, { cause }) : cause
  } finally {
    gunzip.destroy()
  }
  if (rest !== '') throw new BackupDamaged(cutOff)
}

const isCompressed = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(Z_|ERR_STREAM_PREMATURE)/.test(String(error.code))

/**
 * Reads a backup from one end to the other and believes nothing it says of itself.
 *
 * @throws BackupDamaged
 */
export async function checkBackupFile(file: string): Promise<BackupContents> {
  if (!(await isGzip(file))) throw new BackupDamaged(noBackup)
  const hash = createHash('sha256')
  let header: BackupHeader | null = null
  let last: string | null = null
  for await (const lines of linesOf(file)) {
    for (const line of lines) {
      header ??= headerOf(line)
      if (last !== null) hash.update(last).update('\n')
      last = line
    }
  }
  const end = BackupEnd.safeParse(parsed(last ?? ''))
  if (!header) throw new BackupDamaged(noBackup)
  if (!end.success || end.data.sha256 !== hash.digest('hex')) throw new BackupDamaged(cutOff)
  return { header, counts: end.data.counts }
}

/** The lines between the first and the last. */
export async function* backupRows(file: string): AsyncGenerator<readonly string[]> {
  let isFirst = true
  let held: string | null = null
  for await (const lines of linesOf(file)) {
    const known: string[] = held === null ? [...lines] : [held, ...lines]
    held = known.pop() ?? null
    if (isFirst && known.length > 0) {
      known.shift()
      isFirst = false
    }
    if (known.length > 0) yield known
  }
}

function headerOf(line: string): BackupHeader {
  const said = BackupHeader.safeParse(parsed(line))
  if (!said.success) throw new BackupDamaged(noBackup)
  if (said.data.format > format)
    throw new BackupDamaged('A newer version of Counterpart made it. Restore it with that version.')
  return said.data
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file, 'r')
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await handle.close()
  }
}
