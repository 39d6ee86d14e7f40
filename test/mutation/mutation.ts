/** A place in the program that is broken. `old` occurs exactly once in the file. */
export interface Break {
  readonly file: string
  readonly old: string
  readonly new: string
}

/** One deliberate fault. */
export interface Mutation extends Break {
  /** What it breaks, in words. */
  readonly breaks: string
  /** What is broken with it, where each of two lines makes up for the loss of the other one. */
  readonly also?: readonly Break[]
  /** A scenario of the whole product that the fault spoils, asked last: where it stands, and words of its name. */
  readonly scenario?: { readonly file: string; readonly name: string }
  /** For one that nothing catches: why that is right. */
  readonly survives?: string
}

export const breaksOf = ({ file, old, new: broken, also = [] }: Mutation): readonly Break[] => [
  { file, old, new: broken },
  ...also,
]
