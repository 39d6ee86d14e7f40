import { cluster, different, doubtful, type LabelledCase, same } from './sketch.ts'

const group = 'accounts@meridianhotels.com.au'

/** Branches, franchises, sister firms, duplicates. */
export const firmCases: readonly LabelledCase[] = [
  doubtful(
    'two branches with one mailbox',
    { name: 'Acme Sydney', email: 'ap@acme.com.au' },
    { name: 'Acme Melbourne', email: 'ap@acme.com.au' },
  ),
  doubtful(
    'two branches with longer names and one mailbox',
    { name: 'Acme Office Supplies Perth', email: 'ap@acme.com.au' },
    { name: 'Acme Office Supplies Hobart', email: 'ap@acme.com.au' },
  ),
  doubtful(
    'north and south',
    { name: 'Riverside Vets North', email: 'ap@riverside.com.au' },
    { name: 'Riverside Vets South', email: 'ap@riverside.com.au' },
  ),
  doubtful(
    'a division',
    { name: 'Kestrel Foods', email: 'ap@kestrel.com.au' },
    { name: 'Kestrel Foods Wholesale', email: 'ap@kestrel.com.au' },
  ),
  doubtful(
    'the group and the firm',
    { name: 'Kestrel Group', email: 'ap@kestrel.com.au' },
    { name: 'Kestrel Foods', email: 'ap@kestrel.com.au' },
  ),
  doubtful(
    'numbered branches',
    { name: 'Quick Clean Shop 12', email: 'ap@quickclean.com.au' },
    { name: 'Quick Clean Shop 21', email: 'ap@quickclean.com.au' },
  ),
  doubtful(
    'franchise: the brand’s mailbox, other states',
    { name: 'Subs & Co', email: 'franchise@subsandco.com.au', place: 'Perth WA 6000' },
    { name: 'Subs & Co', email: 'franchise@subsandco.com.au', place: 'Hobart TAS 7000' },
  ),
  doubtful(
    'franchise: the brand’s domain, other towns',
    { name: 'Subs & Co', email: 'perth@subsandco.com.au', place: 'Perth WA 6000' },
    { name: 'Subs & Co', email: 'hobart@subsandco.com.au', place: 'Hobart TAS 7000' },
  ),
  doubtful(
    'franchise: the brand’s domain, mailboxes of two towns',
    { name: 'Subs & Co', email: 'perth@subsandco.com.au' },
    { name: 'Subs & Co', email: 'hobart@subsandco.com.au' },
  ),
  doubtful(
    'franchise: the brand’s hotline, other towns',
    { name: 'Subs & Co', phone: '1300 555 010', place: 'Perth WA 6000' },
    { name: 'Subs & Co', phone: '1300 555 010', place: 'Hobart TAS 7000' },
  ),
  doubtful(
    'same name, other towns, nothing else',
    { name: 'Harbour Grill', place: 'Newcastle NSW 2300' },
    { name: 'Harbour Grill', place: 'Geelong VIC 3220' },
  ),
  doubtful(
    'same name, same town, nothing else',
    { name: 'Harbour Grill', place: 'Geelong VIC 3220' },
    { name: 'Harbour Grill', place: 'Geelong VIC 3220' },
  ),
  doubtful(
    'branch and head office with one telephone',
    { name: 'Barton Bell', phone: '03 9555 0201' },
    { name: 'Barton Bell Geelong', phone: '03 9555 0201' },
  ),
  doubtful(
    'a partner more',
    { name: 'Barton & Bell', email: 'office@bartonbell.com.au' },
    { name: 'Barton, Bell & Crane', email: 'office@bartonbell.com.au' },
  ),
  doubtful(
    'a club’s committee',
    { name: 'Footscray Rowing', email: 'sec@rowing.com.au' },
    { name: 'Essendon Rowing', email: 'sec@rowing.com.au' },
  ),

  doubtful(
    'east and west, one letter apart, one mailbox',
    { name: 'Riverside East', email: 'ap@onebox0.com.au' },
    { name: 'Riverside West', email: 'ap@onebox0.com.au' },
  ),
  doubtful(
    'numbered funds in Roman, one mailbox',
    { name: 'Harbour Fund III', email: 'ap@onebox1.com.au' },
    { name: 'Harbour Fund IV', email: 'ap@onebox1.com.au' },
  ),
  doubtful(
    'the second fund, one mailbox',
    { name: 'Harbour Fund', email: 'ap@onebox2.com.au' },
    { name: 'Harbour Fund II', email: 'ap@onebox2.com.au' },
  ),
  doubtful(
    'lots by letter, one mailbox',
    { name: 'Lot A Developments', email: 'ap@onebox3.com.au' },
    { name: 'Lot B Developments', email: 'ap@onebox3.com.au' },
  ),
  doubtful(
    'one firm in two countries, one mailbox',
    { name: 'Orbit New Zealand', email: 'ap@onebox4.com.au' },
    { name: 'Orbit Australia', email: 'ap@onebox4.com.au' },
  ),
  doubtful(
    'a firm and its arm in another country, one mailbox',
    { name: 'Orbit NZ Ltd', email: 'ap@onebox5.com.au' },
    { name: 'Orbit Pty Ltd', email: 'ap@onebox5.com.au' },
  ),
  doubtful(
    'arms with their countries’ forms, one mailbox',
    { name: 'Orbit UK Ltd', email: 'ap@onebox6.com.au' },
    { name: 'Orbit USA Inc', email: 'ap@onebox6.com.au' },
  ),
  doubtful(
    'two lines of business, one mailbox',
    { name: 'Vertex Technology', email: 'ap@onebox7.com.au' },
    { name: 'Vertex Consulting', email: 'ap@onebox7.com.au' },
  ),
  doubtful(
    'two everyday words, one mailbox',
    { name: 'Vertex Services', email: 'ap@onebox8.com.au' },
    { name: 'Vertex Trading', email: 'ap@onebox8.com.au' },
  ),
  doubtful(
    'the shop and its web shop, one mailbox',
    { name: 'Kiwi Toys', email: 'ap@onebox9.com.au' },
    { name: 'Kiwi Toys Online', email: 'ap@onebox9.com.au' },
  ),
  doubtful(
    'a club and its juniors, one mailbox',
    { name: 'Footscray Rowers', email: 'ap@onebox10.com.au' },
    { name: 'Footscray Junior Rowers', email: 'ap@onebox10.com.au' },
  ),
  doubtful(
    'strata plans with two digits swapped, one mailbox',
    { name: 'Strata Plan 1234', email: 'ap@onebox11.com.au' },
    { name: 'Strata Plan 1243', email: 'ap@onebox11.com.au' },
  ),
  doubtful(
    'two units of one house, one mailbox',
    { name: 'Unit 1/20 High St', email: 'ap@onebox12.com.au' },
    { name: 'Unit 2/20 High St', email: 'ap@onebox12.com.au' },
  ),
  doubtful(
    'a depot, one mailbox',
    { name: 'Kestrel Freight Depot 3', email: 'ap@onebox13.com.au' },
    { name: 'Kestrel Freight', email: 'ap@onebox13.com.au' },
  ),
  doubtful(
    'the second trust of a family, one mailbox',
    { name: 'Smith Family Trust', email: 'ap@onebox14.com.au' },
    { name: 'Smith Family Trust No 2', email: 'ap@onebox14.com.au' },
  ),
  doubtful(
    'a foundation, one mailbox',
    { name: 'Bright', email: 'ap@onebox15.com.au' },
    { name: 'Bright Foundation', email: 'ap@onebox15.com.au' },
  ),
  doubtful(
    'a name in another script, one mailbox',
    { name: 'Ромашка', email: 'ap@onebox16.com.au' },
    { name: 'Romashka', email: 'ap@onebox16.com.au' },
  ),
  doubtful(
    'the brand’s mailbox, other towns of one state',
    { name: 'Subs & Co', email: 'accounts@subsandco.com.au', place: 'Ballarat VIC 3350' },
    { name: 'Subs & Co', email: 'accounts@subsandco.com.au', place: 'Bendigo VIC 3550' },
  ),
  same(
    'the country added, one mailbox and town',
    { name: 'Orbit', email: 'ap@orbit.co.nz', place: 'Wellington 6011' },
    { name: 'Orbit NZ Ltd', email: 'ap@orbit.co.nz', place: 'Wellington 6011' },
  ),
  same(
    'the post office box is a suburb further',
    { name: 'Subs & Co', email: 'accounts@subsandco.com.au', place: 'Coburg VIC 3058' },
    { name: 'Subs & Co', email: 'accounts@subsandco.com.au', place: 'Brunswick VIC 3056' },
  ),
  same(
    'dot in the name',
    { name: 'Bookable.com', email: 'ap@bookable.com' },
    { name: 'Bookable com', email: 'ap@bookable.com' },
  ),
  same(
    'place in brackets on both',
    { name: 'Orbit (Australia) Pty Ltd', email: 'ap@orbit.com.au' },
    { name: 'Orbit Australia', email: 'ap@orbit.com.au' },
  ),
  same(
    'article behind a comma',
    { name: 'The Coffee House', email: 'hi@coffeehouse.com.au' },
    { name: 'Coffee House, The', email: 'hi@coffeehouse.com.au' },
  ),
  different(
    'branches, each with its mailbox and town',
    { name: 'Acme Sydney', email: 'info@acmesydney.com.au', place: 'Sydney NSW 2000' },
    { name: 'Acme Melbourne', email: 'info@acmemelbourne.com.au', place: 'Melbourne VIC 3000' },
  ),
  different('branches without any key', 'Acme Sydney', 'Acme Melbourne'),
  different(
    'other ABN and town, names alike',
    { name: 'Harbour Grill Newcastle', tax: '65 990 001 002' },
    { name: 'Harbour Grill Geelong', tax: '35990001379' },
  ),
  different(
    'sister firms with two ABNs',
    { name: 'Kestrel Foods', tax: '65 990 001 002' },
    { name: 'Kestrel Transport', tax: '35990001379' },
  ),
  different(
    'same brand word, other trades',
    { name: 'Delta Dental', email: 'info@deltadental.com.au' },
    { name: 'Delta Removals', email: 'info@deltaremovals.com.au' },
  ),
  different(
    'one letter apart, both with their ABN',
    { name: 'Marden Tools', tax: '65 990 001 002' },
    { name: 'Marsden Tools', tax: '35990001379' },
  ),

  cluster(
    'branches with one mailbox on both sides, names tell',
    [
      { name: 'Meridian Hotel Ballarat', email: group },
      { name: 'Meridian Hotel Bendigo', email: group },
    ],
    [
      { name: 'Meridian Hotel Bendigo Pty Ltd', email: group },
      { name: 'Meridian Hotel Ballarat Pty Ltd', email: group },
    ],
    [
      ['same', 0, 1],
      ['same', 1, 0],
      ['different', 0, 0],
      ['different', 1, 1],
    ],
  ),
  cluster(
    'branches with one mailbox, the head office in Xero',
    [
      { name: 'Meridian Hotel Ballarat', email: group },
      { name: 'Meridian Hotel Bendigo', email: group },
    ],
    [{ name: 'Meridian Hotels', email: group }],
    [
      ['doubtful', 0, 0],
      ['doubtful', 0, 1],
    ],
  ),
  cluster(
    'branches of one domain, each with its mailbox',
    [
      { name: 'Acme Sydney', email: 'sydney@acme.com.au' },
      { name: 'Acme Melbourne', email: 'melbourne@acme.com.au' },
    ],
    [
      { name: 'Acme Melbourne', email: 'melbourne@acme.com.au' },
      { name: 'Acme Sydney', email: 'sydney@acme.com.au' },
    ],
    [
      ['same', 0, 1],
      ['same', 1, 0],
      ['different', 0, 0],
      ['different', 1, 1],
    ],
  ),
  cluster(
    'branches by name, one domain, other mailboxes',
    [
      { name: 'Acme Sydney', email: 'sydney@acme.com.au' },
      { name: 'Acme Melbourne', email: 'melbourne@acme.com.au' },
    ],
    [
      { name: 'Acme Melbourne', email: 'ap@acme.com.au' },
      { name: 'Acme Sydney', email: 'ar@acme.com.au' },
    ],
    [
      ['same', 0, 1],
      ['same', 1, 0],
      ['different', 0, 0],
      ['different', 1, 1],
    ],
  ),
  cluster(
    'franchisees by ABN',
    [
      { name: 'Subs & Co', tax: '65 990 001 002' },
      { name: 'Subs & Co', tax: '35 990 001 379' },
    ],
    [
      { name: 'Subs & Co', tax: '35990001379' },
      { name: 'Subs & Co', tax: '65990001002' },
    ],
    [
      ['same', 0, 1],
      ['same', 1, 0],
      ['different', 0, 0],
      ['different', 1, 1],
    ],
  ),
  cluster(
    'franchisees with the brand’s mailbox, the ABN tells',
    [
      { name: 'Subs & Co', tax: '65 990 001 002', email: 'pay@subsandco.com.au' },
      { name: 'Subs & Co', tax: '35 990 001 379', email: 'pay@subsandco.com.au' },
    ],
    [{ name: 'Subs & Co', tax: '35990001379', email: 'pay@subsandco.com.au' }],
    [
      ['same', 0, 1],
      ['different', 0, 0],
    ],
  ),
  cluster(
    'two namesakes, nothing tells',
    [
      { name: 'Harbour Grill', place: 'Newcastle NSW 2300' },
      { name: 'Harbour Grill', place: 'Geelong VIC 3220' },
    ],
    ['Harbour Grill'],
    [
      ['doubtful', 0, 0],
      ['doubtful', 0, 1],
    ],
  ),
  cluster(
    'the customer twice in Capsule',
    [
      { name: 'Acme Foods', email: 'ap@acmefoods.com.au' },
      { name: 'Acme Foods Pty Ltd', email: 'ap@acmefoods.com.au' },
    ],
    [{ name: 'Acme Foods', email: 'ap@acmefoods.com.au' }],
    [
      ['doubtful', 0, 0],
      ['doubtful', 0, 1],
    ],
  ),
  cluster(
    'the customer twice in Xero',
    [{ name: 'Acme Foods', email: 'ap@acmefoods.com.au' }],
    [
      { name: 'Acme Foods', email: 'ap@acmefoods.com.au' },
      { name: 'Acme Foods (2)', email: 'ap@acmefoods.com.au' },
    ],
    [
      ['same', 0, 0],
      ['doubtful', 1, 0],
    ],
  ),
  cluster(
    'twice in Xero, one bears the ABN',
    [{ name: 'Acme Foods', tax: '65 990 001 002' }],
    [{ name: 'Acme Foods Pty Ltd', tax: '65990001002' }, 'Acme Foods'],
    [
      ['same', 0, 0],
      ['doubtful', 1, 0],
    ],
  ),
  cluster(
    'twice in Xero, one is archived',
    [{ name: 'Acme Foods', email: 'ap@acmefoods.com.au' }],
    [
      { name: 'Acme Foods', email: 'ap@acmefoods.com.au', status: 'ARCHIVED' },
      { name: 'Acme Foods Pty Ltd', email: 'ap@acmefoods.com.au' },
    ],
    [
      ['same', 1, 0],
      ['different', 0, 0],
    ],
  ),
  cluster(
    'twice on both sides',
    [
      { name: 'Acme Foods', email: 'ap@acmefoods.com.au' },
      { name: 'Acme Foods', email: 'ap@acmefoods.com.au' },
    ],
    [
      { name: 'Acme Foods', email: 'ap@acmefoods.com.au' },
      { name: 'ACME FOODS', email: 'ap@acmefoods.com.au' },
    ],
    [
      ['doubtful', 0, 0],
      ['doubtful', 0, 1],
      ['doubtful', 1, 0],
      ['doubtful', 1, 1],
    ],
  ),
  cluster(
    'customer and supplier accounts of one firm',
    [{ name: 'Acme Foods', email: 'ap@acmefoods.com.au' }],
    [
      { name: 'Acme Foods', email: 'ap@acmefoods.com.au' },
      { name: 'Acme Foods - Supplier', email: 'ar@acmefoods.com.au' },
    ],
    [
      ['same', 0, 0],
      ['doubtful', 1, 0],
    ],
  ),
  cluster(
    'firm and its trust side by side on both sides',
    [
      { name: 'Smith Building', email: 'ap@smith.com.au' },
      { name: 'Smith Family Trust', email: 'ap@smith.com.au' },
    ],
    [
      { name: 'Smith Building Pty Ltd', email: 'ap@smith.com.au' },
      { name: 'The Trustee for the Smith Family Trust', email: 'ap@smith.com.au' },
    ],
    [
      ['same', 0, 0],
      ['same', 1, 1],
      ['different', 0, 1],
      ['different', 1, 0],
    ],
  ),
  cluster(
    'owners corporations of one manager, numbers tell',
    [
      { name: 'Owners Corporation 412233', email: 'strata@manager.com.au' },
      { name: 'Owners Corporation 412235', email: 'strata@manager.com.au' },
    ],
    [
      { name: 'Owners Corporation 412235', email: 'strata@manager.com.au' },
      { name: 'Owners Corporation 412239', email: 'strata@manager.com.au' },
    ],
    [
      ['same', 0, 1],
      ['different', 0, 0],
      ['doubtful', 1, 0],
      ['doubtful', 1, 1],
    ],
  ),
  cluster(
    'schools of one district, names tell',
    [
      { name: 'St Mary’s School', email: 'fees@diocese.com.au' },
      { name: 'St Joseph’s School', email: 'fees@diocese.com.au' },
    ],
    [{ name: 'Saint Josephs School', email: 'fees@diocese.com.au' }],
    [
      ['same', 0, 1],
      ['different', 0, 0],
    ],
  ),
]

/** References that an earlier link left on the records. */
export const referenceCases: readonly LabelledCase[] = [
  same(
    'each carries the other’s id',
    { name: 'Brolga Widgets', reference: 0 },
    { name: 'Heron Industries', number: 0 },
  ),
  same(
    'the party carries the contact’s id, both renamed',
    { name: 'Brolga Widgets', reference: 0 },
    'Heron Industries',
  ),
  same('the contact carries the party’s id, same name', 'Acme Foods', { name: 'Acme Foods', number: 0 }),
  same('the contact carries the party’s id, longer name', 'Acme Foods', {
    name: 'Acme Foods Geelong',
    number: 0,
  }),
  same(
    'the contact carries the party’s id, renamed, mailbox agrees',
    { name: 'Brolga Widgets', email: 'ap@brolga.com.au' },
    { name: 'Heron Industries', email: 'ap@brolga.com.au', number: 0 },
  ),
  same(
    'stale reference in Capsule to a contact that is gone, mailbox agrees',
    { name: 'Acme Foods', email: 'ap@acmefoods.com.au', reference: 'gone' },
    { name: 'Acme Foods', email: 'ap@acmefoods.com.au' },
  ),
  same(
    'another app’s number, mailbox agrees',
    { name: 'Acme Foods', email: 'ap@acmefoods.com.au' },
    { name: 'Acme Foods', email: 'ap@acmefoods.com.au', number: 'SHOP-12' },
  ),
  doubtful('the number of another app is by chance a party’s id', 'Brolga Widgets', {
    name: 'Heron Industries',
    number: 0,
  }),
  doubtful('by chance a party’s id, a family name alike', 'Smith Building Trust', {
    name: 'Smith Building',
    number: 0,
  }),
  doubtful(
    'reference agrees, ABN differs',
    { name: 'Acme Foods', reference: 0, tax: '65 990 001 002' },
    { name: 'Acme Foods', number: 0, tax: '35990001379' },
  ),
  cluster(
    'number and field name two parties',
    ['Acme Foods', { name: 'Acme Foods', reference: 0 }],
    [{ name: 'Acme Foods', number: 0 }],
    [
      ['doubtful', 0, 0],
      ['doubtful', 0, 1],
    ],
  ),
  cluster(
    'reference to one party, name and mailbox of another',
    ['Acme Food Hall', { name: 'Acme Foods', email: 'ap@acmefoods.com.au' }],
    [{ name: 'Acme Foods', email: 'ap@acmefoods.com.au', number: 0 }],
    [
      ['doubtful', 0, 0],
      ['doubtful', 0, 1],
    ],
  ),
  cluster(
    'reference to one party, ABN of another',
    ['Acme Foods', { name: 'Acme Foods', tax: '65 990 001 002' }],
    [{ name: 'Acme Foods', tax: '65990001002', number: 0 }],
    [
      ['doubtful', 0, 0],
      ['doubtful', 0, 1],
    ],
  ),
  cluster(
    'reference tells two namesakes apart',
    ['Acme Foods', { name: 'Acme Foods', reference: 1 }],
    ['Acme Foods', 'Acme Foods'],
    [['same', 1, 1]],
  ),
  cluster(
    'the party carries another contact’s id',
    [{ name: 'Acme Foods', email: 'ap@acmefoods.com.au', reference: 1 }],
    [{ name: 'Acme Foods', email: 'ap@acmefoods.com.au' }, 'Acme Foods Geelong'],
    [
      ['same', 1, 0],
      ['doubtful', 0, 0],
    ],
  ),
]
