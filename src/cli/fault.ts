/** Something the operator can put right; printed without a stack. */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly exitCode: number
  constructor(message: string, exitCode = 1, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}
