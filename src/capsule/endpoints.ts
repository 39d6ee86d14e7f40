export interface CapsuleEndpoints {
  /** Origin of API and OAuth, without trailing slash. */
  readonly apiUrl: string
}

/** One host for all accounts; the token picks the account. @source reference/capsule.md §1 */
export const REAL_CAPSULE: CapsuleEndpoints = { apiUrl: 'https://api.capsulecrm.com' }
