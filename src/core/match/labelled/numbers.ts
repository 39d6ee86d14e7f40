import { cluster, different, doubtful, type LabelledCase, same } from './sketch.ts'

/** Numbers of public registers. */
export const numberCases: readonly LabelledCase[] = [
  same(
    'same ABN, spaced on one side',
    { name: 'Acme Foods', tax: '65 990 001 002' },
    { name: 'Acme Foods', tax: '65990001002' },
  ),
  same(
    'same ABN, with its label',
    { name: 'Acme Foods', tax: 'ABN 65 990 001 002' },
    { name: 'Acme', tax: '65990001002' },
  ),
  same(
    'renamed firm, same ABN',
    { name: 'Brolga Widgets', tax: '35 990 001 379' },
    { name: 'Heron Industries Pty Ltd', tax: '35990001379' },
  ),
  same(
    'renamed firm, same ABN, new domain',
    { name: 'Brolga Widgets', tax: '35 990 001 379', email: 'hello@brolga.com.au' },
    { name: 'Heron Industries', tax: '35990001379', email: 'accounts@heron.com.au' },
  ),
  same(
    'trading name in Capsule, company in Xero, same ABN',
    { name: 'Sunrise Diner', tax: '32 990 001 744' },
    { name: 'J & M Smith Holdings Pty Ltd', tax: '32990001744' },
  ),
  same(
    'ACN in Capsule, ABN of the company in Xero',
    { name: 'Acme Foods', company: '990 001 002' },
    { name: 'Acme Foods', tax: '65990001002' },
  ),
  same(
    'ABN in Capsule, ACN in Xero, renamed',
    { name: 'Brolga Widgets', tax: '35 990 001 379' },
    { name: 'Heron Industries', company: '990001379' },
  ),
  same(
    'ACN on both',
    { name: 'Acme Foods', company: 'ACN 990 001 744' },
    { name: 'Acme', company: '990001744' },
  ),
  same(
    'sole trader with an ABN, person in Capsule',
    { name: 'Jane Citizen', kind: 'person', tax: '33 990 002 116' },
    { name: 'Acme Plumbing', tax: '33990002116' },
  ),
  same(
    'same British VAT number, one without GB',
    { name: 'Leeds Joinery', tax: 'GB 980 7806 29' },
    { name: 'Leeds Joinery Ltd', tax: '980780629' },
  ),
  same(
    'same British VAT number, renamed',
    { name: 'Leeds Joinery', tax: 'GB980780642' },
    { name: 'Aire Valley Timber Ltd', tax: 'GB 980780642' },
  ),
  same(
    'same German VAT number',
    { name: 'Schmidt Werkzeuge', tax: 'DE 136 695 909' },
    { name: 'Schmidt Werkzeuge GmbH', tax: 'DE136695909' },
  ),
  same(
    'same French VAT number',
    { name: 'Boulangerie Dupont', tax: 'FR 40 303 265 045' },
    { name: 'Dupont SARL', tax: 'FR40303265045' },
  ),
  same(
    'same Dutch VAT number',
    { name: 'Van Dijk Bouw', tax: 'NL004495445B01' },
    { name: 'Van Dijk', tax: 'NL 0044.95.445.B01' },
  ),
  same(
    'same Danish VAT number',
    { name: 'Grøn Energi', tax: 'DK 13 58 56 28' },
    { name: 'Gron Energi ApS', tax: 'DK13585628' },
  ),
  same(
    'same Polish VAT number',
    { name: 'Fabryka Mebli', tax: 'PL8567346215' },
    { name: 'Meble Lodz', tax: 'PL 856-734-62-15' },
  ),
  same(
    'same Irish VAT number',
    { name: 'Shannon Foods', tax: 'IE6433435F' },
    { name: 'Shannon Food Group', tax: 'IE 6433435F' },
  ),
  same(
    'same Italian VAT number',
    { name: 'Pasta Rossi', tax: 'IT00743110157' },
    { name: 'Rossi Alimentari', tax: 'IT 00743110157' },
  ),
  same(
    'same NZ GST number',
    { name: 'Kiwi Timber', tax: '49-091-818' },
    { name: 'Kiwi Timber Limited', tax: '049091818' },
  ),
  same(
    'same NZBN',
    { name: 'Kiwi Timber', company: '9429041535011' },
    { name: 'Kiwi Timber & Hardware', company: '9429041535011' },
  ),
  same(
    'British company number and name',
    { name: 'Leeds Joinery', company: '1234567' },
    { name: 'Leeds Joinery Limited', company: '01234567' },
  ),
  same(
    'Scottish company number and nearly the name',
    { name: 'Clyde Marine', company: 'SC123456' },
    { name: 'Clyde Marine Services Ltd', company: 'SC123456' },
  ),
  same(
    'same ABN, different personal mailboxes',
    { name: 'Acme Foods', tax: '15 990 002 483', email: 'jane@gmail.com' },
    { name: 'Acme Foods', tax: '15990002483', email: 'accounts@acmefoods.com.au' },
  ),
  same(
    'the ABN settles which of two namesakes',
    { name: 'Harbour Grill', tax: '89 990 002 858', place: 'Newcastle NSW 2300' },
    { name: 'Harbour Grill', tax: '89990002858', place: 'Newcastle NSW 2300' },
  ),
  same(
    'ABN in Xero’s field carries the country',
    { name: 'Acme Foods', tax: '13 990 003 220' },
    { name: 'Acme Foods', tax: 'AU13990003220' },
  ),
  same(
    'a wrong ABN in Capsule, the mailbox agrees',
    { name: 'Acme Foods', tax: '65 990 001 003', email: 'ap@acmefoods.com.au' },
    { name: 'Acme Foods', tax: '65990001002', email: 'ap@acmefoods.com.au' },
  ),
  same(
    'masked number, the mailbox agrees',
    { name: 'Acme Foods', tax: '*****1002', email: 'ap@acmefoods.com.au' },
    { name: 'Acme Foods Pty Ltd', tax: '65990001002', email: 'ap@acmefoods.com.au' },
  ),

  doubtful(
    'same ABN, the names of two branches',
    { name: 'Acme Sydney', tax: '65 990 001 002' },
    { name: 'Acme Melbourne', tax: '65990001002' },
  ),
  doubtful(
    'VAT group: same number, other branch',
    { name: 'Bright Stores North', tax: 'GB980780684' },
    { name: 'Bright Stores South', tax: 'GB980780684' },
  ),
  doubtful(
    'unchecked company number, other name',
    { name: 'Leeds Joinery', company: '07654321' },
    { name: 'Aire Valley Timber', company: '07654321' },
  ),
  doubtful(
    'same name and mailbox, different ABN',
    { name: 'Acme Foods', tax: '65 990 001 002', email: 'ap@acmefoods.com.au' },
    { name: 'Acme Foods', tax: '35990001379', email: 'ap@acmefoods.com.au' },
  ),
  doubtful(
    'same everyday name, the number invalid on both sides',
    { name: 'Acme', tax: '65 990 001 003' },
    { name: 'Acme', tax: '65990001003' },
  ),

  different(
    'filler number',
    { name: 'Acme Foods', tax: '11 111 111 111' },
    { name: 'Zebra Signs', tax: '11111111111' },
  ),
  different(
    'zeros for a number',
    { name: 'Acme Foods', tax: '00000000000' },
    { name: 'Zebra Signs', tax: '000 000 000 00' },
  ),
  different(
    '“exempt” typed as number',
    { name: 'Acme Foods', tax: 'exempt' },
    { name: 'Zebra Signs', tax: 'Exempt' },
  ),
  different(
    'a number that fails its check, other names',
    { name: 'Acme Foods', tax: '65 990 001 003' },
    { name: 'Zebra Signs', tax: '65990001003' },
  ),
  different(
    'masked numbers that end alike',
    { name: 'Acme Foods', tax: '*****1002' },
    { name: 'Zebra Signs', tax: '*****1002' },
  ),
  different(
    'franchise: same name, other town, other ABN',
    { name: 'Subs & Co', tax: '65 990 001 002', place: 'Perth WA 6000' },
    { name: 'Subs & Co', tax: '35990001379', place: 'Hobart TAS 7000' },
  ),
  different(
    'same name, different VAT numbers, other towns',
    { name: 'City Cabs', tax: 'GB980780629', place: 'Leeds, UK' },
    { name: 'City Cabs', tax: 'GB980780642', place: 'Cardiff, UK' },
  ),
  different(
    'different ABN, same domain of a business park',
    { name: 'Acme Foods', tax: '65 990 001 002', email: 'acme@parkside.com.au' },
    { name: 'Zebra Signs', tax: '35990001379', email: 'zebra@parkside.com.au' },
  ),

  cluster(
    'GST group: two firms under one ABN on both sides, names tell',
    [
      { name: 'Acme Retail', tax: '72 990 003 597' },
      { name: 'Acme Transport', tax: '72 990 003 597' },
    ],
    [
      { name: 'Acme Retail Pty Ltd', tax: '72990003597' },
      { name: 'Acme Transport Pty Ltd', tax: '72990003597' },
    ],
    [
      ['same', 0, 0],
      ['same', 1, 1],
      ['different', 0, 1],
      ['different', 1, 0],
    ],
  ),
  cluster(
    'one ABN on two parties, the contact has a third name',
    [
      { name: 'Acme Retail', tax: '72 990 003 597' },
      { name: 'Acme Transport', tax: '72 990 003 597' },
    ],
    [{ name: 'ART Holdings', tax: '72990003597' }],
    [
      ['doubtful', 0, 0],
      ['doubtful', 0, 1],
    ],
  ),
  cluster(
    'ABN names one party, name and mailbox another',
    [
      { name: 'Zebra Signs', tax: '69 990 003 962' },
      { name: 'Acme Foods', email: 'ap@acmefoods.com.au' },
    ],
    [{ name: 'Acme Foods', tax: '69990003962', email: 'ap@acmefoods.com.au' }],
    [
      ['doubtful', 0, 0],
      ['doubtful', 0, 1],
    ],
  ),
  cluster(
    'ABN names one party, the name another',
    [
      { name: 'Brolga Widgets', tax: '70 990 004 334' },
      { name: 'Heron Industries', tax: '55 990 004 709' },
    ],
    [{ name: 'Heron Industries', tax: '70990004334', email: 'x@heron.com.au' }],
    [
      ['doubtful', 0, 0],
      ['doubtful', 0, 1],
    ],
  ),
]
