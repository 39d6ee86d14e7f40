import type { XeroSeed } from '../../seed.ts'

/** What a bookkeeper keeps beside the ledger. */
export const demoSurroundings: Pick<XeroSeed, 'groups' | 'tracking' | 'items' | 'projects'> = {
  groups: [
    { name: 'Service agreements', contacts: ['ironbark', 'quayside', 'fernleigh'] },
    { name: 'Retention held', contacts: ['ironbark'] },
  ],
  tracking: [{ name: 'Region', options: ['Melbourne', 'Regional Victoria', 'New Zealand'] }],
  items: [
    {
      code: 'SVC-HOUR',
      name: 'Service hour',
      description: 'Technician on site, per hour',
      unitPrice: 145,
      accountCode: '200',
    },
    {
      code: 'SVC-CALL',
      name: 'Call-out',
      description: 'Call-out, metropolitan',
      unitPrice: 95,
      accountCode: '200',
    },
    {
      code: 'HOOD-CLEAN',
      name: 'Hood clean',
      description: 'Exhaust hood and filters cleaned',
      unitPrice: 420,
      accountCode: '200',
    },
    {
      code: 'SHELF-1200',
      name: 'Pass shelf 1200',
      description: 'Pass shelf, stainless, 1200 mm',
      unitPrice: 640,
      accountCode: '200',
    },
  ],
  projects: [
    {
      contact: 'ironbark',
      name: 'Flinders Lane fit-out',
      estimate: 412_000,
      deadlineInDays: 45,
      tasks: [
        {
          name: 'Site work',
          chargeType: 'TIME',
          rate: 145,
          time: [
            { daysAgo: 12, minutes: 450 },
            { daysAgo: 11, minutes: 480 },
          ],
        },
        { name: 'Permits', chargeType: 'FIXED', rate: 2_800 },
        { name: 'Meetings', chargeType: 'NON_CHARGEABLE', rate: 0, time: [{ daysAgo: 9, minutes: 90 }] },
      ],
    },
  ],
}
