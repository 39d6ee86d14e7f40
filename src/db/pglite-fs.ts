import { fsyncSync } from 'node:fs'
import type { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

type EmscriptenOptions = Parameters<NodeFS['init']>[1]

/**
 * PGlite's own file system never calls fsync, so a power cut could lose acknowledged commits. This one
 * passes every fsync of the database through to the disk.
 */
export class DurableNodeFS extends NodeFS {
  override async init(
    pg: PGlite,
    options: EmscriptenOptions,
  ): Promise<{ emscriptenOpts: EmscriptenOptions }> {
    const { emscriptenOpts } = await super.init(pg, options)
    const syncToDisk = (mod: object) => {
      const streamOps = streamOpsOf(mod)
      streamOps.fsync = (stream) => {
        fsyncSync(stream.nfd)
        return 0
      }
    }
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), syncToDisk] } }
  }
}

interface StreamOps {
  fsync?: (stream: { nfd: number }) => number
}

/** Fails at start when a later PGlite keeps its file operations elsewhere: durability must not vanish silently. */
function streamOpsOf(mod: object): StreamOps {
  if ('NODEFS' in mod && typeof mod.NODEFS === 'object' && mod.NODEFS !== null) {
    const nodefs = mod.NODEFS
    if ('stream_ops' in nodefs && typeof nodefs.stream_ops === 'object' && nodefs.stream_ops !== null) {
      return nodefs.stream_ops
    }
  }
  throw new Error('this PGlite has no NODEFS.stream_ops: durable writes are impossible')
}
