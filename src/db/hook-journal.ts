import { mkdirSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { groupCommit } from './group-commit.ts'

/** Records on disk that something else has not taken over yet. */
export interface Journal {
  /** Resolves once the record is on the disk. What arrives while one fsync runs shares the next. */
  append(record: Uint8Array): Promise<void>
  /**
   * Hands over every record that was appended before, and then forgets them. Those of a `store` that failed, or of a
   * process that ended meanwhile, are handed over again: taking one twice must be like taking it once.
   */
  take(store: (records: readonly Uint8Array[]) => Promise<void>): Promise<void>
  /** Records that were not taken yet. */
  waiting(): number
  close(): Promise<void>
}

/** Nothing took them for a long time: what would come on top is refused. */
const partBytesMax = 64 * 1024 * 1024

interface Part {
  readonly file: FileHandle
  /** All of it is on the disk. */
  bytes: number
  records: number
}

/**
 * Two files take turns: one is appended to while what is in the other is taken over and that is cut to nothing. Neither
 * is made or removed afterwards, so an fsync of the file is all that a record needs.
 */
export async function openJournal(folder: string, bytesMax = partBytesMax): Promise<Journal> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const parts = [await openPart(join(folder, 'a')), await openPart(join(folder, 'b'))] as const
  await syncFolder(folder)
  let current: Part = parts[0]
  let writing: Promise<void> = Promise.resolve()
  let taking: Promise<void> = Promise.resolve()

  const append = groupCommit(async (records: readonly Uint8Array[]) => {
    writing = appendTo(current, records, bytesMax)
    await writing
    return records
  })

  async function takeFrom(part: Part, store: Parameters<Journal['take']>[0]): Promise<void> {
    if (part.bytes === 0) return
    if (part === current) {
      current = part === parts[0] ? parts[1] : parts[0]
      // What is being written still goes where it began; its sender hears whether it could.
      await writing.catch(() => {})
    }
    await store(recordsIn(await read(part.file, part.bytes)).records)
    await part.file.truncate(0)
    part.bytes = 0
    part.records = 0
  }

  return {
    append: async (record) => void (await append(record)),
    take(store) {
      const turn = async () => {
        // What an earlier try left is taken first: then one of the two is empty and can be appended to.
        const resting = current === parts[0] ? parts[1] : parts[0]
        await takeFrom(resting, store)
        await takeFrom(current, store)
      }
      taking = taking.catch(() => {}).then(turn)
      return taking
    },
    waiting: () => parts[0].records + parts[1].records,
    async close() {
      await taking.catch(() => {})
      await writing.catch(() => {})
      for (const { file } of parts) await file.close()
    },
  }
}

async function openPart(path: string): Promise<Part> {
  const file = await open(path, 'a+', 0o600)
    .then((made) => made.close())
    .then(() => open(path, 'r+'))
  const { size } = await file.stat()
  const { records, bytes } = recordsIn(await read(file, size))
  // A torn end was never acknowledged; nothing may be appended behind it.
  if (bytes < size) await file.truncate(bytes)
  return { file, bytes, records: records.length }
}

/** The names of new files are on the disk once their folder is. Some systems have no such thing. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

async function appendTo(part: Part, records: readonly Uint8Array[], bytesMax: number): Promise<void> {
  const bytes = framed(records)
  if (part.bytes + bytes.length > bytesMax) throw new Error('the journal of webhooks is full')
  // After a failure the next one begins at the same place.
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await part.file.write(bytes, done, bytes.length - done, part.bytes + done)
    done += bytesWritten
  }
  await part.file.datasync()
  part.bytes += bytes.length
  part.records += records.length
}

async function read(file: FileHandle, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  let done = 0
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return bytes.subarray(0, done)
}

/** Length and checksum before each record, 32 bits each. */
const headBytes = 8

/** Records as they stand in a file. */
export function framed(records: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    records.flatMap((record) => {
      const head = Buffer.allocUnsafe(headBytes)
      head.writeUInt32LE(record.length, 0)
      head.writeUInt32LE(crc32(record), 4)
      return [head, record]
    }),
  )
}

/** The whole records a file begins with, and where they end. What follows was cut off while it was written. */
export function recordsIn(bytes: Buffer): {
  readonly records: readonly Uint8Array[]
  readonly bytes: number
} {
  const records: Uint8Array[] = []
  let at = 0
  while (at + headBytes <= bytes.length) {
    const end = at + headBytes + bytes.readUInt32LE(at)
    const record = bytes.subarray(at + headBytes, end)
    // Where a disk has room but no bytes it answers zeros, and the checksum of nothing is zero.
    if (record.length === 0 || end > bytes.length || crc32(record) !== bytes.readUInt32LE(at + 4)) break
    records.push(record)
    at = end
  }
  return { records, bytes: at }
}
