/** What the company sells and buys: a description, the lowest and the highest unit price, the largest quantity. */
export type Ware = readonly [description: string, lowest: number, highest: number, quantityMax: number]

export const sales: Readonly<Record<'small' | 'medium' | 'large', readonly Ware[]>> = {
  small: [
    ['Call-out and first hour, kitchen equipment', 185, 240, 1],
    ['Labour, service technician, per hour', 118, 132, 6],
    ['Exhaust hood and duct clean, single canopy', 420, 560, 1],
    ['Door seals, two-door under-bench fridge', 96, 148, 2],
    ['Thermostat replacement, deck oven', 265, 340, 1],
    ['Grease filter exchange, set of four', 88, 124, 3],
    ['Gas compliance certificate', 165, 195, 1],
    ['Tap and pre-rinse unit, supplied and fitted', 540, 690, 1],
    ['Wall shelf, stainless, 1200 x 300 mm', 178, 236, 4],
  ],
  medium: [
    ['Stainless bench with splashback, 1800 x 700 mm', 980, 1340, 4],
    ['Double bowl sink bench, left drainer', 1420, 1880, 2],
    ['Six-burner range with static oven, installed', 4350, 5900, 1],
    ['Exhaust canopy 2400 mm, supply and hang', 6200, 8400, 1],
    ['Under-counter glass washer, commissioned', 3650, 4480, 1],
    ['Coolroom shelving, four-tier bay', 385, 470, 8],
    ['Three-door upright freezer, delivered', 4900, 6150, 1],
    ['Annual service contract, kitchen equipment', 2400, 3600, 1],
    ['Kitchen layout drawings, council ready', 1650, 2200, 1],
  ],
  large: [
    ['Commercial kitchen fit-out, progress claim', 14500, 38500, 1],
    ['Walk-in coolroom and freezer combination', 18200, 26400, 1],
    ['Combi oven 20 tray, installed and commissioned', 23800, 29900, 1],
    ['Mechanical ventilation, supply and install', 12400, 21600, 1],
    ['Cooking suite, custom island', 28500, 41000, 1],
    ['Waterproof vinyl floor, per square metre', 118, 146, 90],
    ['Grease arrestor and trade waste connection', 7400, 11200, 1],
    ['Project management and site supervision, per week', 2350, 2900, 6],
  ],
}

export const purchases: Readonly<Record<string, readonly Ware[]>> = {
  steel: [
    ['Sheet 304 No. 4 finish, 1.2 mm, 2400 x 1200', 212, 268, 24],
    ['Square tube 38 x 38 x 1.5 mm, 6.5 m', 74, 96, 30],
    ['Laser cutting and folding, per hour', 145, 175, 8],
  ],
  refrigeration: [
    ['Condensing unit, remote, 2.5 kW', 2150, 2780, 2],
    ['Refrigeration mechanic, per hour', 112, 128, 16],
    ['Refrigerant R448A, per kilogram', 88, 117, 12],
  ],
  gas: [
    ['Gas fit-off, cooking line', 1280, 2350, 1],
    ['Licensed plumber, per hour', 108, 126, 20],
    ['Copper, valves and fittings', 240, 760, 1],
  ],
  electrical: [
    ['Three-phase outlets, supplied and connected', 285, 360, 8],
    ['Switchboard upgrade', 2600, 4900, 1],
    ['Test and tag, per item', 4.8, 6.5, 60],
  ],
  tiling: [
    ['Floor tiling, epoxy grout, per square metre', 96, 128, 70],
    ['Wall tiling, per square metre', 84, 110, 40],
  ],
  rent: [['Rent and outgoings, workshop and yard', 7480, 7480, 1]],
  ovens: [
    ['Combi oven CX-20, ex works', 9200, 11400, 2],
    ['Spare parts kit, door and hinge', 310, 420, 3],
    ['Sea freight and packing', 680, 990, 1],
  ],
  hoods: [
    ['Demand-control ventilation kit', 3150, 3900, 2],
    ['UV filter cassette', 640, 780, 6],
  ],
  freight: [
    ['Pallet freight, metropolitan', 74, 118, 6],
    ['Tail-lift delivery, regional', 240, 420, 2],
    ['Fuel levy', 18, 46, 1],
  ],
  smallwares: [
    ['Glass racks, 25 compartment', 32, 41, 20],
    ['Sample bench set', 180, 260, 1],
  ],
  joinery: [
    ['Bar front, oak veneer, per metre', 620, 780, 7],
    ['Banquette seating, per metre', 540, 690, 9],
  ],
  insurance: [
    ['Public liability and contract works, quarter', 3120, 3120, 1],
    ['Vehicle policy, two vans', 880, 960, 1],
  ],
  hire: [
    ['Scissor lift 26 ft, per week', 420, 520, 2],
    ['Delivery and collection', 180, 220, 1],
  ],
}
