import { table } from './table.ts'

/** People without a firm who stand on both sides; `by` as among the firms. */
export const people = table(
  ['key', 'by', 'capsule', 'xero', 'place', 'email', 'about', 'deals'],
  `
wojcik | reference | Aleksandra Wójcik | Aleksandra Wojcik | 18 Rae Street, Fitzroy North VIC 3068 | aleks@wojcikcakes.example | Cake maker, garage kitchen fit-out | small 4 ontime
haddad | email | Samira Haddad | = | 5 Melville Road, Pascoe Vale South VIC 3044 | samira@haddadhome.example | Private caterer | small 4 late
oleary | email | Fintan O'Leary | Fintan O’Leary | 92 Swan Street, Richmond VIC 3121 | fintan@olearyfood.example | Food truck, canopy and gas | small 5 late
singh | email | Harpreet Singh | Singh, Harpreet | 14 Sandown Road, Springvale VIC 3171 | harpreet@singhtiffin.example | Tiffin kitchen in Springvale | small 4 ontime
brandt | email | Jürgen Brandt | Jurgen Brandt | 6 High Street, Kyneton VIC 3444 | juergen@brandtsmallgoods.example | Smallgoods, drying room | medium 3 ontime
macdonald | email | Isla Macdonald | ISLA MACDONALD | 37 Point Nepean Road, Dromana VIC 3936 | isla@islamacdonald.example | Jam kitchen | small 3 early
pham | name | Thuy Pham | = | 210 Hampshire Road, Sunshine VIC 3020 | - | Banh mi shop owner, sole trader | small 4 late
dasilva | name | João da Silva | Joao Da Silva | 8 Union Street, Brunswick VIC 3056 | - | Chef, test kitchen at home | small 3 ontime
`,
)

/** Capsule records that Xero has never heard of. */
export const leads = table(
  ['key', 'type', 'name', 'place', 'domain', 'people', 'about'],
  `
lead-orchard | organisation | Orchard Lane Brewhouse | 12 Ovens Street, Wangaratta VIC 3677 | orchardlanebrew | - | Asked for a quote on a bottling line and bar
lead-marina | organisation | Marina Deck Kitchen | 4 Bay Street, Port Melbourne VIC 3207 | marinadeck | - | Site visit booked
lead-sunrise | organisation | Sunrise Early Learning | 77 Dalton Road, Thomastown VIC 3074 | sunriselearning | - | Small kitchen, needs council approval
lead-granite | organisation | Granite Peak Resort | 1 Alpine Way, Bright VIC 3741 | granitepeakresort | Oliver Thun, Development Manager | Three kitchens, tender in March
lead-noodle | organisation | Noodle Republic Fitzroy | 150 Gertrude Street, Fitzroy VIC 3065 | noodlerepublic | - | Second shop, waiting for the lease
lead-abbot | organisation | Abbot & Rye | 19 Church Street, Abbotsford VIC 3067 | abbotandrye | - | Wants a wood-fired oven
lead-fire | organisation | Emberline Barbecue | 6 Moray Street, Southbank VIC 3006 | emberline | - | Smokers and extraction
lead-kaur | person | Jaspreet Kaur | 11 Derrimut Road, Tarneit VIC 3029 | - | - | Home kitchen registration
lead-moretti | person | Alessia Moretti | 64 Lygon Street, Brunswick East VIC 3057 | - | - | Gelato start-up
lead-chen | person | Vivian Chen | 5 Centre Road, Bentleigh VIC 3204 | - | - | Cooking school idea
`,
)

/** Xero contacts that Capsule has never heard of. `create`: they have documents; `skip`: they have none that count. */
export const strangers = table(
  ['key', 'outcome', 'name', 'person', 'place', 'email', 'people', 'deals'],
  `
new-lighthouse | create | Lighthouse Point Caravan Park Pty Ltd | Debbie Hartog | 2 Lighthouse Road, Aireys Inlet VIC 3231 | office@lighthousepoint.example | Rob Hartog rob@lighthousepoint.example | medium 4 late
new-dumpling | create | Dumpling Assembly | Grace Yeo | 240 Swanston Street, Melbourne VIC 3000 | accounts@dumplingassembly.example | Marcus Yeo marcus@dumplingassembly.example; Tina Goh tina@dumplingassembly.example | medium 4 ontime
new-monastery | create | Abbotsgrove Convent Kitchen Trust | - | 1 St Heliers Street, Abbotsford VIC 3067 | trust@abbotsgrove.example | - | large 3 ontime
new-rowing | create | Gippsland Lakes Rowing Club Inc. | Pat Corrigan | 14 The Esplanade, Paynesville VIC 3880 | treasurer@lakesrowing.example | - | small 3 late
new-pukeko | create | Pukeko Bay Foods Limited | Ngaire Thomas | 9 Tahuna Road, Nelson 7010, New Zealand | accounts@pukekobay.example | - | nzd-medium 3 ontime
new-taqueria | create | Taquería Luz de Luna | - | 88 High Street, Northcote VIC 3070 | hola@luzdeluna.example | - | small 4 poor
new-whitfield | create | Eleanor Whitfield | Eleanor Whitfield | 3 Clunes Road, Creswick VIC 3363 | eleanor@whitfieldpreserves.example | - | small 3 ontime
new-abdi | create | Yusuf Abdi | Yusuf Abdi | 70 Racecourse Road, Flemington VIC 3031 | yusuf@abdispice.example | - | small 3 late
new-insurer | create | Pelham Mutual Insurance | - | 333 Collins Street, Melbourne VIC 3000 | renewals@pelhammutual.example | - | insurance 3 ontime
new-hire | create | Highreach Access Hire Pty Ltd | Dean Colless | 18 Merola Way, Campbellfield VIC 3061 | hire@highreachaccess.example | - | hire 5 ontime

idle-agency | skip | Brightlines Signage | - | 40 Easey Street, Collingwood VIC 3066 | hello@brightlines.example | - | none 0 none
idle-courier | skip | Kerb to Kerb Couriers | - | - | dispatch@kerbtokerb.example | - | none 0 none
idle-person | skip | Gordon Blackwood | Gordon Blackwood | - | gordon@blackwoodvaluers.example | - | none 0 none
draft-observatory | skip | Observatory Hill Tearooms | Ingrid Nilsen | 12 Observatory Road, Creswick VIC 3363 | ingrid@observatorytea.example | - | medium 2 draft
`,
)
