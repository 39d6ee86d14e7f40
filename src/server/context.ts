import type { Access, Role } from '#db/access.ts'
import type { Engine, WorkspaceId } from '#sync/engine.ts'
import type { Intake } from '#sync/intake.ts'
import type { Resolve } from './alerts/address.ts'
import type { AppRegistry } from './apps.ts'
import type { Auth } from './auth.ts'
import type { Backups } from './backups.ts'
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
  /** Alerts may go to addresses of this machine and its network. */
  readonly alertsAllowPrivate?: boolean
  /** How names of alert destinations are looked up; the system's way when left out. */
  readonly alertsResolve?: Resolve
  /** Without them none are made here. */
  readonly backups?: Backups
  /** How often an open page is told that the stream is there; as usual when left out. */
  readonly keepAliveMs?: number
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
  /** A local account without a second factor: it may set one up, and nothing else. */
  readonly secondFactorDue: boolean
  /** While the first list of what they see is read: how many parties so far. */
  readonly reading: number | null
  /** What they may see now; brought up to date first where it may be old. @throws Refusal when their access ended */
  readonly lookUp: () => Promise<Access>
  /** Whether they see every record, as far as is known without asking Capsule. */
  readonly knownToSeeAll: () => Promise<boolean>
  /** Whether they see this very party now, asked of Capsule where their set may be wrong. */
  readonly sees: (partyId: number) => Promise<boolean>
  /** Whether they see this very opportunity now, in the same way. */
  readonly seesDeal: (opportunityId: number) => Promise<boolean>
  /** Those of the changed parties that they could see, or can. */
  readonly concerned: (partyIds: readonly number[]) => Promise<ReadonlySet<number>>
  /** Parties that left what they may see since the last time; for pages that stay open. */
  readonly left: () => Promise<readonly number[]>
}
