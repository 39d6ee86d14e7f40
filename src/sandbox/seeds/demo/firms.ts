import { table } from './table.ts'

/**
 * Firms that stand on both sides. `by` says what makes the pair: `reference` the party id in ContactNumber,
 * `tax` one ABN on both sides, `email` one address of theirs alone, `employee` the address of one of the
 * firm's people, `name` nothing but the name. "=" is the same name on both sides.
 * Deals read: size, number of documents, how they pay; a supplier's first word is what it sells.
 */
export const firms = table(
  ['key', 'by', 'tag', 'capsule', 'xero', 'place', 'domain', 'people', 'deals'],
  `
ironbark | reference | Hotel | Ironbark Hotel Group | Ironbark Hotel Group Pty Ltd | 212 Lonsdale Street, Melbourne VIC 3000 | ironbarkhotels | Priya Raman, Group Procurement Manager; Tom Achterberg, Accounts Payable | large 14 poor
quayside | reference | Retail | Quayside Seafood Market | QSM Seafoods (Vic) Pty Ltd | 8 Corio Quay Road, North Geelong VIC 3215 | quaysidemarket | Dimitra Kostas, Owner | medium 8 late
fernleigh | reference | Aged care | Fernleigh Aged Care | Fernleigh Aged Care Inc. | 41 Mount Dandenong Road, Croydon VIC 3136 | fernleighcare | Joan Bellamy, Catering Manager; Ravi Menon, Facilities | large 7 ontime
bellbird | reference | School | Bellbird Primary School Canteen | Bellbird Primary School | 15 Wattle Grove, Blackburn VIC 3130 | bellbirdps | Karen Lowe, Business Manager | small 6 ontime
tolmer | reference | Bakery | Tolmer Street Bakehouse | R & J Petrakis t/a Tolmer Street Bakehouse | 73 Tolmer Street, Coburg VIC 3058 | tolmerbakehouse | Joanna Petrakis, Partner | small 9 late
coppergum | reference | Brewery | Copper Gum Brewing | Coppergum Brewing Co | 3/18 Weston Street, Brunswick VIC 3056 | coppergumbrewing | Ash Delaney, Head Brewer | medium 6 ontime
sheetsteel | reference | Supplier | Southside Sheet & Steel | Southside Sheet and Steel Pty Ltd | 112 Frankston-Dandenong Road, Dandenong South VIC 3175 | southsidesheet | Warren Pike, Sales | steel 14 ontime

bluegum | tax | Hotel | Blue Gum Lodge | Bluegum Lodge Pty Limited | 5 Lake Road, Daylesford VIC 3460 | bluegumlodge | Felicity Marsh, General Manager | large 6 late
saltwater | tax | Restaurant | Saltwater & Vine | Saltwater and Vine Pty Ltd | 88 The Esplanade, Torquay VIC 3228 | saltwaterandvine | Nico Bianchi, Head Chef | medium 6 ontime
pepperberry | tax | Café | Pepperberry Café | PEPPERBERRY CAFE PTY LTD | 240 Sydney Road, Brunswick VIC 3056 | pepperberrycafe | Lucy Tran, Owner | small 7 late
mallee | tax | Club | Mallee & District Sports Club | Mallee and District Sports Club Ltd | 60 Deakin Avenue, Mildura VIC 3500 | malleeclub | Greg Sutherland, Secretary Manager | large 5 ontime
kingfisher | tax | Aged care | Kingfisher Village | Kingfisher Retirement Village Pty Ltd | 19 Station Street, Traralgon VIC 3844 | kingfishervillage | Moira Hannan, Operations | large 5 late
thirdwave | tax | Café | Third Bridge Coffee Roasters | Third Bridge Holdings Pty Ltd | 31 Bridge Road, Richmond VIC 3121 | thirdbridgecoffee | Omar Said, Director | medium 5 early
parkview | tax | School | Parkview College | Parkview College Ltd | 300 Canterbury Road, Box Hill VIC 3128 | parkviewcollege | Helen Strachan, Bursar | medium 5 ontime
goldleaf | tax | Restaurant | Gold Leaf Yum Cha | Goldleaf Yum Cha Pty. Ltd. | 27 Leeds Street, Footscray VIC 3011 | goldleafyumcha | Winnie Lau, Manager | medium 6 late
tidewater | tax | Hotel | Tidewater Hotel, Warrnambool | Tidewater Hotel | 102 Merri Street, Warrnambool VIC 3280 | tidewaterhotel | Sam Doyle, Licensee | medium 5 poor
northpoint | tax | Hospital | Northpoint Private Hospital | Northpoint Health Services Pty Ltd | 450 Bell Street, Preston VIC 3072 | northpointhealth | Dr Anita Bose, Director of Services; Kevin Zammit, Food Services Manager | large 6 late
brindabella | tax | Restaurant | Brindabella Dining | Brindabella Dining Pty Ltd | 22 Lonsdale Street, Braddon ACT 2612 | brindabelladining | Elise Morton, Owner | medium 4 ontime
harvest | tax | Catering | Harvest Table Catering | The Harvest Table Catering Company Pty Ltd | 14 Thistlethwaite Street, South Melbourne VIC 3205 | harvesttable | Ben Okonkwo, Director | medium 6 early
coolroom | tax | Supplier | Polar Bay Refrigeration | Polar Bay Refrigeration Services P/L | 9 Fiveways Boulevard, Keysborough VIC 3173 | polarbay | Stavros Nikolaidis, Service Coordinator | refrigeration 9 ontime
gasfit | tax | Supplier | Trueflame Gas & Plumbing | Trueflame Gas and Plumbing Pty Ltd | 4/67 Cooper Street, Campbellfield VIC 3061 | trueflame | Craig Donnelly, Director | gas 9 ontime
sparky | tax | Supplier | Amperia Electrical | AMPERIA ELECTRICAL CONTRACTORS PTY LTD | 21 Norfolk Court, Coburg North VIC 3058 | amperiaelectrical | Jess Portelli, Estimator | electrical 7 ontime
tiling | tax | Supplier | Level & Square Tiling | Level and Square Tiling | 150 Albion Road, Sunshine West VIC 3020 | levelandsquare | Mirko Jurić, Tiler | tiling 5 ontime
landlord | tax | Supplier | Gatehouse Industrial Property | Gatehouse Industrial Property Trust | Level 6, 500 Collins Street, Melbourne VIC 3000 | gatehouseproperty | Penelope Shaw, Asset Manager | rent 12 ontime

lantern | employee | Restaurant | Lantern Street Dining | Lantern Street Dining Pty Ltd | 9 Lantern Street, Fitzroy VIC 3065 | lanternstreet | Mei Tanaka, Director; Kieran Walsh, Venue Manager | medium 6 late
wharfside | employee | Brewery | Wharfside Cider House | Wharfside Cider House Pty Ltd | 2 Salamanca Place, Hobart TAS 7000 | wharfsidecider | Angus Boyd, Partner | medium 4 ontime

figandbay | email | Restaurant | Fig & Bay | Fig and Bay | 55 Acland Street, St Kilda VIC 3182 | figandbay | Rosa Conti, Owner | medium 5 late
cremefraiche | email | Catering | Crème Fraîche Catering | Creme Fraiche Catering Pty Ltd | 12 Johnston Street, Collingwood VIC 3066 | cremefraiche | Amélie Fournier, Chef | small 7 ontime
ninos | email | Restaurant | Niño's Tapas Bar | Ninos Tapas Bar | 310 Smith Street, Collingwood VIC 3066 | ninostapas | Nuria Vidal, Manager | small 5 late
rosewater | email | Bakery | Rosewater Patisserie | Rosewater Pâtisserie Pty Ltd | 7 Puckle Street, Moonee Ponds VIC 3039 | rosewaterpatisserie | Leila Farahani, Owner | small 5 early
yarraglen | email | Winery | Two Paddocks Lane Winery | = | 780 Healesville-Yarra Glen Road, Healesville VIC 3777 | twopaddockslane | Hugo Lindqvist, Cellar Door Manager | medium 4 ontime
bowls | email | Club | Echuca West Bowls Club | Echuca West Bowls Club Inc | 33 Hovell Street, Echuca VIC 3564 | echucawestbowls | Maureen Tully, Treasurer | small 4 ontime
stadium | email | Venue | Riverside Stadium Trust | = | 1 Batman Avenue, Melbourne VIC 3000 | riversidestadium | Jared Fielding, Catering Contracts | large 5 late
wokworks | email | Restaurant | Wok Works | WokWorks Pty Ltd | 61 Kingsway, Glen Waverley VIC 3150 | wokworks | Jason Lim, Director | small 6 late
dairyfarm | email | Producer | Moss Vale Creek Dairy | Moss Vale Creek Dairy Pty Ltd | 140 Simpsons Road, Colac VIC 3250 | mossvalecreek | Bronwyn Pascoe, Owner | medium 4 ontime
ferment | email | Producer | Good Brine Ferments | = | 6 Ovens Street, Brunswick VIC 3056 | goodbrine | Tilly Marquez, Founder | small 5 poor
aroha | email | Restaurant | Aroha Kitchen | Aroha Kitchen Limited | 44 Ponsonby Road, Auckland 1011, New Zealand | arohakitchen | Hemi Walker, Owner | nzd-medium 5 late
southerlynz | email | Hotel | Southerly Hotels | Southerly Hotels NZ Ltd | 17 Lambton Quay, Wellington 6011, New Zealand | southerlyhotels | Kate Sinclair, Project Manager | nzd-large 5 ontime
thamesgrill | email | Restaurant | Thames & Tallow | Thames and Tallow Ltd | 24 Bermondsey Street, London SE1 3TQ, United Kingdom | thamesandtallow | Rupert Ainsley, Director | gbp-medium 4 late
combiovens | email | Supplier | Halden Ovens | Halden Ovens Ltd | Unit 5 Lockside Park, Sheffield S9 1XH, United Kingdom | haldenovens | Claire Hobson, Export Sales | gbp-ovens 6 ontime
hoods | email | Supplier | Cascade Ventilation Works | Cascade Ventilation Works LLC | 2210 Industrial Way, Portland OR 97210, United States | cascadevent | Dale Pruitt, Account Executive | usd-hoods 6 ontime
freight | email | Supplier | Longhaul & Sons Freight | Longhaul and Sons Freight Pty Ltd | 85 Boundary Road, Laverton North VIC 3026 | longhaulfreight | Trish Farrugia, Bookings | freight 10 ontime

harbourview | name | Restaurant | Harbour View Bistro | Harbourview Bistro Pty Ltd | 3 Eastern Beach Road, Geelong VIC 3220 | - | Colin Ashby, Owner | medium 4 late
oldmill | name | Bakery | The Old Mill Bakery | Old Mill Bakery | 16 Lydiard Street North, Ballarat Central VIC 3350 | - | - | small 5 ontime
redbrick | name | Café | Red Brick Espresso | Red Brick Espresso Pty Ltd | 190 Nicholson Street, Carlton VIC 3053 | - | - | small 4 late
cloverhill | name | Aged care | Cloverhill House | CLOVERHILL HOUSE LTD | 71 Warrigal Road, Mentone VIC 3194 | - | Sister Agnes Doyle, Manager | medium 4 ontime
sweetbasil | name | Restaurant | Sweet Basil Thai | Sweet Basil Thai Pty Ltd | 42 Main Street, Mornington VIC 3931 | - | - | small 4 late
pinnacle | name | Catering | Pinnacle Events & Catering | Pinnacle Events and Catering Pty Ltd | 18 Cecil Street, South Melbourne VIC 3205 | - | Monique Abela, Events | medium 4 ontime
bearandbird | name | Bar | Bear & Bird | Bear and Bird Pty Ltd | 5 Hardware Lane, Melbourne VIC 3000 | - | - | medium 3 late
jaffle | name | Café | Jaffle Jack's | Jaffle Jacks | 28 Brougham Street, Geelong VIC 3220 | - | - | small 4 ontime
cafezurich | name | Café | Café Zürich | Cafe Zurich Pty Ltd | 101 Glenferrie Road, Malvern VIC 3144 | - | - | small 4 ontime
stpauls | name | School | St Brendan's Boarding House | St Brendans Boarding House Ltd | 2 College Street, Wangaratta VIC 3677 | - | Fr Paul Keogh, Rector | medium 3 ontime
kebab | name | Restaurant | Anatolia Charcoal Grill | Anatolia Charcoal-Grill | 410 Sydney Road, Coburg VIC 3058 | - | - | small 3 poor
glassware | name | Supplier | Fine Pour Glassware | Fine Pour Glassware Pty Ltd | 33 Chifley Drive, Preston VIC 3072 | - | - | smallwares 4 ontime
joinery | name | Supplier | Oakhurst Joinery | OAKHURST JOINERY | 27 Brooks Street, Bayswater VIC 3153 | - | Peter Vella, Joiner | joinery 5 ontime
`,
)
