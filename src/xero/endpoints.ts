/** Origins, without trailing slash; one and the same for a sandbox. */
export interface XeroEndpoints {
  /** Where a person consents. */
  readonly loginUrl: string
  /** Token and revocation. */
  readonly identityUrl: string
  readonly apiUrl: string
  /** Xero's own web pages, for deep links. */
  readonly appUrl: string
}

/** @source reference/xero.md "1. Hosts and common conventions", "11. Deep links" */
export const REAL_XERO: XeroEndpoints = {
  loginUrl: 'https://login.xero.com',
  identityUrl: 'https://identity.xero.com',
  apiUrl: 'https://api.xero.com',
  appUrl: 'https://go.xero.com',
}
