/** "Mary Ann Lee" is Mary Ann and Lee; a single word is a first name. */
export function personName(full: string): { readonly firstName: string; readonly lastName?: string } {
  const space = full.lastIndexOf(' ')
  return space < 0
    ? { firstName: full }
    : { firstName: full.slice(0, space), lastName: full.slice(space + 1) }
}

/** The local part of a person's address at their firm. */
export const mailbox = (full: string): string =>
  (full.replace(/^(Dr|Fr|Sister) /, '').split(' ')[0] ?? '')
    .normalize('NFKD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase()

/** "Ann Lee, Owner; Bo Ray, Chef"; "-" is nobody. */
export const staff = (text: string): readonly { readonly name: string; readonly jobTitle: string }[] =>
  text === '-'
    ? []
    : text.split(';').map((each) => {
        const [name = '', jobTitle = ''] = each.split(',').map((part) => part.trim())
        return { name, jobTitle }
      })
