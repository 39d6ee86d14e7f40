import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const modules = join(root, 'node_modules')
/** Notes of this set-up; npm leaves folders with a leading dot alone. */
export const notes = join(modules, '.counterpart')
