import { msInstant } from './days.ts'
import { type ApiCall, envelope, type Wire } from './envelope.ts'
import { notFound } from './errors.ts'
import type { User } from './records.ts'

const userWire = (user: User): Wire => ({
  UserID: user.id,
  EmailAddress: user.email,
  FirstName: user.firstName,
  LastName: user.lastName,
  UpdatedDateUTC: msInstant(user.updatedMs),
  IsSubscriber: user.isSubscriber,
  OrganisationRole: user.role,
})

export const listUsers = (call: ApiCall) => envelope(call, 'Users', call.store.users.map(userWire))

export function getUser(call: ApiCall) {
  const user = call.store.users.find((u) => u.id === call.params[0]?.toLowerCase())
  if (!user) throw notFound()
  return envelope(call, 'Users', [userWire(user)])
}
