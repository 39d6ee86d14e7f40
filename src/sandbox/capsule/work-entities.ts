/** Where a task or an entry hangs; at most one is set. */
export interface Linked {
  readonly partyId: number | null
  readonly opportunityId: number | null
  readonly kaseId: number | null
}

export interface Category {
  readonly id: number
  readonly name: string
  readonly colour: string
}

export interface Repeat {
  readonly interval: number
  readonly frequency: 'YEARLY' | 'MONTHLY' | 'WEEKLY'
  readonly on: string | null
}

export interface Task extends Linked {
  readonly id: number
  readonly description: string
  readonly detail: string | null
  readonly categoryId: number | null
  /** `YYYY-MM-DD`. */
  readonly dueOn: string
  /** `HH:mm:ss` in the owner's zone. */
  readonly dueTime: string | null
  readonly status: 'OPEN' | 'COMPLETED' | 'PENDING'
  readonly ownerId: number | null
  readonly completedById: number | null
  readonly completedAt: number | null
  readonly repeat: Repeat | null
  readonly nextTaskId: number | null
  /** The track that made it. */
  readonly trackId: number | null
  readonly createdAt: number
  readonly updatedAt: number
}

export interface ActivityType {
  readonly id: number
  readonly name: string
  /** True when an entry of this type renews `lastContactedAt`. */
  readonly updateLastContacted: boolean
}

export interface Attachment {
  readonly id: number
  readonly filename: string
  readonly contentType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface Entry extends Linked {
  readonly id: number
  readonly type: 'note' | 'email' | 'task'
  readonly subject: string | null
  readonly content: string | null
  readonly attachments: readonly Attachment[]
  readonly creatorId: number
  readonly activityTypeId: number
  readonly entryAt: number
  readonly createdAt: number
  readonly updatedAt: number
}

export interface TrackDefinition {
  readonly id: number
  readonly name: string
  readonly captureRule: 'party' | 'opportunity' | 'kase'
  readonly tasks: readonly { readonly description: string; readonly daysAfter: number }[]
}

/** A template applied to a record; it outlives the record. */
export interface Track extends Linked {
  readonly id: number
  readonly definitionId: number
  readonly name: string
  readonly trackDateOn: string
}
