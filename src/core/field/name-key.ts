/** Names of tags are told apart whatever their case; so are those of contact groups. */
export const nameKey = (name: string): string => name.normalize('NFC').trim().toLowerCase()
