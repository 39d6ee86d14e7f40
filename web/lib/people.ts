import { queryOptions } from '@tanstack/react-query'
import { People } from '#api/people.ts'
import { Owners } from '#api/settings.ts'
import { read } from './api.ts'

/** Addresses of our HTTP API about who may come in. */
export const peoplePaths = {
  people: '/api/people',
  person: (id: string) => `/api/people/${encodeURIComponent(id)}`,
  invitations: '/api/people/invitations',
  invitation: (id: string) => `/api/people/invitations/${id}`,
  shown: '/api/invitation',
  accept: '/api/invitation/accept',
  password: '/api/sign-in/password',
  code: '/api/sign-in/code',
  secondFactor: '/api/second-factor',
  confirm: '/api/second-factor/confirm',
  owners: '/api/settings/owners',
} as const

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => read(People, peoplePaths.people, signal),
})

export const ownersQuery = queryOptions({
  queryKey: ['owners'],
  queryFn: ({ signal }) => read(Owners, peoplePaths.owners, signal),
  staleTime: 5 * 60_000,
})
