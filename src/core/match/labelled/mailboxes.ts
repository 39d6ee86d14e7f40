import { cluster, different, doubtful, type LabelledCase, same } from './sketch.ts'

/** Mailboxes of one firm, of several, and of nobody in particular; domains and telephones. */
export const mailboxCases: readonly LabelledCase[] = [
  same(
    'same mailbox and name',
    { name: 'Acme Foods', email: 'info@acmefoods.com.au' },
    { name: 'Acme Foods', email: 'info@acmefoods.com.au' },
  ),
  same(
    'same mailbox in other capitals',
    { name: 'Acme Foods', email: 'Info@AcmeFoods.com.au' },
    { name: 'ACME FOODS PTY LTD', email: 'info@acmefoods.com.au' },
  ),
  same(
    'same mailbox, written with a name',
    { name: 'Acme Foods', email: 'Acme <info@acmefoods.com.au>' },
    { name: 'Acme Foods', email: 'info@acmefoods.com.au' },
  ),
  same(
    'second e-mail of the party',
    { name: 'Acme Foods', email: ['hello@acmefoods.com.au', 'ap@acmefoods.com.au'] },
    { name: 'Acme Foods', email: 'ap@acmefoods.com.au' },
  ),
  same(
    'free mail of a small firm',
    { name: 'Bobs Burgers', email: 'bobsburgers@gmail.com' },
    { name: 'Bob’s Burgers', email: 'bobsburgers@gmail.com' },
  ),
  same(
    'googlemail is gmail',
    { name: 'Bobs Burgers', email: 'bobsburgers@googlemail.com' },
    { name: 'Bobs Burgers', email: 'bobsburgers@gmail.com' },
  ),
  same(
    'mailbox agrees, the town was added',
    { name: 'Acme Foods', email: 'ap@acmefoods.com.au' },
    { name: 'Acme Foods Geelong', email: 'ap@acmefoods.com.au' },
  ),
  same(
    'mailbox agrees, the trade was added',
    { name: 'Riverside', email: 'hello@riverside.com.au' },
    { name: 'Riverside Veterinary', email: 'hello@riverside.com.au' },
  ),
  same(
    'same name, two mailboxes of one domain',
    { name: 'Acme Foods', email: 'hello@acmefoods.com.au' },
    { name: 'Acme Foods Pty Ltd', email: 'accounts@acmefoods.com.au' },
  ),
  same(
    'same name, web site and e-mail of one domain',
    { name: 'Acme Foods', site: 'https://www.acmefoods.com.au' },
    { name: 'Acme Foods', email: 'accounts@acmefoods.com.au' },
  ),
  same(
    'same name, mailbox below the domain',
    { name: 'Acme Foods', email: 'jane@mail.acmefoods.com.au' },
    { name: 'Acme Foods', email: 'ap@acmefoods.com.au' },
  ),
  same(
    'same name and telephone, written otherwise',
    { name: 'Acme Foods', phone: '(03) 9555 0101' },
    { name: 'Acme Foods', phone: '+61 3 9555 0101' },
  ),
  same(
    'same name and telephone, free mail differs',
    { name: 'Bobs Burgers', phone: '03 9555 0102', email: 'bob@gmail.com' },
    { name: 'Bobs Burgers', phone: '03 9555 0102', email: 'burgers@outlook.com' },
  ),
  same(
    'same name, the contact person’s mailbox is the party’s',
    { name: 'Acme Foods', email: 'jane@gmail.com' },
    { name: 'Acme Foods', email: 'bills@outlook.com', others: ['jane@gmail.com'] },
  ),
  same(
    'a slip in the name, telephone and domain agree',
    { name: 'Brunswick Joinery', phone: '03 9555 0103', email: 'hello@bjoinery.com.au' },
    { name: 'Brunswik Joinery', phone: '03 9555 0103', email: 'accounts@bjoinery.com.au' },
  ),
  same(
    'moved to another town, mailbox agrees',
    { name: 'Acme Foods', email: 'jane@acmefoods.com.au', place: 'Geelong VIC 3220' },
    { name: 'Acme Foods', email: 'jane@acmefoods.com.au', place: 'Colac VIC 3250' },
  ),
  same(
    'one brand, mailbox agrees, other legal form',
    { name: 'Acme Foods Ltd', email: 'ap@acmefoods.co.nz' },
    { name: 'Acme Foods Pty Ltd', email: 'ap@acmefoods.co.nz' },
  ),
  same(
    'the accountant’s mailbox, the only client so far',
    { name: 'Corner Store', email: 'jane@taxpartners.com.au' },
    { name: 'Corner Store', email: 'jane@taxpartners.com.au' },
  ),

  doubtful(
    'same mailbox, nothing alike in the names',
    { name: 'Acme Foods', email: 'info@acmefoods.com.au' },
    { name: 'Zebra Signs', email: 'info@acmefoods.com.au' },
  ),
  doubtful(
    'an accountant’s mailbox: the accountant in Capsule, a client in Xero',
    { name: 'Tax Partners', email: 'jane@taxpartners.com.au' },
    { name: 'Corner Store', email: 'jane@taxpartners.com.au' },
  ),
  doubtful(
    'a bookkeeper’s mailbox for another client',
    { name: 'Corner Store', email: 'jane@taxpartners.com.au' },
    { name: 'Bobs Burgers', email: 'jane@taxpartners.com.au' },
  ),
  doubtful(
    'free mail of a person for two trades',
    { name: 'Smith Plumbing', email: 'smithy@gmail.com' },
    { name: 'Smith Electrical', email: 'smithy@gmail.com' },
  ),
  doubtful(
    'holding company with the firm’s mailbox',
    { name: 'Acme Pty Ltd', email: 'ap@acme.com.au' },
    { name: 'Acme Holdings Pty Ltd', email: 'ap@acme.com.au' },
  ),
  doubtful(
    'family trust with the firm’s mailbox',
    { name: 'Smith Building', email: 'ap@smithbuilding.com.au' },
    { name: 'Smith Building Trust', email: 'ap@smithbuilding.com.au' },
  ),
  doubtful(
    'superannuation fund with the owner’s mailbox',
    { name: 'Jones Consulting', email: 'sue@jones.com.au' },
    { name: 'Jones Consulting Superannuation Fund', email: 'sue@jones.com.au' },
  ),
  doubtful(
    'investments of the same people',
    { name: 'Lee Dental', email: 'kim@leedental.com.au' },
    { name: 'Lee Dental Investments', email: 'kim@leedental.com.au' },
  ),
  doubtful(
    'trustee itself beside the trust',
    { name: 'Smith Holdings Pty Ltd', email: 'ap@smith.com.au' },
    { name: 'Smith Holdings Pty Ltd ATF Smith Family Trust', email: 'ap@smith.com.au' },
  ),
  doubtful(
    'owners corporations of one manager',
    { name: 'Owners Corporation 412233', email: 'strata@manager.com.au' },
    { name: 'Owners Corporation 412235', email: 'strata@manager.com.au' },
  ),
  doubtful(
    'numbered companies of one owner',
    { name: 'Harbour Storage 1', email: 'ap@harbourstorage.com.au' },
    { name: 'Harbour Storage 2', email: 'ap@harbourstorage.com.au' },
  ),
  doubtful(
    'sister restaurants with one office',
    { name: 'Rossi Pizzeria', email: 'office@rossi.com.au' },
    { name: 'Rossi Gelateria', email: 'office@rossi.com.au' },
  ),
  doubtful(
    'nearly the same name, same domain, nothing more',
    { name: 'Acme Foods', email: 'hello@acme.com.au' },
    { name: 'Acme Food Supplies', email: 'accounts@acme.com.au' },
  ),
  doubtful(
    'other name, the domain nobody else has',
    { name: 'Harbourside Catering', site: 'harbourside.com.au' },
    { name: 'HSC Operations Pty Ltd', email: 'accounts@harbourside.com.au' },
  ),
  doubtful(
    'other name, the telephone nobody else has',
    { name: 'Harbourside Catering', phone: '03 9555 0104' },
    { name: 'HSC Operations Pty Ltd', phone: '+61 3 9555 0104' },
  ),
  doubtful(
    'other name, a contact person’s mailbox is the party’s',
    { name: 'Harbourside Catering', email: 'jane@harbourside.com.au' },
    { name: 'HSC Operations', email: 'bills@hsc.com.au', others: ['jane@harbourside.com.au'] },
  ),
  doubtful(
    'nearly the same name and the telephone',
    { name: 'Lakeside Dental', phone: '03 9555 0105' },
    { name: 'Lakeside Dental Care', phone: '03 9555 0105' },
  ),
  doubtful(
    'same name, domains of two firms',
    { name: 'Summit', email: 'info@summitroofing.com.au' },
    { name: 'Summit', email: 'info@summitcatering.com.au' },
  ),
  doubtful(
    'same name and telephone, domains of two firms',
    { name: 'Summit', phone: '03 9555 0106', email: 'info@summitroofing.com.au' },
    { name: 'Summit', phone: '03 9555 0106', email: 'info@summitcatering.com.au' },
  ),
  doubtful(
    'same name, a firm’s own domain under two suffixes',
    { name: 'Summit Foods', email: 'info@summitfoods.com' },
    { name: 'Summit Foods', email: 'info@summitfoods.com.au' },
  ),
  doubtful(
    'same name, free mail on one side',
    { name: 'Summit Roofing', email: 'summit@gmail.com' },
    { name: 'Summit Roofing', email: 'info@summitroofing.com.au' },
  ),

  different(
    'free mail is no domain',
    { name: 'Acme Foods', email: 'acme@gmail.com' },
    { name: 'Zebra Signs', email: 'zebra@gmail.com' },
  ),
  different(
    'the provider’s domain is no firm’s',
    { name: 'Acme Foods', email: 'acme@bigpond.net.au' },
    { name: 'Zebra Signs', email: 'zebra@bigpond.net.au' },
  ),
  different(
    'filler e-mail',
    { name: 'Acme Foods', email: 'none@none.com' },
    { name: 'Zebra Signs', email: 'none@none.com' },
  ),
  different(
    'noreply is nobody’s',
    { name: 'Acme Foods', email: 'noreply@shop.com' },
    { name: 'Zebra Signs', email: 'noreply@shop.com' },
  ),
  different(
    'pages inside one social network',
    { name: 'Acme Foods', site: 'facebook.com/acmefoods' },
    { name: 'Zebra Signs', site: 'facebook.com/zebrasigns' },
  ),
  different(
    'nothing in common',
    { name: 'Acme Foods', email: 'ap@acmefoods.com.au' },
    { name: 'Zebra Signs', email: 'ap@zebrasigns.com.au' },
  ),
  different('names alike in common words only', 'Australian Services Group', 'Australian Trading Group'),
  different('first words alike', 'Harbour Bakery', 'Harbour Legal'),
  different('same trade, other family', 'Smith Plumbing', 'Jones Plumbing'),
  different(
    'filler telephone',
    { name: 'Acme Foods', phone: '0000 000 000' },
    { name: 'Zebra Signs', phone: '0000 000 000' },
  ),
  different(
    'names one letter apart, domains of two firms',
    { name: 'Arden Legal', email: 'info@ardenlegal.com.au' },
    { name: 'Harden Legal', email: 'info@hardenlegal.com.au' },
  ),
  different('short names one letter apart', 'Ace', 'Ade'),

  cluster(
    'one mailbox for two clients on both sides, names tell',
    [
      { name: 'Corner Store', email: 'jane@taxpartners.com.au' },
      { name: 'Bobs Burgers', email: 'jane@taxpartners.com.au' },
    ],
    [
      { name: 'Corner Store Pty Ltd', email: 'jane@taxpartners.com.au' },
      { name: 'Bob’s Burgers', email: 'jane@taxpartners.com.au' },
    ],
    [
      ['same', 0, 0],
      ['same', 1, 1],
      ['different', 0, 1],
      ['different', 1, 0],
    ],
  ),
  cluster(
    'one mailbox for three parties, a fourth name in Xero',
    [
      { name: 'Corner Store', email: 'jane@taxpartners.com.au' },
      { name: 'Bobs Burgers', email: 'jane@taxpartners.com.au' },
      { name: 'Vine Street Bar', email: 'jane@taxpartners.com.au' },
    ],
    [{ name: 'Elm Florist', email: 'jane@taxpartners.com.au' }],
    [
      ['doubtful', 0, 0],
      ['doubtful', 0, 1],
      ['doubtful', 0, 2],
    ],
  ),
  cluster(
    'mailbox of one party, name of another',
    [{ name: 'Acme Foods', email: 'ap@acmefoods.com.au' }, 'Acme Transport'],
    [{ name: 'Acme Transport', email: 'ap@acmefoods.com.au' }],
    [
      ['doubtful', 0, 0],
      ['doubtful', 0, 1],
    ],
  ),
  cluster(
    'the mailbox tells two namesakes apart',
    [
      { name: 'Summit', email: 'info@summitroofing.com.au' },
      { name: 'Summit', email: 'info@summitcatering.com.au' },
    ],
    [
      { name: 'Summit', email: 'info@summitcatering.com.au' },
      { name: 'Summit', email: 'info@summitroofing.com.au' },
    ],
    [
      ['same', 0, 1],
      ['same', 1, 0],
      ['different', 0, 0],
      ['different', 1, 1],
    ],
  ),
  cluster(
    'one telephone for a centre of shops, names tell',
    [
      { name: 'Plaza Florist', phone: '03 9555 0107' },
      { name: 'Plaza Bakery', phone: '03 9555 0107' },
    ],
    [
      { name: 'Plaza Bakery', phone: '03 9555 0107' },
      { name: 'Plaza Florist', phone: '03 9555 0107' },
    ],
    [
      ['same', 0, 1],
      ['same', 1, 0],
      ['different', 0, 0],
      ['different', 1, 1],
    ],
  ),
  cluster(
    'one telephone for a centre, another shop',
    [
      { name: 'Plaza Florist', phone: '03 9555 0108' },
      { name: 'Plaza Bakery', phone: '03 9555 0108' },
    ],
    [{ name: 'Quay Cobbler', phone: '03 9555 0108' }],
    [
      ['different', 0, 0],
      ['different', 0, 1],
    ],
  ),
]
