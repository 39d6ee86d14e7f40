import { cluster, different, doubtful, type LabelledCase, same } from './sketch.ts'

const person = (name: string, rest: object = {}) => ({ name, kind: 'person' as const, ...rest })
const mail = (email: string) => ({ email })

/** People, their families, and people inside organisations. */
export const peopleCases: readonly LabelledCase[] = [
  same('same full name and mailbox', person('Jane Citizen', mail('jane@gmail.com')), {
    name: 'Jane Citizen',
    ...mail('jane@gmail.com'),
  }),
  same('family name first, with a comma', person('Jane Citizen', mail('jane@gmail.com')), {
    name: 'Citizen, Jane',
    ...mail('jane@gmail.com'),
  }),
  same('given and family name swapped', person('Jane Citizen', mail('jane@gmail.com')), {
    name: 'Citizen Jane',
    ...mail('jane@gmail.com'),
  }),
  same('short form of the given name', person('Bob Smith', mail('bob.smith@gmail.com')), {
    name: 'Robert Smith',
    ...mail('bob.smith@gmail.com'),
  }),
  same('another short form', person('Elizabeth Warren-Hill', mail('liz@wh.com.au')), {
    name: 'Liz Warren-Hill',
    ...mail('liz@wh.com.au'),
  }),
  same('two spellings of the given name', person('Stephen Clark', mail('sclark@gmail.com')), {
    name: 'Steven Clark',
    ...mail('sclark@gmail.com'),
  }),
  same('given name mistyped', person('Michael Nguyen', mail('mn@gmail.com')), {
    name: 'Micheal Nguyen',
    ...mail('mn@gmail.com'),
  }),
  same('family name mistyped', person('Anna Kowalski', mail('anna@gmail.com')), {
    name: 'Anna Kowalsky',
    ...mail('anna@gmail.com'),
  }),
  same('title in front', person('Helen Moore', mail('helen@moore.com.au')), {
    name: 'Dr Helen Moore',
    ...mail('helen@moore.com.au'),
  }),
  same('title on one side, Mr on the other', person('Mr Paul Young', mail('paul@young.com.au')), {
    name: 'Paul Young',
    ...mail('paul@young.com.au'),
  }),
  same('middle name on one side', person('Peter James Hall', mail('peter@hall.com.au')), {
    name: 'Peter Hall',
    ...mail('peter@hall.com.au'),
  }),
  same('middle initial on one side', person('Peter Hall', mail('peter@hall.com.au')), {
    name: 'Peter J Hall',
    ...mail('peter@hall.com.au'),
  }),
  same('accents left out of a person’s name', person('Zoë Dvořák', mail('zoe@gmail.com')), {
    name: 'Zoe Dvorak',
    ...mail('zoe@gmail.com'),
  }),
  same('same name and mobile', person('Jane Citizen', { phone: '0491 570 006' }), {
    name: 'Jane Citizen',
    phone: '+61 491 570 006',
  }),
  same('same name, two mailboxes at one firm', person('Karen Wright', mail('karen@wrightlegal.com.au')), {
    name: 'Karen Wright',
    ...mail('accounts@wrightlegal.com.au'),
  }),
  same(
    'the firm’s primary person is the party, same mailbox',
    person('Jane Citizen', mail('jane@acme.com.au')),
    { name: 'Acme Design', person: ['Jane', 'Citizen'], ...mail('jane@acme.com.au') },
  ),

  doubtful('same full name and nothing else', person('Jane Citizen'), 'Jane Citizen'),
  doubtful('same full name, two private mailboxes', person('Jo Smith', mail('jo1@gmail.com')), {
    name: 'Jo Smith',
    ...mail('jo.smith@outlook.com'),
  }),
  doubtful(
    'same name and mobile, two private mailboxes',
    person('Jo Smith', { email: 'jo1@gmail.com', phone: '0491 570 157' }),
    { name: 'Jo Smith', email: 'jo2@gmail.com', phone: '0491 570 157' },
  ),
  doubtful('father and son with one mailbox', person('John Smith', mail('smithfamily@gmail.com')), {
    name: 'Jack Smith',
    ...mail('smithfamily@gmail.com'),
  }),
  doubtful('brothers with one mailbox', person('Daniel Rossi', mail('rossi@gmail.com')), {
    name: 'Marco Rossi',
    ...mail('rossi@gmail.com'),
  }),
  doubtful('Robert and Roberta', person('Robert Lane', mail('lanes@gmail.com')), {
    name: 'Roberta Lane',
    ...mail('lanes@gmail.com'),
  }),
  doubtful('Daniel and Danielle', person('Daniel Webb', mail('webb@gmail.com')), {
    name: 'Danielle Webb',
    ...mail('webb@gmail.com'),
  }),
  doubtful('Christine and Christina', person('Christine Fox', mail('fox@gmail.com')), {
    name: 'Christina Fox',
    ...mail('fox@gmail.com'),
  }),
  doubtful('Frances and Francis', person('Frances Hale', mail('hale@gmail.com')), {
    name: 'Francis Hale',
    ...mail('hale@gmail.com'),
  }),
  doubtful('junior and senior', person('John Brown', mail('brown@gmail.com')), {
    name: 'John Brown Jnr',
    ...mail('brown@gmail.com'),
  }),
  doubtful('the second and the third', person('Henry Ford II', mail('hf@gmail.com')), {
    name: 'Henry Ford III',
    ...mail('hf@gmail.com'),
  }),
  doubtful('one of a couple', person('John Smith', mail('smiths@gmail.com')), {
    name: 'John & Mary Smith',
    ...mail('smiths@gmail.com'),
  }),
  doubtful('the other of a couple', person('Mary Smith', mail('smiths@gmail.com')), {
    name: 'John and Mary Smith',
    ...mail('smiths@gmail.com'),
  }),
  doubtful('a couple by initials', person('John Smith', mail('smiths@gmail.com')), {
    name: 'J & M Smith',
    ...mail('smiths@gmail.com'),
  }),
  doubtful('husband and wife with one mailbox', person('Sarah Bell', mail('bells@gmail.com')), {
    name: 'Tom Bell',
    ...mail('bells@gmail.com'),
  }),
  doubtful('only the initial of the given name', person('John Smith', mail('smiths@gmail.com')), {
    name: 'J Smith',
    ...mail('smiths@gmail.com'),
  }),
  doubtful('new family name, same mailbox', person('Emma Stone', mail('emma.s@gmail.com')), {
    name: 'Emma Walker',
    ...mail('emma.s@gmail.com'),
  }),
  doubtful('two middle names', person('John Michael Smith', mail('js@gmail.com')), {
    name: 'John David Smith',
    ...mail('js@gmail.com'),
  }),
  doubtful('only the family name', person('John Smith', mail('js@gmail.com')), {
    name: 'Smith',
    ...mail('js@gmail.com'),
  }),
  doubtful('a person and their company, same mailbox', person('Jordan Baker', mail('jordan@baker.com.au')), {
    name: 'Jordan Baker Pty Ltd',
    ...mail('jordan@baker.com.au'),
  }),
  doubtful(
    'a company and its owner, same mailbox',
    { name: 'Jordan Baker Pty Ltd', email: 'jordan@baker.com.au' },
    { name: 'Jordan Baker', person: ['Jordan', 'Baker'], ...mail('jordan@baker.com.au') },
  ),
  doubtful('a person and their trade', person('John Smith', mail('john@gmail.com')), {
    name: 'John Smith Plumbing',
    ...mail('john@gmail.com'),
  }),
  doubtful(
    'a trade and its owner',
    { name: 'John Smith Plumbing', ...mail('john@gmail.com') },
    { name: 'John Smith', person: ['John', 'Smith'], ...mail('john@gmail.com') },
  ),
  doubtful('a person and “& Sons”', person('John Smith', mail('john@gmail.com')), {
    name: 'John Smith & Sons',
    ...mail('john@gmail.com'),
  }),
  doubtful('an estate', person('John Smith', mail('lawyer@bell.com.au')), {
    name: 'Estate of John Smith',
    ...mail('lawyer@bell.com.au'),
  }),
  doubtful(
    'a person and a company of their name, nothing else',
    person('Jordan Baker'),
    'Jordan Baker Pty Ltd',
  ),
  doubtful('one letter apart in a common family name, nothing else', person('Jane Smith'), 'Jane Smyth'),
  doubtful('short form of the given name, nothing else', person('Dan Kowalski'), 'Daniel Kowalski'),
  doubtful('family name first and nothing else', person('Jane Citizen'), 'Citizen, Jane'),
  doubtful(
    'a private person’s mobile under a firm’s name',
    person('Jane Citizen', { phone: '0491 570 158' }),
    { name: 'Blue Door Studio', phone: '0491 570 158' },
  ),

  doubtful('initials that differ, one mailbox', person('J A Smith', mail('box0@gmail.com')), {
    name: 'J B Smith',
    ...mail('box0@gmail.com'),
  }),
  doubtful('Mr and Mrs, one mailbox', person('Mr J Smith', mail('box1@gmail.com')), {
    name: 'Mrs J Smith',
    ...mail('box1@gmail.com'),
  }),
  doubtful('Priya and Priyanka, one mailbox', person('Priya Sharma', mail('box2@gmail.com')), {
    name: 'Priyanka Sharma',
    ...mail('box2@gmail.com'),
  }),
  doubtful('Arjun and Arun, one mailbox', person('Arjun Patel', mail('box3@gmail.com')), {
    name: 'Arun Patel',
    ...mail('box3@gmail.com'),
  }),
  doubtful('Wei and Wen, one mailbox', person('Wei Zhang', mail('box4@gmail.com')), {
    name: 'Wen Zhang',
    ...mail('box4@gmail.com'),
  }),
  doubtful('the late, one mailbox', person('John Smith', mail('box5@gmail.com')), {
    name: 'The Estate of the Late John Smith',
    ...mail('box5@gmail.com'),
  }),
  doubtful(
    'other middle name, one family, one mailbox',
    person('Mohamed Ali Hassan', mail('box6@gmail.com')),
    { name: 'Mohamed Omar Hassan', ...mail('box6@gmail.com') },
  ),
  doubtful('one ABN under the names of two people', person('John Smith', { tax: '65 990 001 002' }), {
    name: 'Mary Jones',
    tax: '65990001002',
  }),
  doubtful('one telephone in a family', person('John Smith', { phone: '03 9555 0301' }), {
    name: 'Mary Smith',
    phone: '03 9555 0301',
  }),
  doubtful('initial and telephone', person('J Smith', { phone: '03 9555 0302' }), {
    name: 'John Smith',
    phone: '03 9555 0302',
  }),
  same('hyphen in the given name', person('Anne-Marie Smith', mail('am@gmail.com')), {
    name: 'Anne Marie Smith',
    ...mail('am@gmail.com'),
  }),
  same(
    'short form, kept as an organisation',
    { name: 'Bill Harper', ...mail('bill@harper.com.au') },
    { name: 'William Harper', ...mail('bill@harper.com.au') },
  ),
  same('Ms on one side', person('Jane Citizen', mail('j@citizen.com.au')), {
    name: 'Ms. Jane Citizen',
    ...mail('j@citizen.com.au'),
  }),
  different('other given name, nothing shared', person('John Smith'), 'Mary Smith'),
  different('other given name, two mailboxes', person('John Smith', mail('john@gmail.com')), {
    name: 'Jane Smith',
    ...mail('jane@gmail.com'),
  }),
  different('one given name, other families', person('Jane Citizen'), 'Jane Walker'),
  different('Paul and Paula without a key', person('Paul Lane', mail('paul@gmail.com')), {
    name: 'Paula Lane',
    ...mail('paula@gmail.com'),
  }),
  different('colleagues at one firm', person('Jane Citizen', mail('jane@bigfirm.com.au')), {
    name: 'Peter Hall',
    person: ['Peter', 'Hall'],
    email: 'peter@other.com.au',
  }),

  cluster(
    'an employee’s mailbox under the firm’s name',
    ['Acme Foods', { name: 'Jane Citizen', at: 0, email: 'jane@acmefoods.com.au' }],
    [{ name: 'Acme Foods Pty Ltd', email: 'jane@acmefoods.com.au' }],
    [
      ['same', 0, 0],
      ['different', 0, 1],
    ],
  ),
  cluster(
    'the contact is the employee herself',
    ['Acme Foods', { name: 'Jane Citizen', at: 0, email: 'jane@acmefoods.com.au' }],
    [{ name: 'Jane Citizen', email: 'jane@acmefoods.com.au' }],
    [
      ['same', 0, 1],
      ['different', 0, 0],
    ],
  ),
  cluster(
    'an employee’s mailbox under another firm’s name',
    ['Acme Foods', { name: 'Jane Citizen', at: 0, email: 'jane@acmefoods.com.au' }],
    [{ name: 'Zebra Signs', email: 'jane@acmefoods.com.au' }],
    [['doubtful', 0, 0]],
  ),
  cluster(
    'the firm’s mailbox on all its people',
    [
      { name: 'Acme Foods', email: 'info@acmefoods.com.au' },
      { name: 'Jane Citizen', at: 0, email: 'info@acmefoods.com.au' },
      { name: 'Jo Doe', at: 0, email: 'info@acmefoods.com.au' },
    ],
    [{ name: 'Acme Foods', email: 'info@acmefoods.com.au' }],
    [['same', 0, 0]],
  ),
  cluster(
    'a contact named after an employee, with the firm’s mailbox',
    [
      { name: 'Acme Foods', email: 'info@acmefoods.com.au' },
      { name: 'Jane Citizen', at: 0 },
    ],
    [{ name: 'Jane Citizen', email: 'info@acmefoods.com.au' }],
    [
      ['doubtful', 0, 0],
      ['doubtful', 0, 1],
    ],
  ),
  cluster(
    'a consultancy called like its only consultant',
    [
      { name: 'Jane Citizen Design', email: 'jane@citizen.com.au' },
      { name: 'Jane Citizen', at: 0, email: 'jane@citizen.com.au' },
    ],
    [{ name: 'Jane Citizen', email: 'jane@citizen.com.au' }],
    [
      ['doubtful', 0, 0],
      ['doubtful', 0, 1],
    ],
  ),
  cluster(
    'a sole trader’s firm of the same name',
    ['Jane Citizen', { name: 'Jane Citizen', at: 0, email: 'jane@citizen.com.au' }],
    [{ name: 'Jane Citizen', email: 'jane@citizen.com.au' }],
    [['same', 0, 0]],
  ),
  cluster(
    'father and son of one name and mailbox',
    [person('John Smith', mail('smiths@gmail.com')), person('John Smith', mail('smiths@gmail.com'))],
    [{ name: 'John Smith', email: 'smiths@gmail.com' }],
    [
      ['doubtful', 0, 0],
      ['doubtful', 0, 1],
    ],
  ),
  cluster(
    'father and son of one name, the mailbox tells',
    [person('John Smith', mail('old.john@gmail.com')), person('John Smith', mail('young.john@gmail.com'))],
    [{ name: 'John Smith', email: 'young.john@gmail.com' }],
    [
      ['same', 0, 1],
      ['different', 0, 0],
    ],
  ),
  cluster(
    'a family with one mailbox on both sides, names tell',
    [person('John Smith', mail('smiths@gmail.com')), person('Mary Smith', mail('smiths@gmail.com'))],
    [
      { name: 'Mary Smith', email: 'smiths@gmail.com' },
      { name: 'John Smith', email: 'smiths@gmail.com' },
    ],
    [
      ['same', 0, 1],
      ['same', 1, 0],
      ['different', 0, 0],
      ['different', 1, 1],
    ],
  ),
  cluster(
    'a family with one mailbox, a child in Xero',
    [person('John Smith', mail('smiths@gmail.com')), person('Mary Smith', mail('smiths@gmail.com'))],
    [{ name: 'Oliver Smith', email: 'smiths@gmail.com' }],
    [
      ['doubtful', 0, 0],
      ['doubtful', 0, 1],
    ],
  ),
  cluster(
    'two of one name, nothing tells',
    [person('Jane Citizen'), person('Jane Citizen')],
    ['Jane Citizen'],
    [
      ['doubtful', 0, 0],
      ['doubtful', 0, 1],
    ],
  ),
  cluster(
    'an employee of the same name as a private customer',
    [
      'Acme Foods',
      { name: 'Jane Citizen', at: 0, email: 'jane@acmefoods.com.au' },
      person('Jane Citizen', mail('jane.c@gmail.com')),
    ],
    [{ name: 'Jane Citizen', email: 'jane.c@gmail.com' }],
    [
      ['same', 0, 2],
      ['different', 0, 1],
      ['different', 0, 0],
    ],
  ),
  cluster(
    'an employee’s mobile under the firm’s name',
    ['Acme Foods', { name: 'Jane Citizen', at: 0, phone: '0491 570 159' }],
    [{ name: 'Acme Foods', phone: '0491 570 159' }],
    [['same', 0, 0]],
  ),
  cluster(
    'employee moved: her old mailbox, the new firm’s name',
    ['Acme Foods', 'Zebra Signs', { name: 'Jane Citizen', at: 1, email: 'jane@acmefoods.com.au' }],
    [{ name: 'Acme Foods', email: 'jane@acmefoods.com.au' }],
    [
      ['doubtful', 0, 0],
      ['doubtful', 0, 1],
    ],
  ),
]
