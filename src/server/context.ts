import type { Access, Role } from '#db/access.ts'
import type { Engine, WorkspaceId } from '#sync/engine.ts'
import type { Intake } from '#sync/intake.ts'
import type { AppRegistry } from './apps.ts'
import type { Auth } from './auth.ts'
import type { Config } from './env.ts'
import type { Live } from './live.ts'

/** What every route is handed. */
export interface Context {
  readonly engine: Engine
  readonly apps: AppRegistry
  readonly auth: Auth
  readonly intake: Intake
  readonly live: Live
  readonly publicUrl: string
  readonly demo: boolean
  readonly logLevel: Config['logLevel']
  /** Asked of the first person who claims an installation that others can reach; null otherwise. */
  readonly setupCode: string | null
  /** Origins whose pages may hold the panel in a frame; none when left out. */
  readonly panelFrames?: readonly string[]
  /** What commands on this machine show instead of a session; without one nobody operates this way. */
  readonly operatorToken?: string
}

/** Who asks. */
export interface Principal {
  readonly userId: string
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly workspaceId: WorkspaceId
  /** What they may see now; brought up to date first where it may be old. @throws Refusal when their access ended */
  readonly lookUp: () => Promise<Access>
}
