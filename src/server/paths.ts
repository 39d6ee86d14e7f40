export const callbackPath = { capsule: '/connect/capsule/callback', xero: '/connect/xero/callback' } as const
export const xeroHookPath = '/hooks/xero'
