import type { Kernel } from '../../kernel/kernel.ts'

export const projectStates = ['INPROGRESS', 'CLOSED'] as const
export type ProjectState = (typeof projectStates)[number]

export const chargeTypes = ['TIME', 'FIXED', 'NON_CHARGEABLE'] as const
export type ChargeType = (typeof chargeTypes)[number]

export interface Task {
  readonly id: string
  name: string
  rateCents: number
  chargeType: ChargeType
  estimateMinutes: number | undefined
}

export interface TimeEntry {
  readonly id: string
  userId: string
  taskId: string
  dateMs: number
  readonly enteredMs: number
  minutes: number
  description: string | undefined
}

export interface Project {
  readonly id: string
  readonly contactId: string
  name: string
  estimateCents: number | undefined
  deadlineMs: number | undefined
  status: ProjectState
  readonly tasks: Map<string, Task>
  readonly time: Map<string, TimeEntry>
}

/** The organisation's Projects add-on. */
export interface ProjectBook {
  /** False: the organisation has no subscription, every call answers 401. */
  on: boolean
  readonly projects: Map<string, Project>
}

export function addProject(
  book: ProjectBook,
  kernel: Kernel,
  from: Pick<Project, 'contactId' | 'name' | 'estimateCents' | 'deadlineMs'>,
): Project {
  const project: Project = {
    ...from,
    id: kernel.chance.uuid(),
    status: 'INPROGRESS',
    tasks: new Map(),
    time: new Map(),
  }
  book.projects.set(project.id, project)
  return project
}
