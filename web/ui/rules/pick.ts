/** The option a native control names, typed. */
export const pick = <Option extends string>(options: readonly Option[], value: string): Option | undefined =>
  options.find((option) => option === value)
