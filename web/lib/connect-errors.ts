export interface ConnectWords {
  readonly title: string
  readonly message: string
  readonly next: string
}

/** What the `error` of an address says after a consent that did not end in a connection. */
const words: Record<string, ConnectWords> = {
  access_denied: {
    title: 'You chose not to allow access',
    message: 'Nothing was changed, and nothing was stored.',
    next: 'Connect again whenever you like.',
  },
  state_mismatch: {
    title: 'This sign-in was not started here',
    message:
      'The answer does not belong to this browser, or the page was left open too long. Nothing was changed.',
    next: 'Start again from the button below.',
  },
  wrong_secret: {
    title: 'The client secret is not accepted',
    message: 'The vendor does not accept the client id and secret of your app.',
    next: 'Copy both again from the app’s page, save them under “App for this side”, then connect again.',
  },
  invalid_scope: {
    title: 'A permission is not available to this app',
    message: 'The vendor refuses one of the permissions asked for.',
    next: 'Compare the scopes of your app with those listed under “App for this side”, then connect again.',
  },
  no_organisation: {
    title: 'No organisation was chosen',
    message: 'Access was allowed, but not to an organisation, so there is nothing to read.',
    next: 'Connect again and pick the organisation on the consent page.',
  },
  not_invited: {
    title: 'You were not invited',
    message: 'No invitation is open for the e-mail address of this Xero account.',
    next: 'Ask an administrator to invite exactly that address, or sign in with Capsule.',
  },
  not_admin: {
    title: 'An administrator is needed',
    message: 'Your account at the vendor may not allow access for an app.',
    next: 'Ask an administrator of that account to connect.',
  },
  token_refused: {
    title: 'The token is not accepted',
    message: 'It may be mistyped, revoked, or belong to another account.',
    next: 'Create a new token and paste it again.',
  },
  already_claimed: {
    title: 'Already set up',
    message: 'Somebody else has just set this installation up.',
    next: 'Sign in instead; an administrator decides what you may see.',
  },
  other_organisation: {
    title: 'That is another account',
    message: 'This installation is joined with another account already, and its records stay with that one.',
    next: 'Connect the same account as before. A further Xero organisation is added with “Add another Xero organisation”.',
  },
  already_connected: {
    title: 'That organisation is connected already',
    message: 'Every organisation you allowed access to is connected. Nothing was changed.',
    next: 'Connect again and pick another organisation on Xero’s page.',
  },
  choice_over: {
    title: 'The choice is over',
    message: 'It was made already, or the page was left open too long. Nothing was changed.',
    next: 'Connect again from this page.',
  },
  other_site: {
    title: 'That is another Capsule account',
    message: 'This installation belongs to a different Capsule account than the one you signed in with.',
    next: 'Sign out at Capsule, then sign in with an account of the right site.',
  },
  no_app: {
    title: 'No app is set up for this side',
    message: 'Counterpart needs the client id and secret of an app of yours, and has none.',
    next: 'Enter them under “App for this side”, then connect again.',
  },
  offline: {
    title: 'The vendor could not be reached',
    message: 'No answer came in time. Nothing was changed.',
    next: 'Check the network of the machine Counterpart runs on, then connect again.',
  },
  setup_code: {
    title: 'The set-up code is not right',
    message: 'It is the code printed in the terminal when Counterpart started.',
    next: 'Copy it again from there.',
  },
  unexpected: {
    title: 'Connecting did not work',
    message: 'Something unexpected happened. Nothing was changed.',
    next: 'Try again. If it keeps happening, the log of the program says more.',
  },
}

const fallback: ConnectWords = {
  title: 'Connecting did not work',
  message: 'The vendor gave a reason this page does not know. Nothing was changed.',
  next: 'Try again. If it keeps happening, the log of the program says more.',
}

export const connectErrorWords = (code: string): ConnectWords => words[code] ?? fallback
