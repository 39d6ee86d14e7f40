import { setFlagsFromString } from 'node:v8'
import { PGlite, type PGliteOptions, protocol } from '@electric-sql/pglite'

/**
 * How V8 compiles the embedded database, which is WebAssembly: all of it quickly when it first runs, and then either
 * never again, or what proves busy once more and better (docs/decisions/010). It holds for a whole process: code that
 * was compiled one way and then the other is shared by all databases of the process.
 */
export type Compiling = 'once' | 'busy twice'

/** For databases that live shortly. */
export function compileOnce(): void {
  for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering', '--liftoff']) setFlagsFromString(flag)
}

/**
 * A database that lives long. Its parser is left as it is: V8 takes 600 MB for a moment to compile it better, 40 MB at
 * most for any other function.
 */
export async function createQuickening(options: PGliteOptions): Promise<PGlite> {
  setFlagsFromString(`--wasm-tiering-budget=${busyBytes}`)
  setFlagsFromString('--wasm-num-compilation-tasks=1')
  const pglite = new ParserFirst(options)
  await pglite.waitReady
  return pglite
}

/** So many bytes of code run, roughly, make a function busy; a little sooner than V8's own 13 million. */
const busyBytes = 8_000_000

/** No function of ours has the number 0: one that is compiled meanwhile is never looked at again. */
const lookAtOnly = (index: number) => setFlagsFromString(`--wasm-tier-up-filter=${index}`)
const all = -1

/** Functions are compiled when they first run; nothing asks for the parser before this does. */
class ParserFirst extends PGlite {
  #parsed = false

  override execProtocolRawSync(message: Uint8Array): Uint8Array {
    if (!this.#parsed) {
      this.#parsed = true
      lookAtOnly(0)
      super.execProtocolRawSync(protocol.serialize.query(';'))
      lookAtOnly(all)
    }
    return super.execProtocolRawSync(message)
  }
}
