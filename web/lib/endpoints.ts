import type { Side } from '#api/common.ts'

/** Every address of our HTTP API that the pages use, in one place. */
export const paths = {
  session: '/api/session',
  signOut: '/api/sign-out',
  signIn: (side: Side) => `/api/sign-in/${side}`,
  connections: '/api/connections',
  app: (side: Side) => `/api/apps/${side}`,
  connect: (side: Side) => `/api/connect/${side}`,
  connectCapsuleToken: '/api/connect/capsule/token',
  signInByToken: '/api/sign-in/capsule/token',
  connectXeroCustom: '/api/connect/xero/client-credentials',
  connection: (side: Side) => `/api/connections/${side}`,
  comparison: '/api/comparison',
  approve: (runId: string) => `/api/comparison/${runId}/approve`,
  overview: '/api/overview',
  contacts: (query: URLSearchParams) => `/api/contacts?${query}`,
  contact: (key: string) => `/api/contacts/${encodeURIComponent(key)}`,
  panel: (key: string) => `/api/contacts/${encodeURIComponent(key)}/panel`,
  panelLink: (partyId: string) => `/api/panel/party/${partyId}/link`,
  documentExtras: (id: string) => `/api/documents/${id}/extras`,
  contactActions: (key: string) => `/api/contacts/${encodeURIComponent(key)}/actions`,
  reviews: (query: URLSearchParams) => `/api/reviews?${query}`,
  decision: (reviewId: string) => `/api/reviews/${reviewId}/decision`,
  rules: '/api/rules',
  activity: (query: URLSearchParams) => `/api/activity?${query}`,
  activityRun: (runId: string, query: URLSearchParams) =>
    `/api/activity/${encodeURIComponent(runId)}?${query}`,
  undoPreview: '/api/undo/preview',
  undo: '/api/undo',
  settings: '/api/settings',
  events: '/api/events',
} as const
