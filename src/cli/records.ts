import { ActionDone, ContactAction } from '#api/contacts.ts'
import { type Command, pairsOf, wrongCall } from './command.ts'

const keys = 'KEY is p and the number of a Capsule record, or x and the id of a Xero contact.'

/** A command that does one thing with a record. */
function action(usage: string, read: (words: readonly string[]) => unknown): Command {
  const command: Command = {
    usage: `Usage: counterpart ${usage} [--json]\n\n${keys}`,
    async run({ operator, words, flags, say }) {
      const [key, ...more] = words
      const input = ContactAction.safeParse(read(more))
      if (key === undefined || !input.success) throw wrongCall(command, 'The call is not understood.')
      const path = `/api/contacts/${encodeURIComponent(key)}/actions`
      const done = await operator.ask(ActionDone, 'POST', path, input.data)
      say(flags.json ? JSON.stringify(done) : done.words)
    },
  }
  return command
}

const plain = (name: string, what: string) =>
  action(`${name} KEY`, (more) => (more.length === 0 ? { action: what } : null))

export const resyncCommand = plain('resync', 'resync')
export const unlinkCommand = plain('unlink', 'unlink')
export const excludeCommand = plain('exclude', 'exclude')
export const includeCommand = plain('include', 'include')
export const addToXeroCommand = plain('add-to-xero', 'add_to_xero')
export const addToCapsuleCommand = plain('add-to-capsule', 'add_to_capsule')

export const linkCommand = action('link KEY OTHERKEY', ([other, ...more]) =>
  more.length === 0 ? { action: 'link', other } : null,
)

export const takeCommand = action('take KEY FIELD=capsule|xero|keep', (words) => {
  const [pair, ...more] = pairsOf({ usage: 'Usage: counterpart take KEY FIELD=capsule|xero|keep' }, words)
  return pair && more.length === 0 ? { action: 'take', field: pair[0], value: pair[1] } : null
})
